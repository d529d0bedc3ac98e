// The levels of a take as they are heard and saved: brought to what was chosen, never above what
// can be played without clipping.

import { computed } from "@preact/signals";
import { take } from "./render.js";
import { settings, type Settings } from "./settings.js";

/** Highest true peak that levels are brought to, in dBTP; what EBU R 128 asks of programmes. */
const CEILING = -1;
/** Loudness by choice, in LUFS: of streaming services, of podcasts, of EBU R 128. */
const LOUDNESS: Partial<Record<Settings["level"], number>> = {
  loud14: -14,
  loud16: -16,
  loud23: -23,
};

export interface Levels {
  peak: number | null;
  truePeak: number | null;
  lufs: number | null;
  /** What was added, in dB. */
  gain: number;
  /** By how much the ceiling kept it below what was asked, in dB. */
  held: number;
}

export const levels = computed<Levels | null>(() => {
  const report = take.value?.report.value;
  if (!report) return null;
  const { peakDbfs, truePeakDbtp, lufs } = report.levels;
  const chosen = settings.value.level;
  const room = truePeakDbtp === null ? 0 : CEILING - truePeakDbtp;
  const loudness = LOUDNESS[chosen];
  let wanted = 0;
  if (chosen === "peak") wanted = room;
  else if (loudness !== undefined && lufs !== null) wanted = loudness - lufs;
  const gain = chosen === "asRendered" ? 0 : Math.min(wanted, room);
  const raised = (level: number | null): number | null => (level === null ? null : level + gain);
  return {
    peak: raised(peakDbfs),
    truePeak: raised(truePeakDbtp),
    lufs: raised(lufs),
    gain,
    held: Math.max(0, wanted - gain),
  };
});

/** The same as a factor. */
export const factor = computed(() => 10 ** ((levels.value?.gain ?? 0) / 20));
