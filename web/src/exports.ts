// The calls, options and results of a browser DAW's AudioExportManager, on top of Rebounce's own
// exports: files of patterns, channels, stems and arrangements, of one pass and at one gain.

import { newBuffer } from "./buffer.js";
import { aborted, RebounceError } from "./error.js";
import { ExportBench } from "./export-bench.js";
import type { ExportHost, ExportOptions, FileInfo } from "./export-host.js";
import type { MadeFile, OpenedProject, Savings } from "./export-protocol.js";
import type { Diagnostic } from "./types.js";
import type {
  ArrangementFile,
  BatchItem,
  ChannelResult,
  FreezeItem,
  OnPercent,
  Workflow,
} from "./export-results.js";

/** A kind of export, and what it says where the caller does not. */
type Preset = "mix" | "channels" | "stems" | "mixdown" | "freeze";

const PRESETS: Record<string, Preset> = {
  pattern: "mix",
  selection: "mix",
  channels: "channels",
  stems: "stems",
  freeze: "freeze",
};

/** The manager. Calls that are made at once wait for one another. */
export class AudioExportManager {
  readonly exportQueue: unknown[] = [];
  readonly activeExports = new Map<string, unknown>();
  readonly defaultSettings = {
    format: "audio/wav",
    type: "pattern",
    normalize: true,
    fadeOut: true,
    includeEffects: true,
  };
  private readonly bench: ExportBench;
  private before: Promise<unknown> = Promise.resolve();
  private running = 0;
  /** Calls that were made before the last cancel came to nothing. */
  private era = 0;

  constructor(private readonly host: ExportHost) {
    this.bench = new ExportBench(host);
  }

  get isExporting(): boolean {
    return this.running > 0;
  }

  /** The files of a pattern, by `type`. */
  exportPattern(patternId: string, options: ExportOptions = {}): Promise<FileInfo[]> {
    const type = options.type ?? "pattern";
    if (type === "arrangement")
      return this.exportArrangement(patternId, options).then((file) => [file.file]);
    const preset = PRESETS[type];
    if (preset === undefined)
      return Promise.reject(new RebounceError("option", `Export type ${type} not supported`));
    return this.files({ pattern: patternId }, preset, options);
  }

  /** One after another; one that fails stops no other. */
  async batchExportPatterns(
    patternIds: string[],
    options: ExportOptions = {},
  ): Promise<BatchItem[]> {
    const items: BatchItem[] = [];
    for (const patternId of patternIds) {
      const item = this.exportPattern(patternId, options).then(
        (files): BatchItem => ({ patternId, success: true, files }),
        (error): BatchItem => ({ patternId, success: false, error: orAbort(error) }),
      );
      items.push(await item);
    }
    return items;
  }

  /** The pattern's sound as it takes its place: not normalised, no fade, no download. */
  freezePattern(patternId: string, options: ExportOptions = {}): Promise<FileInfo[]> {
    return this.files({ pattern: patternId }, "freeze", options);
  }

  /** 48 kHz, 24 bit. */
  quickMixdown(patternId: string, options: ExportOptions = {}): Promise<FileInfo[]> {
    return this.files({ pattern: patternId }, "mixdown", options);
  }

  /** Drums, bass, melody, effects and the rest, by the instruments' names. */
  exportStems(patternId: string, options: ExportOptions = {}): Promise<FileInfo[]> {
    return this.files({ pattern: patternId }, "stems", options);
  }

  quickExportPattern(patternId: string): Promise<FileInfo[]> {
    return this.files({ pattern: patternId }, "mix", {});
  }

  /** A file an instrument. */
  exportPatternChannels(patternId: string): Promise<FileInfo[]> {
    return this.files({ pattern: patternId }, "channels", {});
  }

  exportPatternStems(patternId: string): Promise<FileInfo[]> {
    return this.exportStems(patternId);
  }

  /** The pattern as audio, in the project by way of the host. */
  async patternToAudioWorkflow(
    patternId: string,
    options: {
      replaceOriginal?: boolean;
      exportQuality?: string;
      onProgress?: (progress: { message: string; percent: number }) => void;
      signal?: AbortSignal;
    } = {},
  ): Promise<Workflow> {
    const { replaceOriginal = false, exportQuality = "HIGH", onProgress, signal } = options;
    onProgress?.({ message: "Exporting pattern", percent: 10 });
    const said = { quality: exportQuality, ...(signal ? { signal } : {}) };
    const exportFiles = await this.freezePattern(patternId, said);
    onProgress?.({ message: "Creating audio asset", percent: 60 });
    const [file] = exportFiles;
    const assetId = file ? ((await this.host.addAsset?.(file, patternId)) ?? null) : null;
    onProgress?.({ message: "Placing audio clip", percent: 90 });
    const placed = replaceOriginal && assetId !== null;
    const clipId = placed ? ((await this.host.placeClip?.(assetId, patternId)) ?? null) : null;
    const cpuSavings = await this.calculateCpuSavings(patternId);
    return {
      exportFiles,
      assetId,
      clipId,
      originalPatternId: patternId,
      workflow: "pattern-to-audio",
      cpuSavings,
    };
  }

  /** Each as `patternToAudioWorkflow` in its pattern's place. */
  async batchFreezePatterns(
    patternIds: string[],
    options: { exportQuality?: string } = {},
  ): Promise<FreezeItem[]> {
    const items: FreezeItem[] = [];
    for (const patternId of patternIds) {
      const item = this.patternToAudioWorkflow(patternId, {
        replaceOriginal: true,
        ...options,
      }).then(
        (result): FreezeItem => ({ patternId, success: true, result }),
        (error): FreezeItem => ({ patternId, success: false, error: orAbort(error) }),
      );
      items.push(await item);
    }
    return items;
  }

  /** Mixer tracks of the active pattern, a file each, `master` being all of it; of one pass. */
  async exportChannels(
    channelIds: string[],
    options: ExportOptions = {},
    onProgress?: (channelId: string, percent: number, status: string) => void,
  ): Promise<ChannelResult[]> {
    const tell = (percent: number, status: string): void => {
      for (const id of channelIds) onProgress?.(id, percent, status);
    };
    tell(0, "starting");
    const of = (project: OpenedProject) => {
      const pattern = this.host.activePattern?.() ?? project.patterns[0]?.id;
      if (pattern === undefined) throw new RebounceError("export", "No active pattern");
      return { tracks: { pattern, tracks: channelIds } };
    };
    const files = await this.files(of, "mix", options, (share) =>
      tell(Math.floor(90 * share), "exporting"),
    );
    tell(100, "completed");
    const results: ChannelResult[] = [];
    for (const file of files) {
      // The mix has its pattern's id.
      const channelId = channelIds.includes(file.id) ? file.id : "master";
      const assetId = await this.asset(file, channelId, options);
      results.push({
        channelId,
        success: true,
        filename: file.filename,
        audioBuffer: file.buffer,
        file,
        assetId,
      });
    }
    const place = ({ channelId }: ChannelResult): number => channelIds.indexOf(channelId);
    return results.sort((a, b) => place(a) - place(b));
  }

  /** All of the active pattern. */
  async exportMaster(options: ExportOptions = {}, onProgress?: OnPercent): Promise<ChannelResult> {
    const tell = (_id: string, percent: number, status: string): void =>
      onProgress?.(percent, status);
    const [result] = await this.exportChannels(["master"], options, tell);
    return result as ChannelResult;
  }

  /** The whole timeline, as playback would have it. */
  async exportArrangement(
    arrangementId: string,
    options: ExportOptions = {},
    onProgress?: OnPercent,
  ): Promise<ArrangementFile> {
    onProgress?.(0, "preparing");
    const template = options.fileNameTemplate ?? "{arrangementName}_{timestamp}";
    const said = { ...options, fileNameTemplate: template };
    const files = await this.files("arrangement", "mix", said, (share) => {
      onProgress?.(20 + Math.floor(60 * share), "rendering");
    });
    const file = files[0] as FileInfo;
    onProgress?.(90, "finalizing");
    const assetId = await this.asset(file, arrangementId, options);
    onProgress?.(100, "completed");
    return { ...file, arrangementId, format: file.type, assetId, audioBuffer: file.buffer, file };
  }

  /** The old rule of thumb; null for a pattern that is not there. */
  calculateCpuSavings(patternId: string): Promise<Savings | null> {
    return this.alone(undefined, async () => {
      await this.bench.open(this.host.project());
      return this.bench.savings(patternId);
    });
  }

  getExportProgress(): { isExporting: boolean; queueLength: number; activeExports: unknown[] } {
    return {
      isExporting: this.isExporting,
      queueLength: this.exportQueue.length,
      activeExports: [],
    };
  }

  /** Ends all calls; they reject with an `AbortError`. */
  cancelAllExports(): void {
    this.era += 1;
    this.bench.end(aborted("the export was cancelled"));
  }

  /** Cancels all and ends the worker. The next call starts another. */
  close(): void {
    this.cancelAllExports();
  }

  private async files(
    of: object | "arrangement" | ((project: OpenedProject) => object),
    preset: Preset,
    options: ExportOptions,
    onShare: (share: number) => void = () => {},
  ): Promise<FileInfo[]> {
    const made = await this.alone(options.signal, async () => {
      const project = await this.bench.open(this.host.project());
      const what = typeof of === "function" ? of(project) : of;
      const call = { of: what, preset, options: said(options), now: Date.now() };
      return this.bench.export(call, onShare);
    });
    const files = made.files.map((file) => asFile(file, made.diagnostics));
    if (options.download ?? preset !== "freeze") {
      for (const file of files) (this.host.download ?? download)(file);
    }
    return files;
  }

  private async asset(file: FileInfo, id: string, options: ExportOptions): Promise<string | null> {
    return options.addToProject ? ((await this.host.addAsset?.(file, id)) ?? null) : null;
  }

  /** Runs a call when those before it are over. */
  private alone<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
    const { era } = this;
    this.running += 1;
    const mine = this.before.then(async () => {
      signal?.throwIfAborted();
      if (era !== this.era) throw aborted("the export was cancelled");
      const abort = (): void => this.bench.end(signal?.reason);
      signal?.addEventListener("abort", abort);
      try {
        return await run();
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    });
    this.before = mine.catch(() => {});
    return mine.finally(() => (this.running -= 1));
  }
}

let singleton: AudioExportManager | null = null;

/** The one manager of a process; whoever asks first says what the host brings. */
export function getAudioExportManager(host?: ExportHost): AudioExportManager {
  if (singleton === null && host === undefined) {
    throw new RebounceError("option", "the first call has to say what the host brings");
  }
  singleton ??= new AudioExportManager(host as ExportHost);
  return singleton;
}

/** Options under the names that the module knows. */
function said(options: ExportOptions): object {
  const { quality } = options;
  const numbers = typeof quality === "object" && quality !== null ? quality : {};
  const all = {
    quality: typeof quality === "string" ? quality : undefined,
    sampleRate: options.sampleRate ?? numbers.sampleRate,
    bitDepth: options.bitDepth ?? numbers.bitDepth,
    includeEffects: options.includeEffects,
    fade: options.fadeOut,
    length: options.length ?? undefined,
    startTime: options.startTime,
    endTime: options.endTime ?? undefined,
    bpm: options.bpm,
    normalize: options.normalize,
    fadeIn: options.fadeInDuration,
    fadeOut: options.fadeOutDuration,
    format: options.format,
    dither: options.dither,
    template: options.fileNameTemplate,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function asFile({ bytes, channels, ...rest }: MadeFile, diagnostics: Diagnostic[]): FileInfo {
  const blob = new Blob([bytes], { type: rest.type });
  const buffer = newBuffer(2, channels[0].length, rest.sampleRate);
  for (const [number, channel] of channels.entries()) buffer.copyToChannel(channel, number);
  const url = typeof document === "undefined" ? null : URL.createObjectURL(blob);
  return { ...rest, size: bytes.length, downloadDate: Date.now(), url, buffer, blob, diagnostics };
}

/** The browser's own download. */
function download({ url, filename }: FileInfo): void {
  if (url !== null)
    Object.assign(document.createElement("a"), { href: url, download: filename }).click();
}

/** An error in words; a cancel is none and goes on. */
function orAbort(error: unknown): string {
  if ((error as Partial<Error>)?.name === "AbortError") throw error;
  return (error as Partial<Error>)?.message ?? String(error);
}
