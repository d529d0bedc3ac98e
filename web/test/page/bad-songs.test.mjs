// Songs that cannot be read or rendered: words a person understands, and the page goes on.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { drop, hash, hashes, openPage, openSong, picture, render } from "./studio.mjs";

const { page, errors, close } = await openPage();
after(close);

const song = (more) => JSON.stringify({ format: "rebounce-song", version: 1, ...more });
const loop = [
  { id: "a", kind: "bus", output: "b" },
  { id: "b", kind: "bus", output: "a" },
];

/** What is dropped, and what must be told. */
const BAD = {
  "empty.json": ["", /cannot be read/],
  "broken.json": ["{", /cannot be read/],
  "null.json": ["null", /cannot be read/],
  "later.json": [song({ version: 99 }), /version/],
  "wrong-type.json": [
    song({ mixer: { tracks: [{ id: "a", pan: "left" }] } }),
    /mixer\.tracks\[0\]\.pan/,
  ],
  "picture.png": ["\u0089PNG\r\n\u001a\n0000", /cannot be read/],
  "cut.mid": ["MThd\u0000\u0000", /cannot be read/],
  "page.html": ["<html><body>no song</body></html>", /cannot be read/],
};

async function told() {
  const words = await page.getByRole("alert").textContent({ timeout: 5000 });
  assert.doesNotMatch(words, /unreachable|RuntimeError|wasm|undefined|\[object/);
  return words;
}

for (const [name, [text, wanted]] of Object.entries(BAD)) {
  test(`${name} is refused in words`, async () => {
    await drop(page, name, text);
    await page.locator(".failure").waitFor();
    const words = await told();
    assert.match(words, wanted);
    assert.ok(words.includes(name), `it is named in ${words}`);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("heading", { name: /Drop a song/ }).waitFor();
  });
}

test("a song whose buses lead in a circle opens, and says so when it is rendered", async () => {
  await drop(page, "circle.json", song({ mixer: { tracks: loop } }));
  await page.getByRole("tablist").waitFor();
  await page.getByRole("button", { name: "Render", exact: true }).click();
  await page.locator(".failure").waitFor();
  assert.match(await told(), /circle|loop/);
  await picture(page, "error");
});

test("a song whose recordings are missing is rendered, and says so with their place", async () => {
  const zones = [{ recording: "kit/kick.wav" }];
  const instruments = [{ id: "kit", name: "Kit", sound: { type: "sampler", zones } }];
  const patterns = [{ id: "A", length: 4, parts: [{ instrument: "kit", notes: [{ start: 0 }] }] }];
  await drop(page, "no-recording.json", song({ instruments, patterns }));
  await page.getByText("1 recording not here yet").waitFor();
  await page.getByRole("button", { name: "Render", exact: true }).click();
  await page.getByRole("button", { name: "Render again" }).waitFor();
  assert.match(await page.locator(".findings").textContent(), /kick\.wav/);
});

test("after all that a good song sounds as ever", async () => {
  await page.getByRole("button", { name: /back to the songs/ }).click();
  await openSong(page, "Expression");
  await render(page);
  assert.equal(await hash(page), hashes.get("expression.json"));
  assert.deepEqual(errors, []);
});
