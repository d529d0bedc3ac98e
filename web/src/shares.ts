// One render on several workers, which share no memory: each computes some of the tracks, and hands
// their windows through a port to the one that brings all together. How many there are changes no
// sample. This file is the workers' side.

import { turn } from "./platform.js";
import type { Render, Share } from "./wasm/rebounce_web.js";

/** Windows that a share may be ahead of what is needed: some stints of work. */
const AHEAD = 32;
/** Milliseconds of work between two looks at what others have to say. */
const STINT = 25;

/** From a share. */
type Handed = { window: Float32Array } | { told: string };
/** To it: room for so many more windows, or that no more are wanted. */
type Wanted = { pull: number } | { over: true };

/** The other shares, as they are seen by who brings them together. */
export class Shares {
  /** By share that has something to do: its port, and windows that were asked for and have not come. */
  private readonly all = new Map<number, { port: MessagePort; asked: number }>();
  private told = 0;
  private over = false;

  /** `ports[i]` leads to share i + 1; `heard` is called when something has come, or failed. */
  constructor(
    private readonly render: Render,
    ports: MessagePort[],
    private readonly heard: (error?: unknown) => void,
  ) {
    const wanted = [...render.shares()];
    for (const [i, port] of ports.entries()) {
      if (!wanted.includes(i + 1)) {
        port.postMessage({ over: true } satisfies Wanted);
        port.close();
        continue;
      }
      this.all.set(i + 1, { port, asked: 0 });
      port.onmessage = (event) => this.hear(i + 1, event.data as Handed);
    }
  }

  /** Asks for as many windows as there is room for. */
  pull(): void {
    for (const [number, share] of this.all) {
      const pull = AHEAD - this.render.waiting(number) - share.asked;
      // A few at a time: each message takes a moment of both.
      if (pull < AHEAD / 4) continue;
      share.asked += pull;
      share.port.postMessage({ pull } satisfies Wanted);
    }
  }

  /** Asks for what they have to tell; whether all have told it. */
  end(): boolean {
    if (!this.over) {
      this.over = true;
      for (const { port } of this.all.values()) port.postMessage({ over: true } satisfies Wanted);
    }
    return this.told === this.all.size;
  }

  close(): void {
    for (const { port } of this.all.values()) port.close();
  }

  private hear(number: number, handed: Handed): void {
    try {
      if ("told" in handed) {
        this.render.hear(handed.told);
        this.told += 1;
      } else if (!this.over) {
        this.render.handIn(number, handed.window);
        const share = this.all.get(number);
        if (share) share.asked -= 1;
      }
      this.heard();
    } catch (error) {
      this.heard(error);
    }
  }
}

/** A share at work, until all of it is told or it is left. */
export class ShareWork {
  private room = 0;
  private over = false;
  private left = false;
  private wake: () => void = () => {};

  constructor(
    private readonly share: Share,
    private readonly port: MessagePort,
  ) {
    port.onmessage = (event) => {
      const wanted = event.data as Wanted;
      if ("pull" in wanted) this.room += wanted.pull;
      else this.over = true;
      this.wake();
    };
  }

  /** Works until no more is wanted. */
  async run(): Promise<void> {
    let ended = false;
    while (!this.over && !this.left) {
      if (this.room === 0 || ended) {
        await new Promise<void>((wake) => (this.wake = wake));
        continue;
      }
      for (const until = performance.now() + STINT; this.room > 0; ) {
        const window = this.share.nextWindow();
        ended = window === undefined;
        if (ended) break;
        this.room -= 1;
        const handed = { window: window as Float32Array<ArrayBuffer> } satisfies Handed;
        this.port.postMessage(handed, [handed.window.buffer]);
        if (performance.now() > until) break;
      }
      await turn();
    }
    if (this.left) return this.share.free();
    this.port.postMessage({ told: this.share.finish() } satisfies Handed);
    this.port.close();
  }

  /** Ends it. */
  leave(): void {
    this.left = true;
    this.port.close();
    this.wake();
  }
}
