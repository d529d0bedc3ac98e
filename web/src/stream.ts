// A render as windows one after another: an async iterator, or a ReadableStream.

import { aborted } from "./error.js";
import type { Job } from "./job.js";
import type { Chunk, RenderInfo } from "./protocol.js";
import type { Report, Window } from "./types.js";

/** A render at work, read once. Leaving a loop over it cancels it. */
export class RenderStream implements AsyncIterable<Window> {
  /** What is known before the first window: sample rate, length, stems, diagnostics. */
  readonly ready: Promise<RenderInfo>;
  /** Told at the end; it rejects if the render is cancelled or fails. */
  readonly report: Promise<Report>;
  private told!: (report: Report) => void;
  private failed!: (reason: unknown) => void;

  constructor(private readonly job: Promise<Job>) {
    this.ready = job.then((job) => job.info);
    this.report = new Promise((told, failed) => {
      this.told = told;
      this.failed = failed;
    });
    job.catch(this.failed);
    // Nobody is bound to ask; who does is told.
    this.ready.catch(() => {});
    this.report.catch(() => {});
  }

  /** Ends it: no window comes any more. */
  async cancel(reason: unknown = aborted()): Promise<void> {
    this.failed(reason);
    const job = await this.job.catch(() => null);
    job?.cancel(reason);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Window, void, undefined> {
    const job = await this.job;
    try {
      for (;;) {
        const chunk = await job.next();
        if (chunk === null) break;
        yield asWindow(chunk, job.info);
      }
      this.told(job.end.report);
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      // Behind the end this does nothing.
      job.cancel();
      this.failed(aborted("the render was left"));
    }
  }

  /** The same as a stream, which pulls no more than its reader does. */
  readable(): ReadableStream<Window> {
    const windows = this[Symbol.asyncIterator]();
    return new ReadableStream<Window>(
      {
        pull: async (controller) => {
          const { done, value } = await windows.next();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: async (reason) => {
          await this.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }
}

function asWindow(chunk: Chunk, info: RenderInfo): Window {
  const [left, right] = chunk.channels as [Window["left"], Window["right"]];
  const stems = info.stems.map((stem, i) => ({
    ...stem,
    left: chunk.channels[2 + 2 * i] as Window["left"],
    right: chunk.channels[3 + 2 * i] as Window["right"],
  }));
  return { start: chunk.start, frames: chunk.frames, left, right, stems };
}
