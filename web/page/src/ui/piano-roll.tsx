// One instrument's notes by key and time. With the mouse: press an empty place to make a note, drag
// notes or their ends, double-click to take one away. With keys: arrows, see the line below.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { field } from "../model/records.js";
import {
  isBlack,
  keyName,
  moved,
  newNote,
  notesOf,
  replaced,
  resized,
  usualKey,
  usualVelocity,
} from "../model/notes.js";
import { nameOf, type Instrument, type Note, type Pattern } from "../model/song.js";
import { Control } from "./control.js";
import { Icon } from "./icon.js";
import { grid, setNotes, type Page } from "./pattern-editor.js";
import { useNoteDrag } from "./note-drag.js";
import { where } from "./step-grid.js";

/** Keys beyond the outermost notes, and keys that are shown at least. */
const BESIDE = 4;
const LEAST = 20;
/** Pixels of a key. */
export const KEY = 14;

interface Props {
  pattern: Pattern;
  instrument: Instrument;
  page: Page;
}

export function PianoRoll({ pattern, instrument, page }: Props) {
  const notes = notesOf(pattern, instrument.id);
  const name = nameOf(instrument);
  const selected = useSignal<number | null>(null);
  const scroll = useRef<HTMLDivElement>(null);
  // The range holds still while notes are moved; it only widens.
  const range = useRef<[number, number]>(rangeOf(notes));
  range.current = widened(range.current, notes);
  const [low, high] = range.current;
  const put = (what: string, next: Note[], merge: string | null = null): void => {
    setNotes(`${what} of ${name}`, instrument.id, next, merge);
  };
  const drag = useNoteDrag({ notes, page, high, selected, put });
  useEffect(() => {
    const place = scroll.current;
    if (place) place.scrollTop = (place.scrollHeight - place.clientHeight) / 2;
  }, []);
  const span = page.to - page.from;
  const here = notes
    .map((note, at) => ({ note, at }))
    .filter(({ note }) => {
      return note.start < page.to && note.start + note.length > page.from;
    });
  const stop = here.some(({ at }) => at === selected.value)
    ? selected.value
    : (here[0]?.at ?? null);
  const chosen = selected.value === null ? undefined : notes[selected.value];
  const press = (event: KeyboardEvent): void => {
    const acted = byKey(event, notes, selected.value, page.length, put, (to) => {
      selected.value = to;
      requestAnimationFrame(() =>
        scroll.current?.querySelector<HTMLElement>(`[data-note="${to}"]`)?.focus(),
      );
    });
    if (acted) event.preventDefault();
  };
  return (
    <section class="roll" aria-label={`Keys of ${name}`}>
      <header class="roll-bar">
        <h2>{name}</h2>
        <button
          class="button"
          onClick={() => {
            const start = chosen
              ? Math.min(chosen.start + chosen.length, page.length - grid.value)
              : page.from;
            const note = newNote(
              start,
              grid.value,
              chosen?.key ?? usualKey(notes),
              usualVelocity(notes),
            );
            put("a note", [...notes, note]);
            selected.value = notes.length;
          }}
        >
          <Icon name="plus" />
          Note
        </button>
        {chosen && selected.value !== null && (
          <NoteSettings
            note={chosen}
            onNote={(note, what) => {
              put(what, replaced(notes, chosen, note), `note-${what}-${selected.value}`);
            }}
          />
        )}
      </header>
      <div class="roll-scroll" ref={scroll}>
        <div class="roll-keys" aria-hidden="true">
          {Array.from({ length: high - low + 1 }, (_, i) => high - i).map((key) => (
            <span key={key} class={isBlack(key) ? "roll-key is-black" : "roll-key"}>
              {key % 12 === 0 ? keyName(key) : ""}
            </span>
          ))}
        </div>
        <div
          class="roll-notes"
          role="group"
          aria-label={`Notes of ${name}`}
          style={{
            height: `${(high - low + 1) * KEY}px`,
            "--step": `${(100 * grid.value) / span}%`,
            "--bar": `${(100 * page.bar) / span}%`,
          }}
          onKeyDown={press}
          {...drag}
        >
          {Array.from({ length: high - low + 1 }, (_, i) => high - i).map((key, i) =>
            isBlack(key) ? (
              <span key={key} class="roll-black" style={{ top: `${i * KEY}px` }} />
            ) : null,
          )}
          {here.map(({ note, at }) => (
            <button
              key={at}
              data-note={at}
              class={note.muted ? "note is-muted" : "note"}
              aria-pressed={at === selected.value}
              aria-label={`${keyName(note.key)}, ${where(note.start, page.bar)}, ${Number(note.length.toFixed(3))} beats`}
              tabIndex={at === stop ? 0 : -1}
              onFocus={() => (selected.value = at)}
              style={{
                left: `${(100 * (note.start - page.from)) / span}%`,
                width: `${(100 * note.length) / span}%`,
                top: `${(high - note.key) * KEY}px`,
                "--velocity": note.velocity,
              }}
            />
          ))}
        </div>
      </div>
      <p class="hint">
        Keys: ← → next note, ↑ ↓ pitch, Alt with ← → time, Shift with ← → length, Delete. Mouse:
        press to add, drag to move, pull the end, double-click to remove.
      </p>
    </section>
  );
}

function NoteSettings({
  note,
  onNote,
}: {
  note: Note;
  onNote: (note: Note, what: string) => void;
}) {
  return (
    <div class="note-settings">
      {["velocity", "length"].map((name) => (
        <Control
          key={name}
          field={field("Note", name)}
          value={note[name]}
          onValue={(value) => onNote({ ...note, [name]: value }, name)}
        />
      ))}
    </div>
  );
}

/** What a key does to the selected note; whether it did anything. */
function byKey(
  event: KeyboardEvent,
  notes: Note[],
  at: number | null,
  end: number,
  put: (what: string, next: Note[], merge?: string | null) => void,
  select: (at: number | null) => void,
): boolean {
  const note = at === null ? undefined : notes[at];
  if (note === undefined || at === null || event.ctrlKey || event.metaKey) return false;
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const upwards = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const change = (changed: Note, what: string): void =>
    put(what, replaced(notes, note, changed), `${what}-${at}`);
  if (event.key === "Delete" || event.key === "Backspace") {
    put("remove a note", replaced(notes, note, null));
    select(notes.length > 1 ? Math.max(0, at - 1) : null);
  } else if (upwards !== undefined) {
    change(moved(note, 0, event.shiftKey ? 12 * upwards : upwards, end), "pitch");
  } else if (sideways !== undefined && event.altKey) {
    change(moved(note, sideways * grid.value, 0, end), "time");
  } else if (sideways !== undefined && event.shiftKey) {
    change(resized(note, note.length + sideways * grid.value), "length");
  } else if (sideways !== undefined) {
    const order = notes
      .map((each, i) => ({ each, i }))
      .sort((a, b) => a.each.start - b.each.start || a.each.key - b.each.key);
    const next = order[order.findIndex(({ i }) => i === at) + sideways];
    if (next) select(next.i);
  } else {
    return false;
  }
  return true;
}

function rangeOf(notes: Note[]): [number, number] {
  const keys = notes.length > 0 ? notes.map((note) => Math.round(note.key)) : [60];
  const lowest = keys.reduce((a, b) => Math.min(a, b));
  const highest = keys.reduce((a, b) => Math.max(a, b));
  const more = Math.max(BESIDE, Math.ceil((LEAST - (highest - lowest)) / 2));
  return [Math.max(0, lowest - more), Math.min(127, highest + more)];
}

function widened([low, high]: [number, number], notes: Note[]): [number, number] {
  const [least, most] = rangeOf(notes);
  return [Math.min(low, least), Math.max(high, most)];
}
