// After its first visit the page works without a network.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { hash, hashes, openPage, openSong, render } from "./studio.mjs";

const { page, errors, close, stop } = await openPage();
after(close);

test("a song with recordings opens and renders with the server gone", async () => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  stop();
  await page.reload();
  await openSong(page, "Recordings");
  await render(page);
  assert.equal(await hash(page), hashes.get("recordings.json"));
  assert.deepEqual(errors, []);
});
