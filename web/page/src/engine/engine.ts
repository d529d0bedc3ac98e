// The package, loaded when it is first needed; its workers and module with it.

import type { Rebounce } from "../../../src/index.js";
import { load } from "../open/recordings.js";

/** Where the built package lies. It is not bundled: its workers find their files beside them. */
export const PACKAGE = new URL("rebounce/", document.baseURI);

let loading: Promise<Rebounce> | null = null;

/** The one engine of the page. */
export function engine(): Promise<Rebounce> {
  loading ??= start();
  loading.catch(() => (loading = null));
  return loading;
}

async function start(): Promise<Rebounce> {
  const place = new URL("index.js", PACKAGE).href;
  const { Rebounce } = (await import(
    /* @vite-ignore */ place
  )) as typeof import("../../../src/index.js");
  return new Rebounce({ loadSample: load });
}
