// The worker: an instance of the module of its own, which reads songs and renders them, some
// windows at a time, as long as its owner has room for them.

import { RebounceError } from "./error.js";
import { isNode, nodeOwner, pageOwner, turn, type Owner } from "./platform.js";
import type { Answer, Chunk, EncodedFile, Failure, Order, SongInfo } from "./protocol.js";
import { Shares, ShareWork } from "./shares.js";
import type { FileFormat, StemInfo } from "./types.js";
import { Engine, initSync, type Render, type Song } from "./wasm/rebounce_web.js";
import * as codec from "./wasm/rebounce_web_codec.js";

/** Milliseconds of work between two looks at what the owner has to say; a window at least. */
const STINT = 25;
/** Samples after which a chunk is full however quickly they came: 8 MiB. */
const FULL = 2 << 20;

/** One render. */
interface Job {
  song: Song | null;
  render: Render | null;
  /** The other shares of its render. */
  shares: Shares | null;
  /** In place of a render: a share of one. */
  share: ShareWork | null;
  encoders: codec.Encoder[];
  channels: number;
  /** `data:` URLs the song holds. */
  inline: string[];
  room: number;
  cancelled: boolean;
  /** Ends the wait for room. */
  wake: () => void;
}

class Shop {
  private engine: Engine | null = null;
  private readonly jobs = new Map<number, Job>();

  constructor(private readonly owner: Owner) {}

  /** Does what the owner says. */
  hear(order: Order): void {
    const job = "job" in order ? order.job : null;
    try {
      this.obey(order);
    } catch (error) {
      this.fail(job, error);
    }
  }

  private obey(order: Order): void {
    if (order.kind === "start") {
      initSync({ module: order.module });
      this.engine = new Engine();
      return this.answer({ kind: "started" });
    }
    const engine = this.engine;
    if (engine === null) throw new RebounceError("crashed", "the worker is out of order");
    switch (order.kind) {
      case "codec":
        codec.initSync({ module: order.module });
        return;
      case "recording":
        return add(engine, order.name, () => codec.decode(new Uint8Array(order.bytes)));
      case "samples": {
        const [left, right] = order.channels;
        if (left) engine.addRecording(order.name, order.sampleRate, left, right, []);
        return;
      }
      case "forget":
        engine.removeRecording(order.name);
        return;
      case "read":
        return this.read(engine, order);
      case "render":
        return this.render(engine, order);
      case "share":
        return this.share(engine, order);
      case "pull": {
        const job = this.jobs.get(order.job);
        if (job) job.room += order.chunks;
        return job?.wake();
      }
      case "cancel": {
        const job = this.jobs.get(order.job);
        if (job) job.cancelled = true;
        if (job?.render) return job.wake();
        job?.share?.leave();
        this.drop(order.job);
        return this.answer({ kind: "cancelled", job: order.job });
      }
    }
  }

  private read(engine: Engine, order: Extract<Order, { kind: "read" }>): void {
    const { job: number, document, convert } = order;
    const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
    const song = convert ? converted(engine, bytes) : engine.read(bytes);
    const recordings = song.recordings();
    const inline = recordings.filter((name) => /^data:/i.test(name));
    this.jobs.set(number, {
      song,
      render: null,
      shares: null,
      share: null,
      encoders: [],
      channels: 0,
      inline,
      room: 0,
      cancelled: false,
      wake: () => {},
    });
    const info: SongInfo = {
      kind: song.kind,
      name: song.name,
      tempo: song.tempo,
      tracks: song.tracks,
      sampleRate: song.sampleRate ?? null,
      bitDepth: song.bitDepth ?? null,
      normalize: song.normalize ?? null,
      recordings: recordings.filter((name) => !inline.includes(name)),
      inline: inline.length > 0,
      known: inline.every((url) => engine.hasRecording(url)),
      diagnostics: JSON.parse(song.diagnostics()),
      ...(order.json ? { json: song.json(), wishes: JSON.parse(song.wishes()) } : {}),
    };
    this.answer({ kind: "read", job: number, song: info });
  }

  private render(engine: Engine, order: Extract<Order, { kind: "render" }>): void {
    const { job: number, options, file, ports } = order;
    const job = this.jobs.get(number);
    if (!job?.song) return;
    const render = engine.render(this.complete(engine, job, job.song), options, 1 + ports.length);
    job.song.free();
    job.song = null;
    job.render = render;
    job.shares = new Shares(render, ports, (error) => {
      if (error !== undefined) this.fail(number, error);
      job.wake();
    });
    const stems = JSON.parse(render.stems()) as StemInfo[];
    job.channels = 2 + 2 * stems.length;
    if (file !== null) {
      const { format, bitDepth, dither } = file;
      const frames = render.lengthIsExact ? render.length : undefined;
      for (let seed = 0; seed <= stems.length; seed++) {
        // Each file has a dither of its own, so that a sum of stems has no sum of equal noise.
        job.encoders.push(encoder({ format, bitDepth, dither }, render.sampleRate, seed, frames));
      }
    }
    this.answer({
      kind: "ready",
      job: number,
      render: {
        sampleRate: render.sampleRate,
        length: render.length,
        exact: render.lengthIsExact,
        stems,
        tracks: JSON.parse(render.tracks()),
        diagnostics: JSON.parse(render.diagnostics()),
      },
    });
    void this.work(number, job, render);
  }

  private share(engine: Engine, order: Extract<Order, { kind: "share" }>): void {
    const { job: number, options, number: share, shares, port } = order;
    const job = this.jobs.get(number);
    if (!job?.song) return;
    const song = this.complete(engine, job, job.song);
    job.share = new ShareWork(engine.share(song, options, share, shares), port);
    job.song.free();
    job.song = null;
    const over = (): void => {
      if (!this.jobs.has(number)) return;
      this.drop(number);
      this.answer({ kind: "shared", job: number });
    };
    job.share.run().then(over, (error) => this.fail(number, error));
  }

  /** A song whose own recordings are the engine's too. */
  private complete(engine: Engine, job: Job, song: Song): Song {
    for (const url of job.inline) {
      if (!engine.hasRecording(url)) add(engine, url, () => codec.decodeUrl(url));
    }
    return song;
  }

  /** Renders to the end, chunk by chunk. */
  private async work(number: number, job: Job, render: Render): Promise<void> {
    try {
      let first = true;
      while (!job.cancelled) {
        job.shares?.pull();
        if (job.room === 0) {
          await new Promise<void>((wake) => (job.wake = wake));
          continue;
        }
        // The first window goes at once: somebody waits for it.
        const { chunk, state } = collect(job, render, first ? 0 : STINT);
        if (chunk.frames > 0) {
          first = false;
          job.room -= 1;
          const transfer = [...chunk.channels, ...chunk.bytes].map((array) => array.buffer);
          this.answer({ kind: "chunk", job: number, chunk }, transfer);
        }
        if (state === "ended") return await this.finish(number, job, render);
        if (state === "waiting") {
          job.shares?.pull();
          await new Promise<void>((wake) => (job.wake = wake));
        } else {
          await turn();
        }
      }
      this.stop(number);
    } catch (error) {
      this.fail(number, error);
    }
  }

  private async finish(number: number, job: Job, render: Render): Promise<void> {
    while (job.shares?.end() === false) {
      await new Promise<void>((wake) => (job.wake = wake));
      if (job.cancelled || !this.jobs.has(number)) return this.stop(number);
    }
    job.shares?.close();
    job.render = null;
    const files: EncodedFile[] = job.encoders.splice(0).map((encoder) => {
      const encoded = encoder.finish();
      const { rest, head, clipped } = encoded as unknown as EncodedFile;
      encoded.free();
      return { rest, head, clipped };
    });
    const report = JSON.parse(render.finish());
    this.jobs.delete(number);
    this.answer({ kind: "done", job: number, report, files });
  }

  /** Leaves a job that was cancelled; one that has failed is gone already. */
  private stop(number: number): void {
    if (!this.jobs.has(number)) return;
    this.drop(number);
    this.answer({ kind: "cancelled", job: number });
  }

  private drop(number: number): void {
    const job = this.jobs.get(number);
    this.jobs.delete(number);
    job?.shares?.close();
    job?.song?.free();
    job?.render?.free();
    for (const encoder of job?.encoders ?? []) encoder.free();
  }

  private fail(number: number | null, error: unknown): void {
    const failure = asFailure(error);
    if (failure.code === "crashed") {
      // What was computing has stopped in the middle: nothing of the instance can be trusted.
      this.engine = null;
      this.jobs.clear();
      return this.answer({ kind: "failed", job: null, failure });
    }
    if (number !== null) this.drop(number);
    this.answer({ kind: "failed", job: number, failure });
  }

  private answer(answer: Answer, transfer: Transferable[] = []): void {
    this.owner.post(answer, transfer);
  }
}

/** Reads a document that is no JSON. */
function converted(engine: Engine, bytes: Uint8Array): Song {
  let converted: codec.Converted;
  try {
    converted = codec.convert(bytes);
  } catch (error) {
    throw new RebounceError("unreadable-song", (error as Error).message);
  }
  const song = engine.read(new TextEncoder().encode(converted.song()));
  song.convertedFrom(converted.kind, converted.hash, converted.diagnostics());
  converted.free();
  return song;
}

/** Decodes a recording and hands it to the engine; a render reports what cannot be decoded. */
function add(engine: Engine, name: string, decode: () => codec.Decoded | undefined): void {
  try {
    const decoded = decode();
    if (decoded === undefined) return;
    const [left, right] = [decoded.left(), decoded.right()];
    const { sampleRate } = decoded;
    engine.addRecording(name, sampleRate, left, right, decoded.damage(), decoded.mixedDown());
    decoded.free();
  } catch (error) {
    // A trap of the codec is one of its own module, and loses only this recording.
    engine.refuseRecording(name, (error as Error).message);
  }
}

/** Begins a file; what cannot be written is the caller's fault, not a crash. */
function encoder(
  { format, bitDepth, dither }: Required<FileFormat>,
  sampleRate: number,
  seed: number,
  frames: number | undefined,
): codec.Encoder {
  try {
    return new codec.Encoder(format, bitDepth, sampleRate, dither, seed, frames);
  } catch (error) {
    throw new RebounceError("format", (error as Error).message);
  }
}

/** Why no more windows were collected: it is time to look around, other shares are behind, or that is all. */
type Pause = "turn" | "waiting" | "ended";

/** Windows until the time is up, the chunk is full, other shares are missing, or the render ends. */
function collect(job: Job, render: Render, stint: number): { chunk: Chunk; state: Pause } {
  const until = performance.now() + stint;
  const start = render.position;
  const windows: Float32Array[] = [];
  const bytes: Uint8Array<ArrayBuffer>[][] = job.encoders.map(() => []);
  let samples = 0;
  let state: Pause = "turn";
  do {
    const window = render.nextWindow();
    if (window === undefined || window.length === 0) {
      state = window === undefined ? "ended" : "waiting";
      break;
    }
    samples += window.length;
    if (job.encoders.length === 0) {
      windows.push(window);
      continue;
    }
    const frames = window.length / job.channels;
    for (const [file, encoder] of job.encoders.entries()) {
      const [left, right] = [2 * file, 2 * file + 1].map((channel) =>
        window.subarray(channel * frames, (channel + 1) * frames),
      ) as [Float32Array, Float32Array];
      bytes[file]?.push(encoder.write(left, right) as Uint8Array<ArrayBuffer>);
    }
  } while (samples < FULL && performance.now() < until);
  const frames = samples / job.channels;
  const channels = windows.length === 0 ? [] : join(windows, job.channels, frames);
  const chunk: Chunk = {
    start,
    frames,
    length: render.length,
    peaks: [...render.peaks()],
    channels,
    bytes: bytes.map(concat),
  };
  return { chunk, state };
}

/** Windows one after another, channel by channel. */
function join(windows: Float32Array[], count: number, frames: number): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: count }, (_, channel) => {
    const joined = new Float32Array(frames);
    let at = 0;
    for (const window of windows) {
      const length = window.length / count;
      joined.set(window.subarray(channel * length, (channel + 1) * length), at);
      at += length;
    }
    return joined;
  });
}

function concat(parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function asFailure(error: unknown): Failure {
  const { code, message, seconds } = error as Partial<Failure>;
  // An error without a code is a trap of the module: a bug, or no memory left.
  const failure: Failure = {
    code: typeof code === "string" ? code : "crashed",
    message: message ?? String(error),
  };
  return typeof seconds === "number" ? { ...failure, seconds } : failure;
}

const mine = isNode ? await nodeOwner() : pageOwner();
const shop = new Shop(mine);
mine.listen((order) => shop.hear(order as Order));
