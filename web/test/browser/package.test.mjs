// The package in Chromium: the old engine's calls, and what every call promises.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { expected } from "../package/expected.mjs";
import * as promises from "../package/promises.mjs";
import { open } from "./chromium.mjs";

const { page, errors, close } = await open();
after(close);

test("a recorded session sees what it used to, with the faults mended", async () => {
  const seen = await page.evaluate(async () => {
    const rebounce = await import("/web/dist/index.js");
    const { session } = await import("/web/test/package/old-calls.mjs");
    const { pattern, recording } = await import("/web/test/package/pattern.mjs");
    const made = recording();
    const buffer = new AudioBuffer({ length: made.length, sampleRate: made.sampleRate });
    buffer.copyToChannel(made.getChannelData(0), 0);
    return session(rebounce, { pattern, recording: buffer });
  });
  assert.deepEqual(seen, expected(seen));
});

for (const name of Object.keys(promises)) {
  if (name === "long") continue;
  test(name, async () => {
    await page.evaluate(async (name) => {
      const rebounce = await import("/web/dist/index.js");
      const promises = await import("/web/test/package/promises.mjs");
      const { recording } = await import("/web/test/package/pattern.mjs");
      await promises[name](rebounce, recording(22050));
    }, name);
    assert.deepEqual(errors, []);
  });
}
