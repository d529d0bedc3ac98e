// What an export manager's host brings, and what it gets.

import type { AudioBufferLike } from "./buffer.js";
import type { Diagnostic } from "./types.js";
import type { LoadSample } from "./sounds.js";
import type { Places } from "./workers.js";

/** A file that was made. */
export interface FileInfo {
  filename: string;
  /** In bytes. */
  size: number;
  /** Its media type. */
  type: string;
  /** Milliseconds since 1970. */
  downloadDate: number;
  /** Of the blob, in a page; revoke it when it is no longer needed. Null in Node. */
  url: string | null;
  /** Its sound, ahead of rounding and dither. */
  buffer: AudioBufferLike;
  blob: Blob;
  duration: number;
  sampleRate: number;
  /** Of its channel, stem or pattern. */
  id: string;
  /** What was not as wanted in the document and in the render; of all files of a call the same. */
  diagnostics: Diagnostic[];
}

/** What an export manager is told about its surroundings. */
export interface ExportHost extends Places {
  /**
   * The document with the patterns, instruments, mixer and arrangement, asked at each call: a
   * project file, an arrangement, a pattern with what it plays, or a Rebounce song.
   */
  project: () => unknown;
  /** Id of the pattern that is open; default the document's first. */
  activePattern?: () => string | undefined;
  /** Loads the recording that a song calls `reference`; default: fetches it relative to the page. */
  loadSample?: LoadSample;
  /** Hands a file to the person; default: a download of the browser, in Node nothing. */
  download?: (file: FileInfo) => void;
  /** Takes a file into the project; its id. Default: none is taken. */
  addAsset?: (file: FileInfo, patternId: string) => string | null | Promise<string | null>;
  /** Places an asset where a pattern was; the clip's id. Default: nothing is placed. */
  placeClip?: (assetId: string, patternId: string) => string | null | Promise<string | null>;
  /** Of rebounce_web_export_bg.wasm, where it is not beside the package's files. */
  exportUrl?: URL | string;
  /** Of export-worker.js, likewise. */
  exportWorkerUrl?: URL | string;
}

/** Options of exports, as they were; what is not said the kind of export says. */
export interface ExportOptions {
  /** `pattern`, `channels`, `stems`, `freeze`, `selection`, `arrangement`; default `pattern`. */
  type?: string;
  /** A media type or a name: WAV, FLAC. Default WAV. */
  format?: string;
  /** A name, or its numbers; default STANDARD. */
  quality?: string | { sampleRate?: number; bitDepth?: number };
  sampleRate?: number;
  bitDepth?: number;
  /** Brings the loudest file's peak to full scale; all get the same gain. Default true. */
  normalize?: boolean;
  includeEffects?: boolean;
  /** Whether the last 0.1 s fades where the sound is cut; default true. */
  fadeOut?: boolean;
  /** Seconds of a fade at either end; default none. */
  fadeInDuration?: number;
  fadeOutDuration?: number;
  /** In frames. */
  length?: number | null;
  /** In beats; of a selection both. */
  startTime?: number;
  endTime?: number | null;
  bpm?: number;
  dither?: boolean;
  /** `{patternName}`, `{channelName}`, `{timestamp}` and others: docs/compatibility.md. */
  fileNameTemplate?: string;
  /** Whether the host is handed the file to download; default true, of a freeze false. */
  download?: boolean;
  /** Whether the host takes the file into the project; default false. */
  addToProject?: boolean;
  /** Aborting it ends the call; it rejects with the reason. */
  signal?: AbortSignal;
}
