// What goes in and comes out, in the words of docs/format.md and docs/report.md.

/** One thing that was not as wanted, where it stands, and what was done about it. */
export interface Diagnostic {
  severity: "info" | "warning" | "error";
  /** Stable kebab-case name of the kind of finding. */
  code: string;
  /** Path into the document. */
  place: string;
  found: string;
  wanted: string;
  action: string;
}

/** How a song is rendered. What is not said here the song's document says, else the default holds. */
export interface RenderOptions {
  /** Frames per second, 8000 to 192000; default 44100. */
  sampleRate?: number;
  /** Beats per minute instead of the song's; its later changes are scaled alike. */
  tempo?: number;
  /** Beat at which the output begins; default 0. */
  from?: number;
  /** Beat at which the music ends; default the song's end. */
  to?: number;
  /** `natural`, `api` (the length rule of the old engine), or frames; default `natural`. */
  length?: "natural" | "api" | number;
  /** After the last note: until what rings is below -90 dBFS, nothing, or seconds; default `natural`. */
  tail?: "natural" | "cut" | number;
  /** Whether effects are heard; default true. */
  effects?: boolean;
  /** A fade over the last 0.1 s where the output is cut while it sounds; default true. */
  fade?: boolean;
  /** Staging of the mix's gain; default `predictive`, which keeps the mix below -1 dBTP. */
  gain?: "off" | "auto" | "predictive";
  /** What to do about a recording that cannot be had; default `substitute`. */
  onMissing?: "skip" | "substitute" | "fail";
  /** Whether each track and bus is handed out beside the mix; default false. */
  stems?: boolean;
  /** Frames a window has; default 2048. It changes no sample. */
  window?: number;
  /** Bounds on what a song may ask for. */
  limits?: {
    seconds?: number;
    notes?: number;
    voices?: number;
    recordingBytes?: number;
    printBytes?: number;
  };
}

/** What can be asked of every call besides. */
export interface CallOptions {
  /** Aborting it ends the call within a tenth of a second; the call rejects with its reason. */
  signal?: AbortSignal;
  /** Told how far the render is, some times a second, and at the end. */
  onProgress?: (progress: Progress) => void;
}

/** How far a render is. */
export interface Progress {
  /** Frames rendered. */
  position: number;
  /** Frames there will be, at most; at the end it is `position`. */
  length: number;
  /** Seconds of sound made in a second. */
  speed: number;
  /** At this speed; 0 at the end. */
  secondsLeft: number;
  /** The tracks and buses of the mixer that sound. */
  tracks: TrackProgress[];
}

/** How far a track is. */
export interface TrackProgress {
  id: string;
  name: string;
  /** Frames rendered. */
  position: number;
  /** Its largest sample so far behind fader and pan, linear. */
  peak: number;
}

/** A stem's name. */
export interface StemInfo {
  /** The id of its track or bus; `master` for what sounds past all tracks. */
  id: string;
  name: string;
}

/** Frames of the output, in order; the arrays are the receiver's own. */
export interface Window {
  /** The output's frame at which it begins. */
  start: number;
  frames: number;
  left: Float32Array<ArrayBuffer>;
  right: Float32Array<ArrayBuffer>;
  /** Empty unless stems were asked for. */
  stems: StemWindow[];
}

/** A stem's frames of a window, in time with the mix. */
export interface StemWindow extends StemInfo {
  left: Float32Array<ArrayBuffer>;
  right: Float32Array<ArrayBuffer>;
}

/** How an audio file is written. */
export interface FileFormat {
  /** Default `wav`. */
  format?: "wav" | "flac";
  /** 16, 24, or 32 (float, `wav` only); default 16. */
  bitDepth?: 16 | 24 | 32;
  /** Triangular dither of 16- and 24-bit files; default true. */
  dither?: boolean;
}

/** What a render has to say about itself: docs/report.md tells each field. */
export interface Report {
  engine: string;
  input: { path: string; hash: string };
  options: Record<string, string>;
  audio: { hash: string; frames: number; sampleRate: number; channels: number; seconds: number };
  levels: { peakDbfs: number | null; truePeakDbtp: number | null; lufs: number | null };
  gain: {
    gainDb: number;
    predictedPeakDbfs: number | null;
    peakBoundDbfs: number | null;
    unlimitedPeakDbfs: number | null;
    limitedFrames: number;
    limitedShare: number;
    mostReductionDb: number;
  };
  timing: {
    readSeconds: number;
    prepareSeconds: number;
    renderSeconds: number;
    encodeSeconds: number;
    totalSeconds: number;
    realTimeFactor: number;
    threads: number;
  };
  memory: { peakBytes: number };
  tracks: TrackReport[];
  resources: { hits: number; misses: number; bytes: number };
  prints: { hits: number; misses: number; bytes: number; laneFill: number };
  outputs: { path: string; format: string; bytes: number }[];
  diagnostics: Diagnostic[];
}

/** A track or bus of the mixer, in a report. */
export interface TrackReport {
  id: string;
  name: string;
  notes: number;
  voices: number;
  peakDbfs: number | null;
  seconds: number;
  /** `ok`, `silent`, `muted`, or `failed: ` and why. */
  status: string;
}

/** A recording as a host has it: a sound file's bytes, decoded samples, or nothing. */
export type Sound = ArrayBuffer | ArrayBufferView | Blob | SampleBuffer | null | undefined;

/** Decoded samples: an `AudioBuffer` is one. */
export interface SampleBuffer {
  readonly sampleRate: number;
  readonly length: number;
  readonly numberOfChannels: number;
  getChannelData(channel: number): Float32Array;
}
