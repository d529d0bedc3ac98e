// A pattern of the old engine's shape, and a recording, for the tests.

/** Eight beats of a synth and a drum at 120 beats per minute, with a bus and effects. */
export const pattern = {
  id: "pattern-7",
  name: "Night Bus",
  bpm: 120,
  data: {
    lead: [
      { time: 0, pitch: "C4", velocity: 100, length: 4 },
      { time: 4, pitch: "Eb4", velocity: 90, length: "4n" },
      { startTime: 12, note: 67, velocity: 0.8, duration: 8 },
    ],
    kick: [0, 8, 16, 24].map((time) => ({ time, pitch: "C2", velocity: 110, length: 1 })),
  },
  instruments: {
    lead: { id: "lead", name: "Lead", type: "vasynth", presetName: "Pluck", mixerTrackId: "t1" },
    kick: { id: "kick", name: "Kick", type: "sample", url: "kick.wav", mixerTrackId: "t2" },
  },
  mixerTracks: {
    t1: {
      id: "t1",
      name: "Lead",
      gain: 0.8,
      pan: -0.2,
      insertEffects: [{ id: "e", type: "Saturator", settings: { distortion: 0.3 } }],
      sends: [{ busId: "bus-1", level: 0.4 }],
    },
    t2: { id: "t2", name: "Kick", gain: 0.9 },
    "bus-1": {
      id: "bus-1",
      name: "Room",
      type: "bus",
      insertEffects: [{ id: "r", type: "ModernReverb", settings: { wet: 1 } }],
    },
    master: { id: "master", name: "Master", type: "master", gain: 1 },
  },
};

/** A second of a falling tone, mono, as an `AudioBuffer` answers. */
export function recording(sampleRate = 44100) {
  const samples = new Float32Array(sampleRate);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    phase += (800 - (600 * i) / samples.length) / sampleRate;
    samples[i] = 0.5 * Math.sin(2 * Math.PI * phase);
  }
  return {
    sampleRate,
    length: samples.length,
    duration: 1,
    numberOfChannels: 1,
    getChannelData: () => samples,
  };
}
