// The spectrogram of a sound, column by column, computed in a worker.

import type { Take } from "../render/take.js";
import { SIZE, type Columns, type Look } from "./protocol.js";

/** Columns that are asked for at once. */
const BATCH = 48;

/**
 * Has `draw` called with the columns of a mix as they are known, `count` in all; the function that
 * is returned ends it.
 */
export function spectrogram(
  take: Take,
  count: number,
  draw: (columns: Columns) => void,
): () => void {
  const { buffer } = take.mix;
  if (buffer === null) return () => {};
  const worker = new Worker(new URL("./spectrum.worker.ts", import.meta.url), { type: "module" });
  const length = take.length.value;
  const [left, right] = [buffer.getChannelData(0), buffer.getChannelData(1)];
  let next = 0;
  const ask = (): void => {
    if (next >= count) return worker.terminate();
    const columns = Math.min(BATCH, count - next);
    const frames = new Float32Array(columns * SIZE);
    for (let column = 0; column < columns; column++) {
      const middle = Math.floor(((next + column + 0.5) * length) / count);
      copy(
        left,
        right,
        middle - SIZE / 2,
        length,
        frames.subarray(column * SIZE, (column + 1) * SIZE),
      );
    }
    worker.postMessage({ at: next, sampleRate: take.sampleRate, frames } satisfies Look, [
      frames.buffer,
    ]);
    next += columns;
  };
  worker.onmessage = ({ data }: MessageEvent<Columns>) => {
    draw(data);
    ask();
  };
  ask();
  return () => worker.terminate();
}

/** Both sides' mean; outside the sound is silence. */
function copy(
  left: Float32Array,
  right: Float32Array,
  from: number,
  length: number,
  into: Float32Array,
): void {
  for (let i = Math.max(0, -from); i < into.length && from + i < length; i++) {
    into[i] = 0.5 * ((left[from + i] as number) + (right[from + i] as number));
  }
}
