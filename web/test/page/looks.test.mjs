// Every state of the page, for people to look at and for axe to check, light and dark, at the widths
// of a phone, a tablet and a desk.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { look, openPage, openSong, picture, render } from "./studio.mjs";

const axe = fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url));
const SIZES = { phone: [390, 844], tablet: [820, 1180], desk: [1440, 900] };

const { page, errors, close } = await openPage({ reducedMotion: "reduce", bypassCSP: true });
after(close);

/** Looks at what is shown now, in each size and both themes. */
async function check(state) {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(60);
      await picture(page, `${state}-${size}-${colorScheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${state}, ${size}: ${wide} pixels too wide`);
      // Contrast is a matter of the theme, all else of the size.
      if (size !== { light: "desk", dark: "phone" }[colorScheme]) continue;
      const found = await page.evaluate(() =>
        window.axe.run(document, { resultTypes: ["violations"] }),
      );
      const told = found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`,
      );
      assert.deepEqual(told, [], `${state}, ${size}, ${colorScheme}`);
    }
  }
}

test("the first screen", async () => {
  await page.addScriptTag({ path: axe });
  await check("home");
});

test("a song that is open", async () => {
  await openSong(page, "Side Chain");
  await check("open");
});

test("a render that runs", async () => {
  // Slow enough to be looked at, and the picture does not depend on when.
  await page.getByLabel("Sample rate").selectOption("192000");
  await page.getByRole("button", { name: "Render", exact: true }).click();
  await page.locator(".deck-status progress").waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(page, "running-desk");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByLabel("Sample rate").selectOption("44100");
});

test("its result", async () => {
  await render(page);
  await page.getByRole("img", { name: /Spectrogram/ }).waitFor();
  await page.waitForTimeout(500);
  await check("result");
});

for (const tab of ["Arrange", "Pattern", "Sounds", "Mixer"]) {
  test(`the view ${tab}`, async () => {
    await look(page, tab);
    if (tab === "Pattern") await page.locator(".note").first().click();
    if (tab === "Sounds") await page.locator(".pick-item").last().click();
    if (tab === "Mixer") {
      await page.getByRole("button", { name: "Chords", exact: true }).click();
      await page.locator(".insert-name").first().click();
    }
    await check(tab.toLowerCase());
  });
}

test("nothing went wrong behind the scenes", () => assert.deepEqual(errors, []));
