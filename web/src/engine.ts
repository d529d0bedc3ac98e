// The calls, options and results of the RenderEngine of a browser DAW, on top of Rebounce.

import { asked, type AnyOptions, type Asked } from "./asked.js";
import { mono, normalize, toWav, type AudioBufferLike } from "./buffer.js";
import { RebounceError } from "./error.js";
import type { Host } from "./host.js";
import { durationToBeats, noteNameToMidi, patternLength } from "./notes.js";
import { Rebounce, type Decide, type Rendered } from "./rebounce.js";
import { sampleDocument, trackDocument, type Clip, type SampleOptions } from "./documents.js";
import type { RenderOptions, SampleBuffer } from "./types.js";

/** Frames per second where nobody says any. */
const SAMPLE_RATE = 44100;
/** Beats per minute where nobody says any. */
const TEMPO = 140;
/** Seconds behind an arrangement's end. */
const ARRANGEMENT_TAIL = 5;

/** A pattern, in any of its spellings. */
export type PatternData = object;

/** An entry of an arrangement: a pattern and where it is played, in beats. */
export interface SequenceEntry {
  patternData: PatternData;
  startTime?: number;
  duration?: number;
}

/** What `renderPattern` gives. */
export interface PatternResult extends Rendered {
  patternId: string | undefined;
  patternName: string | undefined;
  /** Milliseconds since 1970 at the end of the render; how long it took is in `metrics`. */
  renderTime: number;
  /** Bits a file of it is to have. */
  bitDepth: 16 | 24 | 32;
  /** The caller's own object. */
  options: AnyOptions;
}

/** What `renderArrangement` gives. */
export interface ArrangementResult extends Rendered {
  /** How many entries there were. */
  patterns: number;
  renderTime: number;
  bitDepth: 16 | 24 | 32;
}

/** Options of `renderTrackToAudio`. */
export type TrackOptions = AnyOptions;

/** The engine. Its calls may run at the same time; each gets its turn. */
export class RenderEngine extends Rebounce {
  /** Frames per second where a call says nothing. */
  sampleRate: number;
  /** Seconds a pattern may last. */
  maxRenderTime = 300;
  /** Always empty: a render begins when it is called for. */
  readonly renderQueue: unknown[] = [];

  constructor(host: Host = {}) {
    super(host);
    this.sampleRate = this.host.sampleRate() || SAMPLE_RATE;
  }

  /**
   * Renders a pattern with its instruments and its mixer.
   *
   * Its length is that of the old rule (whole bars, at least two seconds) at the rate asked for;
   * `length` in frames (at least two seconds) or `"natural"` says otherwise. With `startTime` or
   * `endTime` a part of it is rendered: to `endTime` exactly, without it until all is silent.
   */
  async renderPattern(patternData: PatternData, options: AnyOptions = {}): Promise<PatternResult> {
    this.updateSampleRate();
    const wanted = asked(options);
    const document = this.wrapped({ patternData }, options);
    const { id, name } = patternData as { id?: string; name?: string };
    const rendered = await this.toBuffer(document, wanted, this.ofPattern).catch(tooLong(this));
    return {
      ...rendered,
      patternId: id,
      patternName: name,
      renderTime: Date.now(),
      bitDepth: wanted.file.bitDepth,
      options,
    };
  }

  /**
   * Renders patterns placed in time, up to five seconds behind the end of the last; `length` in
   * frames or `"natural"`, `startTime` and `endTime` say otherwise.
   */
  async renderArrangement(
    sequence: SequenceEntry[],
    options: AnyOptions = {},
  ): Promise<ArrangementResult> {
    if (!Array.isArray(sequence) || sequence.length === 0) {
      throw new RebounceError("illegal-song", "Arrangement is empty");
    }
    this.updateSampleRate();
    const wanted = asked(options);
    const ends = sequence.map((entry) => (entry.startTime ?? 0) + (entry.duration ?? 0));
    const end = Math.max(...ends);
    const decide: Decide = (song, asked) => {
      const render = this.rated(asked);
      if (asked.frames !== null) return { ...render, length: asked.frames };
      if (render.length === "natural" || isPart(render)) return ofPart(render);
      const seconds = (end * 60) / (render.tempo ?? song.tempo) + ARRANGEMENT_TAIL;
      return { ...render, length: Math.ceil(seconds * (render.sampleRate ?? SAMPLE_RATE)) };
    };
    const rendered = await this.toBuffer(this.wrapped({ sequence }, options), wanted, decide);
    return {
      ...rendered,
      patterns: sequence.length,
      renderTime: Date.now(),
      bitDepth: wanted.file.bitDepth,
    };
  }

  /** Renders a recording through effects; as many channels as it has. */
  async renderSampleWithEffects(
    sourceBuffer: SampleBuffer,
    options: SampleOptions = {},
  ): Promise<AudioBufferLike> {
    this.updateSampleRate();
    const { document, render } = sampleDocument(sourceBuffer, options, this.sampleRate);
    const wanted: Asked = { ...asked(options.signal ? { signal: options.signal } : {}), render };
    const { audioBuffer } = await this.toBuffer(document, wanted, () => render);
    return sourceBuffer.numberOfChannels === 1 ? mono(audioBuffer) : audioBuffer;
  }

  /**
   * Renders clips of a track in one pass, from `startTime` to `endTime` (default: the end of the
   * last clip). `instruments` and `patterns` are maps, or objects, by id.
   */
  async renderTrackToAudio(
    clips: Clip[],
    instruments: Map<string, object> | Record<string, object>,
    patterns: Map<string, object> | Record<string, object>,
    options: TrackOptions = {},
  ): Promise<AudioBufferLike> {
    this.updateSampleRate();
    const wanted = asked(options);
    const { document, end } = trackDocument(clips, instruments, patterns, options.bpm ?? TEMPO);
    const to = wanted.render.to ?? end;
    const from = wanted.render.from ?? 0;
    if (!(to > from)) throw new RebounceError("illegal-song", "Track has no clips to render");
    const decide: Decide = (_song, asked) => ({ ...this.rated(asked), to, tail: "cut" });
    return (await this.toBuffer(document, wanted, decide)).audioBuffer;
  }

  /** A quick look: 22050 Hz, without effects, of a fixed length. */
  renderPatternPreview(patternData: PatternData, durationSeconds = 10, options: AnyOptions = {}) {
    const sampleRate = 22050;
    const length = Math.ceil(durationSeconds * sampleRate);
    const preview = { sampleRate, bitDepth: 16 as const, includeEffects: false, length };
    return this.renderPattern(patternData, { ...preview, ...options });
  }

  /** 48000 Hz, 24 bit. */
  renderPatternHQ(patternData: PatternData, options: AnyOptions = {}) {
    const high = { sampleRate: 48000, bitDepth: 24 as const, includeEffects: true, fadeOut: true };
    return this.renderPattern(patternData, { ...high, ...options });
  }

  /** 96000 Hz, 32-bit float, without the fade. */
  renderPatternMaster(patternData: PatternData, options: AnyOptions = {}) {
    const best = { sampleRate: 96000, bitDepth: 32 as const, includeEffects: true, fadeOut: false };
    return this.renderPattern(patternData, { ...best, ...options });
  }

  /** Whether a render runs, and how far all that run are together, 0 to 1. */
  getRenderProgress(): { isRendering: boolean; queueLength: number; progress: number } {
    const { isRendering, progress } = this;
    return { isRendering, queueLength: this.renderQueue.length, progress };
  }

  /** Cancels all running renders; their calls reject with an `AbortError`. */
  cancelRender(): void {
    this.cancel();
  }

  /** Takes the host's sample rate. */
  updateSampleRate(): void {
    this.sampleRate = this.host.sampleRate() || this.sampleRate;
  }

  /** A WAV file of a buffer; 16 bit unless another depth is asked for. */
  audioBufferToWav(buffer: SampleBuffer, bitDepth: 16 | 24 | 32 = 16): Blob {
    return toWav(buffer, bitDepth);
  }

  /** Brings a peak below full scale to 0.95. */
  _normalizeBuffer<T extends SampleBuffer>(buffer: T): T {
    return normalize(buffer);
  }

  /** Beats of a duration: steps as a number, or text such as `4n`. */
  _durationToBeats(duration: unknown): number {
    return durationToBeats(duration);
  }

  /** The key of a note's name. */
  _noteNameToMidi(name: unknown): number {
    return noteNameToMidi(name);
  }

  /** Frames of a pattern by the old rule. */
  _calculatePatternLength(pattern: PatternData, options: AnyOptions = {}): number {
    const { render, frames } = asked(options);
    const rate = render.sampleRate ?? this.sampleRate;
    if (frames !== null) return Math.max(frames, 2 * rate);
    const own = pattern as { bpm?: number; tempo?: number };
    const bpm = render.tempo || this.host.tempo() || own.bpm || own.tempo || TEMPO;
    return patternLength(pattern, bpm, rate);
  }

  /**
   * Effects are rendered in the workers, not as audio nodes: whatever a host has between its nodes
   * stays as it is.
   */
  _applyEffectChain<Node>(_effectChain: unknown[], node: Node, _context?: unknown): Node {
    return node;
  }

  /** The arguments of an old call as one document. */
  private wrapped(data: object, { automationData }: AnyOptions): object {
    const bpm = this.host.tempo();
    return {
      ...(bpm ? { transport: { bpm } } : {}),
      ...(automationData ? { options: { automationData } } : {}),
      ...data,
    };
  }

  private rated({ render }: Asked): RenderOptions {
    return { ...render, sampleRate: render.sampleRate ?? this.sampleRate };
  }

  private readonly ofPattern: Decide = (_song, asked) => {
    const limits = { seconds: this.maxRenderTime, ...asked.render.limits };
    const render = { ...this.rated(asked), limits };
    const { frames } = asked;
    if (frames !== null) return { ...render, length: Math.max(frames, 2 * render.sampleRate!) };
    if (isPart(render)) return ofPart(render);
    return { length: "api", ...render };
  };
}

/** Whether a part of the song is asked for. */
function isPart({ from, to }: RenderOptions): boolean {
  return (from ?? 0) > 0 || to !== undefined;
}

/** A part ends exactly where it was said, else when all is silent. */
function ofPart(render: RenderOptions): RenderOptions {
  return render.to === undefined ? render : { tail: "cut", ...render };
}

/** The old words for a render beyond the engine's limit. */
function tooLong({ maxRenderTime }: RenderEngine): (error: unknown) => never {
  return (error) => {
    if (error instanceof RebounceError && error.code === "too-long") {
      const { code, seconds } = error;
      const message = `Render time too long: ${seconds}s (max: ${maxRenderTime}s)`;
      throw new RebounceError(code, message, seconds);
    }
    throw error;
  };
}

let singleton: RenderEngine | null = null;

/** The one engine of a process, made when first asked for. */
export function getRenderEngine(): RenderEngine {
  singleton ??= new RenderEngine();
  return singleton;
}
