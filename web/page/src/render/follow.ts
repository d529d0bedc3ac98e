// Renders behind what is heard whenever the song, or how it is rendered, has changed; if one likes.

import { effect, signal } from "@preact/signals";
import type { Song } from "../model/song.js";
import { song } from "../model/history.js";
import { isRunning, render, sameRender, state, take } from "./render.js";
import { settings } from "./settings.js";

/** Milliseconds without another change. */
const CALM = 300;

/** Whether edits are rendered by themselves. */
export const follows = signal(false);

/** The song that could not be rendered: it is not tried again. */
let failed: Song | null = null;

effect(() => {
  const now = song.value;
  const chosen = settings.value;
  const heard = take.value;
  if (state.value === "failed") failed = now;
  if (!follows.value || isRunning.value || now === null || heard === null || now === failed) return;
  if (heard.song === now && sameRender(heard.settings, chosen)) return;
  const timer = setTimeout(() => void render(true), CALM);
  return () => clearTimeout(timer);
});
