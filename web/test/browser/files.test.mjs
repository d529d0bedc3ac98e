// What files promise, in Chromium, in the origin's private file system.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as files from "../package/files.mjs";
import { open } from "./chromium.mjs";

const { page, errors, close } = await open();
after(close);

for (const name of Object.keys(files)) {
  test(name, async () => {
    await page.evaluate(async (name) => {
      const rebounce = await import("/web/dist/index.js");
      const files = await import("/web/test/package/files.mjs");
      const folder = await navigator.storage.getDirectory();
      const io = {
        target: (name) => `renders/${name}`,
        read: async (name) => {
          const below = await folder.getDirectoryHandle("renders");
          const file = await (await below.getFileHandle(name)).getFile();
          return new Uint8Array(await file.arrayBuffer());
        },
      };
      await files[name](rebounce, io);
    }, name);
    assert.deepEqual(errors, []);
  });
}
