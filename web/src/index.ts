// Rebounce turns patterns into audio: songs in, audio buffers, windows or files out, rendered in
// workers, many times faster than real time, with the same bits every time.

export type { AnyOptions, OldOptions } from "./asked.js";
export { AudioData, type AudioBufferLike } from "./buffer.js";
export type { Clip, SampleOptions } from "./documents.js";
export {
  getRenderEngine,
  RenderEngine,
  type ArrangementResult,
  type PatternData,
  type PatternResult,
  type SequenceEntry,
  type TrackOptions,
} from "./engine.js";
export { RebounceError } from "./error.js";
export type { ExportHost, ExportOptions, FileInfo } from "./export-host.js";
export type {
  ArrangementFile,
  BatchItem,
  ChannelResult,
  FreezeItem,
  OnPercent,
  Workflow,
} from "./export-results.js";
export { AudioExportManager, getAudioExportManager } from "./exports.js";
export type { Host } from "./host.js";
export type { RenderInfo } from "./protocol.js";
export type { ReadSong } from "./read.js";
export {
  Rebounce,
  type FileOptions,
  type Metrics,
  type Rendered,
  type RenderedStem,
  type Written,
} from "./rebounce.js";
export type { LoadSample } from "./sounds.js";
export type { RenderStream } from "./stream.js";
export type { Target } from "./target.js";
export type {
  CallOptions,
  Diagnostic,
  FileFormat,
  Progress,
  RenderOptions,
  Report,
  SampleBuffer,
  Sound,
  StemInfo,
  StemWindow,
  TrackProgress,
  TrackReport,
  Window,
} from "./types.js";
