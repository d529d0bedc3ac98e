// The piano roll under a pointer: what is pressed, and what a drag makes of it.

import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { moved, newNote, replaced, resized, usualVelocity } from "../model/notes.js";
import type { Note } from "../model/song.js";
import { grid, type Page } from "./pattern-editor.js";
import { KEY } from "./piano-roll.js";

/** Pixels at a note's end that pull it. */
const END = 8;

interface Roll {
  notes: Note[];
  page: Page;
  /** The highest key that is shown. */
  high: number;
  selected: Signal<number | null>;
  put: (what: string, next: Note[], merge?: string | null) => void;
}

interface Drag {
  kind: "move" | "size";
  /** The note's place in the list, and what it was. */
  at: number;
  was: Note;
  /** Where it began. */
  beat: number;
  key: number;
  /** Tells the steps of one drag from another's. */
  merge: string;
}

let drags = 0;

export function useNoteDrag(roll: Roll) {
  // What is dragged sees the notes as they are by now.
  const now = useRef(roll);
  now.current = roll;
  const drag = useRef<Drag | null>(null);
  /** How often in a row a note was pressed: a press that made one does not count. */
  const presses = useRef(0);
  return {
    onPointerDown(event: PointerEvent & { currentTarget: HTMLElement }) {
      if (event.button !== 0) return;
      const { notes, selected, put } = now.current;
      const { beat, key } = placeOf(event, now.current);
      const pressed = noteAt(event);
      const merge = `drag-${++drags}`;
      event.currentTarget.setPointerCapture(event.pointerId);
      const was = pressed === null ? undefined : notes[pressed];
      presses.current = was ? presses.current + 1 : 0;
      if (pressed !== null && was) {
        const box = (event.target as HTMLElement).getBoundingClientRect();
        const atEnd = event.clientX > box.right - Math.min(END, box.width / 3);
        selected.value = pressed;
        drag.current = { kind: atEnd ? "size" : "move", at: pressed, was, beat, key, merge };
        return;
      }
      const start = Math.max(0, Math.floor(beat / grid.value + 1e-6) * grid.value);
      const made = newNote(start, grid.value, Math.round(key), usualVelocity(notes));
      put("a note", [...notes, made], merge);
      selected.value = notes.length;
      drag.current = {
        kind: "size",
        at: notes.length,
        was: made,
        beat: start + grid.value,
        key,
        merge,
      };
    },
    onPointerMove(event: PointerEvent & { currentTarget: HTMLElement }) {
      const held = drag.current;
      if (held === null || !(event.buttons & 1)) return;
      const { notes, page, put } = now.current;
      const old = notes[held.at];
      if (old === undefined) return;
      const { beat, key } = placeOf(event, now.current);
      const beats = Math.round((beat - held.beat) / grid.value) * grid.value;
      const changed =
        held.kind === "move"
          ? moved(held.was, beats, Math.round(key - held.key), page.length)
          : resized(
              held.was,
              Math.max(held.was.length + beats, Math.min(grid.value, held.was.length)),
            );
      if (changed.start === old.start && changed.key === old.key && changed.length === old.length)
        return;
      put(
        held.kind === "move" ? "move a note" : "length of a note",
        replaced(notes, old, changed),
        held.merge,
      );
    },
    onPointerUp() {
      drag.current = null;
    },
    onDblClick() {
      // The pointer is captured, so that the event does not tell what was pressed.
      const { notes, selected, put } = now.current;
      const note = notes[selected.value ?? -1];
      if (note === undefined || presses.current < 2) return;
      presses.current = 0;
      put("remove a note", replaced(notes, note, null));
      selected.value = null;
    },
  };
}

/** Beat and key under the pointer. */
function placeOf(event: PointerEvent & { currentTarget: HTMLElement }, { page, high }: Roll) {
  const box = event.currentTarget.getBoundingClientRect();
  const share = (event.clientX - box.left) / box.width;
  return {
    beat: page.from + share * (page.to - page.from),
    key: high - Math.floor((event.clientY - box.top) / KEY),
  };
}

function noteAt(event: Event): number | null {
  const note = (event.target as HTMLElement).dataset?.note;
  return note === undefined ? null : Number(note);
}
