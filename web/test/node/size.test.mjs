// What a page has to load, compressed as web servers compress it: with Brotli.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// The second is loaded only when a file is decoded, converted or written, the third only for the
// export manager's calls.
const modules = ["rebounce_web_bg.wasm", "rebounce_web_codec_bg.wasm", "rebounce_web_export_bg.wasm"];
for (const name of modules) {
  test(`${name} is below 700 kB compressed`, async (context) => {
    const module = await readFile(new URL(`../../dist/wasm/${name}`, import.meta.url));
    const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
    const params = {
      [BROTLI_PARAM_QUALITY]: 11,
      [BROTLI_PARAM_LGWIN]: 24,
      [BROTLI_PARAM_SIZE_HINT]: module.length,
    };
    const { length } = brotliCompressSync(module, { params });
    const zipped = gzipSync(module, { level: 9 }).length;
    context.diagnostic(`${module.length} bytes, ${length} with Brotli, ${zipped} with gzip`);
    assert.ok(length < 700_000, `it has ${length} bytes`);
  });
}
