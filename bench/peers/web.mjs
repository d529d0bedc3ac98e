// Rebounce's package in Debian's Chromium, on a page without special headers: one line of JSON.
//
//     node bench/peers/web.mjs SONG WORKERS [TAIL]
//
// The module is warm: a song has been rendered before. Time is the call's alone, windows taken as
// they come. `main` is the share of that time in which the page's thread was busy.

import { readFileSync, readdirSync } from "node:fs";
import { open } from "../../web/test/browser/chromium.mjs";

const [song, workers, tail] = process.argv.slice(2);
const { page, close } = await open();
const session = await page.context().newCDPSession(page);
await session.send("Performance.enable");

/** What the page's thread has worked, in seconds. */
async function busy() {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value;
}

/** All processes below this one: `{pid, cpu}`, CPU time in seconds. */
function processes() {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      // Behind the name in brackets, which may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
      return [{ pid: Number(pid), parent: Number(fields[1]), cpu: (+fields[11] + +fields[12]) / 100 }];
    } catch {
      return [];
    }
  });
  const mine = new Set([process.pid]);
  for (let before = 0; before < mine.size; ) {
    before = mine.size;
    for (const { pid, parent } of all) if (mine.has(parent)) mine.add(pid);
  }
  return all.filter(({ pid }) => mine.has(pid) && pid !== process.pid);
}

const cpu = () => processes().reduce((sum, { cpu }) => sum + cpu, 0);
/** The largest memory a process below this one has had, in MB: the page's. */
const peak = () =>
  Math.max(...processes().map(({ pid }) => {
    try {
      return +(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }));

const text = readFileSync(song, "utf8");
await page.evaluate(
  async ([text, workersPerRender]) => {
    const { RenderEngine } = await import("/web/dist/index.js");
    globalThis.engine = new RenderEngine({ workersPerRender });
    globalThis.song = text;
    await engine.render(text, { length: 44100 });
  },
  [text, Number(workers)],
);
const [cpuBefore, busyBefore] = [cpu(), await busy()];
const told = await page.evaluate(async (tail) => {
  const began = performance.now();
  let first = 0;
  const stream = engine.stream(song, tail === null ? {} : { tail });
  for await (const window of stream) first ||= performance.now() - began;
  const { audio } = await stream.report;
  return { seconds: (performance.now() - began) / 1000, first: first / 1000, audio: audio.seconds, hash: audio.hash };
}, tail === undefined ? null : Number(tail));
const main = (await busy()) - busyBefore;
console.log(JSON.stringify({ ...told, main: main / told.seconds, cpu: cpu() - cpuBefore, peak: peak() }));
await close();
