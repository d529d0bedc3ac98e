// The main path by mouse: open, render, hear, edit, render again, save.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { downloaded, hash, hashes, look, openPage, openSong, render } from "./studio.mjs";

const { page, errors, close } = await openPage({ viewport: { width: 1360, height: 900 } });
after(close);

const button = (name) => page.getByRole("button", { name, exact: true });

test("a song of the library opens with its tracks, patterns and mixer", async () => {
  await openSong(page, "Drum Loop");
  await look(page, "Mixer");
  assert.deepEqual(await page.locator(".strip-name").allTextContents(), [
    "Drums",
    "Room",
    "Master",
  ]);
  await look(page, "Arrange");
  await page.getByRole("button", { name: /^Groove 107 notes/ }).waitFor();
  await look(page, "Pattern");
  assert.equal(await page.locator(".steps-row").count(), 9);
});

test("it sounds as everywhere", async () => {
  await render(page);
  assert.equal(await hash(page), hashes.get("drum-loop.json"));
  const levels = await page.locator(".level .number").allTextContents();
  assert.ok(
    levels.every((level) => /^−?\d+\.\d$/.test(level)),
    `levels are ${levels}`,
  );
});

test("it plays, seeks, and its tracks can be soloed and muted meanwhile", async () => {
  await look(page, "Listen");
  await button("Play").click();
  const time = () => page.getByRole("slider", { name: "Position" }).getAttribute("aria-valuenow");
  await page.waitForFunction(
    () => !document.querySelector(".deck-time").textContent.startsWith("0:00.0"),
  );
  await button("Solo Drums").click();
  assert.equal(await button("Solo Drums").getAttribute("aria-pressed"), "true");
  assert.equal(await page.locator(".lane.is-silent").count(), 1);
  const wave = await page.locator(".wave").boundingBox();
  await page.mouse.click(wave.x + wave.width / 2, wave.y + 40);
  assert.ok(Number(await time()) >= 10, `it is at ${await time()}`);
  await button("Solo Drums").click();
  await button("Pause").click();
});

test("a step and a setting change the sound, and undo gives it back", async () => {
  await look(page, "Pattern");
  await page.getByRole("button", { name: /^Cowbell, bar 1, beat 2$/ }).click();
  await page.getByRole("button", { name: /^Cowbell, bar 1, beat 2: C4/ }).waitFor();
  await render(page);
  const edited = await hash(page);
  assert.notEqual(edited, hashes.get("drum-loop.json"));
  await look(page, "Sounds");
  await button("Kick Drum").click();
  const tune = page.getByRole("spinbutton", { name: "Tune" });
  assert.deepEqual([await tune.getAttribute("min"), await tune.getAttribute("max")], ["-24", "24"]);
  await tune.fill("99");
  await tune.press("Enter");
  assert.equal(await tune.inputValue(), "24", "it is held within the record's range");
  await render(page);
  assert.notEqual(await hash(page), edited);
  await page.getByRole("button", { name: /^Undo/ }).click();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await render(page);
  assert.equal(await hash(page), hashes.get("drum-loop.json"));
});

test("the piano roll makes, moves and removes notes", async () => {
  await look(page, "Pattern");
  await page.getByRole("button", { name: "Cowbell", exact: true }).click();
  const roll = page.locator(".roll-notes");
  const notes = () => roll.locator(".note").count();
  const before = await notes();
  await roll.scrollIntoViewIfNeeded();
  const box = await roll.boundingBox();
  await page.mouse.click(box.x + box.width * 0.4, box.y + 20);
  assert.equal(await notes(), before + 1);
  const note = roll.locator(".note[aria-pressed=true]");
  const label = await note.getAttribute("aria-label");
  const at = await note.boundingBox();
  await page.mouse.move(at.x + 4, at.y + 6);
  await page.mouse.down();
  await page.mouse.move(at.x + 4 + box.width / 8, at.y + 6 + 28, { steps: 4 });
  await page.mouse.up();
  assert.notEqual(await note.getAttribute("aria-label"), label);
  await note.dblclick();
  assert.equal(await notes(), before);
  for (let i = 0; i < 3; i++) await page.getByRole("button", { name: /^Undo/ }).click();
});

test("edits are rendered by themselves, if one likes, and what is heard plays on", async () => {
  await render(page);
  await page.getByLabel("Render as I edit").check();
  await button("Play").click();
  await page.waitForFunction(
    () => !document.querySelector(".deck-time").textContent.startsWith("0:00"),
  );
  const before = await hash(page);
  await page.getByRole("button", { name: /^Cowbell, bar 1, beat 2$/ }).click();
  await page.waitForFunction(
    (before) => document.querySelector("[data-hash]")?.textContent.trim() !== before,
    before,
  );
  const time = () => page.locator(".deck-time").textContent();
  assert.ok(!(await time()).startsWith("0:00"), `it is at ${await time()}`);
  await button("Pause").click();
  await page.keyboard.press("Control+z");
  await page.waitForFunction(
    (before) => document.querySelector("[data-hash]")?.textContent.trim() === before,
    before,
  );
  await page.getByLabel("Render as I edit").uncheck();
});

test("mix, tracks, report and song are saved", async () => {
  await render(page);
  const mix = await downloaded(page, () => button("Mix as WAV").click());
  assert.equal(mix.name, "drum-loop.wav");
  const report = await downloaded(page, () => button("Report").click());
  const { audio } = JSON.parse(report.bytes);
  assert.equal(audio.hash, hashes.get("drum-loop.json"));
  const data = mix.bytes.indexOf("data");
  assert.equal(mix.bytes.readUInt32LE(data + 4), 4 * audio.frames);
  assert.equal(mix.bytes.length, data + 8 + 4 * audio.frames);
  await page.getByLabel("Format").selectOption("flac");
  const flac = await downloaded(page, () => button("Mix as FLAC").click());
  assert.equal(flac.bytes.subarray(0, 4).toString(), "fLaC");
  // Behind the head's first 18 bytes: 20 bits of rate, 3 of channels, 5 of depth, 36 of frames.
  assert.equal(flac.bytes.readUInt32BE(22), audio.frames);
  const zip = await downloaded(page, () => button("2 tracks as ZIP").click());
  const names = zip.bytes.toString("latin1").match(/\d\d-[a-z]+\.flac/g);
  assert.deepEqual([...new Set(names)], ["01-drums.flac", "02-room.flac"]);
  const song = await downloaded(page, () => button("Song").click());
  assert.equal(JSON.parse(song.bytes).format, "rebounce-song");
});

test("nothing went wrong behind the scenes", () => assert.deepEqual(errors, []));
