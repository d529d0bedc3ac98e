// Writes sound files, one or several in a zip, with the encoder of the package.

import { Zip, ZipPassThrough } from "fflate";
import type * as Codec from "../../../src/wasm/rebounce_web_codec.js";
import type { Answer, Order, Shape } from "./protocol.js";

type Bytes = Uint8Array<ArrayBuffer>;

let codec: typeof Codec;
let shape: Shape;
let zip: Zip | null = null;
/** What is finished: the one file, or the zip so far. */
const finished: Bytes[] = [];
/** The file being written, and how many before it. */
let encoder: Codec.Encoder | null = null;
let parts: Bytes[] = [];
let written = 0;
let clipped = 0;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(answer: Answer): void;
};

let before: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  before = before
    .then(() => obey(data))
    .catch((error: unknown) => {
      scope.postMessage({
        kind: "failed",
        message: error instanceof Error ? error.message : String(error),
      });
    });
};

async function obey(order: Order): Promise<void> {
  switch (order.kind) {
    case "begin":
      shape = order.shape;
      codec = (await import(/* @vite-ignore */ order.codec)) as typeof Codec;
      await codec.default();
      if (order.zipped) zip = new Zip(collect);
      break;
    case "chunk":
      encoder ??= newEncoder();
      if (shape.gain !== 1) {
        for (const channel of [order.left, order.right]) {
          for (let i = 0; i < channel.length; i++) channel[i] = (channel[i] as number) * shape.gain;
        }
      }
      parts.push(encoder.write(order.left, order.right) as Bytes);
      break;
    case "end":
      finishFile(order.name);
      break;
    case "finish":
      zip?.end();
      scope.postMessage({ kind: "done", blob: new Blob(finished, { type: type() }), clipped });
      return;
  }
  scope.postMessage({ kind: "more" });
}

/** Each file has a dither of its own, as the package does it. */
function newEncoder(): Codec.Encoder {
  const { format, bitDepth, sampleRate, dither, frames } = shape;
  return new codec.Encoder(format, bitDepth, sampleRate, dither, written, frames);
}

function finishFile(name: string): void {
  const encoded = (encoder ?? newEncoder()).finish();
  parts.push(encoded.rest as Bytes);
  replaceHead(encoded.head as Bytes);
  clipped += encoded.clipped;
  encoded.free();
  encoder = null;
  written += 1;
  if (zip === null) {
    finished.push(...parts);
  } else {
    // Sound does not shrink: it is stored as it is.
    const file = new ZipPassThrough(name);
    zip.add(file);
    for (const part of parts) file.push(part);
    file.push(new Uint8Array(), true);
  }
  parts = [];
}

function collect(error: Error | null, bytes: Uint8Array): void {
  if (error) throw error;
  finished.push(bytes as Bytes);
}

function replaceHead(head: Bytes): void {
  let at = 0;
  for (const part of parts) {
    if (at >= head.length) return;
    part.set(head.subarray(at, at + part.length));
    at += part.length;
  }
}

function type(): string {
  if (zip !== null) return "application/zip";
  return shape.format === "wav" ? "audio/wav" : "audio/flac";
}
