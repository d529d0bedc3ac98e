// Steps by instruments: a press makes a note or takes it away. One stop of the tab key; arrows go
// from step to step.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { bySteps, keyName, notesOf, toggled } from "../model/notes.js";
import { nameOf, type Instrument, type Note, type Pattern } from "../model/song.js";
import { grid, player, setNotes, type Page } from "./pattern-editor.js";

interface Props {
  pattern: Pattern;
  instruments: Instrument[];
  page: Page;
  /** The instrument whose keys are shown below. */
  shown: string | null;
}

export function StepGrid({ pattern, instruments, page, shown }: Props) {
  const table = useRef<HTMLDivElement>(null);
  const cursor = useSignal({ row: 0, step: 0 });
  const step = grid.value;
  const first = Math.round(page.from / step);
  const count = Math.max(1, Math.ceil((page.to - page.from) / step - 1e-6));
  const at = {
    row: Math.min(cursor.value.row, instruments.length - 1),
    step: Math.min(cursor.value.step, count - 1),
  };
  const go = (event: KeyboardEvent): void => {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Home: [0, -count],
      End: [0, count],
    };
    const way = ways[event.key];
    if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const row = Math.min(Math.max(at.row + way[0], 0), instruments.length - 1);
    const column = Math.min(Math.max(at.step + way[1], 0), count - 1);
    cursor.value = { row, step: column };
    table.current?.querySelector<HTMLElement>(`[data-step="${row}-${column}"]`)?.focus();
  };
  return (
    <div class="steps-scroll">
      <div
        ref={table}
        class="steps"
        role="grid"
        aria-label={`Steps of ${nameOf(pattern)}`}
        style={{ "--steps": count }}
        onKeyDown={go}
      >
        {instruments.map((instrument, row) => {
          const notes = notesOf(pattern, instrument.id);
          const name = nameOf(instrument);
          return (
            <div key={instrument.id} class="steps-row" role="row">
              <div role="rowheader" class="steps-head">
                <button
                  class="steps-name"
                  aria-pressed={instrument.id === shown}
                  title={`Keys of ${name}`}
                  onClick={() => (player.value = instrument.id)}
                >
                  {name}
                </button>
              </div>
              {bySteps(notes, step, first, count).map((here, column) => (
                <div key={column} role="gridcell" class={beatClass(column * step, page.bar)}>
                  <button
                    class="step"
                    data-step={`${row}-${column}`}
                    aria-pressed={here.length > 0}
                    aria-label={`${name}, ${where(page.from + column * step, page.bar)}${whatIs(here)}`}
                    tabIndex={row === at.row && column === at.step ? 0 : -1}
                    style={here[0] ? { "--velocity": here[0].velocity } : {}}
                    onFocus={() => (cursor.value = { row, step: column })}
                    onClick={() => {
                      player.value = instrument.id;
                      const what = `${here.length > 0 ? "remove" : "add"} a step of ${name}`;
                      setNotes(what, instrument.id, toggled(notes, first + column, step));
                    }}
                  />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** `bar 2, beat 3.5` */
export function where(beat: number, bar: number): string {
  const within = beat % bar;
  return `bar ${Math.floor(beat / bar + 1e-6) + 1}, beat ${Number((within + 1).toFixed(2))}`;
}

function whatIs(notes: Note[]): string {
  if (notes.length === 0) return "";
  return `: ${notes.map((note) => keyName(note.key)).join(", ")}`;
}

/** Beats and bars are told apart by the room ahead of them. */
function beatClass(beat: number, bar: number): string {
  const isBar = beat > 0 && Math.abs(beat / bar - Math.round(beat / bar)) < 1e-6;
  const isBeat = Math.abs(beat - Math.round(beat)) < 1e-6 && beat > 0;
  return isBar ? "cell is-bar" : isBeat ? "cell is-beat" : "cell";
}
