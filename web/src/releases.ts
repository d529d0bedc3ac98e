// Seconds of release of the synth's presets by name, for the old engine's length rule. A test
// holds them equal to the module's.

/** `amplitudeEnvelope.release` of each preset. */
export const RELEASES: Readonly<Record<string, number>> = {
  Piano: 1,
  "E. Piano": 0.8,
  "Warm Pad": 2.5,
  "Classic Lead": 0.4,
  Bass: 0.2,
  Pluck: 0.5,
  Organ: 0.05,
  Strings: 2,
  "808 Bass": 0.4,
  "Bell Synth": 0.6,
  "Sub Bass": 0.3,
  "Reese Bass": 0.25,
  "Supersaw Lead": 0.4,
  "Acid Lead": 0.15,
  "Lush Pad": 3.5,
  "Analog Pad": 2.5,
  "Hyper Saw": 0.5,
  "Trance Pluck": 0.4,
  "Dream Pad": 4,
  "Wobble Bass": 0.2,
  "Arp Lead": 0.12,
  "Fat Bass": 0.25,
  "Vocal Synth": 0.6,
  "Sidechain Lead": 0.35,
};
