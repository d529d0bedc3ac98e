// The engine by its own names: any document in, an audio buffer, a stream of windows, or a file
// out. What the old engine's calls do is done with these.

import { asked, type AnyOptions, type Asked } from "./asked.js";
import { newBuffer, normalize, type AudioBufferLike } from "./buffer.js";
import { aborted, RebounceError } from "./error.js";
import { withDefaults, type Host } from "./host.js";
import { Job } from "./job.js";
import { turn } from "./platform.js";
import type { Chunk, RenderInfo, SongInfo } from "./protocol.js";
import { read, type ReadSong } from "./read.js";
import { Sounds } from "./sounds.js";
import { RenderStream } from "./stream.js";
import { open, type Sink, type Target } from "./target.js";
import type { Diagnostic, RenderOptions, Report, Sound, StemInfo } from "./types.js";
import { Workers } from "./workers.js";

/** Frames copied in one go, so that no task of the page's thread is long. */
const COPIED = 1 << 20;

/** What `render` gives. */
export interface Rendered {
  audioBuffer: AudioBufferLike;
  /** In seconds. */
  duration: number;
  sampleRate: number;
  channels: number;
  /** In the mixer's order; empty unless they were asked for. */
  stems: RenderedStem[];
  report: Report;
  /** All that was not as wanted; the report's too. */
  diagnostics: Diagnostic[];
  metrics: Metrics;
}

/** A stem's sound. */
export interface RenderedStem extends StemInfo {
  audioBuffer: AudioBufferLike;
}

/** Where the time of a call went. */
export interface Metrics {
  /** Milliseconds from the call to its result. */
  renderTime: number;
  /** Seconds of sound made in a second. */
  speed: number;
}

/** What `renderTo` takes besides. */
export interface FileOptions extends AnyOptions {
  /** Where each stem's file goes; asks for stems. */
  stemTarget?: (stem: StemInfo, number: number) => Target | Promise<Target>;
}

/** What `renderTo` gives. */
export interface Written {
  /** Size of the mix's file. */
  bytes: number;
  duration: number;
  sampleRate: number;
  stems: StemInfo[];
  report: Report;
  diagnostics: Diagnostic[];
  metrics: Metrics;
}

/** Options for a song once it has been read. */
export type Decide = (song: SongInfo, asked: Asked) => RenderOptions;

/** Reads songs and renders them, in workers. Keeps what renders share: workers, recordings. */
export class Rebounce {
  protected readonly host: ReturnType<typeof withDefaults>;
  private readonly workers: Workers;
  private readonly sounds: Sounds;
  private readonly running = new Map<AbortController, { position: number; length: number }>();

  constructor(host: Host = {}) {
    this.host = withDefaults(host);
    this.workers = new Workers(this.host.workers, this.host.workersPerRender, this.host);
    const forget = (name: string): void => this.workers.forget(name);
    this.sounds = new Sounds(this.host.loadSample, forget);
  }

  /** Renders any document into memory. */
  async render(document: unknown, options: AnyOptions = {}): Promise<Rendered> {
    return this.toBuffer(document, asked(options), plainly);
  }

  /** Renders any document window by window, as fast as they are taken. */
  stream(document: unknown, options: AnyOptions = {}): RenderStream {
    return new RenderStream(this.begin(document, asked(options), plainly));
  }

  /** Renders any document into a file, in memory that does not grow with its length. */
  async renderTo(target: Target, document: unknown, options: FileOptions = {}): Promise<Written> {
    return this.toFile(target, document, options, plainly);
  }

  /** Reads any document without rendering it: the song in Rebounce's own format. */
  read(document: unknown): Promise<ReadSong> {
    return read(this.workers, this.sounds, document);
  }

  /** Keeps a recording under the name songs have for it; nothing forgets it. */
  setSample(name: string, sound: Sound): Promise<void> {
    return this.sounds.set(name, sound);
  }

  /** How far all running renders are together, 0 to 1; 1 when none runs. */
  get progress(): number {
    let [position, length] = [0, 0];
    for (const render of this.running.values()) {
      position += render.position;
      length += render.length;
    }
    return this.running.size === 0 ? 1 : position / Math.max(length, 1);
  }

  /** Whether a render runs. */
  get isRendering(): boolean {
    return this.running.size > 0;
  }

  /** Cancels all running renders; their calls reject with an `AbortError`. */
  cancel(reason: unknown = aborted()): void {
    for (const controller of [...this.running.keys()]) controller.abort(reason);
  }

  /** Cancels all and ends the workers. The next call starts new ones. */
  close(): void {
    this.cancel(aborted("the engine was closed"));
    this.workers.end();
  }

  protected async toBuffer(document: unknown, asked: Asked, decide: Decide): Promise<Rendered> {
    const job = await this.begin(document, asked, decide);
    const { info } = job;
    const filled = info.exact ? buffers(info, info.length) : null;
    const chunks: Chunk[] = [];
    for (let chunk = await job.next(); chunk !== null; chunk = await job.next()) {
      if (filled !== null) copy(chunk, filled);
      else chunks.push(chunk);
    }
    const { report } = job.end;
    const all = filled ?? (await assembled(chunks, buffers(info, report.audio.frames)));
    const [audioBuffer, ...rest] = all as [AudioBufferLike, ...AudioBufferLike[]];
    if (asked.normalize) normalize(audioBuffer);
    return {
      audioBuffer,
      duration: report.audio.seconds,
      sampleRate: info.sampleRate,
      channels: 2,
      stems: info.stems.map((stem, i) => ({
        ...stem,
        audioBuffer: rest[i] as AudioBufferLike,
      })),
      report,
      diagnostics: report.diagnostics,
      metrics: metrics(job, report),
    };
  }

  protected async toFile(
    target: Target,
    document: unknown,
    options: FileOptions,
    decide: Decide,
  ): Promise<Written> {
    const wanted = asked(options);
    const { stemTarget } = options;
    if (stemTarget !== undefined) wanted.render.stems = true;
    else delete wanted.render.stems;
    const job = await this.begin(document, wanted, decide, true);
    const sinks: Sink[] = [];
    let bytes = 0;
    try {
      sinks.push(await open(target));
      for (const [number, stem] of job.info.stems.entries()) {
        if (stemTarget) sinks.push(await open(await stemTarget(stem, number)));
      }
      for (let chunk = await job.next(); chunk !== null; chunk = await job.next()) {
        bytes += chunk.bytes[0]?.length ?? 0;
        await writeAll(sinks, chunk.bytes);
      }
      const { files } = job.end;
      bytes += files[0]?.rest.length ?? 0;
      await writeAll(sinks, files.map((file) => file.rest));
      await Promise.all(sinks.map((sink, i) => sink.close(files[i]?.head ?? new Uint8Array())));
    } catch (error) {
      job.cancel(error);
      await Promise.allSettled(sinks.map((sink) => sink.abort(error)));
      throw error;
    }
    const { report } = job.end;
    return {
      bytes,
      duration: report.audio.seconds,
      sampleRate: job.info.sampleRate,
      stems: job.info.stems,
      report,
      diagnostics: report.diagnostics,
      metrics: metrics(job, report),
    };
  }

  /** Begins a render that `cancel` reaches and `progress` counts. */
  protected async begin(
    document: unknown,
    asked: Asked,
    decide: Decide,
    file = false,
  ): Promise<Job> {
    const controller = new AbortController();
    const state = { position: 0, length: 1 };
    const { signal, onProgress } = asked.call;
    const abort = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    this.running.set(controller, state);
    const over = (): void => {
      this.running.delete(controller);
      signal?.removeEventListener("abort", abort);
    };
    try {
      return await Job.begin(this.workers, this.sounds, {
        document,
        options: (song) => decide(song, asked),
        ...(file ? { file: asked.file } : {}),
        signal: controller.signal,
        onProgress: (progress) => {
          Object.assign(state, progress);
          onProgress?.(progress);
        },
        onClose: over,
      });
    } catch (error) {
      over();
      throw error;
    }
  }
}

/** Options as they were said. */
const plainly: Decide = (_song, { render, frames }) =>
  frames === null ? render : { ...render, length: frames };

function buffers(info: RenderInfo, frames: number): AudioBufferLike[] {
  const count = 1 + info.stems.length;
  try {
    return Array.from({ length: count }, () => newBuffer(2, frames, info.sampleRate));
  } catch (error) {
    const text = `${count} buffers of ${frames} frames cannot be had (${String(error)})`;
    throw new RebounceError("limit", `${text}: wanted less, or renderTo or stream instead`);
  }
}

function copy(chunk: Chunk, into: AudioBufferLike[]): void {
  for (const [number, channel] of chunk.channels.entries()) {
    into[number >> 1]?.copyToChannel(channel, number & 1, chunk.start);
  }
}

async function assembled(chunks: Chunk[], into: AudioBufferLike[]): Promise<AudioBufferLike[]> {
  let copied = 0;
  for (const chunk of chunks) {
    copy(chunk, into);
    copied += chunk.frames * into.length;
    if (copied < COPIED) continue;
    copied = 0;
    await turn();
  }
  return into;
}

async function writeAll(sinks: Sink[], bytes: Uint8Array<ArrayBuffer>[]): Promise<void> {
  await Promise.all(
    sinks.map((sink, i) => {
      const part = bytes[i];
      return part && part.length > 0 ? sink.write(part) : undefined;
    }),
  );
}

function metrics(job: Job, report: Report): Metrics {
  const renderTime = performance.now() - job.asked;
  return { renderTime, speed: report.audio.seconds / Math.max(renderTime / 1000, 1e-6) };
}
