// The built page in Chromium, and what a person does with it.

import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "../hashes.mjs";
import { open } from "../browser/chromium.mjs";

const root = new URL("../../../", import.meta.url);
const screens = fileURLToPath(new URL("screens/", import.meta.url));

/** What each song of the library must sound like, by file. */
export const hashes = new Map(
  parse(await readFile(new URL("songs/hashes.txt", root), "utf8")).map(({ name, hash }) => [
    name,
    hash,
  ]),
);

export function openPage(options = {}) {
  return open("/web/dist-page/index.html", options);
}

/**
 * What each task of the page's thread took while `act` ran, in milliseconds of the thread's own
 * time: whatever else the machine does, which the browser's long tasks would count, is not in it.
 */
export async function traced(page, act) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const main = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const own = traceEvents.filter(({ pid, tid }) =>
    main.some((thread) => thread.pid === pid && thread.tid === tid),
  );
  return own.filter(({ name }) => name.endsWith("RunTask")).map(({ tdur = 0 }) => tdur / 1000);
}

/** Opens a song of the library. */
export async function openSong(page, name) {
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("tablist").waitFor();
}

/** Drops a file on the page. */
export async function drop(page, name, text) {
  await page.evaluate(
    ([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      const target = document.querySelector(".app");
      target.dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    },
    [name, text],
  );
}

/** Renders what is open, to the end. */
export async function render(page) {
  await page.getByRole("button", { name: /^Render/ }).click();
  await rendered(page);
}

export async function rendered(page) {
  await page.getByRole("button", { name: "Render again" }).waitFor();
}

/** The fingerprint that the page tells. */
export async function hash(page) {
  return (await page.locator("[data-hash]").textContent()).trim();
}

export function look(page, tab) {
  return page.getByRole("tab", { name: tab }).click();
}

/** A picture for people, into a folder that git ignores. */
export async function picture(page, name) {
  await mkdir(screens, { recursive: true });
  await page.screenshot({ path: `${screens}${name}.png`, fullPage: true });
}

/** What a download holds. */
export async function downloaded(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
