// While a render runs, the page's thread is left to the page.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { open } from "./chromium.mjs";

const { page, close } = await open();
after(close);

test("no task of the page's thread is long, and it is hardly used", async () => {
  const session = await page.context().newCDPSession(page);
  // Time of the thread itself, whatever else the machine does.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value;
  };
  const begin = await busy();
  const { long, seconds } = await page.evaluate(async () => {
    const { RenderEngine } = await import("/web/dist/index.js");
    const song = await (await fetch("/songs/night-drive.json")).text();
    const long = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(duration);
    });
    observer.observe({ entryTypes: ["longtask"] });
    const began = performance.now();
    // What the page does is the same however many workers share a render; only it is sooner over.
    const engine = new RenderEngine({ workersPerRender: 1 });
    await engine.render(song, { onProgress: () => {} });
    // Entries come with the next turn.
    await new Promise((done) => setTimeout(done, 100));
    return { long, seconds: (performance.now() - began) / 1000 };
  });
  const share = (await busy() - begin) / seconds;
  assert.deepEqual(long, []);
  assert.ok(share < 0.05, `the page's thread was busy for ${(100 * share).toFixed(1)} %`);
});
