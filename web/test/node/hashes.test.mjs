// Every song sounds in Node as it does everywhere: songs/hashes.txt.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { hash, parse } from "../hashes.mjs";
import { RenderEngine } from "../../dist/index.js";
import init, { Engine } from "../../dist/wasm/rebounce_web.js";
import initCodec, { decode, decodeUrl } from "../../dist/wasm/rebounce_web_codec.js";

const songs = new URL("../../../songs/", import.meta.url);
const folder = new URL("../../dist/wasm/", import.meta.url);

/** The bytes of a file below songs/. */
async function read(name) {
  const file = new URL(name, songs);
  return existsSync(file) ? new Uint8Array(await readFile(file)) : null;
}

await init({ module_or_path: await readFile(new URL("rebounce_web_bg.wasm", folder)) });
await initCodec({
  module_or_path: await readFile(new URL("rebounce_web_codec_bg.wasm", folder)),
});
for (const { hash: wanted, name } of parse(await readFile(new URL("hashes.txt", songs), "utf8"))) {
  test(`${name} sounds as native`, async () => {
    assert.equal(await hash({ Engine, decode, decodeUrl }, name, read), wanted);
  });
  test(`${name} sounds as native on four workers`, async () => {
    const engine = new RenderEngine({ workersPerRender: 4, loadSample: read });
    const stream = engine.stream(await read(name));
    for await (const window of stream) assert.ok(window.frames > 0);
    engine.close();
    assert.equal((await stream.report).audio.hash, wanted);
  });
}
