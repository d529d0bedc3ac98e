// Renders the open song, tells how far it is, and can be stopped at any moment.

import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { Progress } from "../../../src/index.js";
import { engine } from "../engine/engine.js";
import { failure, told } from "../engine/failure.js";
import { isEdited, song } from "../model/history.js";
import { onLeave, opened } from "../open/open.js";
import { adopt, asOptions, settings } from "./settings.js";
import { Take } from "./take.js";

/** How the last render stands. */
export const state = signal<"none" | "preparing" | "running" | "done" | "cancelled" | "failed">(
  "none",
);
export const progress = signal<Progress | null>(null);
/** What the last render has come to. */
export const take = signal<Take | null>(null);

export const isRunning = computed(() => state.value === "preparing" || state.value === "running");

/** Whether the song, or how it is rendered, is no longer what is heard. */
export const isOld = computed(() => {
  const heard = take.value;
  if (heard === null || state.value !== "done") return false;
  return heard.song !== song.value || !sameRender(heard.settings, settings.value);
});

/** From 0 to 1. */
export const share = computed(() => {
  const told = progress.value;
  return told === null ? 0 : told.position / Math.max(told.length, 1);
});

/** Milliseconds between two looks at how far a render is: more would only keep the page busy. */
const GLANCE = 50;

let controller: AbortController | null = null;
/** The take that stays until the one that is being rendered is whole; null if there is none. */
let staying: Take | null = null;

/**
 * Renders anew; a render that runs is cancelled. `behind` what is heard, which stays until it is
 * done; else what was rendered before goes at once, and the new one is seen growing.
 */
export async function render(behind = false): Promise<void> {
  const from = opened.value;
  const what = song.value;
  if (from === null || what === null) return;
  cancel();
  const mine = new AbortController();
  const chosen = settings.value;
  controller = mine;
  staying = behind ? take.value : null;
  batch(() => {
    state.value = "preparing";
    progress.value = null;
    take.value = staying;
    failure.value = null;
  });
  try {
    const rebounce = await engine();
    mine.signal.throwIfAborted();
    let looked = 0;
    const stream = rebounce.stream(isEdited.value ? what : from.document, {
      ...asOptions(chosen, what, from.read.wishes),
      signal: mine.signal,
      onProgress: (told) => {
        if (controller !== mine) return;
        const now = performance.now();
        if (now - looked < GLANCE && told.position < told.length) return;
        looked = now;
        progress.value = told;
      },
    });
    const made = new Take(await stream.ready, what, chosen);
    batch(() => {
      if (staying === null) take.value = made;
      state.value = "running";
    });
    let drawn = 0;
    for await (const window of stream) {
      made.add(window);
      if (performance.now() - drawn >= GLANCE) {
        made.show();
        drawn = performance.now();
      }
      // Windows that wait must not make one long task.
      await turn();
    }
    const report = await stream.report;
    mine.signal.throwIfAborted();
    batch(() => {
      made.finish(report);
      take.value = made;
      state.value = "done";
    });
  } catch (error) {
    if (mine.signal.aborted) return;
    batch(() => {
      take.value = staying;
      state.value = "failed";
      failure.value = told(error, "The song cannot be rendered");
    });
  } finally {
    if (controller === mine) [controller, staying] = [null, null];
  }
}

/** Ends a render that runs. Nothing of it is left. */
export function cancel(): void {
  if (controller === null) return;
  controller.abort();
  controller = null;
  batch(() => {
    state.value = staying === null ? "cancelled" : "done";
    take.value = staying;
    progress.value = null;
  });
  staying = null;
}

onLeave(() => {
  staying = null;
  cancel();
  batch(() => {
    state.value = "none";
    take.value = null;
    progress.value = null;
  });
});

effect(() => {
  const song = opened.value;
  if (song) untracked(() => adopt(song.read));
});

/** What is about files and levels does not change what was rendered. */
export function sameRender(a: typeof settings.value, b: typeof settings.value): boolean {
  const names = [
    "sampleRate",
    "tail",
    "gain",
    "fromBar",
    "toBar",
    "asAsked",
    "stems",
    "effects",
  ] as const;
  return names.every((name) => a[name] === b[name]);
}

function turn(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
