// Where a value stands on a slider: pitches by intervals, times and levels with more room below.

import type { Field } from "./records.js";

/** Places of a slider. */
export const PLACES = 400;
/** Where a fader's default stands, of its whole way: there is more to turn down than up. */
const UNITY = 0.75;
/** Ratio of the ends from which on intervals are equal. */
const WIDE = 100;

/** How far above what is out a value is held. */
const SMALLEST = 1 / 32;

interface Scale {
  toValue(share: number): number;
  toShare(value: number): number;
}

/** The value at a place of the slider. */
export function valueAt(field: Field, place: number): number {
  const value = scaleOf(field).toValue(place / PLACES);
  return field.whole ? Math.round(value) : tidy(value, field);
}

/** The place of a value on the slider. */
export function placeOf(field: Field, value: number): number {
  const share = scaleOf(field).toShare(value);
  return Number.isFinite(share) ? Math.round(PLACES * Math.min(Math.max(share, 0), 1)) : 0;
}

/** Held within the field's range. */
export function within(
  { min = -Infinity, above, max = Infinity, whole }: Field,
  value: number,
): number {
  const least = above === undefined ? min : above + SMALLEST;
  const held = Math.min(Math.max(value, least), max);
  return whole ? Math.round(held) : held;
}

function scaleOf({ unit, min = 0, max = 1, default: usual }: Field): Scale {
  if (unit === "Hz" && min > 0 && max / min >= WIDE) return equalIntervals(min, max);
  if (unit === "linear" && min === 0 && max > 1 && typeof usual === "number" && usual > 0) {
    return power(min, max, Math.log(usual / max) / Math.log(UNITY));
  }
  const isTime = unit === "seconds" || unit === "milliseconds";
  if (isTime && min > 0 && max / min >= WIDE) return equalIntervals(min, max);
  if (isTime && min === 0) return power(min, max, 3);
  return power(min, max, 1);
}

function equalIntervals(min: number, max: number): Scale {
  const ratio = max / min;
  return {
    toValue: (share) => min * ratio ** share,
    toShare: (value) => Math.log(value / min) / Math.log(ratio),
  };
}

function power(min: number, max: number, exponent: number): Scale {
  return {
    toValue: (share) => min + (max - min) * share ** exponent,
    toShare: (value) => (Math.max(value - min, 0) / (max - min)) ** (1 / exponent),
  };
}

/** Three digits that matter: nobody sets 2137.48 Hz by hand. */
function tidy(value: number, { min = -Infinity, max = Infinity }: Field): number {
  return Math.min(Math.max(Number(value.toPrecision(3)), min), max);
}
