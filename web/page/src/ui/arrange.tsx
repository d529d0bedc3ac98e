// The arrangement: which pattern or recording is played when. A clip opens its pattern.

import { edit, song } from "../model/history.js";
import {
  barOf,
  endOf,
  lengthOf,
  nameOf,
  type Clip,
  type Pattern,
  type Song,
} from "../model/song.js";
import { count } from "../model/words.js";
import { position } from "../play/player.js";
import { take } from "../render/render.js";
import { Form } from "./form.js";
import { outline } from "./outline.js";
import { pattern } from "./pattern-editor.js";
import { view } from "./studio.js";

/** Pixels a bar needs at least. */
const BAR = 14;

export function Arrange() {
  const now = song.value;
  if (now === null) return null;
  const bar = barOf(now);
  const bars = Math.max(1, Math.ceil(endOf(now) / bar));
  const lines = rows(now);
  return (
    <div class="arrange">
      <div class="timeline-scroll" tabIndex={0} role="region" aria-label="Timeline">
        <div class="timeline" style={{ "--bars": bars, minWidth: `${bars * BAR + 120}px` }}>
          <BarNumbers bars={bars} />
          {lines.map(({ name, clips }, i) => (
            <div key={i} class="timeline-row" style={{ "--layers": layersOf(clips) }}>
              <span class="timeline-name" title={name}>
                {name}
              </span>
              <ul class="timeline-lane" aria-label={name}>
                {clips.map(([clip, at, layer]) => (
                  <ClipBox
                    key={at}
                    clip={clip}
                    at={at}
                    layer={layer}
                    song={now}
                    beats={bars * bar}
                  />
                ))}
              </ul>
            </div>
          ))}
          <Playhead song={now} beats={bars * bar} />
        </div>
      </div>
      <SongSettings song={now} />
      <PatternList song={now} />
      <p class="hint">A clip opens its pattern; M mutes the clip that has the focus.</p>
    </div>
  );
}

/** A clip, its place in the song, and its layer among those of its row that sound with it. */
type Placed = [clip: Clip, at: number, layer: number];

interface Row {
  name: string;
  clips: Placed[];
}

/** Rows with their clips. */
function rows(now: Song): Row[] {
  const { tracks = [], clips = [] } = now.arrangement ?? {};
  const patterns = new Map((now.patterns ?? []).map((pattern) => [pattern.id, pattern]));
  const named = new Map(
    tracks.map((track): [string, Row] => [track.id, { name: nameOf(track), clips: [] }]),
  );
  const others = new Map<string, Row>();
  for (const [at, clip] of clips.entries()) {
    const { pattern: id, recording } = clip.content;
    const name = id ? nameOf(patterns.get(id) ?? { id }) : fileOf(recording);
    let row = named.get(clip.track ?? "") ?? others.get(name);
    if (row === undefined) {
      row = { name, clips: [] };
      others.set(name, row);
    }
    row.clips.push([clip, at, 0]);
  }
  const [first] = now.patterns ?? [];
  if (clips.length === 0 && first) {
    const content = { type: "pattern" as const, pattern: first.id };
    return [
      {
        name: nameOf(first),
        clips: [[{ start: 0, length: lengthOf(first, now), content }, -1, 0]],
      },
    ];
  }
  const all = [...named.values(), ...others.values()];
  for (const { clips } of all) intoLayers(clips);
  return all;
}

/** Gives each clip the first layer that is free where it begins; long ones come first. */
function intoLayers(clips: Placed[]): void {
  const layers: Clip[][] = [];
  for (const placed of [...clips].sort(([a], [b]) => b.length - a.length)) {
    const [clip] = placed;
    const overlaps = (other: Clip): boolean => {
      return other.start < clip.start + clip.length && clip.start < other.start + other.length;
    };
    let layer = layers.findIndex((others) => !others.some(overlaps));
    if (layer < 0) layer = layers.push([]) - 1;
    layers[layer]?.push(clip);
    placed[2] = layer;
  }
}

function layersOf(clips: Placed[]): number {
  return 1 + clips.reduce((most, [, , layer]) => Math.max(most, layer), 0);
}

interface ClipProps {
  clip: Clip;
  at: number;
  layer: number;
  song: Song;
  beats: number;
}

function ClipBox({ clip, at, layer, song: now, beats }: ClipProps) {
  const { pattern: id, recording } = clip.content;
  const found = (now.patterns ?? []).find((pattern) => pattern.id === id);
  const name = id ? nameOf(found ?? { id }) : fileOf(recording);
  const bar = barOf(now);
  const place = `bars ${Math.floor(clip.start / bar) + 1} to ${Math.ceil((clip.start + clip.length) / bar)}`;
  const style = {
    left: `${(100 * clip.start) / beats}%`,
    width: `${(100 * clip.length) / beats}%`,
    "--layer": layer,
  };
  const label = `${name}, ${place}${clip.muted ? ", muted" : ""}`;
  return (
    <li class={clip.muted ? "clip is-muted" : "clip"} style={style}>
      <button
        title={label}
        aria-label={label}
        onClick={() => {
          if (found) openPattern(found);
        }}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== "m" || at < 0 || event.ctrlKey || event.metaKey) return;
          edit(
            `${clip.muted ? "unmute" : "mute"} ${name}`,
            ["arrangement", "clips", at, "muted"],
            !clip.muted,
          );
        }}
      >
        <span class="clip-name">{name}</span>
        {found && (
          <svg
            class="clip-notes"
            viewBox="0 0 100 24"
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <path d={outline(found, now, clip.length)} />
          </svg>
        )}
      </button>
    </li>
  );
}

function openPattern(chosen: Pattern): void {
  pattern.value = chosen.id;
  view.value = "pattern";
}

function BarNumbers({ bars }: { bars: number }) {
  const apart = [1, 2, 4, 8, 16, 32, 64, 128].find((step) => bars / step <= 24) ?? 256;
  return (
    <div class="timeline-row timeline-numbers number" aria-hidden="true">
      <span />
      <div class="timeline-lane">
        {Array.from({ length: Math.ceil(bars / apart) }, (_, i) => (
          <span key={i} class="bar-number" style={{ left: `${(100 * i * apart) / bars}%` }}>
            {i * apart + 1}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Where it plays, while the tempo is one all through. */
function Playhead({ song: now, beats }: { song: Song; beats: number }) {
  const heard = take.value;
  const moves = Array.isArray(now.tempoChanges) && now.tempoChanges.length > 0;
  if (heard?.report.value == null || moves || position.value === 0) return null;
  const from = (heard.settings.fromBar - 1) * barOf(now);
  const beat = from + (position.value * now.tempo) / 60;
  if (beat > beats) return null;
  return <span class="playhead" style={{ "--at": beat / beats }} aria-hidden="true" />;
}

/** What holds for the whole song. */
function SongSettings({ song: now }: { song: Song }) {
  const swing = (now.swing ?? {}) as Record<string, unknown>;
  return (
    <section aria-labelledby="song-title">
      <h2 id="song-title" class="section-title">
        Song
      </h2>
      <div class="form">
        <fieldset class="form-fieldset">
          <legend>Tempo</legend>
          <Form heading="Song" path={[]} value={{ ...now }} what="the song" only={["tempo"]} />
        </fieldset>
        <fieldset class="form-fieldset">
          <legend>Swing</legend>
          <Form heading="Swing" path={["swing"]} value={swing} what="the swing" />
        </fieldset>
      </div>
    </section>
  );
}

function PatternList({ song: now }: { song: Song }) {
  return (
    <section aria-labelledby="patterns-title">
      <h2 id="patterns-title" class="section-title">
        Patterns
      </h2>
      <ul class="chips">
        {(now.patterns ?? []).map((each) => {
          const notes = (each.parts ?? []).reduce(
            (sum, part) => sum + (part.notes?.length ?? 0),
            0,
          );
          return (
            <li key={each.id}>
              <button class="button" onClick={() => openPattern(each)}>
                {nameOf(each)} <span class="muted">{count(notes, "note")}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function fileOf(recording = ""): string {
  return recording.startsWith("data:") ? "recording" : (recording.split("/").pop() ?? "recording");
}
