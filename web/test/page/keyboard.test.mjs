// The main path by keyboard alone.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { hash, hashes, openPage, rendered } from "./studio.mjs";

const { page, errors, close } = await openPage({ viewport: { width: 1360, height: 900 } });
after(close);

/** What has the focus, as it is called. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent;
    return (element.getAttribute("aria-label") ?? label ?? element.textContent).trim();
  });

/** Presses Tab until something of this name has the focus. */
async function tabTo(name, most = 80) {
  const seen = [];
  for (let i = 0; i < most; i++) {
    const now = await focused();
    if (name.test(now)) return;
    seen.push(now);
    await page.keyboard.press("Tab");
  }
  assert.fail(`${name} is not reached: ${seen.join(" | ")}`);
}

test("a song is opened and rendered", async () => {
  await tabTo(/^Bass Glide/);
  await page.keyboard.press("Enter");
  await page.getByRole("tablist").waitFor();
  assert.equal(await focused(), "Render");
  await page.keyboard.press("Enter");
  await rendered(page);
  assert.equal(await hash(page), hashes.get("bass-glide.json"));
});

test("it plays, pauses and seeks", async () => {
  await tabTo(/^Position$/);
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const now = () => page.getByRole("slider", { name: "Position" }).getAttribute("aria-valuenow");
  assert.ok(Number(await now()) > 5, `it is at ${await now()}`);
  await page.keyboard.press("Home");
  assert.equal(await now(), "0");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Play" }).waitFor();
});

test("steps and notes are edited, and undone", async () => {
  await tabTo(/^Listen$/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "Pattern");
  await tabTo(/^Bass, bar 1, beat 1/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  const step = await focused();
  assert.match(step, /^Kick, bar 1, beat 1\.25/);
  await page.keyboard.press("Space");
  assert.match(await focused(), /^Kick, bar 1, beat 1\.25: C4/);
  await tabTo(/^C4, bar 1, beat 1,/);
  await page.keyboard.press("ArrowUp");
  assert.match(await focused(), /^C♯4, bar 1, beat 1,/);
  await page.keyboard.press("Alt+ArrowRight");
  assert.match(await focused(), /^C♯4, bar 1, beat 1.25,/);
  await page.keyboard.press("Control+Enter");
  await rendered(page);
  assert.notEqual(await hash(page), hashes.get("bass-glide.json"));
  for (let i = 0; i < 3; i++) await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Enter");
  await rendered(page);
  assert.equal(await hash(page), hashes.get("bass-glide.json"));
});

test("a fader is moved", async () => {
  await tabTo(/^Pattern$/);
  await page.keyboard.press("End");
  assert.equal(await focused(), "Mixer");
  await tabTo(/^Fader of Bass$/);
  const fader = page.getByRole("slider", { name: "Fader of Bass" });
  const before = await fader.getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowUp");
  assert.notEqual(await fader.getAttribute("aria-valuetext"), before);
  await page.keyboard.press("Control+z");
  assert.equal(await fader.getAttribute("aria-valuetext"), before);
});

test("nothing went wrong behind the scenes", () => assert.deepEqual(errors, []));
