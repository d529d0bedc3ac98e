// What the page and the worker that writes files say to one another.

/** To the worker, in this order; `chunk` and `end` for one file after another. */
export type Order =
  | { kind: "begin"; codec: string; shape: Shape; zipped: boolean }
  | { kind: "chunk"; left: Float32Array<ArrayBuffer>; right: Float32Array<ArrayBuffer> }
  /** The file that was given is whole. */
  | { kind: "end"; name: string }
  | { kind: "finish" };

/** From the worker: room for another order, or the end. */
export type Answer =
  | { kind: "more" }
  | { kind: "done"; blob: Blob; clipped: number }
  | { kind: "failed"; message: string };

/** How every file is written. */
export interface Shape {
  format: "wav" | "flac";
  bitDepth: 16 | 24 | 32;
  dither: boolean;
  sampleRate: number;
  frames: number;
  /** Linear. */
  gain: number;
}
