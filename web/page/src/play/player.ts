// Plays the take: the mix, or its tracks where some are soloed or muted, all on one clock.

import { computed, effect, signal } from "@preact/signals";
import { factor } from "../render/levels.js";
import { take } from "../render/render.js";
import { MIX, type Sound, type Take } from "../render/take.js";

/** Seconds ahead at which all sources are started together. */
const AHEAD = 0.06;
/** Seconds in which a gain changes. */
const SMOOTH = 0.012;

export const isPlaying = signal(false);
/** In seconds. */
export const position = signal(0);
export const soloed = signal<ReadonlySet<string>>(new Set());
export const muted = signal<ReadonlySet<string>>(new Set());
/** Linear. */
export const volume = signal(1);

/** Whether there is something to play. */
export const playable = computed(() => {
  const heard = take.value;
  return heard !== null && heard.report.value !== null && heard.isKept;
});

interface Voice {
  id: string;
  source: AudioBufferSourceNode;
  gain: GainNode;
}

let context: AudioContext | null = null;
let master: GainNode | null = null;
let voices: Voice[] = [];
/** When position 0 was, or would have been, in the context's seconds. */
let zero = 0;

/** How loud a sound is to be: the mix as it is, unless tracks are picked out of it. */
function gainOf(id: string): number {
  const picked = soloed.value.size > 0 || muted.value.size > 0;
  if (id === MIX) return picked ? 0 : 1;
  if (!picked) return 0;
  if (soloed.value.size > 0) return soloed.value.has(id) ? 1 : 0;
  return muted.value.has(id) ? 0 : 1;
}

export function play(): void {
  const heard = take.value;
  if (!playable.value || heard === null) return;
  if (position.value >= heard.duration - 0.01) position.value = 0;
  context ??= new AudioContext({ latencyHint: "interactive" });
  void context.resume();
  if (master === null) {
    master = context.createGain();
    master.connect(context.destination);
  }
  master.gain.value = factor.value * volume.value;
  const at = context.currentTime + AHEAD;
  stop(at);
  start(heard, at, position.value);
  if (!isPlaying.value) requestAnimationFrame(follow);
  isPlaying.value = true;
}

/** Plays another take on from where the one before is, without a gap. */
function goOn(heard: Take): void {
  if (context === null) return;
  const at = context.currentTime + AHEAD;
  const place = at - zero;
  stop(at);
  if (place < heard.duration) start(heard, at, place);
}

/** Starts all sounds together. */
function start(heard: Take, at: number, place: number): void {
  zero = at - place;
  voices = sounds(heard).flatMap((sound) => voice(sound, at, place) ?? []);
}

export function pause(): void {
  stop(0);
  isPlaying.value = false;
}

export function toggle(): void {
  if (isPlaying.value) pause();
  else play();
}

/** Goes to a place, playing on if it was. */
export function seek(seconds: number): void {
  const heard = take.value;
  if (heard === null) return;
  position.value = Math.min(Math.max(seconds, 0), heard.duration);
  if (isPlaying.value) play();
}

/** Puts a track into a set, or out of it. */
export function flip(set: typeof soloed, id: string): void {
  const next = new Set(set.value);
  if (!next.delete(id)) next.add(id);
  set.value = next;
}

function sounds(heard: Take): Sound[] {
  return [heard.mix, ...heard.stems];
}

function voice(sound: Sound, at: number, place: number): Voice | null {
  if (context === null || master === null || sound.buffer === null) return null;
  const source = context.createBufferSource();
  const gain = context.createGain();
  source.buffer = sound.buffer;
  gain.gain.value = gainOf(sound.id);
  source.connect(gain).connect(master);
  source.start(at, place);
  return { id: sound.id, source, gain };
}

/** Ends what sounds at a moment of the context; 0 is at once. */
function stop(at: number): void {
  for (const { source, gain } of voices) {
    source.onended = () => gain.disconnect();
    source.stop(at);
  }
  voices = [];
}

function follow(): void {
  const heard = take.value;
  if (!isPlaying.value || context === null || heard === null) return;
  const now = context.currentTime - zero;
  if (now >= heard.duration) {
    pause();
    position.value = 0;
    return;
  }
  // Ahead of its start nothing sounds yet.
  if (now > position.value) position.value = now;
  requestAnimationFrame(follow);
}

// Gains follow what is picked, softly.
effect(() => {
  const level = factor.value * volume.value;
  const gains = new Map(
    [MIX, ...(take.value?.stems ?? []).map((stem) => stem.id)].map((id) => [id, gainOf(id)]),
  );
  if (context === null) return;
  master?.gain.setTargetAtTime(level, context.currentTime, SMOOTH);
  for (const { id, gain } of voices) {
    gain.gain.setTargetAtTime(gains.get(id) ?? 0, context.currentTime, SMOOTH);
  }
});

let before: Take | null = null;

// Another take goes on where a whole one before it was; else it begins at its beginning. What is
// picked stays picked as far as it has it.
effect(() => {
  const now = take.value;
  const goesOn = before !== null && now !== null && now.report.peek() !== null;
  before = now;
  if (goesOn && isPlaying.peek()) goOn(now);
  else if (!goesOn) {
    pause();
    position.value = 0;
  }
  if (now === null) return;
  const ids = new Set(now.stems.map((stem) => stem.id));
  for (const set of [soloed, muted]) {
    const kept = [...set.peek()].filter((id) => ids.has(id));
    if (kept.length < set.peek().size) set.value = new Set(kept);
  }
});
