// The worker of exports as its owner has it: a document is opened, recordings are handed over, and
// files come back. A call at a time; a cancel ends the worker, and the next call starts another.

import { RebounceError } from "./error.js";
import type { ExportHost } from "./export-host.js";
import type { ExportAnswer, ExportOrder, OpenedProject, Savings } from "./export-protocol.js";
import { compile, start, type Thread } from "./platform.js";
import { fetchSample, Sounds, type Receiver } from "./sounds.js";
import type { Recording } from "./workers.js";

/** Files, and what was not as wanted. */
type Made = Extract<ExportAnswer, { kind: "files" }>;

/** Told how far the render is, 0 to 1. */
type OnShare = (share: number) => void;

export class ExportBench {
  private thread: Promise<Thread> | null = null;
  private module: Promise<WebAssembly.Module> | null = null;
  private codec: Promise<WebAssembly.Module> | null = null;
  private hasModule = false;
  private hasCodec = false;
  private hear: ((answer: ExportAnswer) => void) | null = null;
  private fail: ((reason: unknown) => void) | null = null;
  private readonly sounds: Sounds;

  constructor(private readonly host: ExportHost) {
    this.sounds = new Sounds(host.loadSample ?? fetchSample, () => {});
  }

  /** Opens a document with all of its recordings that can be had. */
  async open(document: unknown): Promise<OpenedProject> {
    const given: [string, Recording][] = [];
    const receiver: Receiver = {
      give: (name, recording) => given.push([name, recording]),
      giveCodec: () => Promise.resolve(),
    };
    const text = asText(document) ?? this.sounds.document(document, receiver);
    this.module ??= compile(this.host.exportUrl, "rebounce_web_export_bg.wasm");
    this.module.catch(() => (this.module = null));
    const module = this.hasModule ? null : await this.module;
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    const { project } = await this.ask({ kind: "open", module, document: bytes }, "opened");
    this.hasModule = true;
    // What a song holds itself is fetched as any other place is.
    await this.sounds.give(project.recordings, receiver);
    for (const [name, recording] of given) await this.hand(name, recording);
    return project;
  }

  async export(call: object, onShare: OnShare): Promise<Made> {
    return this.ask({ kind: "export", call: JSON.stringify(call) }, "files", onShare);
  }

  async savings(pattern: string): Promise<Savings | null> {
    return (await this.ask({ kind: "savings", pattern }, "savings")).savings;
  }

  /** Ends the worker; who waits for it is rejected with the reason. */
  end(reason: unknown): void {
    const { thread, fail } = this;
    [this.thread, this.hear, this.fail] = [null, null, null];
    [this.hasModule, this.hasCodec] = [false, false];
    void thread?.then(
      (thread) => thread.end(),
      () => {},
    );
    fail?.(reason);
  }

  private async hand(name: string, recording: Recording): Promise<void> {
    if ("bytes" in recording) {
      this.codec ??= compile(this.host.codecUrl, "rebounce_web_codec_bg.wasm");
      this.codec.catch(() => (this.codec = null));
      const codec = this.hasCodec ? null : await this.codec;
      await this.ask({ kind: "recording", name, bytes: recording.bytes, codec }, "taken");
      this.hasCodec = true;
      return;
    }
    const { samples } = recording;
    const channels = Array.from({ length: Math.min(samples.numberOfChannels, 2) }, (_, channel) =>
      Float32Array.from(samples.getChannelData(channel)),
    );
    await this.ask({ kind: "samples", name, sampleRate: samples.sampleRate, channels }, "taken");
  }

  private async ask<K extends ExportAnswer["kind"]>(
    order: ExportOrder,
    kind: K,
    onShare?: OnShare,
  ): Promise<Extract<ExportAnswer, { kind: K }>> {
    const thread = await this.started();
    thread.hold(true);
    try {
      return await new Promise((resolve, reject) => {
        this.fail = reject;
        this.hear = (answer) => {
          if (answer.kind === "progress") onShare?.(answer.position / Math.max(answer.length, 1));
          else if (answer.kind === "failed")
            reject(new RebounceError(answer.crashed ? "crashed" : "export", answer.message));
          else if (answer.kind === kind) resolve(answer as Extract<ExportAnswer, { kind: K }>);
        };
        thread.post(order);
      });
    } catch (error) {
      if ((error as Partial<RebounceError>).code === "crashed") this.end(error);
      throw error;
    } finally {
      [this.hear, this.fail] = [null, null];
      thread.hold(false);
    }
  }

  private started(): Promise<Thread> {
    if (this.thread === null) {
      this.thread = start(this.host.exportWorkerUrl, "export-worker.js").then((thread) => {
        thread.listen(
          (answer) => this.hear?.(answer as ExportAnswer),
          (reason) => this.end(new RebounceError("crashed", `the worker has failed: ${reason}`)),
        );
        return thread;
      });
      this.thread.catch(() => (this.thread = null));
    }
    return this.thread;
  }
}

function asText(document: unknown): string | Uint8Array | null {
  if (typeof document === "string" || document instanceof Uint8Array) return document;
  return document instanceof ArrayBuffer ? new Uint8Array(document) : null;
}
