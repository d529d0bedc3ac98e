// The list of releases is that of the module's presets.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { RELEASES } from "../../dist/releases.js";
import init, { Engine } from "../../dist/wasm/rebounce_web.js";

await init({
  module_or_path: await readFile(new URL("../../dist/wasm/rebounce_web_bg.wasm", import.meta.url)),
});

test("each preset is released as the list says", () => {
  const ids = Object.keys(RELEASES);
  const instruments = Object.fromEntries(
    ids.map((presetName) => [presetName, { type: "vasynth", presetName }]),
  );
  const document = JSON.stringify({ data: {}, instruments });
  const song = JSON.parse(new Engine().read(new TextEncoder().encode(document)).json());
  const found = song.instruments.map(({ id, sound }) => [id, sound.amplitudeEnvelope.release]);
  assert.deepEqual(Object.fromEntries(found), RELEASES);
});
