// Numbers and places as people read them.

import type { Song } from "./song.js";

/** `2:07.4` */
export function clock(seconds: number, tenths = true): string {
  const whole = Math.max(0, seconds);
  const minutes = Math.floor(whole / 60);
  const rest = whole - 60 * minutes;
  const shown = tenths ? (Math.floor(rest * 10) / 10).toFixed(1) : String(Math.floor(rest));
  return `${minutes}:${shown.padStart(tenths ? 4 : 2, "0")}`;
}

/** `-6.2`; silence has no level. */
export function level(db: number | null | undefined): string {
  if (db === null || db === undefined || !Number.isFinite(db)) return "–∞";
  return db.toFixed(1).replace("-", "−");
}

/** A linear factor in decibels. */
export function decibels(gain: number): number {
  return gain > 0 ? 20 * Math.log10(gain) : -Infinity;
}

/** Three digits that matter. */
export function short(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return String(Number(value.toFixed(Math.max(digits, size < 0.01 ? 4 : 0))));
}

/** `12.4 MB` */
export function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `1 note`, `2 notes` */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;
}

/** A path into the song by the names people know: `Pattern A, part 2, note 4, velocity`. */
export function place(path: string, song: Song | null): string {
  const known: Record<string, { name?: string; id?: string; instrument?: string }[] | undefined> = {
    patterns: song?.patterns,
    instruments: song?.instruments,
    "mixer.tracks": song?.mixer?.tracks,
  };
  const words = path
    .replace(
      /^(patterns|instruments|mixer\.tracks)\[(\d+)\]/,
      (whole, list: string, at: string) => {
        const thing = known[list]?.[Number(at)];
        const name = thing?.name || thing?.id;
        const kind = { patterns: "pattern", instruments: "instrument", "mixer.tracks": "track" }[
          list
        ];
        return name ? `${kind} ${name}` : whole;
      },
    )
    .replace(
      /\.?(\w+?)s\[(\d+)\]/g,
      (_, thing: string, at: string) => `, ${thing} ${Number(at) + 1}`,
    )
    .replace(/\./g, ", ");
  return words.replace(/^, /, "").replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
