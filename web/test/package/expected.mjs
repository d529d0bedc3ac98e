// What the recorded session sees, worked out by hand from the old rules.

/** `seen` lends what is only bounded: peaks. */
export function expected(seen) {
  const named = { channels: 2, patternId: "pattern-7", patternName: "Night Bus" };
  const of = (length, sampleRate) => {
    return { length, numberOfChannels: 2, duration: length / sampleRate, sampleRate, ...named };
  };
  return {
    begin: {
      isRendering: false,
      renderQueue: 0,
      sampleRate: 44100,
      maxRenderTime: 300,
      progress: { isRendering: false, queueLength: 0, progress: 1 },
      singleton: true,
    },
    during: true,
    // The last note ends on beat 6.25; half a beat and the Pluck's release of half a second, a
    // beat, make 7.75, so 8 beats of half a second.
    pattern: of(4 * 48000, 48000),
    sameOptions: true,
    timestamp: true,
    // Audible, and below -1 dBTP by predictive gain.
    peak: seen.peak > 0.05 && seen.peak <= 10 ** (-1 / 20) ? seen.peak : "between 0.05 and -1 dB",
    preview: of(3 * 22050, 22050),
    hq: of(4 * 48000, 48000),
    master: of(4 * 96000, 96000),
    fixed: of(132300, 44100),
    floor: of(88200, 44100),
    // Twelve beats and five seconds.
    arrangement: { frames: 11 * 44100, duration: 11, sampleRate: 44100, patterns: 2 },
    empty: "Arrangement is empty",
    // A second at double speed.
    sample: [1, 22050, 44100],
    // Six beats.
    track: [2, 3 * 44100, 44100],
    // The normalised peak, rounded to single precision.
    trackPeak: Math.abs(seen.trackPeak - 0.95) < 1e-7 ? seen.trackPeak : 0.95,
    tooLong: "Render time too long: 4s (max: 1s)",
    wav: ["audio/wav", 44 + 4 * 48000 * 4],
    helpers: [0.5, 0.5, 54, 4 * 44100],
    end: { isRendering: false, queueLength: 0, progress: 1 },
  };
}
