// A track while it is rendered, and when it can be heard alone.

import { decibels, level } from "../model/words.js";
import { flip, muted, playable, position, soloed } from "../play/player.js";
import { isRunning, progress, share, take } from "../render/render.js";
import type { Sound, Take } from "../render/take.js";
import { Waveform } from "./waveform.js";

export function Lane({ take: heard, sound }: { take: Take; sound: Sound }) {
  const { id, name, overview } = sound;
  const solo = soloed.value.has(id);
  const mute = muted.value.has(id);
  const silent = soloed.value.size > 0 ? !solo : mute;
  const played = heard.report.value
    ? position.value / Math.max(heard.duration, 1e-6)
    : trackShare(id);
  // All on one scale, on which the loudest fills its lane.
  const loudest = heard.report.value
    ? heard.stems.reduce((most, { overview }) => Math.max(most, overview.peak), 0.05)
    : 0.5;
  const ready = playable.value && sound.buffer !== null;
  return (
    <li class={silent ? "lane is-silent" : "lane"}>
      <span class="lane-name" title={name}>
        {name}
      </span>
      <span class="lane-buttons">
        <button
          class="toggle"
          aria-pressed={solo}
          aria-label={`Solo ${name}`}
          disabled={!ready}
          onClick={() => flip(soloed, id)}
        >
          S
        </button>
        <button
          class="toggle"
          aria-pressed={mute}
          aria-label={`Mute ${name}`}
          disabled={!ready}
          onClick={() => flip(muted, id)}
        >
          M
        </button>
      </span>
      <span
        class={isRunning.value ? "lane-wave is-growing" : "lane-wave"}
        style={{ "--played": `${100 * Math.min(played, 1)}%` }}
      >
        {(["--wave", "--accent"] as const).map((colour) => (
          <Waveform
            key={colour}
            overview={overview}
            frames={heard.frames}
            length={heard.length}
            colour={colour}
            bar={1}
            full={loudest}
            class={colour === "--wave" ? "wave-all" : "wave-played"}
          />
        ))}
        {isRunning.value && (
          <progress
            class="visually-hidden"
            aria-label={`${name} rendered`}
            max={1}
            value={trackShare(id)}
          />
        )}
      </span>
      <Peak name={name} id={id} />
    </li>
  );
}

/** A track of which no sound is kept: its name, how far it is, and its level. */
export function PlainLane({ id, name }: { id: string; name: string }) {
  const done = take.value?.report.value != null;
  const part = done ? 1 : trackShare(id);
  return (
    <li class="lane">
      <span class="lane-name" title={name}>
        {name}
      </span>
      <span class="lane-buttons" />
      <span class="lane-wave is-plain">
        {part > 0 && <progress aria-label={`${name} rendered`} max={1} value={part} />}
      </span>
      <Peak name={name} id={id} />
    </li>
  );
}

function trackShare(id: string): number {
  const told = progress.value;
  const track = told?.tracks.find((track) => track.id === id);
  return told && track ? track.position / Math.max(told.length, 1) : share.value;
}

/** The loudest it has been behind its fader. */
function Peak({ id, name }: { id: string; name: string }) {
  const track = progress.value?.tracks.find((track) => track.id === id);
  const report = take.value?.report.value?.tracks.find((track) => track.id === id);
  const failed = report?.status.startsWith("failed");
  if (failed) return <span class="lane-peak is-failed">{report?.status}</span>;
  const peak = track ? decibels(track.peak) : null;
  return (
    <span
      class="lane-peak number"
      aria-label={track ? `Peak of ${name}: ${level(peak)} decibels` : undefined}
    >
      {track ? level(peak) : ""}
    </span>
  );
}
