// What every call promises beyond the old engine's, tried alike in Node and in a page. Each of
// these throws where a promise is broken.

import { pattern } from "./pattern.mjs";

/** A song that lasts `minutes`: the pattern again and again. */
export function long(minutes) {
  // A beat is half a second.
  return [{ patternData: { ...pattern, length: 32 }, startTime: 0, duration: minutes * 120 }];
}

function holds(truth, what) {
  if (!truth) throw new Error(what);
}

/** Progress never goes back, and ends with position and length alike. */
export async function progressIsMonotonic({ RenderEngine }) {
  const engine = new RenderEngine();
  const told = [];
  const options = { length: 60 * 44100, onProgress: (progress) => told.push(progress) };
  const { audioBuffer } = await engine.renderPattern(pattern, options);
  engine.close();
  holds(told.length > 1, `progress was told ${told.length} times`);
  for (const [i, { position, length }] of told.entries()) {
    holds(length === audioBuffer.length, `length is ${length} of ${audioBuffer.length}`);
    holds(i === 0 || position > told[i - 1].position, "progress went back");
  }
  const last = told.at(-1);
  holds(last.position === last.length && last.secondsLeft === 0, "progress ends at the end");
  holds(last.speed > 0, "there is a speed");
  const names = last.tracks.map((track) => track.name).join();
  holds(names === "Lead,Kick,Room", `tracks are ${names}`);
  holds(last.tracks.every((track) => track.peak > 0), "each track has a level");
}

/** An abort rejects the call with its reason within 100 ms, and the next render works. */
export async function cancelIsQuick({ RenderEngine }) {
  const engine = new RenderEngine();
  const before = await engine.renderPattern(pattern);
  const controller = new AbortController();
  let aborted = 0;
  const onProgress = () => {
    if (aborted > 0) return;
    aborted = performance.now();
    controller.abort(new Error("enough"));
  };
  const options = { signal: controller.signal, onProgress, length: 280 * 44100 };
  const reason = await engine.renderPattern(pattern, options).catch((error) => error.message);
  const took = performance.now() - aborted;
  holds(reason === "enough", `the reason is ${reason}`);
  holds(took < 100, `it took ${took} ms`);
  holds(!engine.isRendering, "nothing is left running");
  const running = engine.renderPattern(pattern, { length: 280 * 44100 });
  setTimeout(() => engine.cancelRender(), 10);
  const name = await running.then(() => "none", (error) => error.name);
  holds(name === "AbortError", `cancelRender rejects with ${name}`);
  const after = await engine.renderPattern(pattern);
  engine.close();
  holds(before.report.audio.hash === after.report.audio.hash, "the next render is as ever");
}

/** A stream's windows follow one another, and are what a buffer has; leaving it ends it. */
export async function streamIsTheSame({ RenderEngine }) {
  const engine = new RenderEngine();
  const options = { stems: true, length: 4 * 44100 };
  const whole = await engine.render(pattern, options);
  const stream = engine.stream(pattern, options);
  const { stems, length } = await stream.ready;
  let at = 0;
  for await (const window of stream) {
    holds(window.start === at, `a window begins at ${window.start}, not ${at}`);
    const left = whole.audioBuffer.getChannelData(0).subarray(at, at + window.frames);
    holds(window.left.every((sample, i) => Object.is(sample, left[i])), "the mix is the same");
    for (const [i, stem] of window.stems.entries()) {
      const right = whole.stems[i].audioBuffer.getChannelData(1).subarray(at, at + window.frames);
      holds(stem.right.every((sample, i) => Object.is(sample, right[i])), "stems are the same");
    }
    at += window.frames;
  }
  holds(at === length && length === 4 * 44100, `there were ${at} frames of ${length}`);
  holds(stems.map((stem) => stem.id).join() === "t1,t2,bus-1", "each track and bus has a stem");
  holds((await stream.report).audio.hash === whole.report.audio.hash, "the hash is the same");
  for await (const window of engine.stream(pattern, options)) {
    holds(window.frames > 0, "a first window");
    break;
  }
  holds(!engine.isRendering, "a stream that was left is over");
  const reader = engine.stream(pattern, options).readable().getReader();
  let frames = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    frames += part.value.frames;
  }
  engine.close();
  holds(frames === length, "a readable stream has all of it");
}

/** What was decoded and resampled once is there for the next render of the same engine. */
export async function cachesAreWarm({ RenderEngine }, recording) {
  let loads = 0;
  const loadSample = () => {
    loads += 1;
    return recording;
  };
  const engine = new RenderEngine({ loadSample });
  const cold = await engine.renderPattern(pattern);
  const warm = await engine.renderPattern(pattern);
  engine.close();
  holds(loads === 1, `the recording was asked for ${loads} times`);
  holds(cold.report.resources.misses > 0, "the first render loads");
  holds(warm.report.resources.misses === 0, "the second loads nothing");
  holds(cold.report.audio.hash === warm.report.audio.hash, "it cannot be heard");
  const codes = warm.diagnostics.map((diagnostic) => diagnostic.code);
  holds(!codes.includes("recording-missing"), `diagnostics are ${codes}`);
}

/** On how many workers a song is rendered cannot be heard, nor seen but in times. */
export async function workersCannotBeHeard({ RenderEngine }, recording) {
  const about = ({ tracks, prints, audio, levels }) =>
    JSON.stringify({ tracks: tracks.map((it) => ({ ...it, seconds: 0 })), prints, audio, levels });
  const seen = [];
  for (const workersPerRender of [1, 2, 4]) {
    const engine = new RenderEngine({ workersPerRender, loadSample: () => recording });
    for (const stems of [false, true]) {
      const rendered = await engine.render(pattern, { stems });
      const samples = rendered.stems.map((stem) => stem.audioBuffer.getChannelData(0)[30000]);
      seen.push({ stems, about: `${about(rendered.report)} ${samples}` });
    }
    engine.close();
  }
  for (const { stems, about } of seen) {
    const alone = seen.find((other) => other.stems === stems);
    holds(about === alone.about, `${about} is not ${alone.about}`);
  }
}

/** A MIDI file is a document like any other. */
export async function midiIsRead({ RenderEngine }) {
  // One track: program 1, a quarter of middle C, the end; 96 ticks a quarter.
  const track = [0, 0xc0, 0, 0, 0x90, 60, 100, 96, 0x80, 60, 0, 0, 0xff, 0x2f, 0];
  const text = (letters) => [...letters].map((letter) => letter.charCodeAt(0));
  const head = [...text("MThd"), 0, 0, 0, 6, 0, 0, 0, 1, 0, 96];
  const bytes = new Uint8Array([...head, ...text("MTrk"), 0, 0, 0, track.length, ...track]);
  const engine = new RenderEngine();
  const stream = engine.stream(bytes);
  let peak = 0;
  for await (const { left } of stream) peak = left.reduce((a, b) => Math.max(a, Math.abs(b)), peak);
  const { tracks } = await stream.report;
  engine.close();
  holds(peak > 0.01, `its peak is ${peak}`);
  const notes = tracks.reduce((notes, track) => notes + track.notes, 0);
  holds(notes === 1, `it has ${notes} notes`);
}

/** A document that cannot be read is refused in words, and the engine goes on. */
export async function badSongsAreRefusedInWords({ RenderEngine, RebounceError }) {
  const engine = new RenderEngine();
  for (const document of ["", "{", "null", '{"format": "rebounce-song", "version": 99}']) {
    const error = await engine.render(document).catch((error) => error);
    holds(error instanceof RebounceError, `${document}: ${error}`);
    holds(error.code === "unreadable-song", `${document}: ${error.code}`);
    holds(error.message.length > 10, `${document}: ${error.message}`);
  }
  const song = { format: "rebounce-song", version: 1, mixer: { tracks: [{ id: "a", pan: "x" }] } };
  const named = await engine.render(song).catch((error) => error);
  holds(named.message.includes("mixer.tracks[0].pan"), named.message);
  const error = await engine.render(pattern, { gain: "loud" }).catch((error) => error);
  holds(error.code === "option" && error.message.includes("options.gain"), error.message);
  const { diagnostics } = await engine.renderPattern({ ...pattern, instruments: {} });
  engine.close();
  holds(diagnostics.length > 0 && diagnostics[0].place.length > 0, "what is missing is told");
}
