// Documents for calls that have no pattern: a recording through effects, the clips of a track.

import type { RenderOptions, SampleBuffer } from "./types.js";

/** Options of `renderSampleWithEffects`. */
export interface SampleOptions {
  /** Seconds, linear; default 0. */
  fadeIn?: number;
  fadeOut?: number;
  /** In dB; default 0. */
  gain?: number;
  /** Ratio; it moves the pitch too. Default 1. */
  playbackRate?: number;
  /** Seconds into the recording; default 0. */
  sampleOffset?: number;
  /** Seconds of the recording; null is the rest of it. */
  duration?: number | null;
  /** Inserts, in their order. */
  effects?: unknown[];
  signal?: AbortSignal;
}

/** A clip of a track: a pattern's or a recording's. */
export interface Clip {
  type?: "pattern" | "audio";
  /** In beats. */
  startTime?: number;
  duration?: number;
  patternId?: string;
  /** The instrument whose recording an audio clip plays. */
  sampleId?: string;
  /** Beats into the recording. */
  sampleOffset?: number;
  [more: string]: unknown;
}

/** A recording through effects; at 60 beats per minute a beat is a second. */
export function sampleDocument(
  source: SampleBuffer,
  options: SampleOptions,
  sampleRate: number,
): { document: object; render: RenderOptions } {
  const { fadeIn = 0, fadeOut = 0, gain = 0, playbackRate = 1, sampleOffset = 0 } = options;
  const played = options.duration || source.length / source.sampleRate - sampleOffset;
  const seconds = played / playbackRate;
  const clip = {
    type: "audio",
    audioBuffer: stereo(source),
    channelId: "sample",
    startTime: 0,
    duration: seconds,
    sampleOffset,
    playbackRate,
    gain,
    fadeIn,
    // One that is as long as the sound was never begun.
    fadeOut: fadeOut < seconds ? fadeOut : 0,
  };
  const track = { id: "sample", name: "Sample", gain: 1, insertEffects: options.effects ?? [] };
  return {
    document: {
      metadata: { bpm: 60 },
      mixer: { tracks: [track], master: { gain: 1 }, masterVolume: 1 },
      arrangement: { clips: [clip] },
    },
    render: {
      sampleRate,
      length: Math.ceil(seconds * sampleRate),
      // The sound is as loud as it was.
      gain: "off",
      fade: false,
    },
  };
}

/** The clips of a track, with what they refer to; and the beat at which the last one ends. */
export function trackDocument(
  clips: Clip[],
  instruments: Map<string, object> | Record<string, object>,
  patterns: Map<string, object> | Record<string, object>,
  bpm: number,
): { document: object; end: number } {
  const known = asRecord(instruments);
  const placed = clips.map((clip) => {
    const { sampleId, sampleOffset = 0, ...rest } = clip;
    if (sampleId === undefined) return clip;
    // A clip here counts its offset in beats, a project's in seconds.
    const seconds = (sampleOffset * 60) / bpm;
    const { audioBuffer, buffer, url } = (known[sampleId] ?? {}) as Record<string, unknown>;
    const sound = audioBuffer ?? buffer;
    const recording = sound ? { audioBuffer: sound } : url ? { url } : { sampleId };
    return { type: "audio", ...rest, ...recording, sampleOffset: seconds };
  });
  const ends = clips.map((clip) => (clip.startTime ?? 0) + (clip.duration ?? 0));
  return {
    document: {
      metadata: { bpm },
      instruments: known,
      patterns: asRecord(patterns),
      arrangement: { clips: placed },
    },
    end: Math.max(0, ...ends),
  };
}

function asRecord(map: Map<string, object> | Record<string, object>): Record<string, object> {
  return map instanceof Map ? Object.fromEntries(map) : (map ?? {});
}

const doubled = new WeakMap<SampleBuffer, SampleBuffer>();

/** A mono recording on both sides, so that no law of panning lowers it; the same one each time. */
function stereo(source: SampleBuffer): SampleBuffer {
  if (source.numberOfChannels !== 1) return source;
  let both = doubled.get(source);
  if (both === undefined) {
    const { length, sampleRate } = source;
    const getChannelData = (): Float32Array => source.getChannelData(0);
    both = { length, sampleRate, numberOfChannels: 2, getChannelData };
    doubled.set(source, both);
  }
  return both;
}
