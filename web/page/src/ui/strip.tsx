// A channel strip: fader, pan, mute, solo, and how loud it was.

import { edit, type Path } from "../model/history.js";
import { field } from "../model/records.js";
import { PLACES, placeOf, valueAt } from "../model/scale.js";
import { nameOf, type Strip as Track } from "../model/song.js";
import { decibels, level } from "../model/words.js";
import { progress } from "../render/render.js";

/** The quietest a meter shows, in dB. */
const FLOOR = -60;

interface Props {
  track: Track;
  path: Path;
  /** Of its table of records. */
  heading: "Track" | "Master";
  isChosen: boolean;
  onChoose: () => void;
}

export function Strip({ track, path, heading, isChosen, onChoose }: Props) {
  const name = nameOf(track);
  const gainField = field(heading, "gain");
  const panField = field(heading, "pan");
  const gain = track.gain ?? Number(gainField.default);
  const pan = track.pan ?? Number(panField.default);
  const set = (member: string, value: unknown, words: string): void => {
    const place = [...path, member];
    edit(`${words} of ${name}`, place, value, typeof value === "number" ? place.join(".") : null);
  };
  const effects = track.inserts?.length ?? 0;
  return (
    <li class={`strip is-${track.kind ?? heading.toLowerCase()}`} aria-label={name}>
      <button
        class="strip-name"
        aria-pressed={isChosen}
        title={`Settings of ${name}`}
        onClick={onChoose}
      >
        {name}
      </button>
      <p class="strip-effects small muted">
        {effects > 0 ? `${effects} fx` : track.kind === "bus" ? "bus" : "\u00a0"}
      </p>
      <label class="strip-pan">
        <span class="visually-hidden">Pan of {name}</span>
        <input
          class="slider is-pan"
          type="range"
          min={panField.min}
          max={panField.max}
          step={0.02}
          value={pan}
          style={{ "--from": Math.min(0.5, 0.5 + pan / 2), "--to": Math.max(0.5, 0.5 + pan / 2) }}
          aria-valuetext={sideOf(pan)}
          title={`Pan: ${sideOf(pan)}`}
          onInput={({ currentTarget }) => set("pan", Number(currentTarget.value), "pan")}
          onDblClick={() => set("pan", panField.default, "pan")}
        />
      </label>
      <div class="strip-level">
        <Meter id={track.id ?? ""} />
        <input
          class="fader"
          type="range"
          min={0}
          max={PLACES}
          step={2}
          value={placeOf(gainField, gain)}
          aria-label={`Fader of ${name}`}
          aria-orientation="vertical"
          aria-valuetext={`${level(decibels(gain))} decibels`}
          style={{ "--mark": placeOf(gainField, Number(gainField.default)) / PLACES }}
          onInput={({ currentTarget }) =>
            set("gain", valueAt(gainField, Number(currentTarget.value)), "gain")
          }
          onDblClick={() => set("gain", gainField.default, "gain")}
        />
      </div>
      <p class="strip-db number small">{level(decibels(gain))}</p>
      <div class="strip-buttons">
        <button
          class="toggle"
          aria-pressed={track.muted ?? false}
          aria-label={`Mute ${name} in the song`}
          onClick={() => set("muted", !track.muted, track.muted ? "unmute" : "mute")}
        >
          M
        </button>
        {heading === "Track" && (
          <button
            class="toggle"
            aria-pressed={track.solo ?? false}
            aria-label={`Solo ${name} in the song`}
            onClick={() => set("solo", !track.solo, track.solo ? "unsolo" : "solo")}
          >
            S
          </button>
        )}
      </div>
    </li>
  );
}

/** The loudest it was in the last render. */
function Meter({ id }: { id: string }) {
  const track = progress.value?.tracks.find((track) => track.id === id);
  const db = track ? decibels(track.peak) : -Infinity;
  const height = Math.min(Math.max((db - FLOOR) / -FLOOR, 0), 1);
  return (
    <span
      class={db > 0 ? "meter is-over" : "meter"}
      aria-hidden="true"
      style={{ "--level": height }}
    />
  );
}

function sideOf(pan: number): string {
  if (Math.abs(pan) < 0.005) return "centre";
  return `${Math.round(100 * Math.abs(pan))} % ${pan < 0 ? "left" : "right"}`;
}
