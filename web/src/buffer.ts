// Decoded audio in memory: the browser's AudioBuffer where there is one, else one like it.

import type { SampleBuffer } from "./types.js";

/** What results carry: in a page an `AudioBuffer`, elsewhere a value with the same members. */
export interface AudioBufferLike extends SampleBuffer {
  readonly duration: number;
  getChannelData(channel: number): Float32Array<ArrayBuffer>;
  copyToChannel(source: Float32Array<ArrayBuffer>, channel: number, start?: number): void;
  copyFromChannel(destination: Float32Array<ArrayBuffer>, channel: number, start?: number): void;
}

/** Samples where there is no Web Audio. */
export class AudioData implements AudioBufferLike {
  readonly length: number;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  private readonly channels: Float32Array<ArrayBuffer>[];

  constructor(shape: { length: number; sampleRate: number; numberOfChannels: number }) {
    this.length = shape.length;
    this.sampleRate = shape.sampleRate;
    this.numberOfChannels = shape.numberOfChannels;
    this.channels = Array.from(
      { length: shape.numberOfChannels },
      () => new Float32Array(shape.length),
    );
  }

  /** In seconds. */
  get duration(): number {
    return this.length / this.sampleRate;
  }

  getChannelData(channel: number): Float32Array<ArrayBuffer> {
    const data = this.channels[channel];
    if (data === undefined) throw new RangeError(`there is no channel ${channel}`);
    return data;
  }

  copyToChannel(source: Float32Array<ArrayBuffer>, channel: number, start = 0): void {
    const into = this.getChannelData(channel);
    into.set(source.subarray(0, Math.max(0, into.length - start)), start);
  }

  copyFromChannel(destination: Float32Array<ArrayBuffer>, channel: number, start = 0): void {
    const from = this.getChannelData(channel);
    destination.set(from.subarray(start, start + destination.length));
  }
}

/** A buffer of silence, of one frame at least as Web Audio wants it. */
export function newBuffer(channels: number, frames: number, sampleRate: number): AudioBufferLike {
  const shape = { numberOfChannels: channels, length: Math.max(frames, 1), sampleRate };
  return typeof AudioBuffer === "undefined" ? new AudioData(shape) : new AudioBuffer(shape);
}

/** The left channel alone. */
export function mono(buffer: AudioBufferLike): AudioBufferLike {
  const single = newBuffer(1, buffer.length, buffer.sampleRate);
  single.copyToChannel(buffer.getChannelData(0), 0);
  return single;
}

/** Brings a peak below full scale to 0.95; one at or above it stays, as does silence. */
export function normalize<T extends SampleBuffer>(buffer: T): T {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, channel) =>
    buffer.getChannelData(channel),
  );
  let peak = 0;
  for (const data of channels) {
    for (const sample of data) peak = Math.max(peak, Math.abs(sample));
  }
  if (peak === 0 || peak >= 1) return buffer;
  const gain = 0.95 / peak;
  for (const data of channels) {
    for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * gain;
  }
  return buffer;
}

/**
 * A WAV file of a buffer: 16 bit (clamped, times 32767, without dither), 24 bit or 32-bit float.
 */
export function toWav(buffer: SampleBuffer, bitDepth: 16 | 24 | 32 = 16): Blob {
  const { length, numberOfChannels: count, sampleRate } = buffer;
  const bytes = bitDepth / 8;
  const size = length * count * bytes;
  const file = new DataView(new ArrayBuffer(44 + size));
  const text = (at: number, letters: string): void => {
    for (const [i, letter] of [...letters].entries()) file.setUint8(at + i, letter.charCodeAt(0));
  };
  text(0, "RIFF");
  file.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  // Format 3 is float, 1 is integers.
  file.setUint16(20, bitDepth === 32 ? 3 : 1, true);
  file.setUint16(22, count, true);
  file.setUint32(24, sampleRate, true);
  file.setUint32(28, sampleRate * count * bytes, true);
  file.setUint16(32, count * bytes, true);
  file.setUint16(34, bitDepth, true);
  text(36, "data");
  file.setUint32(40, size, true);
  for (let channel = 0; channel < count; channel++) {
    const data = buffer.getChannelData(channel);
    for (let i = 0; i < length; i++) {
      const at = 44 + (i * count + channel) * bytes;
      const sample = data[i] as number;
      const held = Math.max(-1, Math.min(1, sample));
      if (bitDepth === 16) file.setInt16(at, held * 32767, true);
      else if (bitDepth === 32) file.setFloat32(at, sample, true);
      else {
        const step = Math.round(held * 8388607);
        file.setUint16(at, step & 0xffff, true);
        file.setInt8(at + 2, step >> 16);
      }
    }
  }
  return new Blob([file.buffer], { type: "audio/wav" });
}
