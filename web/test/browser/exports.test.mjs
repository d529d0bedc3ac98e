// The export manager's calls, in Chromium.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as exports from "../package/exports.mjs";
import { open } from "./chromium.mjs";

const { page, errors, close } = await open();
after(close);

for (const name of Object.keys(exports)) {
  test(name, async () => {
    await page.evaluate(async (name) => {
      const rebounce = await import("/web/dist/index.js");
      const exports = await import("/web/test/package/exports.mjs");
      await exports[name](rebounce);
    }, name);
    assert.deepEqual(errors, []);
  });
}
