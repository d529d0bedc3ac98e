// Every song sounds in Chromium as it does everywhere: songs/hashes.txt.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { parse } from "../hashes.mjs";
import { open } from "./chromium.mjs";

const { page, errors, close } = await open();
after(close);

const list = await readFile(new URL("../../../songs/hashes.txt", import.meta.url), "utf8");
for (const { hash: wanted, name } of parse(list)) {
  test(`${name} sounds as native`, async () => {
    const found = await page.evaluate(async (name) => {
      const { default: init, Engine } = await import("/web/dist/wasm/rebounce_web.js");
      const codec = await import("/web/dist/wasm/rebounce_web_codec.js");
      const { hash } = await import("/web/test/hashes.mjs");
      await init();
      await codec.default();
      const read = async (name) => {
        const response = await fetch(`/songs/${name}`);
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
      };
      return hash({ Engine, ...codec }, name, read);
    }, name);
    assert.equal(found, wanted);
    assert.deepEqual(errors, []);
  });
}
