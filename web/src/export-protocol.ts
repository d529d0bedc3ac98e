// What a page and the worker of exports say to one another.

import type { Diagnostic } from "./types.js";

/** To the worker; each is answered, in order. */
export type ExportOrder =
  | { kind: "open"; module: WebAssembly.Module | null; document: Uint8Array }
  /** Decoded samples, or the bytes of a file; with the module that decodes, if it has it not. */
  | { kind: "samples"; name: string; sampleRate: number; channels: Float32Array[] }
  | { kind: "recording"; name: string; bytes: ArrayBuffer; codec: WebAssembly.Module | null }
  | { kind: "savings"; pattern: string }
  | { kind: "export"; call: string };

/** From the worker. `progress` comes any number of times before the answer of an export. */
export type ExportAnswer =
  | { kind: "opened"; project: OpenedProject }
  | { kind: "taken" }
  | { kind: "savings"; savings: Savings | null }
  | { kind: "progress"; position: number; length: number }
  | { kind: "files"; files: MadeFile[]; diagnostics: Diagnostic[] }
  | { kind: "failed"; message: string; crashed: boolean };

/** What a document holds. */
export interface OpenedProject {
  name: string;
  patterns: { id: string; name: string }[];
  recordings: string[];
}

export interface MadeFile {
  id: string;
  filename: string;
  type: string;
  sampleRate: number;
  duration: number;
  bytes: Uint8Array<ArrayBuffer>;
  channels: [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];
}

/** What freezing a pattern is said to save. */
export interface Savings {
  estimatedSavings: string;
  instrumentCount: number;
  noteCount: number;
  reason: string;
}
