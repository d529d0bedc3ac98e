// The workers of an engine: started when first needed, kept while they live, given recordings
// once. What they share is the compiled module; memory they share none.

import { RebounceError } from "./error.js";
import { compile, processors, start, type Thread } from "./platform.js";
import type { Answer, Failure, Order } from "./protocol.js";
import type { SampleBuffer } from "./types.js";

/** A recording as it goes to workers: the bytes of a file, or decoded samples. */
export type Recording = { bytes: ArrayBuffer } | { samples: SampleBuffer };

/** Where the package's files are, if not beside one another. */
export interface Places {
  /** Of worker.js. */
  workerUrl?: URL | string;
  /** Of rebounce_web_bg.wasm. */
  wasmUrl?: URL | string;
  /** Of rebounce_web_codec_bg.wasm, which only recordings and files need. */
  codecUrl?: URL | string;
}

/** Who is told what a worker answers about a job. */
type Listener = (answer: Answer) => void;

/** A worker with the jobs it has. What is posted before it has started waits. */
export class Hand {
  private readonly jobs = new Map<number, Listener>();
  private readonly has = new Set<string>();
  private readonly waiting: [Order, Transferable[]][] = [];
  private thread: Thread | null = null;
  private hasCodec = false;
  private ended = false;

  /** `lost` is called when it is of no more use. */
  constructor(
    starting: Promise<[Thread, WebAssembly.Module]>,
    private readonly codec: () => Promise<WebAssembly.Module>,
    private readonly lost: (hand: Hand) => void,
  ) {
    starting.then(
      ([thread, module]) => this.begin(thread, module),
      (error) => this.end(asFailure(error)),
    );
  }

  /** How many jobs it has. */
  get busy(): number {
    return this.jobs.size;
  }

  post(order: Order, transfer: Transferable[] = []): void {
    if (this.ended) return;
    if (this.thread === null) this.waiting.push([order, transfer]);
    else this.thread.post(order, transfer);
  }

  /** Gives it what it needs to decode and write audio files. */
  async giveCodec(): Promise<void> {
    if (this.hasCodec) return;
    const module = await this.codec();
    if (!this.hasCodec) this.post({ kind: "codec", module });
    this.hasCodec = true;
  }

  /** Hands a recording over unless the worker has it; one in bytes only after `giveCodec`. */
  give(name: string, recording: Recording): void {
    if (this.has.has(name)) return;
    this.has.add(name);
    if ("bytes" in recording) {
      this.post({ kind: "recording", name, bytes: recording.bytes });
      return;
    }
    const { samples } = recording;
    const count = Math.min(samples.numberOfChannels, 2);
    const channels = Array.from({ length: count }, (_, channel) =>
      Float32Array.from(samples.getChannelData(channel)),
    );
    const transfer = channels.map((channel) => channel.buffer);
    this.post({ kind: "samples", name, sampleRate: samples.sampleRate, channels }, transfer);
  }

  /** Forgets a recording, so that it can be given anew. */
  forget(name: string): void {
    if (this.has.delete(name)) this.post({ kind: "forget", name });
  }

  /** Has answers about a job told to `listener`. */
  open(job: number, listener: Listener): void {
    this.jobs.set(job, listener);
    this.thread?.hold(true);
  }

  close(job: number): void {
    this.jobs.delete(job);
    if (this.jobs.size === 0) this.thread?.hold(false);
  }

  /** Ends the worker; jobs it has fail. */
  end(failure: Failure): void {
    if (this.ended) return;
    this.ended = true;
    this.thread?.end();
    this.lost(this);
    for (const [job, listener] of [...this.jobs]) listener({ kind: "failed", job, failure });
    this.jobs.clear();
  }

  private begin(thread: Thread, module: WebAssembly.Module): void {
    if (this.ended) return thread.end();
    this.thread = thread;
    thread.listen(
      (message) => this.hear(message as Answer),
      (reason) => this.end({ code: "crashed", message: `the worker has failed: ${reason}` }),
    );
    thread.hold(this.jobs.size > 0);
    thread.post({ kind: "start", module } satisfies Order);
    for (const [order, transfer] of this.waiting.splice(0)) thread.post(order, transfer);
  }

  private hear(answer: Answer): void {
    if (answer.kind === "started") return;
    if (answer.job !== null) this.jobs.get(answer.job)?.(answer);
    else if (answer.kind === "failed") this.end(answer.failure);
  }
}

/** Workers that one render is shared out to, at most, where nothing else is said. */
const EACH = 4;

/** As many workers as there are jobs at once, up to a number, and those these share their work with. */
export class Workers {
  private readonly hands: Hand[] = [];
  private module: Promise<WebAssembly.Module> | null = null;
  private codec: Promise<WebAssembly.Module> | null = null;
  private next = 0;

  constructor(
    private readonly most: number,
    private readonly share: number | undefined,
    private readonly places: Places,
  ) {}

  /** To how many workers a render is shared out, at most. */
  async each(): Promise<number> {
    return this.share ?? Math.min(await processors(), EACH);
  }

  /** Up to so many workers besides `busy` that have nothing to do; new ones are started. */
  idle(count: number, busy: Hand): Hand[] {
    const idle = this.hands.filter((hand) => hand !== busy && hand.busy === 0).slice(0, Math.max(count, 0));
    // Where others render too, their workers are theirs.
    const room = this.most + count - this.hands.length;
    for (let i = 0; i < room && idle.length < count; i++) idle.push(this.start());
    return idle;
  }

  /** A number for a new job. */
  number(): number {
    return this.next++;
  }

  /** The worker with the fewest jobs, or a new one. */
  hand(): Hand {
    const [first, ...others] = this.hands;
    const least = others.reduce(
      (least, hand) => (least && hand.busy < least.busy ? hand : least),
      first,
    );
    if (least && (least.busy === 0 || this.hands.length >= this.most)) return least;
    return this.start();
  }

  private start(): Hand {
    this.module ??= compile(this.places.wasmUrl, "rebounce_web_bg.wasm");
    const starting = Promise.all([start(this.places.workerUrl), this.module]);
    const codec = (): Promise<WebAssembly.Module> => {
      this.codec ??= compile(this.places.codecUrl, "rebounce_web_codec_bg.wasm");
      this.codec.catch(() => (this.codec = null));
      return this.codec;
    };
    const hand = new Hand(starting, codec, (lost) => this.remove(lost));
    // A module that could not be had may be there the next time.
    starting.catch(() => (this.module = null));
    this.hands.push(hand);
    return hand;
  }

  /** Has every worker forget a recording. */
  forget(name: string): void {
    for (const hand of this.hands) hand.forget(name);
  }

  /** Ends all workers; jobs they have fail. */
  end(): void {
    const failure = { code: "crashed", message: "the engine was closed" };
    for (const hand of [...this.hands]) hand.end(failure);
  }

  private remove(hand: Hand): void {
    const place = this.hands.indexOf(hand);
    if (place >= 0) this.hands.splice(place, 1);
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof RebounceError) return { code: error.code, message: error.message };
  return { code: "no-worker", message: `no worker could be started: ${String(error)}` };
}
