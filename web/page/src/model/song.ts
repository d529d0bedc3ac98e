// A song as docs/format.md describes it, in so far as the page looks into it. What a song leaves
// out is none or empty.

/** Settings of a sound or an effect: their names and ranges are in the records. */
export type Settings = { [name: string]: unknown };

export interface Note {
  start: number;
  length: number;
  key: number;
  velocity: number;
  muted?: boolean;
  [more: string]: unknown;
}

export interface Part {
  instrument: string;
  notes?: Note[];
}

export interface Pattern {
  id: string;
  name?: string;
  length?: number | null;
  parts?: Part[];
}

export interface Effect {
  type: string;
  id?: string;
  bypass?: boolean;
  sideChain?: string | null;
  settings?: Settings;
}

export interface Instrument {
  id: string;
  name?: string;
  output?: string;
  muted?: boolean;
  gain?: number;
  pan?: number;
  inserts?: Effect[];
  sound: Settings & { type: string; preset?: string | null };
}

export interface Send {
  to: string;
  level?: number;
  preFader?: boolean;
}

/** A track, a bus, or the master, which has neither id nor sends. */
export interface Strip {
  id?: string;
  name?: string;
  kind?: "track" | "bus";
  gain?: number;
  pan?: number;
  muted?: boolean;
  solo?: boolean;
  inserts?: Effect[];
  sends?: Send[];
  output?: string;
  [more: string]: unknown;
}

export interface Clip {
  track?: string | null;
  start: number;
  length: number;
  muted?: boolean;
  content: {
    type: "pattern" | "audio";
    pattern?: string;
    recording?: string;
    [more: string]: unknown;
  };
}

export interface Song {
  name?: string;
  tempo: number;
  timeSignature?: { beats: number; unit: number };
  instruments?: Instrument[];
  patterns?: Pattern[];
  arrangement?: {
    tracks?: { id: string; name?: string }[];
    clips?: Clip[];
    markers?: { at: number; name?: string }[];
  };
  automation?: unknown[];
  mixer?: { tracks?: Strip[]; master?: Strip; masterVolume?: number };
  [more: string]: unknown;
}

/** What a person calls something. */
export function nameOf(thing: { id?: string; name?: string } | undefined): string {
  return thing?.name || thing?.id || "unnamed";
}

/** Quarter notes of a bar. */
export function barOf(song: Song): number {
  const { beats, unit } = song.timeSignature ?? { beats: 4, unit: 4 };
  return (beats * 4) / unit;
}

/** Beats until a pattern repeats: what it says, else the whole bars that its notes need. */
export function lengthOf(pattern: Pattern, song: Song): number {
  if (pattern.length) return pattern.length;
  const bar = barOf(song);
  let last = 0;
  for (const { notes = [] } of pattern.parts ?? []) {
    for (const note of notes) last = Math.max(last, note.start);
  }
  return (Math.floor(last / bar) + 1) * bar;
}

/** Beats of the arrangement; without clips the first pattern is played once. */
export function endOf(song: Song): number {
  const clips = song.arrangement?.clips ?? [];
  const [first] = song.patterns ?? [];
  if (clips.length === 0) return first ? lengthOf(first, song) : barOf(song);
  return clips.reduce((end, clip) => Math.max(end, clip.start + clip.length), 0);
}
