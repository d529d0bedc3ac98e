// How loud each pitch is in stretches of sound: a Hann window, a Fourier transform, and of each row
// the loudest of its frequencies.

import FFT from "fft.js";
import { FLOOR, HIGHEST, LOWEST, ROWS, SIZE, type Columns, type Look } from "./protocol.js";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Look>) => void;
  postMessage(columns: Columns, transfer: Transferable[]): void;
};

const fft = new FFT(SIZE);
const spectrum = fft.createComplexArray();
const input = new Float32Array(SIZE);
const hann = Float32Array.from(
  { length: SIZE },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE),
);
const powers = new Float32Array(SIZE / 2);
/** A sine at full scale comes to a quarter of the window's length. */
const FULL = (SIZE / 4) ** 2;

scope.onmessage = ({ data: { at, sampleRate, frames } }) => {
  const count = frames.length / SIZE;
  const levels = new Uint8Array(count * ROWS);
  for (let column = 0; column < count; column++) {
    for (let i = 0; i < SIZE; i++) {
      input[i] = (frames[column * SIZE + i] as number) * (hann[i] as number);
    }
    fft.realTransform(spectrum, input);
    for (let bin = 0; bin < powers.length; bin++) {
      const [re, im] = [spectrum[2 * bin] as number, spectrum[2 * bin + 1] as number];
      powers[bin] = (re * re + im * im) / FULL;
    }
    for (let row = 0; row < ROWS; row++) levels[column * ROWS + row] = level(row, sampleRate);
  }
  scope.postMessage({ at, levels }, [levels.buffer]);
};

function level(row: number, sampleRate: number): number {
  const low = (pitch(row) * SIZE) / sampleRate;
  const high = (pitch(row + 1) * SIZE) / sampleRate;
  let power = 0;
  if (high - low < 1) {
    // Rows narrower than the transform's steps lie between two of them.
    const [below, part] = [Math.floor(low), low % 1];
    power = (powers[below] ?? 0) * (1 - part) + (powers[below + 1] ?? 0) * part;
  }
  for (let bin = Math.ceil(low); bin < high; bin++) power = Math.max(power, powers[bin] ?? 0);
  const db = 10 * Math.log10(power + 1e-12);
  return Math.max(0, Math.min(255, Math.round((255 * (db - FLOOR)) / -FLOOR)));
}

function pitch(row: number): number {
  return LOWEST * (HIGHEST / LOWEST) ** (row / ROWS);
}
