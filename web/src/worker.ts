// The worker: an instance of the module of its own, which reads songs and renders them, some
// windows at a time, as long as its owner has room for them.

import { RebounceError } from "./error.js";
import { isNode, nodeOwner, pageOwner, turn, type Owner } from "./platform.js";
import type { Answer, Chunk, EncodedFile, Failure, Order, SongInfo } from "./protocol.js";
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
        return this.render(engine, order.job, order.options, order.file);
      case "pull": {
        const job = this.jobs.get(order.job);
        if (job) job.room += order.chunks;
        return job?.wake();
      }
      case "cancel": {
        const job = this.jobs.get(order.job);
        if (job) job.cancelled = true;
        if (job?.render) return job.wake();
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
      sampleRate: song.sampleRate ?? null,
      bitDepth: song.bitDepth ?? null,
      normalize: song.normalize ?? null,
      recordings: recordings.filter((name) => !inline.includes(name)),
      inline: inline.some((url) => !engine.hasRecording(url)),
      diagnostics: JSON.parse(song.diagnostics()),
      ...(order.json ? { json: song.json(), wishes: JSON.parse(song.wishes()) } : {}),
    };
    this.answer({ kind: "read", job: number, song: info });
  }

  private render(
    engine: Engine,
    number: number,
    options: string,
    file: Required<FileFormat> | null,
  ): void {
    const job = this.jobs.get(number);
    if (!job?.song) return;
    for (const url of job.inline) {
      if (!engine.hasRecording(url)) add(engine, url, () => codec.decodeUrl(url));
    }
    const render = engine.render(job.song, options);
    job.song.free();
    job.song = null;
    job.render = render;
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

  /** Renders to the end, chunk by chunk. */
  private async work(number: number, job: Job, render: Render): Promise<void> {
    try {
      let first = true;
      while (!job.cancelled) {
        if (job.room === 0) {
          await new Promise<void>((wake) => (job.wake = wake));
          continue;
        }
        // The first window goes at once: somebody waits for it.
        const { chunk, ended } = collect(job, render, first ? 0 : STINT);
        first = false;
        if (chunk.frames > 0) {
          job.room -= 1;
          const transfer = [...chunk.channels, ...chunk.bytes].map((array) => array.buffer);
          this.answer({ kind: "chunk", job: number, chunk }, transfer);
        }
        if (ended) return this.finish(number, job, render);
        await turn();
      }
      this.drop(number);
      this.answer({ kind: "cancelled", job: number });
    } catch (error) {
      this.fail(number, error);
    }
  }

  private finish(number: number, job: Job, render: Render): void {
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

  private drop(number: number): void {
    const job = this.jobs.get(number);
    this.jobs.delete(number);
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

/** Windows until the time is up, the chunk is full, or the render ends. */
function collect(job: Job, render: Render, stint: number): { chunk: Chunk; ended: boolean } {
  const until = performance.now() + stint;
  const start = render.position;
  const windows: Float32Array[] = [];
  const bytes: Uint8Array<ArrayBuffer>[][] = job.encoders.map(() => []);
  let samples = 0;
  let ended = false;
  do {
    const window = render.nextWindow();
    if (window === undefined) {
      ended = true;
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
  return { chunk, ended };
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
