// The export manager's calls, in Node.

import { test } from "node:test";
import * as rebounce from "../../dist/index.js";
import * as exports from "../package/exports.mjs";

for (const [name, holds] of Object.entries(exports)) test(name, () => holds(rebounce));
