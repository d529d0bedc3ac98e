// What a render has come to so far: the mix, each track beside it, and in the end the report.

import { signal } from "@preact/signals";
import type { RenderInfo, Report, Window } from "../../../src/index.js";
import type { Song } from "../model/song.js";
import { Overview } from "./overview.js";
import type { Settings } from "./settings.js";

/** Bytes of sound that are kept in memory; what is longer is seen and saved, not played. */
const KEPT = 1.2e9;

/** The id of the mix; no track has it. */
export const MIX = "\u0000mix";

/** A sound that grows. */
export interface Sound {
  id: string;
  name: string;
  overview: Overview;
  /** Null if it is too long to be kept. */
  buffer: AudioBuffer | null;
}

export class Take {
  readonly mix: Sound;
  readonly stems: Sound[];
  readonly sampleRate: number;
  private known = 0;
  /** Frames that are seen so far. */
  readonly frames = signal(0);
  /** Frames there will be, as it is known now. */
  readonly length = signal(0);
  /** Null until it has ended. */
  readonly report = signal<Report | null>(null);

  constructor(
    info: RenderInfo,
    /** What was rendered, and how. */
    readonly song: Song,
    readonly settings: Settings,
  ) {
    this.sampleRate = info.sampleRate;
    this.length.value = info.length;
    const one = info.length * 8;
    const sound = (id: string, name: string, keep: boolean): Sound => {
      const buffer = keep ? bufferOf(info) : null;
      return { id, name, overview: new Overview(info.length), buffer };
    };
    const withStems = one * (1 + info.stems.length) <= KEPT;
    this.mix = sound(MIX, "Mix", one <= KEPT);
    this.stems = info.stems.map(({ id, name }) => sound(id, name || id, withStems));
  }

  add(window: Window): void {
    const { start, frames, left, right } = window;
    keep(this.mix, start, left, right);
    for (const [i, stem] of window.stems.entries()) {
      const sound = this.stems[i];
      if (sound) keep(sound, start, stem.left, stem.right);
    }
    this.known = start + frames;
  }

  /** Has all that is known so far seen. */
  show(): void {
    this.frames.value = this.known;
  }

  finish(report: Report): void {
    this.length.value = report.audio.frames;
    this.show();
    this.report.value = report;
  }

  /** Whether it can be heard. */
  get isKept(): boolean {
    return this.mix.buffer !== null;
  }

  /** In seconds. */
  get duration(): number {
    return this.length.value / this.sampleRate;
  }
}

function keep(sound: Sound, start: number, left: Samples, right: Samples): void {
  sound.overview.add(start, left, right);
  sound.buffer?.copyToChannel(left, 0, start);
  sound.buffer?.copyToChannel(right, 1, start);
}

type Samples = Float32Array<ArrayBuffer>;

function bufferOf({ length, sampleRate }: RenderInfo): AudioBuffer | null {
  try {
    return new AudioBuffer({ length: Math.max(length, 1), numberOfChannels: 2, sampleRate });
  } catch {
    // A rate the browser cannot play, or no memory.
    return null;
  }
}
