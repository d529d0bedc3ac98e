// Saves what was rendered as it is heard: the mix, all tracks in a zip, the report, the song.

import { signal } from "@preact/signals";
import { PACKAGE } from "../engine/engine.js";
import { failure, told } from "../engine/failure.js";
import { song } from "../model/history.js";
import { opened } from "../open/open.js";
import { factor } from "../render/levels.js";
import { take } from "../render/render.js";
import { settings } from "../render/settings.js";
import type { Sound, Take } from "../render/take.js";
import { renderToFile } from "./long.js";
import type { Answer, Order, Shape } from "./protocol.js";

/** Frames that are handed over at once. */
const CHUNK = 1 << 18;

/** What is being written, and how far it is, 0 to 1. */
export const saving = signal<{ what: string; share: number } | null>(null);
/** What was saved last, in words for those who cannot see the browser say it. */
export const saved = signal("");

export function saveMix(): Promise<void> {
  const heard = take.value;
  if (heard?.report.value && !heard.isKept) return writeLong(heard);
  return write("mix", (heard) => [{ sound: heard.mix, name: baseName() }], false);
}

/** As many files as there are tracks, numbered in the mixer's order. */
export function saveStems(): Promise<void> {
  const named = (heard: Take) =>
    heard.stems.map((sound, i) => {
      return { sound, name: `${String(i + 1).padStart(2, "0")}-${fileName(sound.name)}` };
    });
  return write("stems", named, true);
}

export function saveReport(): void {
  const report = take.value?.report.value;
  if (!report) return;
  const text = `${JSON.stringify(report, null, 2)}\n`;
  offer(new Blob([text], { type: "application/json" }), `${baseName()}-report.json`);
}

/** The song as it is now, in Rebounce's own format. */
export function saveSong(): void {
  const now = song.value;
  if (now === null) return;
  const text = `${JSON.stringify(now, null, 2)}\n`;
  offer(new Blob([text], { type: "application/json" }), `${baseName()}.json`);
}

async function write(
  what: "mix" | "stems",
  list: (heard: Take) => { sound: Sound; name: string }[],
  zipped: boolean,
): Promise<void> {
  const heard = take.value;
  if (!heard?.report.value || saving.value !== null) return;
  saving.value = { what, share: 0 };
  const worker = new Worker(new URL("./encode.worker.ts", import.meta.url), { type: "module" });
  try {
    const files = list(heard);
    const { format, bitDepth, dither } = settings.value;
    const frames = heard.length.value;
    const shape: Shape = {
      format,
      bitDepth,
      dither,
      sampleRate: heard.sampleRate,
      frames,
      gain: factor.value,
    };
    const codec = new URL("wasm/rebounce_web_codec.js", PACKAGE).href;
    await ask(worker, { kind: "begin", codec, shape, zipped });
    for (const [i, { sound, name }] of files.entries()) {
      for (let at = 0; at < frames; at += CHUNK) {
        const [left, right] = [0, 1].map((channel) =>
          cut(sound, channel, at, Math.min(at + CHUNK, frames)),
        );
        if (!left || !right)
          throw new Error("this sound is too long to be kept, and cannot be saved here");
        await ask(worker, { kind: "chunk", left, right }, [left.buffer, right.buffer]);
        saving.value = { what, share: (i + at / frames) / files.length };
      }
      await ask(worker, { kind: "end", name: `${name}.${format}` });
    }
    const answer = await ask(worker, { kind: "finish" });
    if (answer.kind === "done") {
      offer(answer.blob, zipped ? `${baseName()}-stems.zip` : `${baseName()}.${format}`);
    }
  } catch (error) {
    failure.value = told(error, "The file cannot be written");
  } finally {
    worker.terminate();
    saving.value = null;
  }
}

async function writeLong(heard: Take): Promise<void> {
  if (saving.value !== null) return;
  const name = `${baseName()}.${settings.value.format}`;
  saving.value = { what: "mix", share: 0 };
  try {
    const file = await renderToFile(heard, settings.value, name, (share) => {
      saving.value = { what: "mix", share };
    });
    if (file) offer(file, name);
    else saved.value = `${name} is saved`;
  } catch (error) {
    // Who closes the dialog wants no file.
    if ((error as Error).name !== "AbortError")
      failure.value = told(error, "The file cannot be written");
  } finally {
    saving.value = null;
  }
}

function cut(
  sound: Sound,
  channel: number,
  from: number,
  to: number,
): Float32Array<ArrayBuffer> | null {
  return sound.buffer?.getChannelData(channel).slice(from, to) ?? null;
}

function ask(worker: Worker, order: Order, transfer: Transferable[] = []): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "failed") reject(new Error(data.message));
      else resolve(data);
    };
    worker.onerror = () =>
      reject(new Error("the part of Rebounce that writes files cannot be loaded"));
    worker.postMessage(order, transfer);
  });
}

/** Hands a file to the browser. */
function offer(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  saved.value = `${name} is saved`;
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function baseName(): string {
  return fileName(song.value?.name || opened.value?.fileName.replace(/\.[^.]*$/, "") || "song");
}

/** What every file system takes. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-");
  return plain.replace(/^-+|-+$/g, "") || "untitled";
}
