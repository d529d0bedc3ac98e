// What files promise, in Node.

import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as rebounce from "../../dist/index.js";
import * as files from "../package/files.mjs";

const folder = await mkdtemp(join(tmpdir(), "rebounce-"));
after(() => rm(folder, { recursive: true }));

const io = {
  target: (name) => join(folder, name),
  read: async (name) => {
    const path = join(folder, name);
    return existsSync(path) ? new Uint8Array(await readFile(path)) : null;
  },
};

for (const [name, holds] of Object.entries(files)) {
  test(name, () => holds(rebounce, io, () => process.memoryUsage().rss));
}

test("no half of a file is left behind", async () => {
  const left = (await readdir(folder)).filter((name) => name.endsWith(".part"));
  assert.deepEqual(left, []);
});
