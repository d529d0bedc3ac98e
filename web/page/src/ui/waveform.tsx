// An outline of a sound on a canvas: what there is so far, at its place in the whole.

import { useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Overview } from "../render/overview.js";
import { isDark } from "../theme.js";

interface Props {
  overview: Overview;
  /** Frames there are, and there will be. */
  frames: ReadonlySignal<number>;
  length: ReadonlySignal<number>;
  /** A colour of tokens.css. */
  colour: string;
  /** CSS pixels of a bar and of the gap behind it. */
  bar?: number;
  gap?: number;
  /** The sample that reaches the edge; default full scale. */
  full?: number;
  class?: string;
}

export function Waveform({ overview, frames, length, colour, bar = 2, gap = 1, full = 1, class: name }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const asked = useRef(0);
  const paint = (): void => {
    asked.current = 0;
    const element = canvas.current;
    if (element === null) return;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [element.clientWidth * scale, element.clientHeight * scale];
    if (width === 0) return;
    if (element.width !== Math.round(width)) element.width = Math.round(width);
    if (element.height !== Math.round(height)) element.height = Math.round(height);
    const context = element.getContext("2d");
    if (context === null) return;
    context.clearRect(0, 0, element.width, element.height);
    context.fillStyle = getComputedStyle(element).getPropertyValue(colour);
    const step = Math.max(1, Math.round((bar + gap) * scale));
    const thick = Math.max(1, Math.round(bar * scale));
    const whole = Math.max(length.peek(), 1);
    const end = (frames.peek() / whole) * element.width;
    for (let x = 0; x < end; x += step) {
      const [low, high] = between(overview, (x / element.width) * whole, ((x + step) / element.width) * whole);
      const top = Math.round((0.5 - 0.49 * Math.min(high / full, 1)) * element.height);
      const bottom = Math.round((0.5 - 0.49 * Math.max(low / full, -1)) * element.height);
      context.fillRect(x, top, thick, Math.max(bottom - top, Math.round(scale)));
    }
  };
  const ask = (): void => {
    if (asked.current === 0) asked.current = requestAnimationFrame(paint);
  };
  useSignalEffect(() => {
    void [frames.value, length.value, isDark.value];
    ask();
  });
  useEffect(() => {
    ask();
    const watch = new ResizeObserver(ask);
    if (canvas.current) watch.observe(canvas.current);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(asked.current);
      asked.current = 0;
    };
  }, [overview, colour, full]);
  return <canvas ref={canvas} class={name} aria-hidden="true" />;
}

function between({ low, high, stretch }: Overview, from: number, to: number): [number, number] {
  const first = Math.floor(from / stretch);
  const last = Math.max(first + 1, Math.floor(to / stretch));
  let [lowest, highest] = [0, 0];
  for (let i = first; i < last; i++) {
    lowest = Math.min(lowest, low[i] ?? 0);
    highest = Math.max(highest, high[i] ?? 0);
  }
  return [lowest, highest];
}
