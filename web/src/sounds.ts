// Recordings: decoded buffers that stand in documents themselves are taken out and given names;
// those that are only named are loaded, each once, by the host's callback.

import { base, file } from "./platform.js";
import type { SampleBuffer, Sound } from "./types.js";
import type { Hand, Recording } from "./workers.js";

/** Loads the recording that a song calls `reference`; nothing, or a rejection: there is none. */
export type LoadSample = (reference: string) => Sound | Promise<Sound>;

/** Who is handed recordings: a worker. */
export type Receiver = Pick<Hand, "give" | "giveCodec">;

/** Recordings of an engine by name. */
export class Sounds {
  private readonly named = new Map<string, Recording>();
  private readonly buffers = new WeakMap<SampleBuffer, string>();
  /** A buffer that nobody has any more need not be kept by workers. */
  private readonly gone = new FinalizationRegistry<string>((name) => this.forget(name));
  private readonly loading = new Map<string, Promise<Recording | null>>();
  private count = 0;

  /** `forget` is called with a name whose recording has changed. */
  constructor(
    private readonly load: LoadSample,
    private readonly forget: (name: string) => void,
  ) {}

  /** Keeps a recording under a name; nothing forgets it. */
  async set(name: string, sound: Sound): Promise<void> {
    const recording = await asRecording(sound);
    this.remove(name);
    if (recording !== null) this.named.set(name, recording);
  }

  /** Forgets a recording; the next song that refers to it has it loaded anew. */
  remove(name: string): void {
    this.named.delete(name);
    this.forget(name);
  }

  /** The name of a decoded buffer, the same each time. */
  nameOf(buffer: SampleBuffer): string {
    let name = this.buffers.get(buffer);
    if (name === undefined) {
      name = `buffer-${++this.count}`;
      this.buffers.set(buffer, name);
      this.gone.register(buffer, name);
    }
    return name;
  }

  /**
   * A document as JSON text. Of each object with a decoded buffer in `audioBuffer` or `buffer`
   * the buffer is handed over under a name, which takes the place of its URLs.
   */
  document(value: unknown, hand: Receiver): string {
    return JSON.stringify(value, (_key, member: unknown) => {
      if (typeof member !== "object" || member === null) return member;
      if (member instanceof Map) return Object.fromEntries(member);
      if (isSampleBuffer(member)) return undefined;
      if (!("audioBuffer" in member || "buffer" in member)) return member;
      const { audioBuffer, buffer, ...rest } = member as Record<string, unknown>;
      const samples = [audioBuffer, buffer].find(isSampleBuffer);
      if (samples === undefined) return member;
      const name = this.nameOf(samples);
      hand.give(name, { samples });
      return { ...rest, url: name };
    });
  }

  /** Hands over all of these that can be had. */
  async give(references: string[], hand: Receiver): Promise<void> {
    const missing = references.filter((name) => !name.startsWith("buffer-"));
    await Promise.all(
      missing.map(async (name) => {
        const recording = this.named.get(name) ?? (await this.loaded(name));
        if (recording === null) return;
        if ("bytes" in recording) await hand.giveCodec();
        hand.give(name, recording);
      }),
    );
  }

  /** Asks the host, once for all that wait. */
  private loaded(name: string): Promise<Recording | null> {
    let loading = this.loading.get(name);
    if (loading === undefined) {
      loading = this.ask(name).finally(() => this.loading.delete(name));
      this.loading.set(name, loading);
    }
    return loading;
  }

  private async ask(name: string): Promise<Recording | null> {
    try {
      const recording = await asRecording(await this.load(name));
      if (recording !== null) this.named.set(name, recording);
      return recording;
    } catch {
      // The render substitutes what is missing, or refuses, and reports it.
      return null;
    }
  }
}

/** Fetches what a song refers to, relative to the page; in Node also reads files. */
export async function fetchSample(reference: string): Promise<Sound> {
  const place = new URL(reference, base());
  if (place.protocol === "file:") return file(place);
  const response = await fetch(place);
  return response.ok ? response.arrayBuffer() : null;
}

/** Whether it answers as an `AudioBuffer` does. */
export function isSampleBuffer(value: unknown): value is SampleBuffer {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<SampleBuffer>).getChannelData === "function" &&
    typeof (value as Partial<SampleBuffer>).sampleRate === "number"
  );
}

async function asRecording(sound: Sound): Promise<Recording | null> {
  if (sound === null || sound === undefined) return null;
  if (isSampleBuffer(sound)) return { samples: sound };
  if (sound instanceof Blob) return { bytes: await sound.arrayBuffer() };
  if (ArrayBuffer.isView(sound)) {
    const { buffer, byteOffset, byteLength } = sound;
    return { bytes: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer };
  }
  return { bytes: sound };
}
