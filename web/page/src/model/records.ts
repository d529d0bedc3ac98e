// What can be said of a setting: its kind, unit, range, default and meaning, as docs/format.md has
// it. Controls are made from this; no range stands in the page's own code.

import tables from "virtual:records";

/** One setting. */
export interface Field {
  name: string;
  /**
   * `number`; `switch` (0 or 1) and `choice` (an index) of effects; `flag` (true or false);
   * `name` (one of some words); all else is no control.
   */
  kind: "number" | "switch" | "choice" | "flag" | "name" | "other";
  unit: string;
  min?: number;
  max?: number;
  /** Where the lowest value itself is out. */
  above?: number;
  whole?: boolean;
  default?: number | boolean | string;
  choices?: string[];
  /** In words. */
  about: string;
  /** The table of what it holds, if it holds settings itself. */
  of?: string;
  /** Whether it holds any number of them, at first none. */
  list?: true;
  required?: true;
}

/** The settings of one kind of thing. */
export interface Table {
  about: string;
  fields: Field[];
}

/** By heading. */
export type Tables = Record<string, Table>;

const none: Table = { about: "", fields: [] };

/** A table by its heading: `Track`, ``Sound `va` ``, `` `compressor` ``. */
export function table(heading: string): Table {
  return tables[heading] ?? none;
}

/** One setting of a table. */
export function field(heading: string, name: string): Field {
  const found = table(heading).fields.find((field) => field.name === name);
  if (found === undefined) throw new Error(`docs/format.md has no ${name} under ${heading}`);
  return found;
}

/** The names of all effects. */
export const effects: string[] = Object.keys(tables)
  .filter((heading) => /^`[a-z-]+`$/.test(heading))
  .map((heading) => heading.slice(1, -1));

/** `compressorModel` as people read it. */
export function inWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z0-9])/g, "$1 $2").replace(/-/g, " ");
  const sentence = words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
  return sentence.replace(/\b(eq|lfo|ott|rms|va|sc)\b/gi, (word) => word.toUpperCase());
}
