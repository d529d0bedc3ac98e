// The mix as it grows, and the place that is heard in it.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clock } from "../model/words.js";
import { playable, position, seek } from "../play/player.js";
import { isRunning, share, take } from "../render/render.js";
import type { Take } from "../render/take.js";
import { Waveform } from "./waveform.js";

/** Seconds that an arrow goes, and a page key. */
const STEP = 5;
const LEAP = 30;
/** Pixels a number of the ruler needs at least. */
const APART = 72;

export function MixWaveform() {
  const heard = take.value;
  if (heard === null) {
    return (
      <div class="wave-place is-empty">
        <p class="small muted">
          {isRunning.value ? "" : "The sound grows here while it is rendered"}
        </p>
      </div>
    );
  }
  const played = heard.report.value ? position.value / Math.max(heard.duration, 1e-6) : share.value;
  const { mix, frames, length } = heard;
  return (
    <div class="wave-place">
      <Ruler seconds={heard.duration} />
      <div
        class={isRunning.value ? "wave is-growing" : "wave"}
        style={{ "--played": `${100 * Math.min(played, 1)}%` }}
        {...(playable.value ? slider(heard) : {})}
      >
        <Waveform
          overview={mix.overview}
          frames={frames}
          length={length}
          colour="--wave"
          class="wave-all"
        />
        <Waveform
          overview={mix.overview}
          frames={frames}
          length={length}
          colour="--accent"
          class="wave-played"
        />
        <span class="wave-head" />
      </div>
    </div>
  );
}

function slider(heard: Take) {
  const to = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - left) / width) * heard.duration);
  };
  return {
    role: "slider" as const,
    tabIndex: 0,
    "aria-label": "Position",
    "aria-valuemin": 0,
    "aria-valuemax": Math.round(heard.duration),
    "aria-valuenow": Math.round(position.value),
    "aria-valuetext": `${clock(position.value, false)} of ${clock(heard.duration, false)}`,
    onPointerDown: (event: PointerEvent & { currentTarget: HTMLElement }) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      to(event);
    },
    onPointerMove: (event: PointerEvent & { currentTarget: HTMLElement }) => {
      if (event.buttons & 1) to(event);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const now = position.value;
      const places: Record<string, number> = {
        ArrowLeft: now - STEP,
        ArrowDown: now - STEP,
        ArrowRight: now + STEP,
        ArrowUp: now + STEP,
        PageDown: now - LEAP,
        PageUp: now + LEAP,
        Home: 0,
        End: heard.duration,
      };
      const place = places[event.key];
      if (place === undefined) return;
      event.preventDefault();
      seek(place);
    },
  };
}

/** Times along the top, as many as there is room for. */
function Ruler({ seconds }: { seconds: number }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useEffect(() => {
    if (place.current === null) return;
    const watch = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? 0));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  const least = (APART * seconds) / Math.max(width.value, 1);
  const apart =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].find((step) => step >= least) ?? 7200;
  // The last needs room too.
  const count =
    width.value === 0 || seconds <= 0 ? 0 : Math.floor((seconds - 0.6 * least) / apart) + 1;
  return (
    <div ref={place} class="ruler number" aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <span key={i} style={{ left: `${(100 * i * apart) / seconds}%` }}>
          {clock(i * apart, false)}
        </span>
      ))}
    </div>
  );
}
