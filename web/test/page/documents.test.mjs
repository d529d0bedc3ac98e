// What other documents than songs ask for holds on the page, edited or not.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { pattern } from "../package/pattern.mjs";
import { downloaded, drop, hash, look, openPage, render } from "./studio.mjs";

const { page, errors, close } = await openPage({ viewport: { width: 1360, height: 900 } });
after(close);

const options = { sampleRate: 48000, bitDepth: 24, startTime: 2, endTime: 6 };
const document = JSON.stringify({ transport: { bpm: 90 }, options, patternData: pattern });

async function report() {
  const press = () => page.getByRole("button", { name: "Report" }).click();
  return JSON.parse((await downloaded(page, press)).bytes);
}

test("tempo, rate, depth and part of a pattern's document are taken over", async () => {
  await drop(page, "verse.json", document);
  await page.getByRole("tablist").waitFor();
  assert.match(await page.locator(".song-name p").textContent(), /pattern.*90 bpm/);
  assert.equal(await page.getByLabel("Sample rate").inputValue(), "48000");
  assert.equal(await page.getByLabel("Depth").inputValue(), "24");
  await page.getByLabel("Tail").selectOption("cut");
  await render(page);
  const { audio } = await report();
  // Four beats at 90 beats per minute.
  assert.equal(audio.frames, (4 * 60 * 48000) / 90);
});

test("an edit that changes nothing that is heard changes no bit", async () => {
  const before = await hash(page);
  await look(page, "Mixer");
  const fader = page.getByRole("slider", { name: "Fader of Kick" });
  await fader.press("ArrowUp");
  await fader.press("ArrowDown");
  await page.getByRole("button", { name: "Undo: gain of Kick" }).waitFor();
  await page.getByRole("button", { name: "Solo Lead in the song" }).click();
  await page.getByRole("button", { name: "Solo Lead in the song" }).click();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.ok(await page.getByRole("button", { name: "Undo", exact: true }).isDisabled());
  await page.getByRole("button", { name: "Mute Room in the song" }).click();
  await page.getByRole("button", { name: "Mute Room in the song" }).click();
  await page.locator(".edited").waitFor();
  await render(page);
  assert.equal(await hash(page), before);
});

test("all of it is rendered when the part it asks for is not wanted", async () => {
  await page.getByLabel("Only what it asks for").uncheck();
  await render(page);
  const { audio } = await report();
  assert.ok(audio.frames > (6 * 60 * 48000) / 90, `it has ${audio.frames} frames`);
  assert.deepEqual(errors, []);
});
