// An outline of a sound on a canvas: what there is so far, at its place in the whole.

import { useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Overview } from "../render/overview.js";
import { colourOf, isDark } from "../theme.js";

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

/** What is painted already, as long as all but the end stays the same. */
interface Painted {
  sort: string;
  end: number;
}

export function Waveform({
  overview,
  frames,
  length,
  colour,
  bar = 2,
  gap = 1,
  full = 1,
  class: name,
}: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useRef({ width: 0, height: 0 });
  const painted = useRef<Painted>({ sort: "", end: 0 });
  const asked = useRef(0);
  const paint = (): void => {
    asked.current = 0;
    const element = canvas.current;
    const context = element?.getContext("2d");
    const { width, height } = size.current;
    if (!element || !context || width === 0) return;
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    const scale = window.devicePixelRatio || 1;
    const step = Math.max(1, Math.round((bar + gap) * scale));
    const thick = Math.max(1, Math.round(bar * scale));
    const whole = Math.max(length.peek(), 1);
    const fill = colourOf(colour);
    const sort = [width, height, whole, full, fill].join();
    // The last bar may have been painted before all of it was there.
    const known = painted.current.sort === sort ? Math.max(0, painted.current.end - 1) : 0;
    const end = Math.ceil(((frames.peek() / whole) * width) / step);
    context.clearRect(known * step, 0, width, height);
    context.fillStyle = fill;
    for (let i = known; i < end; i++) {
      const [low, high] = between(
        overview,
        ((i * step) / width) * whole,
        (((i + 1) * step) / width) * whole,
      );
      const top = Math.round((0.5 - 0.49 * Math.min(high / full, 1)) * height);
      const bottom = Math.round((0.5 - 0.49 * Math.max(low / full, -1)) * height);
      context.fillRect(i * step, top, thick, Math.max(bottom - top, Math.round(scale)));
    }
    painted.current = { sort, end };
  };
  const ask = (): void => {
    if (asked.current === 0) asked.current = requestAnimationFrame(paint);
  };
  useSignalEffect(() => {
    void [frames.value, length.value, isDark.value];
    ask();
  });
  useEffect(() => {
    painted.current.sort = "";
    const watch = new ResizeObserver(([entry]) => {
      const scale = window.devicePixelRatio || 1;
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      size.current = { width: Math.round(width * scale), height: Math.round(height * scale) };
      ask();
    });
    if (canvas.current) watch.observe(canvas.current);
    return () => {
      watch.disconnect();
      cancelAnimationFrame(asked.current);
      asked.current = 0;
    };
  }, [overview]);
  useEffect(ask, [full, colour]);
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
