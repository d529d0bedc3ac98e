// A pattern's notes as one line drawing, as they are repeated in a clip.

import { lengthOf, type Pattern, type Song } from "../model/song.js";

/** Notes that are drawn of one clip. */
const MOST = 600;
const HEIGHT = 24;

/** A path in a box of 100 by 24; the clip has `beats`. */
export function outline(pattern: Pattern, song: Song, beats: number): string {
  const notes = (pattern.parts ?? []).flatMap((part, row) => {
    return (part.notes ?? []).map((note) => ({ ...note, row }));
  });
  if (notes.length === 0) return "";
  const turn = lengthOf(pattern, song);
  const keys = notes.map((note) => note.key + 0.01 * note.row);
  const order = [...new Set(keys)].sort((a, b) => b - a);
  const heights = new Map(
    order.map((key, i) => [key, ((i + 0.5) / order.length) * (HEIGHT - 4) + 2]),
  );
  let path = "";
  let drawn = 0;
  for (let start = 0; start < beats && drawn < MOST; start += turn) {
    for (const [i, note] of notes.entries()) {
      const from = start + note.start;
      if (from >= beats || drawn++ >= MOST) continue;
      const x = (100 * from) / beats;
      const width = Math.max((100 * Math.min(note.length, beats - from)) / beats, 0.4);
      path += `M${x.toFixed(2)} ${(heights.get(keys[i] as number) ?? 12).toFixed(1)}h${width.toFixed(2)}`;
    }
  }
  return path;
}
