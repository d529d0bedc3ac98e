// A chain of effects: each with its settings, on or off, in its order.

import { useId } from "preact/hooks";
import { signal } from "@preact/signals";
import { edit, song, type Path } from "../model/history.js";
import { effects, inWords, table } from "../model/records.js";
import { nameOf, type Effect } from "../model/song.js";
import { Form } from "./form.js";
import { Icon } from "./icon.js";
import { Pick } from "./pick.js";

/** Effects that can listen to another track. */
const LISTENS = ["compressor", "sidechain-compressor"];
/** Which effect is open, by its path. */
const open = signal<string | null>(null);

interface Props {
  /** Of the list. */
  path: Path;
  chain: Effect[];
  /** Whose chain it is. */
  of: string;
  /** Whether it is a mixer track's, which may have side chains. */
  ofTrack: boolean;
}

export function Inserts({ path, chain, of, ofTrack }: Props) {
  const put = (what: string, next: Effect[]): void => edit(`${what} of ${of}`, path, next);
  return (
    <section class="inserts" aria-label={`Effects of ${of}`}>
      <h3>Effects</h3>
      <ol>
        {chain.map((effect, i) => (
          <li key={i} class={effect.bypass ? "insert is-bypassed" : "insert"}>
            <Head path={path} at={i} effect={effect} chain={chain} put={put} />
            {open.value === key(path, i) && (
              <div class="insert-settings">
                <p class="hint">{table(`\`${effect.type}\``).about}</p>
                {ofTrack && LISTENS.includes(effect.type) && (
                  <SideChain path={[...path, i, "sideChain"]} effect={effect} />
                )}
                <Form
                  heading={`\`${effect.type}\``}
                  path={[...path, i, "settings"]}
                  value={effect.settings ?? {}}
                  what={inWords(effect.type)}
                />
              </div>
            )}
          </li>
        ))}
      </ol>
      <AddEffect
        onAdd={(type) => {
          put(`${inWords(type)} among the effects`, [...chain, { type }]);
          open.value = key(path, chain.length);
        }}
      />
    </section>
  );
}

interface HeadProps {
  path: Path;
  at: number;
  effect: Effect;
  chain: Effect[];
  put: (what: string, next: Effect[]) => void;
}

function Head({ path, at, effect, chain, put }: HeadProps) {
  const name = inWords(effect.type);
  const mine = key(path, at);
  const isOpen = open.value === mine;
  return (
    <div class="insert-head">
      <button
        class="insert-name"
        aria-expanded={isOpen}
        onClick={() => (open.value = isOpen ? null : mine)}
      >
        <Icon name="right" />
        {name}
      </button>
      <input
        class="switch"
        type="checkbox"
        aria-label={`${name} on`}
        checked={!effect.bypass}
        onChange={({ currentTarget }) => {
          edit(`bypass of ${name}`, [...path, at, "bypass"], !currentTarget.checked);
        }}
      />
      <button
        class="icon-button"
        aria-label={`Move ${name} up`}
        disabled={at === 0}
        onClick={() => {
          const next = [...chain];
          next.splice(at - 1, 0, ...next.splice(at, 1));
          put("order of the effects", next);
          open.value = null;
        }}
      >
        <span class="turned">
          <Icon name="left" />
        </span>
      </button>
      <button
        class="icon-button"
        aria-label={`Remove ${name}`}
        onClick={({ currentTarget }) => {
          // The button goes with its effect; the focus stays near.
          currentTarget.closest("section")?.querySelector("select")?.focus();
          put(
            `${name}, removed from the effects`,
            chain.filter((_, i) => i !== at),
          );
          open.value = null;
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function SideChain({ path, effect }: { path: Path; effect: Effect }) {
  const tracks = song.value?.mixer?.tracks ?? [];
  const options: [string, string][] = tracks.map((track) => [track.id ?? "", nameOf(track)]);
  return (
    <Pick
      label="Listens to"
      value={effect.sideChain ?? ""}
      options={[["", "Itself"], ...options]}
      onPick={(id) => edit("side chain", path, id === "" ? null : id)}
    />
  );
}

function AddEffect({ onAdd }: { onAdd: (type: string) => void }) {
  const id = useId();
  return (
    <p class="add-effect">
      <label for={id} class="visually-hidden">
        Add an effect
      </label>
      <select
        id={id}
        value=""
        onChange={({ currentTarget }) => {
          if (currentTarget.value) onAdd(currentTarget.value);
          currentTarget.value = "";
        }}
      >
        <option value="">Add an effect…</option>
        {effects.map((type) => (
          <option key={type} value={type}>
            {inWords(type)}
          </option>
        ))}
      </select>
    </p>
  );
}

function key(path: Path, at: number): string {
  return [...path, at].join(".");
}
