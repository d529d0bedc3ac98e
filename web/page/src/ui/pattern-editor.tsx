// A pattern by steps, and one instrument's part of it by keys.

import { computed, signal } from "@preact/signals";
import { edit, song } from "../model/history.js";
import { GRIDS, withNotes } from "../model/notes.js";
import {
  barOf,
  lengthOf,
  nameOf,
  type Instrument,
  type Note,
  type Pattern,
} from "../model/song.js";
import { Icon } from "./icon.js";
import { PianoRoll } from "./piano-roll.js";
import { Pick } from "./pick.js";
import { StepGrid } from "./step-grid.js";

/** The pattern that is edited, the instrument whose keys are shown, by their ids. */
export const pattern = signal<string | null>(null);
export const player = signal<string | null>(null);
/** Beats of a step. */
export const grid = signal(0.25);
/** The first bar that is shown, from 0. */
const firstBar = signal(0);

/** Steps that are shown at once. */
const SHOWN = 32;

/** What is shown of the pattern, in beats. */
export interface Page {
  from: number;
  to: number;
  /** Of the pattern. */
  length: number;
  bar: number;
}

/** The pattern that is edited and its place in the song. */
const chosen = computed<[Pattern, number] | null>(() => {
  const all = song.value?.patterns ?? [];
  const at = Math.max(
    0,
    all.findIndex(({ id }) => id === pattern.value),
  );
  const found = all[at];
  return found ? [found, at] : null;
});

/** Changes an instrument's notes in the pattern. */
export function setNotes(
  what: string,
  instrument: string,
  notes: Note[],
  merge: string | null = null,
): void {
  if (chosen.value === null) return;
  const [now, at] = chosen.value;
  edit(what, ["patterns", at, "parts"], withNotes(now, instrument, notes), merge);
}

export function PatternEditor() {
  const now = song.value;
  if (now === null || chosen.value === null) return <p class="muted">This song has no patterns.</p>;
  const [edited] = chosen.value;
  const bar = barOf(now);
  const length = lengthOf(edited, now);
  const bars = Math.max(1, Math.ceil(length / bar - 1e-6));
  const barsShown = Math.max(1, Math.floor((SHOWN * grid.value) / bar + 1e-6));
  const first = Math.min(firstBar.value, Math.floor((bars - 1) / barsShown) * barsShown);
  const page: Page = {
    from: first * bar,
    to: Math.min(length, (first + barsShown) * bar),
    length,
    bar,
  };
  const instruments = rows(edited, now.instruments ?? []);
  const others = (now.instruments ?? []).filter((each) => !instruments.includes(each));
  const shown = instruments.find(({ id }) => id === player.value) ?? instruments[0];
  return (
    <div class="pattern">
      <div class="pattern-bar">
        <Pick
          label="Pattern"
          value={edited.id}
          options={(now.patterns ?? []).map((each) => [each.id, nameOf(each)])}
          onPick={(id) => (pattern.value = id)}
        />
        <Pick
          label="Step"
          value={String(grid.value)}
          options={GRIDS.map(([name, beats]) => [String(beats), name])}
          onPick={(beats) => (grid.value = Number(beats))}
        />
        <div class="pager" role="group" aria-label="Bars that are shown">
          <button
            class="icon-button"
            aria-label="Bars before"
            disabled={first === 0}
            onClick={() => (firstBar.value = Math.max(0, first - barsShown))}
          >
            <Icon name="left" />
          </button>
          <span class="number small" aria-live="polite">
            bars {first + 1}–{Math.min(first + barsShown, bars)} of {bars}
          </span>
          <button
            class="icon-button"
            aria-label="Bars after"
            disabled={first + barsShown >= bars}
            onClick={() => (firstBar.value = first + barsShown)}
          >
            <Icon name="right" />
          </button>
        </div>
      </div>
      <StepGrid pattern={edited} instruments={instruments} page={page} shown={shown?.id ?? null} />
      {others.length > 0 && (
        <AddInstrument
          others={others}
          onAdd={(id) => {
            setNotes(`${id} in ${nameOf(edited)}`, id, []);
            player.value = id;
          }}
        />
      )}
      {shown && (
        <PianoRoll
          key={`${edited.id}/${shown.id}`}
          pattern={edited}
          instrument={shown}
          page={page}
        />
      )}
    </div>
  );
}

/** Those that have a part, in the song's order. */
function rows(edited: Pattern, all: Instrument[]): Instrument[] {
  const ids = new Set((edited.parts ?? []).map((part) => part.instrument));
  return all.filter(({ id }) => ids.has(id));
}

function AddInstrument({ others, onAdd }: { others: Instrument[]; onAdd: (id: string) => void }) {
  return (
    <p>
      <select
        aria-label="Add an instrument to the pattern"
        value=""
        onChange={({ currentTarget }) => {
          if (currentTarget.value) onAdd(currentTarget.value);
          currentTarget.value = "";
        }}
      >
        <option value="">Add an instrument…</option>
        {others.map((each) => (
          <option key={each.id} value={each.id}>
            {nameOf(each)}
          </option>
        ))}
      </select>
    </p>
  );
}
