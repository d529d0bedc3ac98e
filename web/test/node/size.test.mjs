// What a page has to load.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

// The second is loaded only for songs with recordings.
for (const name of ["rebounce_web_bg.wasm", "rebounce_web_codec_bg.wasm"]) {
  test(`${name} is below 700 kB compressed`, async () => {
    const module = new URL(`../../dist/wasm/${name}`, import.meta.url);
    const { length } = gzipSync(await readFile(module), { level: 9 });
    assert.ok(length < 700_000, `it has ${length} bytes`);
  });
}
