// The settings of a thing, from the table of its records: its own first, then those of what it holds.

import { edit, type Path } from "../model/history.js";
import { inWords, table, type Field } from "../model/records.js";
import { Control } from "./control.js";
import { EnvelopeShape } from "./envelope.js";
import { Icon } from "./icon.js";

interface Props {
  /** Of the table. */
  heading: string;
  /** Where the thing stands in the song. */
  path: Path;
  value: Record<string, unknown>;
  /** Whose settings they are, for the history. */
  what: string;
  /** Only these, or all. */
  only?: string[];
  except?: string[];
}

/** What is no setting, or is shown elsewhere. */
const ELSEWHERE = ["id", "name", "type", "preset", "inserts", "sends", "output", "eq"];

export function Form({ heading, path, value, what, only, except = [] }: Props) {
  const fields = table(heading).fields.filter(({ name, kind }) => {
    if (only) return only.includes(name);
    const isElsewhere = kind === "other" && ELSEWHERE.includes(name);
    return !isElsewhere && !except.includes(name);
  });
  // What is off has no settings that can be heard.
  const isOff = value.enabled === false || value.active === false;
  const own = fields.filter(
    ({ of, name }) => of === undefined && (!isOff || name === "enabled" || name === "active"),
  );
  const inner = fields.filter((field) => field.of !== undefined);
  return (
    <>
      {heading === "Envelope" && <EnvelopeShape value={value} />}
      {own.length > 0 && (
        <div class="form-group">
          {own.map((field) => (
            <Setting key={field.name} field={field} path={path} value={value} what={what} />
          ))}
        </div>
      )}
      {inner.flatMap((field) => groups(field, path, value, what))}
      {inner.filter(isOpenList).map((field) => (
        <AddThing key={field.name} field={field} path={path} value={value} what={what} />
      ))}
    </>
  );
}

/** A control that edits the song. */
function Setting({
  field,
  path,
  value,
  what,
}: {
  field: Field;
  path: Path;
  value: Record<string, unknown>;
  what: string;
}) {
  const name = inWords(field.name);
  return (
    <Control
      field={field}
      value={value[field.name]}
      onValue={(next) => {
        const place = [...path, field.name];
        edit(`${name.toLowerCase()} of ${what}`, place, next, place.join("."));
      }}
    />
  );
}

/** A group for what a field holds; one for each where it holds several. */
function groups(field: Field, path: Path, value: Record<string, unknown>, what: string) {
  const { name, of = "" } = field;
  const held = value[name];
  const things = Array.isArray(held) ? held : [held];
  return things.flatMap((thing: unknown, i) => {
    if (typeof thing !== "object" || thing === null) return [];
    const place = Array.isArray(held) ? [...path, name, i] : [...path, name];
    const title = inWords(Array.isArray(held) ? `${name.replace(/s$/, "")} ${i + 1}` : name);
    return [
      <fieldset key={`${name}-${i}`} class="form-fieldset">
        <legend>{title}</legend>
        {Array.isArray(held) && isOpenList(field) && (
          <button
            class="icon-button fieldset-remove"
            aria-label={`Remove ${title.toLowerCase()}`}
            onClick={() =>
              edit(
                `${title.toLowerCase()}, removed from ${what}`,
                [...path, name],
                held.filter((_, at) => at !== i),
              )
            }
          >
            <Icon name="close" />
          </button>
        )}
        <Form heading={of} path={place} value={thing as Record<string, unknown>} what={what} />
      </fieldset>,
    ];
  });
}

/** Whether it holds as many as one likes, each of which can be made of nothing but defaults. */
function isOpenList({ list, of = "" }: Field): boolean {
  return list === true && table(of).fields.every(({ required }) => !required);
}

function AddThing({
  field: { name },
  path,
  value,
  what,
}: {
  field: Field;
  path: Path;
  value: Record<string, unknown>;
  what: string;
}) {
  const thing = inWords(name.replace(/s$/, "")).toLowerCase();
  const held = Array.isArray(value[name]) ? (value[name] as unknown[]) : [];
  return (
    <p class="add-thing">
      <button
        class="button"
        onClick={() => edit(`a ${thing} of ${what}`, [...path, name], [...held, {}])}
      >
        <Icon name="plus" />
        {`Add a ${thing}`}
      </button>
    </p>
  );
}
