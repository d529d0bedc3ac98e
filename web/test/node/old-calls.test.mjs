// The old engine's calls run unchanged against the package, in Node.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as rebounce from "../../dist/index.js";
import { expected } from "../package/expected.mjs";
import { session } from "../package/old-calls.mjs";
import { pattern, recording } from "../package/pattern.mjs";

test("a recorded session sees what it used to, with the faults mended", async () => {
  const seen = await session(rebounce, { pattern, recording: recording() });
  assert.deepEqual(seen, expected(seen));
});
