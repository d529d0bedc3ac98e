// What a page and its workers say to one another. A *job* is one render; its number is the page's.

import type { Diagnostic, FileFormat, RenderOptions, Report, StemInfo } from "./types.js";

/** To a worker. */
export type Order =
  /** The module, compiled once for all workers; first of all. */
  | { kind: "start"; module: WebAssembly.Module }
  /** The module for files; before the first that is to be decoded, converted or written. */
  | { kind: "codec"; module: WebAssembly.Module }
  /** A recording under the name songs have for it: the bytes of a file, or samples. */
  | { kind: "recording"; name: string; bytes: ArrayBuffer }
  | { kind: "samples"; name: string; sampleRate: number; channels: Float32Array[] }
  | { kind: "forget"; name: string }
  /**
   * Reads a document, one that is no JSON by way of the codec; answered by `read`, with the song
   * itself if `json` is asked for.
   */
  | { kind: "read"; job: number; document: string | Uint8Array; convert: boolean; json?: boolean }
  /** Begins a render of what was read; answered by `ready`. Each port leads to another share of it. */
  | { kind: "render"; job: number; options: string; file: Required<FileFormat> | null; ports: MessagePort[] }
  /** Begins share `number` of `shares` of a render; the port leads to the worker that has the render. */
  | { kind: "share"; job: number; options: string; number: number; shares: number; port: MessagePort }
  /** Room for so many more chunks. */
  | { kind: "pull"; job: number; chunks: number }
  | { kind: "cancel"; job: number };

/** From a worker. */
export type Answer =
  | { kind: "started" }
  | { kind: "read"; job: number; song: SongInfo }
  | { kind: "ready"; job: number; render: RenderInfo }
  | { kind: "chunk"; job: number; chunk: Chunk }
  | { kind: "done"; job: number; report: Report; files: EncodedFile[] }
  /** A share is over. */
  | { kind: "shared"; job: number }
  | { kind: "cancelled"; job: number }
  /** Without a job, the worker itself is of no more use. */
  | { kind: "failed"; job: number | null; failure: Failure };

/** An error on its way between threads. */
export interface Failure {
  code: string;
  message: string;
  seconds?: number;
}

/** What is known of a song once it is read. */
export interface SongInfo {
  /** `pattern`, `wrapper`, `arrangement`, `project`, `song`, `midi` or `hydrogen`. */
  kind: string;
  name: string;
  /** Beats per minute at its beginning. */
  tempo: number;
  /** Mixer tracks without its buses: as many workers at most have something to do. */
  tracks: number;
  /** What its document asks for, where it does. */
  sampleRate: number | null;
  bitDepth: number | null;
  normalize: boolean | null;
  /** Names of recordings it refers to. */
  recordings: string[];
  /** Whether it holds recordings itself, so that a worker needs the codec. */
  inline: boolean;
  /** Whether the worker that read it knows all of these already. */
  known: boolean;
  diagnostics: Diagnostic[];
  /** The song in Rebounce's own format, and its document's other options; only if asked for. */
  json?: string;
  wishes?: RenderOptions;
}

/** What is known of a render before its first window. */
export interface RenderInfo {
  sampleRate: number;
  length: number;
  /** Whether there will be exactly `length` frames. */
  exact: boolean;
  stems: StemInfo[];
  tracks: StemInfo[];
  diagnostics: Diagnostic[];
}

/** Some windows in a row. */
export interface Chunk {
  start: number;
  frames: number;
  /** Frames there will be, as it is known now. */
  length: number;
  /** By track of `RenderInfo.tracks`: its largest sample so far. */
  peaks: number[];
  /** Mix left and right, then each stem's, all of `frames` samples; empty if files were asked for. */
  channels: Float32Array<ArrayBuffer>[];
  /** What follows in the mix's file, then in each stem's; empty if samples were asked for. */
  bytes: Uint8Array<ArrayBuffer>[];
}

/** The end of a file. */
export interface EncodedFile {
  rest: Uint8Array<ArrayBuffer>;
  /** What is to stand at its beginning, in place of as many bytes there. */
  head: Uint8Array<ArrayBuffer>;
  clipped: number;
}
