// Edits of the notes of one part of a pattern, as new lists. Nothing here touches the song.

import { field } from "./records.js";
import type { Note, Part, Pattern } from "./song.js";

const KEYS = field("Note", "key");
/** The shortest note that can be made by hand, in beats. */
const SHORTEST = 1 / 32;

/** The steps of a grid, in beats, by name. */
export const GRIDS: readonly [string, number][] = [
  ["1/4", 1],
  ["1/8", 1 / 2],
  ["1/8 triplet", 1 / 3],
  ["1/16", 1 / 4],
  ["1/16 triplet", 1 / 6],
  ["1/32", 1 / 8],
];

/** Which step a note begins in; what is a hair early counts to the next. */
export function stepOf(note: Note, grid: number): number {
  return Math.floor(note.start / grid + 1e-6);
}

/** Notes that begin in each step from `from` on, by step. */
export function bySteps(notes: Note[], grid: number, from: number, count: number): Note[][] {
  const steps: Note[][] = Array.from({ length: count }, () => []);
  for (const note of notes) steps[stepOf(note, grid) - from]?.push(note);
  return steps;
}

/** With a note in this step, or without those that begin there. */
export function toggled(notes: Note[], step: number, grid: number): Note[] {
  const others = notes.filter((note) => stepOf(note, grid) !== step);
  if (others.length < notes.length) return others;
  return inOrder([...notes, newNote(step * grid, grid, usualKey(notes), usualVelocity(notes))]);
}

export function newNote(start: number, length: number, key: number, velocity: number): Note {
  return { start, length, key, velocity };
}

/** The key most notes have; middle C, which is a drum's own pitch, where there are none. */
export function usualKey(notes: Note[]): number {
  return mostOften(notes.map((note) => note.key)) ?? Number(KEYS.default ?? 60);
}

/** How hard a new note is to be. */
export function usualVelocity(notes: Note[]): number {
  return mostOften(notes.map((note) => note.velocity)) ?? 0.8;
}

/** A note elsewhere: held within the pattern and the keys there are. */
export function moved(note: Note, beats: number, keys: number, end: number): Note {
  const start = Math.min(Math.max(note.start + beats, 0), Math.max(end - SHORTEST, 0));
  const key = Math.min(Math.max(note.key + keys, KEYS.min ?? 0), KEYS.max ?? 127);
  return { ...note, start, key };
}

export function resized(note: Note, length: number): Note {
  return { ...note, length: Math.max(length, SHORTEST) };
}

/** A list with one note in the place of another. */
export function replaced(notes: Note[], old: Note, changed: Note | null): Note[] {
  return notes.flatMap((note) => (note === old ? (changed ? [changed] : []) : [note]));
}

export function inOrder(notes: Note[]): Note[] {
  return [...notes].sort((a, b) => a.start - b.start || a.key - b.key);
}

/** The parts of a pattern with an instrument's notes changed; a part is made where there is none. */
export function withNotes(pattern: Pattern, instrument: string, notes: Note[]): Part[] {
  const parts = pattern.parts ?? [];
  const first = parts.findIndex((part) => part.instrument === instrument);
  if (first < 0) return [...parts, { instrument, notes }];
  return parts.flatMap((part, i) => {
    if (part.instrument !== instrument) return [part];
    return i === first ? [{ ...part, notes }] : [];
  });
}

/** All notes an instrument has in a pattern, which may have it in several parts. */
export function notesOf(pattern: Pattern, instrument: string): Note[] {
  return (pattern.parts ?? [])
    .filter((part) => part.instrument === instrument)
    .flatMap((part) => part.notes ?? []);
}

const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

/** `C4` for 60. */
export function keyName(key: number): string {
  const whole = Math.round(key);
  return `${NAMES[((whole % 12) + 12) % 12]}${Math.floor(whole / 12) - 1}`;
}

/** Whether it is a black one. */
export function isBlack(key: number): boolean {
  return keyName(key).includes("♯");
}

function mostOften(values: number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let most: number | null = null;
  for (const [value, count] of counts) {
    if (most === null || count > (counts.get(most) ?? 0)) most = value;
  }
  return most;
}
