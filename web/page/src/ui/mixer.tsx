// The mixer: a strip for each track and bus, the master at its end, and the settings of one strip.

import { signal } from "@preact/signals";
import { edit, song, type Path } from "../model/history.js";
import { field } from "../model/records.js";
import { nameOf, type Send, type Song, type Strip as Track } from "../model/song.js";
import { Control } from "./control.js";
import { Form } from "./form.js";
import { Inserts } from "./inserts.js";
import { Pick } from "./pick.js";
import { Strip } from "./strip.js";

/** The strip that is looked at: its id. */
const strip = signal<string | null>(null);
const MASTER = "master";

export function Mixer() {
  const now = song.value;
  if (now === null) return null;
  const tracks = now.mixer?.tracks ?? [];
  const master: Track = { ...now.mixer?.master, id: MASTER, name: "Master" };
  const all: [Track, Path][] = [
    ...tracks.map((track, i): [Track, Path] => [track, ["mixer", "tracks", i]]),
    [master, ["mixer", "master"]],
  ];
  const [chosen, path] =
    all.find(([track]) => track.id === strip.value) ?? (all[0] as [Track, Path]);
  return (
    <div class="mixer">
      <div class="strips-scroll" tabIndex={0} role="region" aria-label="Strips">
        <ul class="strips">
          {all.map(([track, place]) => (
            <Strip
              key={track.id}
              track={track}
              path={place}
              heading={track.id === MASTER ? "Master" : "Track"}
              isChosen={track === chosen}
              onChoose={() => (strip.value = track.id ?? null)}
            />
          ))}
        </ul>
      </div>
      <StripSettings key={chosen.id} song={now} track={chosen} path={path} />
    </div>
  );
}

function StripSettings({ song: now, track, path }: { song: Song; track: Track; path: Path }) {
  const name = nameOf(track);
  const isMaster = track.id === MASTER;
  const eq = (track.eq ?? {}) as Record<string, unknown>;
  return (
    <section class="settings" aria-label={`Settings of ${name}`}>
      <header>
        <h2>{name}</h2>
      </header>
      <div class="form">
        <fieldset class="form-fieldset">
          <legend>EQ</legend>
          <Form heading="Track EQ" path={[...path, "eq"]} value={eq} what={`the EQ of ${name}`} />
        </fieldset>
        <fieldset class="form-fieldset">
          <legend>Way out</legend>
          {isMaster ? <MasterVolume song={now} /> : <Output song={now} track={track} path={path} />}
          <Form
            heading={isMaster ? "Master" : "Track"}
            path={path}
            value={track}
            what={name}
            only={["mono", "soloSafe"]}
          />
          {!isMaster && <Sends song={now} track={track} path={[...path, "sends"]} />}
        </fieldset>
      </div>
      <Inserts
        path={[...path, "inserts"]}
        chain={track.inserts ?? []}
        of={name}
        ofTrack={!isMaster}
      />
    </section>
  );
}

function MasterVolume({ song: now }: { song: Song }) {
  return (
    <Control
      field={field("Mixer", "masterVolume")}
      value={now.mixer?.masterVolume}
      onValue={(value) => edit("master volume", ["mixer", "masterVolume"], value, "master-volume")}
    />
  );
}

function Output({ song: now, track, path }: { song: Song; track: Track; path: Path }) {
  const others = (now.mixer?.tracks ?? []).filter(({ id }) => id !== track.id);
  return (
    <Pick
      label="Goes to"
      value={track.output ?? MASTER}
      options={[
        ...others.map((other): [string, string] => [other.id ?? "", nameOf(other)]),
        [MASTER, "Master"],
      ]}
      onPick={(to) => edit(`output of ${nameOf(track)}`, [...path, "output"], to)}
    />
  );
}

function Sends({ song: now, track, path }: { song: Song; track: Track; path: Path }) {
  const sends: Send[] = track.sends ?? [];
  const tracks = now.mixer?.tracks ?? [];
  const taken = new Set(sends.map((send) => send.to));
  const free = tracks.filter(
    ({ id, kind }) => kind === "bus" && id !== track.id && !taken.has(id ?? ""),
  );
  return (
    <>
      {sends.map((send, i) => (
        <Control
          key={send.to}
          field={field("Send", "level")}
          label={`Send to ${nameOf(tracks.find(({ id }) => id === send.to) ?? { id: send.to })}`}
          value={send.level}
          onValue={(level) => {
            edit(`send of ${nameOf(track)}`, [...path, i, "level"], level, [...path, i].join("."));
          }}
        />
      ))}
      {free.length > 0 && (
        <p>
          <select
            aria-label={`Send ${nameOf(track)} to a bus`}
            value=""
            onChange={({ currentTarget }) => {
              const to = currentTarget.value;
              if (to)
                edit(`send of ${nameOf(track)}`, path, [
                  ...sends,
                  { to, level: field("Send", "level").default },
                ]);
              currentTarget.value = "";
            }}
          >
            <option value="">Send to a bus…</option>
            {free.map((bus) => (
              <option key={bus.id} value={bus.id}>
                {nameOf(bus)}
              </option>
            ))}
          </select>
        </p>
      )}
    </>
  );
}
