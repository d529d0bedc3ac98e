// The open song and how it came to be: each edit leaves the song before it as it was, so that
// undo is a step back to it.

import { batch, computed, signal } from "@preact/signals";
import type { Song } from "./song.js";

/** Members and places that lead from the song to a value. */
export type Path = readonly (string | number)[];

interface Step {
  song: Song;
  /** What was done, in words. */
  what: string;
  /** Edits that say the same soon after one another are one. */
  merge: string | null;
  at: number;
}

/** Milliseconds within which edits of the same value are one: a drag of a fader. */
const TOGETHER = 900;
/** Steps that are kept. */
const KEPT = 200;

const steps = signal<Step[]>([]);
const place = signal(0);

/** The song as it is now; null while none is open. */
export const song = computed<Song | null>(() => steps.value[place.value]?.song ?? null);
/** The song as it was opened. */
export const isEdited = computed(() => place.value > 0);
/** What undo would take back, and redo do again. */
export const undoable = computed(() =>
  place.value > 0 ? (steps.value[place.value]?.what ?? null) : null,
);
export const redoable = computed(() => steps.value[place.value + 1]?.what ?? null);

/** Begins anew with a song, or none. */
export function restart(song: Song | null): void {
  batch(() => {
    steps.value = song ? [{ song, what: "", merge: null, at: 0 }] : [];
    place.value = 0;
  });
}

/** Puts a value in its place; what lies beside the way to it is shared with the song before. */
export function edit(what: string, path: Path, value: unknown, merge: string | null = null): void {
  const now = steps.value[place.value];
  if (now === undefined) return;
  const next = { song: put(now.song, path, value) as Song, what, merge, at: performance.now() };
  const together =
    merge !== null && now.merge === merge && place.value > 0 && next.at - now.at < TOGETHER;
  const kept = steps.value.slice(0, together ? place.value : place.value + 1);
  // The song as it was opened stays: all edits are told by it.
  if (kept.length > KEPT) kept.splice(1, 1);
  batch(() => {
    steps.value = [...kept, next];
    place.value = kept.length;
  });
}

export function undo(): void {
  if (place.value > 0) place.value -= 1;
}

export function redo(): void {
  if (place.value + 1 < steps.value.length) place.value += 1;
}

function put(holder: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (typeof first === "number") {
    const copy = Array.isArray(holder) ? [...(holder as unknown[])] : [];
    copy[first] = put(copy[first], rest, value);
    return copy;
  }
  const members = (holder ?? {}) as Record<string, unknown>;
  return { ...members, [first]: put(members[first], rest, value) };
}
