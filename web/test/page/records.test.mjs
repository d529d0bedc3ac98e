// Controls are made from the parameter records: every effect's, as the schema has them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { look, openPage, openSong } from "./studio.mjs";

const { page, errors, close } = await openPage({ viewport: { width: 1360, height: 900 } });
after(close);

const text = await readFile(new URL("../../../docs/song.schema.json", import.meta.url), "utf8");
const { $defs } = JSON.parse(text);

test("each parameter of each effect has a control with its range and default", async () => {
  await openSong(page, "Bass Glide");
  await look(page, "Mixer");
  const select = page.getByLabel("Add an effect");
  const effects = (
    await select.locator("option").evaluateAll((all) => all.map((o) => o.value))
  ).filter(Boolean);
  assert.equal(effects.length, $defs.Effect.oneOf.length);
  for (const { properties } of $defs.Effect.oneOf) {
    const type = properties.type.const;
    const wanted = $defs[properties.settings.$ref.split("/").pop()].properties;
    await select.selectOption(type);
    const controls = await page.locator(".insert-settings").evaluate((box) => {
      const read = ({ type, min, max, value, checked, options }) => ({
        type,
        min,
        max,
        value,
        checked,
        options: options?.length,
      });
      return [
        ...box.querySelectorAll("input[type=number], input[type=checkbox], .form-group select"),
      ].map(read);
    });
    const numbers = Object.entries(wanted).filter(([, { type }]) => type === "number");
    assert.equal(controls.length, numbers.length, `${type} has ${controls.length} controls`);
    for (const [i, [name, { minimum, maximum, default: usual }]] of numbers.entries()) {
      const { type: kind, min, max, value, checked, options } = controls[i];
      if (kind === "number") {
        assert.deepEqual([Number(min), Number(max)], [minimum, maximum], `${type}.${name}`);
        assert.equal(Number(value), Number(usual.toPrecision(4)), `${type}.${name}`);
      } else if (kind === "checkbox") assert.equal(checked, usual === 1, `${type}.${name}`);
      else
        assert.deepEqual(
          [options, Number(value)],
          [maximum - minimum + 1, usual],
          `${type}.${name}`,
        );
    }
    await page
      .locator(".insert")
      .last()
      .getByRole("button", { name: /^Remove/ })
      .click();
  }
  assert.deepEqual(errors, []);
});
