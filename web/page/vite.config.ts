// The page: static files that lie anywhere on a server, with the package and the songs beside them.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { offline } from "./build/offline.js";
import { records } from "./build/records.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("."),
  base: "./",
  // web/scripts/page.sh puts the built package and the songs there. Bundled, the workers hang.
  publicDir: here("./public"),
  build: {
    outDir: here("../dist-page"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [records(here("../../docs/format.md")), offline(here("./build/sw.js"))],
});
