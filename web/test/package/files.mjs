// What files promise, tried alike in Node and in a page. `io` is `{target(name), read(name)}`: where
// a file goes, and its bytes afterwards, null where there is none.

import { pattern } from "./pattern.mjs";
import { long } from "./promises.mjs";

function holds(truth, what) {
  if (!truth) throw new Error(what);
}

/** A float WAV holds the very samples of the mix, and its head the true length. */
export async function wavHoldsTheSamples({ RenderEngine }, io) {
  const engine = new RenderEngine();
  const whole = await engine.render(pattern);
  const written = await engine.renderTo(io.target("mix.wav"), pattern, { bitDepth: 32 });
  engine.close();
  const bytes = await io.read("mix.wav");
  const { length } = whole.audioBuffer;
  const data = 8 * length;
  holds(bytes.length === written.bytes, `${bytes.length} bytes of ${written.bytes}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  holds(view.getUint32(4, true) === bytes.length - 8, "the head knows the file's length");
  holds(view.getUint32(bytes.length - data - 4, true) === data, "and that of its samples");
  for (let i = 0; i < 2 * length; i++) {
    const sample = view.getFloat32(bytes.length - data + 4 * i, true);
    const wanted = whole.audioBuffer.getChannelData(i % 2)[i >> 1];
    holds(Object.is(sample, wanted), `sample ${i} is ${sample}, not ${wanted}`);
  }
}

/** Stems are files of their own, FLAC here, whose heads know how long they are. */
export async function stemsAreFiles({ RenderEngine }, io) {
  const engine = new RenderEngine();
  const { report, stems } = await engine.renderTo(io.target("mix.flac"), pattern, {
    format: "flac",
    bitDepth: 24,
    stemTarget: (stem) => io.target(`${stem.id}.flac`),
  });
  engine.close();
  const names = ["mix", ...stems.map((stem) => stem.id)];
  holds(names.join() === "mix,t1,t2,bus-1", names.join());
  for (const name of names) {
    const bytes = await io.read(`${name}.flac`);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    holds(view.getUint32(0) === 0x664c6143, `${name} is a FLAC`);
    // The low half of STREAMINFO's count of frames.
    holds(view.getUint32(22) === report.audio.frames, `${name} knows its length`);
  }
}

/** A cancelled file is not there, and an older one of its name still is. */
export async function cancelledFilesAreNotThere({ RenderEngine }, io) {
  const engine = new RenderEngine();
  await engine.renderTo(io.target("old.wav"), pattern, { to: 1, tail: "cut" });
  const old = await io.read("old.wav");
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort() };
  const name = await engine
    .renderTo(io.target("old.wav"), long(30), options)
    .then(() => "none", (error) => error.name);
  holds(name === "AbortError", `it rejects with ${name}`);
  const kept = await io.read("old.wav");
  holds(kept.length === old.length && kept.every((byte, i) => byte === old[i]), "the old one stays");
  const bad = await engine.renderTo(io.target("a.wav"), pattern, { format: "ogg" }).catch((e) => e);
  engine.close();
  holds(bad.code === "format" && bad.message.includes("ogg"), String(bad));
}

/** A stream of bytes gets the whole file in order, its head exact where the length is known. */
export async function anyStreamTakesFiles({ RenderEngine }) {
  const engine = new RenderEngine();
  const parts = [];
  let closed = false;
  const stream = new WritableStream({
    write: (part) => void parts.push(part),
    close: () => {
      closed = true;
    },
  });
  const { bytes } = await engine.renderTo(stream, pattern, { length: 44100 });
  engine.close();
  const length = parts.reduce((length, part) => length + part.length, 0);
  holds(closed && length === bytes, `${length} bytes of ${bytes}`);
  const head = new DataView(parts[0].buffer, parts[0].byteOffset);
  holds(head.getUint32(4, true) === length - 8, "the head is exact from the start");
}

/** Sixty minutes to a file; `memory()` tells the bytes in use, which do not grow with them. */
export async function anHourNeedsNoMore({ RenderEngine }, io, memory = () => 0) {
  const engine = new RenderEngine();
  const lead = { ...pattern.instruments.lead, effectChain: [], mixerTrackId: "master" };
  const plain = { data: { lead: pattern.data.lead }, instruments: { lead }, bpm: 120, length: 32 };
  const hour = [{ patternData: plain, startTime: 0, duration: 7200 }];
  const seen = [];
  const onProgress = ({ position, length }) => seen.push([position / length, memory()]);
  const options = { sampleRate: 8000, tail: "cut", onProgress };
  const { duration, bytes } = await engine.renderTo(io.target("hour.wav"), hour, options);
  engine.close();
  // The last of 900 turns begins on beat 7192, and its last note ends five beats later.
  holds(duration === 7197 / 2, `it lasts ${duration} s`);
  holds(bytes > duration * 8000 * 4, `it has ${bytes} bytes`);
  // By half an hour all there is to a render is there; the other half needs no more. The file is
  // 115 MB; an eighth of it allows for a garbage collector that is in no hurry.
  const most = (from, to) =>
    Math.max(...seen.filter(([part]) => part > from && part <= to).map(([, used]) => used));
  const growth = most(0.5, 1) - most(0, 0.5);
  holds(growth < bytes / 8, `memory grows by ${growth} bytes`);
}
