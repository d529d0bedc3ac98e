// The deck: render, play, and the whole sound at a glance.

import { useEffect, useRef } from "preact/hooks";
import { opened } from "../open/open.js";
import { isPlaying, playable, position, toggle } from "../play/player.js";
import {
  cancel,
  isOld,
  isRunning,
  progress,
  render,
  share,
  state,
  take,
} from "../render/render.js";
import { clock, short } from "../model/words.js";
import { Icon } from "./icon.js";
import { LevelMeters } from "./levels.js";
import { MixWaveform } from "./mix-waveform.js";

export function Deck() {
  return (
    <section class="deck" aria-label="Render and play">
      <div class="deck-row">
        <PlayButton />
        <Time />
        <Status />
        <LevelMeters />
        <RenderButton />
      </div>
      <MixWaveform />
      <Announcement />
    </section>
  );
}

function PlayButton() {
  const playing = isPlaying.value;
  return (
    <button
      class="play-button"
      disabled={!playable.value}
      aria-label={playing ? "Pause" : "Play"}
      title={playable.value ? "Space" : "Render first"}
      onClick={toggle}
    >
      <Icon name={playing ? "pause" : "play"} />
    </button>
  );
}

function Time() {
  const heard = take.value;
  return (
    <p class="deck-time number">
      {clock(position.value)}
      <span class="muted"> / {clock(heard?.duration ?? 0, false)}</span>
    </p>
  );
}

function Status() {
  const told = progress.value;
  if (state.value === "running" && told) {
    return (
      <div class="deck-status">
        <progress aria-label="Rendered" max={1} value={share.value} />
        <p class="small number">
          {Math.floor(100 * share.value)} %
          <span class="dot" /> {short(told.speed)}× real time
          <span class="dot" />{" "}
          {told.secondsLeft < 1 ? "under a second" : clock(told.secondsLeft, false)} left
        </p>
      </div>
    );
  }
  return <p class="deck-status small muted">{words()}</p>;
}

function words(): string {
  const report = take.value?.report.value;
  switch (state.value) {
    case "preparing":
      return "Preparing…";
    case "cancelled":
      return "Cancelled. Nothing was kept.";
    case "failed":
      return "The last render failed.";
    case "done":
      if (isOld.value) return "Changed since: render again to hear it.";
      return report ? `Rendered ${short(report.timing.realTimeFactor)}× faster than real time` : "";
    default:
      return "Not rendered yet";
  }
}

function RenderButton() {
  // What most want next has the focus when a song is opened.
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus({ preventScroll: true }), [opened.value]);
  if (isRunning.value) {
    return (
      <button ref={first} class="button render-button" onClick={cancel} title="Escape">
        <Icon name="stop" />
        Cancel
      </button>
    );
  }
  const calm = state.value === "done" && !isOld.value;
  return (
    <button
      ref={first}
      class={calm ? "button render-button" : "button primary render-button"}
      onClick={() => void render()}
      title="Ctrl or ⌘ with Enter"
    >
      {state.value === "done" ? "Render again" : "Render"}
    </button>
  );
}

/** For those who hear the page: the quarters, and how it ended. */
function Announcement() {
  const quarter = Math.floor(4 * share.value) * 25;
  const report = take.value?.report.value;
  const text = {
    none: "",
    preparing: "Preparing",
    running: `${quarter} percent rendered`,
    done: report ? `Rendered: ${clock(report.audio.seconds, false)} of sound` : "",
    cancelled: "Cancelled",
    failed: "",
  }[state.value];
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  );
}
