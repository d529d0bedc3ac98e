// What every call promises, in Node.

import { test } from "node:test";
import * as rebounce from "../../dist/index.js";
import { recording } from "../package/pattern.mjs";
import * as promises from "../package/promises.mjs";

for (const [name, holds] of Object.entries(promises)) {
  if (name !== "long") test(name, () => holds(rebounce, recording(22050)));
}
