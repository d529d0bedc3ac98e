// The export manager's calls, tried alike in Node and in a page. Each of these throws where a
// promise is broken.

import { long } from "./promises.mjs";
import { pattern, recording } from "./pattern.mjs";

function holds(truth, what) {
  if (!truth) throw new Error(what);
}

function manager({ AudioExportManager }, more = {}) {
  const downloads = [];
  const host = {
    project: () => pattern,
    loadSample: () => recording(22050),
    download: (file) => downloads.push(file.filename),
    ...more,
  };
  return { exports: new AudioExportManager(host), downloads };
}

/** The name of a file without the moment it was made. */
const plain = ({ filename }) => filename.replace(/_\d{13}/, "");

/** A pattern becomes a file that has the fields of old, is handed to the host, and is normalised. */
export async function aPatternBecomesAFile(rebounce) {
  const { exports, downloads } = manager(rebounce);
  const running = exports.exportPattern("pattern-7");
  holds(exports.isExporting && exports.getExportProgress().isExporting, "it is told that it runs");
  const [file, ...others] = await running;
  holds(others.length === 0 && plain(file) === "Night Bus.wav", `it is ${file.filename}`);
  holds(file.type === "audio/wav" && file.size === file.blob.size, "type and size are told");
  const { buffer } = file;
  holds(
    buffer.length === 4 * 44100 && buffer.sampleRate === 44100,
    `it has ${buffer.length} frames`,
  );
  const peak = buffer.getChannelData(0).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const other = buffer.getChannelData(1).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  holds(Math.abs(Math.max(peak, other) - 1) < 1e-5, `its peak is ${Math.max(peak, other)}`);
  holds(downloads.join() === file.filename, `downloads are ${downloads}`);
  const head = new TextDecoder("latin1").decode(await file.blob.slice(0, 4).arrayBuffer());
  holds(head === "RIFF" && !exports.isExporting, "it is a WAV file, and nothing runs any more");
  const [flac] = await exports.quickMixdown("pattern-7", { format: "audio/flac", download: false });
  holds(plain(flac) === "Night Bus.flac" && flac.sampleRate === 48000, `it is ${flac.filename}`);
  holds(downloads.length === 1, "nothing was downloaded that was not wanted");
  exports.close();
}

/** Channels and stems are of one pass: equally long, and named after their instruments. */
export async function partsAreOfOnePass(rebounce) {
  const { exports } = manager(rebounce);
  const channels = await exports.exportPatternChannels("pattern-7");
  holds(
    channels.map(plain).join() === "Night Bus_Lead.wav,Night Bus_Kick.wav",
    `${channels.map(plain)}`,
  );
  const stems = await exports.exportStems("pattern-7");
  holds(stems.map((file) => file.id).join() === "drums,melody", `${stems.map((file) => file.id)}`);
  holds(stems[0].buffer.length === stems[1].buffer.length, "stems are equally long");
  const told = [];
  const tell = (id, percent, status) => told.push(`${id} ${percent} ${status}`);
  const tracks = await exports.exportChannels(["t1", "master"], {}, tell);
  holds(tracks.map((track) => track.channelId).join() === "t1,master", "each track has its result");
  holds(tracks.map((track) => track.filename).join() === "Lead.wav,Mix.wav", "and its name");
  holds(told[0] === "t1 0 starting" && told.at(-1) === "master 100 completed", `${told.at(-1)}`);
  const master = await exports.exportMaster({ fileNameTemplate: "{patternName} {quality}" });
  holds(master.filename === "Night Bus STANDARD.wav", `it is ${master.filename}`);
  exports.close();
}

/** A pattern goes into the project as audio, by way of the host. */
export async function aPatternBecomesAudio(rebounce) {
  const addAsset = (file, id) => `${id}/${file.filename}`;
  const placeClip = (asset) => `clip of ${asset}`;
  const { exports, downloads } = manager(rebounce, { addAsset, placeClip, loadSample: () => null });
  const percents = [];
  const onProgress = ({ percent }) => percents.push(percent);
  const made = await exports.patternToAudioWorkflow("pattern-7", {
    replaceOriginal: true,
    onProgress,
  });
  const codes = made.exportFiles[0].diagnostics.map(({ code }) => code);
  holds(codes.includes("recording-missing"), `what is missing is told: ${codes}`);
  holds(made.assetId === "pattern-7/Night Bus_frozen.wav", `the asset is ${made.assetId}`);
  holds(made.clipId === `clip of ${made.assetId}`, `the clip is ${made.clipId}`);
  holds(made.cpuSavings.estimatedSavings === "60%", `it saves ${made.cpuSavings.estimatedSavings}`);
  holds(percents.join() === "10,60,90" && downloads.length === 0, `progress is ${percents}`);
  const all = await exports.batchExportPatterns(["pattern-7", "none"]);
  holds(all[0].success && !all[1].success, "one that fails stops no other");
  holds(all[1].error === "Pattern none not found", all[1].error);
  exports.close();
}

/** The timeline becomes a file, with progress; a cancel ends it at once, and the next one works. */
export async function anArrangementIsExportedAndCancelled(rebounce) {
  let project = [{ patternData: pattern, startTime: 0, duration: 8 }];
  const { exports } = manager(rebounce, { project: () => project });
  const percents = [];
  const whole = await exports.exportArrangement("a", { download: false }, (percent) =>
    percents.push(percent),
  );
  holds(whole.duration > 4 && whole.format === "audio/wav", `it lasts ${whole.duration} s`);
  holds(
    percents.every((percent, i) => i === 0 || percent >= percents[i - 1]),
    "progress went back",
  );
  holds(percents[0] === 0 && percents.at(-1) === 100, `progress is ${percents}`);
  project = long(60);
  let began = 0;
  const controller = new AbortController();
  const onPercent = (percent) => {
    if (percent <= 20 || began > 0) return;
    began = performance.now();
    controller.abort(new Error("enough"));
  };
  const told = await exports
    .exportArrangement("a", { signal: controller.signal, download: false }, onPercent)
    .then(
      () => "nothing",
      (error) => error.message,
    );
  const took = performance.now() - began;
  holds(told === "enough" && took < 100, `it was told ${told} after ${took} ms`);
  const running = exports.exportArrangement("a", { download: false });
  setTimeout(() => exports.cancelAllExports(), 200);
  holds((await running.catch((error) => error.name)) === "AbortError", "cancelling rejects");
  project = [{ patternData: pattern, startTime: 0, duration: 8 }];
  const again = await exports.exportArrangement("a", { download: false });
  holds(again.size === whole.size, "the next one is as ever");
  exports.close();
}

/** The old accessor gives one manager to all, once the host has said what it brings. */
export async function thereIsOneManager({ getAudioExportManager }) {
  const told = (() => {
    try {
      return String(getAudioExportManager());
    } catch (error) {
      return error.message;
    }
  })();
  holds(told.includes("the host"), told);
  const made = getAudioExportManager({ project: () => pattern, loadSample: () => null });
  holds(getAudioExportManager() === made, "it is the same");
  const files = await made.freezePattern("pattern-7");
  holds(files[0].filename === "Night Bus_frozen.wav", files[0].filename);
  made.close();
}

/** What cannot be exported is refused in the old words. */
export async function whatCannotBeIsRefused(rebounce) {
  const { exports } = manager(rebounce);
  const told = (call) =>
    call.then(
      () => "nothing",
      (error) => error.message,
    );
  const wanted = {
    "Pattern none not found": () => exports.exportPattern("none"),
    "Export type x not supported": () => exports.exportPattern("pattern-7", { type: "x" }),
    "No channels selected for export": () => exports.exportChannels([]),
    "Arrangement has no clips": () => exports.exportArrangement("a"),
    "audio/mpeg files are not written": () =>
      exports.exportPattern("pattern-7", { format: "audio/mpeg" }),
  };
  for (const [words, call] of Object.entries(wanted)) {
    const found = await told(call());
    holds(found.startsWith(words), `${found}: wanted ${words}`);
  }
  exports.close();
}
