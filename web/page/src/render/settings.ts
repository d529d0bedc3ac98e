// How the song is rendered and written: what the person chose, at first what the song asks for.

import { signal } from "@preact/signals";
import type { AnyOptions, ReadSong } from "../../../src/index.js";
import { barOf, endOf, type Song } from "../model/song.js";

export interface Settings {
  sampleRate: number;
  /** After the last note: all that rings, nothing, or seconds. */
  tail: "natural" | "cut" | number;
  gain: "predictive" | "auto" | "off";
  /** What the levels are brought to when it is heard and saved. */
  level: "asRendered" | "peak" | "loud14" | "loud16" | "loud23";
  /** Bars counted from 1, the last one included; null is the end. */
  fromBar: number;
  toBar: number | null;
  /** Whether no more is rendered than the part, or the length, that the document asks for. */
  asAsked: boolean;
  /** Whether each track is kept beside the mix. */
  stems: boolean;
  effects: boolean;
  format: "wav" | "flac";
  bitDepth: 16 | 24 | 32;
  dither: boolean;
}

const DEFAULTS: Settings = {
  sampleRate: 44100,
  tail: "natural",
  gain: "predictive",
  level: "asRendered",
  fromBar: 1,
  toBar: null,
  asAsked: true,
  stems: true,
  effects: true,
  format: "wav",
  bitDepth: 16,
  dither: true,
};

export const RATES = [22050, 44100, 48000, 88200, 96000, 192000] as const;

export const settings = signal<Settings>(DEFAULTS);

export function choose(change: Partial<Settings>): void {
  const next = { ...settings.value, ...change };
  // FLAC has no float.
  if (next.format === "flac" && next.bitDepth === 32) next.bitDepth = 24;
  settings.value = next;
}

/** What a song that was just opened asks for; files are written as before. */
export function adopt({ sampleRate, bitDepth, normalize, wishes }: ReadSong): void {
  const { format, dither, stems } = settings.value;
  settings.value = { ...DEFAULTS, format, dither, stems };
  choose({
    sampleRate: sampleRate ?? DEFAULTS.sampleRate,
    bitDepth: bitDepth === 24 || bitDepth === 32 ? bitDepth : 16,
    level: normalize ? "peak" : "asRendered",
    effects: wishes.effects ?? true,
  });
}

/** As the engine takes them. */
export function asOptions(chosen: Settings, song: Song, wishes: ReadSong["wishes"]): AnyOptions {
  const bar = barOf(song);
  const options: AnyOptions = {
    sampleRate: chosen.sampleRate,
    gain: chosen.gain,
    tail: chosen.tail,
    effects: chosen.effects,
    stems: chosen.stems,
  };
  if (wishes.fade !== undefined) options.fade = wishes.fade;
  const isPart = chosen.fromBar > 1 || chosen.toBar !== null;
  if (isPart || !chosen.asAsked) {
    // Said in full, since the document may say otherwise.
    options.from = (chosen.fromBar - 1) * bar;
    if (chosen.toBar !== null) options.to = chosen.toBar * bar;
    else if (wishes.to !== undefined) options.to = endOf(song);
    if (wishes.length !== undefined) options.length = "natural";
  } else {
    if (wishes.from !== undefined) options.from = wishes.from;
    if (wishes.to !== undefined) options.to = wishes.to;
    if (wishes.length !== undefined) options.length = wishes.length;
  }
  return options;
}

/** Whether a document asks for less than all of it. */
export function asksForPart({ from, to, length }: ReadSong["wishes"]): boolean {
  return (from ?? 0) > 0 || to !== undefined || length !== undefined;
}
