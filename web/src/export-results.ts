// What the export manager's calls give.

import type { FileInfo } from "./export-host.js";
import type { Savings } from "./export-protocol.js";

/** Told how far an export is, in percent, and what is done. */
export type OnPercent = (percent: number, status: string) => void;

/** One of several exports. */
export type BatchItem =
  | { patternId: string; success: true; files: FileInfo[] }
  | { patternId: string; success: false; error: string };

/** One of several freezes. */
export type FreezeItem =
  | { patternId: string; success: true; result: Workflow }
  | { patternId: string; success: false; error: string };

/** A mixer track's file. */
export interface ChannelResult {
  channelId: string;
  success: true;
  filename: string;
  audioBuffer: FileInfo["buffer"];
  file: FileInfo;
  assetId: string | null;
}

/** A pattern as audio, in the project. */
export interface Workflow {
  exportFiles: FileInfo[];
  assetId: string | null;
  clipId: string | null;
  originalPatternId: string;
  workflow: "pattern-to-audio";
  cpuSavings: Savings | null;
}

/** What `exportArrangement` gives. */
export interface ArrangementFile extends FileInfo {
  arrangementId: string;
  format: string;
  assetId: string | null;
  audioBuffer: FileInfo["buffer"];
  file: FileInfo;
}
