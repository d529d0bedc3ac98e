// What the page and the spectrum's worker say to one another.

/** Frames of one look at the sound. */
export const SIZE = 4096;
/** Pitches of a column, lowest first. */
export const ROWS = 192;
/** The lowest and highest pitch, in Hz; between them rows are equal intervals. */
export const LOWEST = 30;
export const HIGHEST = 18000;
/** The quietest that is told from silence, in dB below full scale. */
export const FLOOR = -90;

/** Looks at the sound, `SIZE` frames each, one after another; `at` is the first one's column. */
export interface Look {
  at: number;
  sampleRate: number;
  frames: Float32Array<ArrayBuffer>;
}

/** Columns of levels, `ROWS` each: 0 is the floor or less, 255 full scale. */
export interface Columns {
  at: number;
  levels: Uint8Array<ArrayBuffer>;
}
