// The instruments, and the settings of one of them.

import { signal } from "@preact/signals";
import { edit, song } from "../model/history.js";
import { inWords, table } from "../model/records.js";
import { nameOf, type Instrument } from "../model/song.js";
import { Form } from "./form.js";
import { Inserts } from "./inserts.js";
import { Pick } from "./pick.js";

/** The instrument that is looked at, by its id. */
export const instrument = signal<string | null>(null);

const KINDS: Record<string, string> = {
  va: "Synth",
  zenith: "Zenith synth",
  sampler: "Sampler",
  drum: "Drum",
};

export function Sounds() {
  const all = song.value?.instruments ?? [];
  const found = all.findIndex(({ id }) => id === instrument.value);
  const at = Math.max(found, 0);
  const chosen = all[at];
  if (!chosen) return <p class="muted">This song has no instruments: it plays recordings.</p>;
  return (
    <div class="sounds">
      <ul class="pick-list" aria-label="Instruments">
        {all.map((each) => (
          <li key={each.id}>
            <button
              class="pick-item"
              aria-current={each === chosen}
              onClick={() => (instrument.value = each.id)}
            >
              {nameOf(each)}
              <span class="muted small">{KINDS[each.sound.type] ?? each.sound.type}</span>
            </button>
          </li>
        ))}
      </ul>
      <Settings key={chosen.id} at={at} chosen={chosen} />
    </div>
  );
}

function Settings({ at, chosen }: { at: number; chosen: Instrument }) {
  const name = nameOf(chosen);
  const { sound } = chosen;
  const tracks = song.value?.mixer?.tracks ?? [];
  const path = ["instruments", at];
  const zones = Array.isArray(sound.zones) ? (sound.zones as { recording?: string }[]) : [];
  return (
    <section class="settings" aria-label={`Settings of ${name}`}>
      <header>
        <h2>{name}</h2>
        <p class="hint">
          {sound.preset ? `From the preset ${sound.preset}. ` : ""}
          {table(`Sound \`${sound.type}\``).about}
        </p>
      </header>
      <div class="form">
        <fieldset class="form-fieldset">
          <legend>Instrument</legend>
          <div class="form-group">
            <Pick
              label="Goes to"
              value={chosen.output ?? "master"}
              options={[
                ...tracks.map((track): [string, string] => [track.id ?? "", nameOf(track)]),
                ["master", "Master"],
              ]}
              onPick={(to) => edit(`output of ${name}`, [...path, "output"], to)}
            />
          </div>
          <Form
            heading="Instrument"
            path={path}
            value={{ ...chosen }}
            what={name}
            except={["sound"]}
          />
        </fieldset>
        <fieldset class="form-fieldset">
          <legend>{KINDS[sound.type] ?? inWords(sound.type)}</legend>
          <Form
            heading={`Sound \`${sound.type}\``}
            path={[...path, "sound"]}
            value={sound}
            what={name}
            except={["zones", "chop"]}
          />
          {zones.length > 0 && (
            <p class="hint">
              Recordings:{" "}
              {[...new Set(zones.map(({ recording = "" }) => recording.slice(0, 60)))].join(", ")}
            </p>
          )}
        </fieldset>
      </div>
      <Inserts path={[...path, "inserts"]} chain={chosen.inserts ?? []} of={name} ofTrack={false} />
    </section>
  );
}
