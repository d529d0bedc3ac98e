// The outline of a sound while it comes: its lowest and highest sample in each of some thousand
// stretches of equal length.

const STRETCHES = 2400;

export class Overview {
  /** Frames in a stretch. */
  readonly stretch: number;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** Largest sample so far, linear. */
  peak = 0;

  /** `length` is how many frames there will be at most. */
  constructor(length: number) {
    this.stretch = Math.max(1, Math.ceil(length / STRETCHES));
    const count = Math.ceil(length / this.stretch) + 1;
    this.low = new Float32Array(count);
    this.high = new Float32Array(count);
  }

  /** Takes the frames from `start` on. */
  add(start: number, left: Float32Array, right: Float32Array): void {
    let frame = 0;
    while (frame < left.length) {
      const place = Math.floor((start + frame) / this.stretch);
      const end = Math.min(left.length, (place + 1) * this.stretch - start);
      let low = this.low[place] ?? 0;
      let high = this.high[place] ?? 0;
      for (; frame < end; frame++) {
        const a = left[frame] as number;
        const b = right[frame] as number;
        if (a < low) low = a;
        if (b < low) low = b;
        if (a > high) high = a;
        if (b > high) high = b;
      }
      this.low[place] = low;
      this.high[place] = high;
      this.peak = Math.max(this.peak, high, -low);
    }
  }
}
