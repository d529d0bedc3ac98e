// One render on one worker: read, recordings handed over, begun, and then pulled chunk by chunk.

import { aborted, RebounceError } from "./error.js";
import type { Answer, Chunk, EncodedFile, Failure, RenderInfo, SongInfo } from "./protocol.js";
import type { Sounds } from "./sounds.js";
import type { CallOptions, FileFormat, RenderOptions, Report } from "./types.js";
import type { Hand, Workers } from "./workers.js";

/** Chunks that may be on their way at once: so many stints of work a slow receiver holds. */
const AHEAD = 4;
/** Milliseconds a worker has to answer a cancel before it is ended. */
const PATIENCE = 80;

/** What is asked for. */
export interface Request extends CallOptions {
  /** A document as text, its bytes, a file, or a value that is to become JSON. */
  document: unknown;
  /** Given once the song is read. */
  options: (song: SongInfo) => RenderOptions;
  /** Files in place of samples. */
  file?: Required<FileFormat>;
  /** Called when it is over for its caller, however. */
  onClose?: () => void;
}

/** What a render ends with. */
export interface End {
  report: Report;
  files: EncodedFile[];
}

/** A promise and what settles it. */
interface Awaited<T> {
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** A render at work. Every path out of it leaves the worker free. */
export class Job {
  /** Known once it has begun. */
  song!: SongInfo;
  info!: RenderInfo;
  /** Known once `next()` has given null. */
  end!: End;
  /** When it was asked for, in milliseconds of `performance.now()`. */
  readonly asked = performance.now();
  /** When its first sample was asked for. */
  private began = 0;

  private readonly number: number;
  private readonly hand: Hand;
  /** Workers that have other shares of it. */
  private others: Hand[] = [];
  private readonly chunks: Chunk[] = [];
  private awaited: Awaited<Answer> | null = null;
  private over: Answer | null = null;
  private closed = false;
  private reason: unknown = null;
  private patience: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly workers: Workers,
    private readonly sounds: Sounds,
    private readonly request: Request,
  ) {
    this.number = workers.number();
    this.hand = workers.hand();
    this.hand.open(this.number, (answer) => this.hear(answer));
    request.signal?.addEventListener("abort", this.abort);
  }

  /** Reads and prepares; after this nothing but a crash can fail. */
  static async begin(workers: Workers, sounds: Sounds, request: Request): Promise<Job> {
    request.signal?.throwIfAborted();
    const job = new Job(workers, sounds, request);
    try {
      await job.prepare();
      return job;
    } catch (error) {
      job.cancel(error);
      throw error;
    }
  }

  private async prepare(): Promise<void> {
    const { document, options, file } = this.request;
    const read = (await bytes(document)) ?? this.sounds.document(document, this.hand);
    this.throwIfCancelled();
    const convert = !isJson(read);
    if (convert) await this.unlessCancelled(this.hand.giveCodec());
    const job = this.number;
    this.hand.post({ kind: "read", job, document: read, convert });
    this.song = (await this.answer("read")).song;
    await this.unlessCancelled(
      Promise.all([
        (this.song.inline && !this.song.known) || file ? this.hand.giveCodec() : undefined,
        this.sounds.give(this.song.recordings, this.hand),
      ]),
    );
    const said = JSON.stringify(options(this.song));
    const ports = await this.share(read, convert, said);
    this.hand.post({ kind: "render", job, options: said, file: file ?? null, ports }, ports);
    this.info = (await this.answer("ready")).render;
    this.began = performance.now();
    this.hand.post({ kind: "pull", job, chunks: AHEAD });
  }

  /** Has other workers render shares of it; the ports that lead to them. */
  private async share(
    read: string | Uint8Array,
    convert: boolean,
    options: string,
  ): Promise<MessagePort[]> {
    const { number: job, request, sounds } = this;
    const wanted = Math.min(await this.workers.each(), this.song.tracks) - 1;
    this.throwIfCancelled();
    this.others = this.workers.idle(wanted, this.hand);
    const shares = 1 + this.others.length;
    return this.others.map((hand, i) => {
      hand.open(job, (answer) => {
        if (answer.kind === "failed") this.hear(answer);
      });
      const { port1, port2 } = new MessageChannel();
      const begin = async (): Promise<void> => {
        if (convert || this.song.inline) await hand.giveCodec();
        // What of the document is in buffers goes to each.
        if (typeof read === "string" && read !== request.document) {
          sounds.document(request.document, hand);
        }
        await sounds.give(this.song.recordings, hand);
        if (this.reason !== null || this.closed) return port2.close();
        hand.post({ kind: "read", job, document: read, convert });
        hand.post({ kind: "share", job, options, number: i + 1, shares, port: port2 }, [port2]);
      };
      begin().catch((error) => this.hear({ kind: "failed", job, failure: asFailure(error) }));
      return port1;
    });
  }

  /** The next frames; null behind the last. */
  async next(): Promise<Chunk | null> {
    this.throwIfCancelled();
    const waiting = this.chunks.shift();
    const answer: Answer =
      waiting !== undefined
        ? { kind: "chunk", job: this.number, chunk: waiting }
        : (this.over ?? (await this.wait()));
    if (answer.kind === "done") {
      this.end = { report: answer.report, files: answer.files };
      const { frames } = answer.report.audio;
      this.close();
      this.tell(frames, frames, answer.report);
      return null;
    }
    if (answer.kind !== "chunk") throw this.unexpected(answer);
    this.hand.post({ kind: "pull", job: this.number, chunks: 1 });
    const { start, frames, length, peaks } = answer.chunk;
    // The end is told once, when all is known.
    if (start + frames < length) this.tell(start + frames, length, peaks);
    return answer.chunk;
  }

  /** Ends it; whoever waits for it is rejected with the reason. */
  cancel(reason: unknown = aborted()): void {
    if (this.closed) return;
    this.reason = reason;
    for (const hand of [this.hand, ...this.others]) hand.post({ kind: "cancel", job: this.number });
    this.awaited?.reject(reason);
    this.awaited = null;
    this.chunks.length = 0;
    this.request.onClose?.();
    // A worker deep in one window, or in preparing, does not hear; others may count on it.
    this.patience ??= setTimeout(() => {
      const failure = { code: "crashed", message: "the worker did not stop in time" };
      if (this.hand.busy <= 1) this.hand.end(failure);
      this.close();
    }, PATIENCE);
  }

  private readonly abort = (): void => this.cancel(this.request.signal?.reason);

  private hear(answer: Answer): void {
    if (this.reason !== null) {
      // Whatever comes now, only that it is over matters.
      if (["cancelled", "failed", "done"].includes(answer.kind)) this.close();
      return;
    }
    const { awaited } = this;
    if (answer.kind === "failed") {
      const error = asError(answer.failure);
      this.reason = error;
      this.close();
      awaited?.reject(error);
    } else if (awaited !== null) {
      this.awaited = null;
      awaited.resolve(answer);
    } else if (answer.kind === "chunk") {
      this.chunks.push(answer.chunk);
    } else {
      this.over = answer;
    }
  }

  private wait(): Promise<Answer> {
    this.throwIfCancelled();
    return new Promise((resolve, reject) => (this.awaited = { resolve, reject }));
  }

  private async answer<K extends Answer["kind"]>(kind: K): Promise<Extract<Answer, { kind: K }>> {
    const answer = await this.wait();
    if (answer.kind !== kind) throw this.unexpected(answer);
    return answer as Extract<Answer, { kind: K }>;
  }

  /** A promise, or the rejection that a cancel brings meanwhile. */
  private unlessCancelled(promise: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.awaited = { resolve: () => {}, reject };
      promise.then(() => {
        this.awaited = null;
        if (this.reason === null) resolve();
        else reject(this.reason);
      }, reject);
    });
  }

  private tell(position: number, length: number, levels: number[] | Report): void {
    const { onProgress } = this.request;
    if (onProgress === undefined) return;
    const seconds = Math.max(performance.now() - this.began, 1e-3) / 1000;
    const speed = position / this.info.sampleRate / seconds;
    const left = (length - position) / this.info.sampleRate;
    const peak = (id: string, track: number): number => {
      if (Array.isArray(levels)) return levels[track] ?? 0;
      const dbfs = levels.tracks.find((track) => track.id === id)?.peakDbfs;
      return dbfs === null || dbfs === undefined ? 0 : 10 ** (dbfs / 20);
    };
    const tracks = this.info.tracks.map(({ id, name }, track) => {
      return { id, name, position, peak: peak(id, track) };
    });
    onProgress({ position, length, speed, secondsLeft: left / Math.max(speed, 1e-9), tracks });
  }

  private throwIfCancelled(): void {
    if (this.reason !== null) throw this.reason;
  }

  private unexpected(answer: Answer): RebounceError {
    return new RebounceError("crashed", `the worker answered ${answer.kind} out of turn`);
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.patience);
    this.hand.close(this.number);
    for (const other of this.others) {
      // Where its share is over, or was cancelled, this does nothing.
      other.post({ kind: "cancel", job: this.number });
      other.close(this.number);
    }
    this.request.signal?.removeEventListener("abort", this.abort);
    this.request.onClose?.();
  }
}

/** A document that is text or bytes already. */
export async function bytes(document: unknown): Promise<string | Uint8Array | null> {
  if (typeof document === "string" || document instanceof Uint8Array) return document;
  if (document instanceof ArrayBuffer) return new Uint8Array(document);
  return document instanceof Blob ? new Uint8Array(await document.arrayBuffer()) : null;
}

/** Whether a document begins as JSON does, or with nothing that could be anything else. */
export function isJson(document: string | Uint8Array): boolean {
  const head = document.slice(0, 100);
  const text = typeof head === "string" ? head : new TextDecoder().decode(head);
  // The decoder drops a byte order mark; text may still have one.
  return !/^\uFEFF?\s*(<|MThd)/.test(text);
}

function asFailure(error: unknown): Failure {
  const { code, message } = error as Partial<Failure>;
  return { code: code ?? "crashed", message: message ?? String(error) };
}

/** A failure as it is thrown. */
export function asError({ code, message, seconds }: Failure): RebounceError {
  return new RebounceError(code, message, seconds);
}
