// A control made from a setting's record: its range, its default, its unit, its meaning.

import { useId } from "preact/hooks";
import { inWords, type Field } from "../model/records.js";
import { PLACES, placeOf, valueAt, within } from "../model/scale.js";
import { decibels, level, short } from "../model/words.js";
import { Flag, Pick } from "./pick.js";

interface Props {
  field: Field;
  /** What the song says, if it does. */
  value: unknown;
  /** Another name than the record's. */
  label?: string;
  onValue: (value: number | boolean | string) => void;
}

/** Nothing for what is no control. */
export function Control(props: Props) {
  const { field, onValue } = props;
  const label = props.label ?? inWords(field.name);
  const value = props.value ?? field.default;
  switch (field.kind) {
    case "number":
      return typeof value === "number" ? (
        <NumberControl {...props} label={label} value={value} />
      ) : null;
    case "switch":
      return (
        <Flag
          label={label}
          hint={field.about}
          value={value === 1}
          onFlag={(on) => onValue(on ? 1 : 0)}
        />
      );
    case "flag":
      return <Flag label={label} hint={field.about} value={value === true} onFlag={onValue} />;
    case "choice":
      return (
        <Pick
          label={label}
          value={String(value)}
          options={(field.choices ?? []).map((choice, i) => [String(i), inChoice(choice)])}
          onPick={(index) => onValue(Number(index))}
        />
      );
    case "name":
      return (
        <Pick
          label={label}
          value={String(value)}
          options={(field.choices ?? []).map((choice) => [choice, inChoice(choice)])}
          onPick={onValue}
        />
      );
    default:
      return null;
  }
}

interface NumberProps extends Props {
  label: string;
  value: number;
}

function NumberControl({ field, value, label, onValue }: NumberProps) {
  const id = useId();
  const { min, max, default: usual, whole = false } = field;
  const bounded = min !== undefined && max !== undefined;
  const few = whole && bounded && max - min <= PLACES;
  const reset = (): void => {
    if (typeof usual === "number") onValue(usual);
  };
  const mark = bounded && typeof usual === "number" ? placeOf(field, usual) / PLACES : null;
  return (
    <div class="line is-number">
      <label for={id} title={tip(field)} onDblClick={reset}>
        {label}
      </label>
      {bounded && (
        <input
          class="slider"
          type="range"
          style={filled(field, placeOf(field, value) / PLACES, mark)}
          min={few ? min : 0}
          max={few ? max : PLACES}
          step={few ? 1 : 2}
          value={few ? value : placeOf(field, value)}
          aria-label={label}
          aria-valuetext={inUnit(field, value)}
          title={tip(field)}
          onInput={({ currentTarget }) => {
            const place = Number(currentTarget.value);
            onValue(few ? place : valueAt(field, place));
          }}
          onDblClick={reset}
          onKeyDown={(event) => {
            if (event.key !== "Delete" && event.key !== "Backspace") return;
            event.preventDefault();
            reset();
          }}
        />
      )}
      <span class="number-field">
        <input
          id={id}
          class="number"
          type="number"
          min={min}
          max={max}
          step={whole ? 1 : "any"}
          value={Number(value.toPrecision(4))}
          onChange={({ currentTarget }) => {
            const typed = Number(currentTarget.value);
            const next =
              currentTarget.value === "" || Number.isNaN(typed) ? value : within(field, typed);
            currentTarget.value = String(next);
            if (next !== value) onValue(next);
          }}
        />
        <span class="unit">{unitOf(field)}</span>
      </span>
    </div>
  );
}

/** What of a slider is coloured: from its default where that is in the middle, else from its left. */
function filled({ min = 0 }: Field, place: number, mark: number | null) {
  const from = min < 0 && mark !== null ? mark : 0;
  return { "--mark": mark ?? -1, "--from": Math.min(from, place), "--to": Math.max(from, place) };
}

/** A value as it is spoken and shown. */
export function inUnit(field: Field, value: number): string {
  if (field.unit === "linear") return `${short(value)}, ${level(decibels(value))} decibels`;
  return `${short(value)} ${field.unit}`.trim();
}

const SHORT_UNITS: Record<string, string> = {
  seconds: "s",
  milliseconds: "ms",
  percent: "%",
  semitones: "st",
  cents: "ct",
  degrees: "°",
  linear: "×",
  octaves: "oct",
  beats: "beats",
  "beats per minute": "bpm",
  cycles: "cyc",
  "MIDI key": "key",
};

function unitOf({ unit }: Field): string {
  return SHORT_UNITS[unit] ?? (unit.length <= 4 ? unit : "");
}

function tip({ about, min, max, default: usual, unit }: Field): string {
  const range =
    min !== undefined && max !== undefined ? `${short(min)} to ${short(max)} ${unit}`.trim() : "";
  const fallback = usual === undefined ? "" : `default ${String(usual)}`;
  return [about, range, fallback].filter((part) => part !== "").join("; ");
}

function inChoice(choice: string): string {
  return /^[\d/.t]+$/.test(choice) ? choice : inWords(choice);
}
