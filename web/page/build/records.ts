// The parameter records (name, unit, range, default, meaning) for the page's controls, from the
// tables of docs/format.md, which the tests of crates/song hold to the code.

import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import type { Field, Tables } from "../src/model/records.js";

const ID = "virtual:records";

/** Offers the tables as the module `virtual:records`. */
export function records(page: string): Plugin {
  return {
    name: "records",
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      this.addWatchFile(page);
      return `export default ${JSON.stringify(tables(readFileSync(page, "utf8")))};`;
    },
  };
}

/** All tables of fields, by heading. */
export function tables(page: string): Tables {
  const found: Tables = {};
  for (const section of page.split(/^#{2,3} /m).slice(1)) {
    const [title = "", ...lines] = section.split("\n");
    const fields = lines.map(row).filter((field) => field !== null);
    const about = lines.find((line) => /^[A-Z]/.test(line)) ?? "";
    if (fields.length > 0) found[title.trim()] = { about: plain(about), fields };
  }
  // A link to a heading without a table leads nowhere.
  const anchors = new Map(Object.keys(found).map((title) => [anchor(title), title]));
  for (const { fields } of Object.values(found)) {
    for (const field of fields) {
      const title = anchors.get(field.of ?? "");
      if (title === undefined) delete field.of;
      else field.of = title;
      if (title === undefined) delete field.list;
    }
  }
  return found;
}

function row(line: string): Field | null {
  const cells = line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"));
  const name = /^`([A-Za-z]+)`$/.exec(cells[0] ?? "")?.[1];
  if (name === undefined || cells.length !== 5) return null;
  const [, unit = "", range = "", fallback = "", about = ""] = cells;
  const field: Field = { name, kind: "other", unit, about: plain(about) };
  const link = /\]\(#([^)]+)\)/.exec(about)?.[1] ?? /\]\(#([^)]+)\)/.exec(range)?.[1];
  if (link !== undefined) field.of = link;
  // Of what there is one, or none, there is no most.
  if (fallback === "none" && range.startsWith("at most")) field.list = true;
  if (fallback === "required") field.required = true;
  const bounds = /(-?[\d./]+)\.\.=(-?[\d./]+)/.exec(range);
  const names = [...range.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  if (unit === "choice") {
    field.kind = "choice";
    field.choices = range.split(", ").map((choice) => choice.replace(/^\d+ /, ""));
  } else if (unit === "switch") {
    field.kind = "switch";
  } else if (bounds !== null) {
    field.kind = "number";
    [field.min, field.max] = [number(bounds[1]), number(bounds[2])];
    field.whole = unit === "whole number" || range.includes("whole");
  } else if (/^at least -?[\d./]+/.test(range)) {
    field.kind = "number";
    field.min = number(range.split(" ")[2]);
  } else if (/^above -?[\d./]+/.test(range)) {
    field.kind = "number";
    field.above = number(range.split(" ")[1]);
  } else if (names.length > 1 && !range.includes(" to ") && !range.includes("{")) {
    field.kind = "name";
    field.choices = names;
  } else if (fallback === "true" || fallback === "false") {
    field.kind = "flag";
  }
  const value = Number(fallback);
  if (field.kind === "flag") field.default = fallback === "true";
  else if (field.kind === "name") field.default = fallback;
  else if (fallback !== "" && Number.isFinite(value)) field.default = value;
  if (field.unit === "switch" || field.unit === "choice" || field.unit === "whole number") {
    field.unit = "";
  }
  return field;
}

/** `1/16` is a number too. */
function number(text = ""): number {
  const [above = "", below = "1"] = text.split("/");
  return Number(above) / Number(below);
}

/** Markdown as plain words. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/`/g, "");
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replace(/ /g, "-");
}
