// What is seen while a render runs, and that it can be stopped.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { hash, hashes, openPage, openSong, render, rendered, traced } from "./studio.mjs";

const { page, errors, close } = await openPage();
after(close);

test("progress of the mix and of each track never goes back, and ends at 1", async () => {
  await openSong(page, "Preset Tour");
  await page.getByLabel("Each track on its own").uncheck();
  await page.evaluate(() => {
    window.seen = {};
    const look = () => {
      for (const bar of document.querySelectorAll("progress[aria-label]")) {
        (window.seen[bar.getAttribute("aria-label")] ??= []).push(bar.value);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  await render(page);
  await page.waitForTimeout(100);
  const seen = await page.evaluate(() => window.seen);
  const names = Object.keys(seen);
  for (const name of ["Rendered", "Drums rendered", "Leads rendered"])
    assert.ok(names.includes(name), `${names}`);
  for (const [name, values] of Object.entries(seen)) {
    assert.ok(
      values.every((value, i) => i === 0 || value >= values[i - 1]),
      `${name} went back: ${values}`,
    );
    if (name !== "Rendered") assert.equal(values.at(-1), 1, `${name} ends at 1`);
  }
  assert.ok(new Set(seen.Rendered).size > 3, `it was told ${new Set(seen.Rendered).size} times`);
  assert.equal(await hash(page), hashes.get("preset-tour.json"));
});

test("no task of the page's thread is long while a song with all its tracks is rendered", async () => {
  await page.getByLabel("Each track on its own").check();
  await page.waitForTimeout(200);
  const tasks = await traced(page, () => render(page));
  assert.ok(tasks.length > 20, `${tasks.length} tasks were seen`);
  const long = tasks.filter((task) => task > 50);
  assert.deepEqual(long, [], "milliseconds of the thread's own time");
  assert.equal(await hash(page), hashes.get("preset-tour.json"), "tracks beside it change nothing");
});

test("cancel stops at once, leaves nothing, and the next render is as ever", async () => {
  await page.getByLabel("Sample rate").selectOption("192000");
  await page.getByRole("button", { name: "Render again" }).click();
  await page.locator(".deck-status progress").waitFor();
  const began = Date.now();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled. Nothing was kept.").waitFor();
  assert.ok(Date.now() - began < 1000, `it took ${Date.now() - began} ms`);
  assert.equal(await page.locator(".wave").count(), 0, "no waveform is left");
  assert.ok(await page.getByRole("button", { name: "Play" }).isDisabled());
  assert.ok(await page.getByRole("button", { name: /^Mix as/ }).isDisabled());
  await page.getByLabel("Sample rate").selectOption("44100");
  await page.keyboard.press("Control+Enter");
  await rendered(page);
  assert.equal(await hash(page), hashes.get("preset-tour.json"));
  assert.deepEqual(errors, []);
});
