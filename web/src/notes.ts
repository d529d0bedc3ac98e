// The old engine's helpers about notes and lengths. Renders do not need them: they count exactly.

import { RELEASES } from "./releases.js";

/** Beats of a duration: a number counts steps (sixteenths), text is `4n`, `3*8n`; all else is 1. */
export function durationToBeats(duration: unknown): number {
  if (typeof duration === "number") return duration / 4;
  const parts = /^(?:(\d+)\*)?(\d+)n$/.exec(String(duration));
  const division = Number(parts?.[2] ?? 0);
  return division > 0 ? (Number(parts?.[1] ?? 1) * 4) / division : 1;
}

const SEMITONES: Record<string, number> = {
  C: 0, "C#": 1, Db: 1, D: 2, "D#": 3, Eb: 3, E: 4, F: 5, "F#": 6, Gb: 6,
  G: 7, "G#": 8, Ab: 8, A: 9, "A#": 10, Bb: 10, B: 11,
};

/** The key of a note's name: C4 is 60. A number is a key already; all else is 60. */
export function noteNameToMidi(name: unknown): number {
  if (typeof name === "number") return name;
  const parts = /^([A-G][#b]?)(-?\d+)$/.exec(String(name));
  const semitone = SEMITONES[parts?.[1] ?? ""];
  return semitone === undefined ? 60 : (Number(parts?.[2]) + 1) * 12 + semitone;
}

type Fields = Record<string, unknown>;

/**
 * Frames of a pattern by the old rule: whole bars of four beats with room for half a beat and the
 * longest release, at least two seconds. Latencies of effects, which renders count too, are not
 * in it.
 */
export function patternLength(pattern: unknown, bpm: number, sampleRate: number): number {
  const { data, instruments } = fields(pattern);
  let last = 0;
  for (const notes of Object.values(fields(data))) {
    if (!Array.isArray(notes)) continue;
    for (const note of notes.map(fields)) {
      const start = Number(note.startTime ?? note.time ?? 0) / 4;
      last = Math.max(last, start + durationToBeats(note.length ?? note.duration ?? 1));
    }
  }
  const releases = Object.values(fields(instruments)).map(release);
  const beatsPerSecond = bpm / 60;
  const padding = 0.5 + Math.max(0, ...releases) * beatsPerSecond;
  const beats = Math.ceil((last + padding) / 4) * 4;
  return Math.max(Math.ceil((beats / beatsPerSecond) * sampleRate), 2 * sampleRate);
}

/** Seconds an instrument's sound needs behind its last note. */
function release(instrument: unknown): number {
  const { type, settings, data, presetName, synthParams } = fields(instrument);
  if (type === "synth") return Number(fields(fields(synthParams).envelope).release) || 0.3;
  if (type !== "vasynth" && type !== "zenith") return 0;
  const inner = fields(data);
  const envelopes = [settings, inner.settings].map(fields).flatMap((settings) => [
    fields(settings.amplitudeEnvelope).release,
    fields(settings.ampEnvelope).release,
  ]);
  const said = envelopes.find((release) => typeof release === "number") as number | undefined;
  const preset = RELEASES[String(presetName ?? inner.presetName)];
  return Math.max(0.3, said ?? preset ?? 0.3);
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
