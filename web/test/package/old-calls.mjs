// A recorded session of a host that was written for the old RenderEngine: its calls, options and
// reads of results as they were. Nothing here knows of Rebounce; `RenderEngine` and
// `getRenderEngine` are whatever is handed in.

/** Plays the session; what the host saw. */
export async function session({ RenderEngine, getRenderEngine }, { pattern, recording }) {
  const seen = {};
  const engine = new RenderEngine();
  seen.begin = {
    isRendering: engine.isRendering,
    renderQueue: engine.renderQueue.length,
    sampleRate: engine.sampleRate,
    maxRenderTime: engine.maxRenderTime,
    progress: engine.getRenderProgress(),
    singleton: getRenderEngine() === getRenderEngine(),
  };

  const options = {
    sampleRate: 48000,
    bitDepth: 24,
    includeEffects: true,
    fadeOut: true,
    length: null,
    startTime: 0,
    endTime: null,
  };
  const running = engine.renderPattern(pattern, options);
  seen.during = engine.isRendering;
  const result = await running;
  seen.pattern = shape(result);
  seen.sameOptions = result.options === options;
  seen.timestamp = Math.abs(result.renderTime - Date.now()) < 60_000;
  seen.peak = peak(result.audioBuffer);

  seen.preview = shape(await engine.renderPatternPreview(pattern, 3));
  seen.hq = shape(await engine.renderPatternHQ(pattern));
  seen.master = shape(await engine.renderPatternMaster(pattern));
  seen.fixed = shape(await engine.renderPattern(pattern, { length: 132300, includeEffects: false }));
  seen.floor = shape(await engine.renderPattern(pattern, { length: 100 }));

  const arrangement = await engine.renderArrangement(
    [
      { patternData: pattern, startTime: 0, duration: 8 },
      { patternData: pattern, startTime: 8, duration: 4 },
    ],
    { sampleRate: 44100, includeEffects: true },
  );
  seen.arrangement = {
    frames: arrangement.audioBuffer.length,
    duration: arrangement.duration,
    sampleRate: arrangement.sampleRate,
    patterns: arrangement.patterns,
  };
  seen.empty = await message(engine.renderArrangement([], {}));

  const sample = await engine.renderSampleWithEffects(recording, {
    fadeIn: 0.01,
    fadeOut: 0.1,
    gain: -6,
    playbackRate: 2,
    effects: [{ type: "ModernDelay", settings: {} }],
  });
  seen.sample = [sample.numberOfChannels, sample.length, sample.sampleRate];

  const track = await engine.renderTrackToAudio(
    [
      { type: "pattern", patternId: "p", startTime: 0, duration: 4 },
      { type: "audio", sampleId: "riser", startTime: 4, duration: 2, gain: -3, fadeIn: 0.5 },
    ],
    new Map([["riser", { id: "riser", name: "Riser", type: "sample", audioBuffer: recording }]]),
    new Map([["p", pattern]]),
    { bpm: 120, normalize: true },
  );
  seen.track = [track.numberOfChannels, track.length, track.sampleRate];
  seen.trackPeak = peak(track);

  engine.maxRenderTime = 1;
  seen.tooLong = await message(engine.renderPattern(pattern, {}));
  engine.maxRenderTime = 300;

  const wav = engine.audioBufferToWav(result.audioBuffer);
  seen.wav = [wav.type, wav.size];
  seen.helpers = [
    engine._durationToBeats("8n"),
    engine._durationToBeats(2),
    engine._noteNameToMidi("F#3"),
    engine._calculatePatternLength(pattern, { sampleRate: 44100 }),
  ];
  engine.updateSampleRate();
  engine.cancelRender();
  seen.end = engine.getRenderProgress();
  return seen;
}

function shape({ audioBuffer, duration, sampleRate, channels, patternId, patternName }) {
  const { length, numberOfChannels } = audioBuffer;
  return { length, numberOfChannels, duration, sampleRate, channels, patternId, patternName };
}

function peak(buffer) {
  let peak = 0;
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    for (const sample of buffer.getChannelData(channel)) peak = Math.max(peak, Math.abs(sample));
  }
  return peak;
}

function message(promise) {
  return promise.then(() => "no error", (error) => error.message);
}
