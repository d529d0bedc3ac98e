// Options under all their names: those of the old engine, which are forgiving, and Rebounce's own.

import type { CallOptions, FileFormat, RenderOptions } from "./types.js";

/** Options of the old engine's calls, as they were. */
export interface OldOptions {
  sampleRate?: number;
  /** Bits a sample has in files: 16, 24 or 32. */
  bitDepth?: number;
  includeEffects?: boolean;
  /** A fade over the last 0.1 s where the output is cut while it sounds; default true. */
  fadeOut?: boolean;
  /** In frames; null is automatic. */
  length?: "natural" | "api" | number | null;
  /** In beats. */
  startTime?: number;
  /** In beats; null is the end. */
  endTime?: number | null;
  bpm?: number;
  normalize?: boolean;
  /** A preset's name, or its numbers. */
  quality?: string | { sampleRate?: number; bitDepth?: number };
  /** Lanes besides the pattern's own. */
  automationData?: unknown;
}

/** What every call takes. */
export type AnyOptions = OldOptions & Omit<RenderOptions, "length"> & FileFormat & CallOptions;

/** What was asked, under one name each. */
export interface Asked {
  render: RenderOptions;
  file: Required<FileFormat>;
  call: CallOptions;
  normalize: boolean;
  /** In frames, if it was said so. */
  frames: number | null;
}

/** Rates and bits by name. */
const QUALITIES: Record<string, [number, 16 | 24 | 32]> = {
  DEMO: [22050, 16],
  STANDARD: [44100, 16],
  HIGH: [48000, 24],
  STUDIO: [96000, 32],
};

/** Reads options. What is not a number where one is wanted counts as not said, as it used to. */
export function asked(options: AnyOptions = {}): Asked {
  const { quality } = options;
  const named = typeof quality === "string" ? QUALITIES[quality.toUpperCase()] : undefined;
  const numbers = typeof quality === "object" && quality !== null ? quality : {};
  const render: RenderOptions = {};
  const say = <K extends keyof RenderOptions>(
    name: K,
    value: RenderOptions[K] | null | undefined,
  ): void => {
    if (value !== null && value !== undefined) render[name] = value as never;
  };
  say("sampleRate", number(options.sampleRate) ?? number(numbers.sampleRate) ?? named?.[0]);
  say("tempo", number(options.tempo) ?? number(options.bpm));
  say("from", number(options.from) ?? number(options.startTime));
  say("to", number(options.to) ?? number(options.endTime));
  say("effects", options.effects ?? options.includeEffects);
  say("fade", options.fade ?? options.fadeOut);
  say("tail", options.tail);
  say("gain", options.gain);
  say("onMissing", options.onMissing);
  say("stems", options.stems);
  say("window", options.window);
  say("limits", options.limits);
  const frames = number(options.length);
  if (options.length === "natural" || options.length === "api") render.length = options.length;
  const call: CallOptions = {};
  if (options.signal) call.signal = options.signal;
  if (options.onProgress) call.onProgress = options.onProgress;
  const bits = number(options.bitDepth) ?? number(numbers.bitDepth) ?? named?.[1];
  return {
    render,
    file: {
      format: options.format ?? "wav",
      bitDepth: bits === 24 || bits === 32 ? bits : 16,
      dither: options.dither ?? true,
    },
    call,
    normalize: options.normalize === true,
    frames: frames === undefined ? null : Math.max(1, Math.ceil(frames)),
  };
}

/** A number, also one that is written as text; nothing for all else. */
function number(value: unknown): number | undefined {
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : undefined;
}
