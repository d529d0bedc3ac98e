//! Songs for the tests, recordings in memory, and ways to render.

#![allow(dead_code, reason = "each test file uses what it needs")]

use rebounce::{AssetError, Assets, Options, Render, Report};
use rebounce_codec::{DecodeLimits, decode};
use rebounce_dsp::Recording;
use rebounce_song::{Song, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Recordings by name.
#[derive(Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, Arc<Recording>>);

impl Memory {
    /// Adds a file.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) {
        let decoded = decode(bytes, &DecodeLimits::default()).expect("it is a sound");
        self.0.insert(name.to_owned(), Arc::new(decoded.recording));
    }
}

impl Assets for Memory {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        self.0.get(reference).cloned().ok_or_else(|| AssetError {
            code: "recording-missing".to_owned(),
            message: reference.to_owned(),
        })
    }
}

/// A song from Rebounce's own format without its head.
pub(crate) fn song(body: &str) -> Song {
    json::read(&format!(r#"{{"format": "rebounce-song", "version": 1, {body}}}"#))
        .expect("the test's song is well formed")
}

/// Renders all of a song; the mix `[channel][frame]`.
pub(crate) fn mix(song: &Song, assets: &dyn Assets, options: &Options) -> ([Vec<f32>; 2], Report) {
    let mut render = Render::new(song, assets, options).expect("the song is legal");
    let mut mix = [Vec::new(), Vec::new()];
    while let Some(window) = render.next_window() {
        mix[0].extend_from_slice(window.left);
        mix[1].extend_from_slice(window.right);
    }
    (mix, render.finish())
}

pub(crate) fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// The largest difference of two sounds, as long as the shorter.
pub(crate) fn difference(a: &[Vec<f32>; 2], b: &[Vec<f32>; 2]) -> f32 {
    let both = a.iter().zip(b).flat_map(|(a, b)| a.iter().zip(b));
    both.fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// Two patterns in an arrangement, on tracks with effects, sends, a side chain and moving faders.
pub(crate) fn band() -> Song {
    song(BAND)
}

const BAND: &str = r#"
"name": "Band", "tempo": 127, "swing": {"amount": 0.15},
"instruments": [
  {"id": "kick", "name": "Kick", "output": "drums", "sound": {"type": "drum", "kind": "kick"}},
  {"id": "hat", "name": "Hat", "output": "drums", "pan": 0.3, "sound": {"type": "drum", "kind": "closedHat"}},
  {"id": "bass", "name": "Sub bass", "output": "bass", "sound": {"type": "va", "voiceMode": "mono", "legato": true, "portamento": 0.05,
     "filter": {"cutoff": 400, "resonance": 6, "envelopeAmount": 1500, "drive": 0.3}}},
  {"id": "pad", "name": "Pad", "output": "pad", "sound": {"type": "va",
     "oscillators": [{"waveform": "supersaw"}, {"waveform": "square"}, {"waveform": "triangle", "octave": -1}],
     "lfo": {"depth": 0.6, "target": "oscillatorDetune"}, "amplitudeEnvelope": {"attack": 0.1, "release": 0.8}}},
  {"id": "lead", "name": "Lead", "output": "lead", "sound": {"type": "va", "cutItself": false, "amplitudeEnvelope": {"release": 0.2}}}
],
"patterns": [
 {"id": "beat", "name": "Beat", "parts": [
  {"instrument": "kick", "notes": [{"start": 0}, {"start": 1}, {"start": 2}, {"start": 3, "velocity": 0.6}, {"start": 3.75}]},
  {"instrument": "hat", "notes": [{"start": 0.5}, {"start": 0.75}, {"start": 1.25}, {"start": 1.5, "velocity": 0.4}, {"start": 2.75}]},
  {"instrument": "bass", "notes": [{"start": 0, "length": 1, "key": 36}, {"start": 0.9, "length": 0.5, "key": 43}, {"start": 2, "length": 1.5, "key": 34, "bend": [{"at": 0, "bend": 0}, {"at": 1, "bend": 2}]}]}
 ], "automation": [{"target": {"type": "gain", "track": "drums"}, "points": [{"at": 0, "value": 0.5}, {"at": 4, "value": 1}]},
    {"target": {"type": "instrument", "instrument": "hat", "control": "level"}, "points": [{"at": 0, "value": 1}, {"at": 3, "value": 0.3}]}]},
 {"id": "chords", "name": "Chords", "parts": [
  {"instrument": "pad", "notes": [{"start": 0, "length": 3.7, "key": 60, "velocity": 0.7}, {"start": 0, "length": 3.5, "key": 63.5}, {"start": 1, "length": 2, "key": 67}, {"start": 2, "length": 1, "key": 72}]},
  {"instrument": "lead", "notes": [{"start": 0.5, "length": 0.5, "key": 76}, {"start": 2.5, "length": 1, "key": 79}, {"start": 2.5, "length": 1, "key": 83}]}
 ]},
 {"id": "tune", "name": "Tune", "length": 4, "parts": [
  {"instrument": "lead", "notes": [{"start": 0, "length": 1.9, "key": 72}, {"start": 2, "length": 0.75, "key": 74}]}
 ]}],
"arrangement": {"clips": [
  {"start": 0, "length": 10, "content": {"type": "pattern", "pattern": "beat"}},
  {"start": 4, "length": 7, "content": {"type": "pattern", "pattern": "chords", "offset": 1}},
  {"start": 0, "length": 12, "content": {"type": "pattern", "pattern": "tune"}},
  {"start": 14, "length": 4, "content": {"type": "pattern", "pattern": "beat"}}
]},
"mixer": {
  "tracks": [
    {"id": "drums", "name": "Drums", "gain": 0.9, "inserts": [{"type": "compressor", "settings": {"ratio": 3}}, {"type": "stardust-chorus", "settings": {"wet": 0.3}}], "sends": [{"to": "room", "level": 0.2}]},
    {"id": "bass", "name": "Bass", "gain": 0.7, "eq": {"low": 2, "mid": -1, "high": 0}, "inserts": [{"type": "saturator", "settings": {"distortion": 0.2}}]},
    {"id": "pad", "name": "Pad", "gain": 0.5, "inserts": [{"type": "compressor", "sideChain": "drums", "settings": {"scEnable": 1, "threshold": -30}}], "sends": [{"to": "room", "level": 0.4, "preFader": true}]},
    {"id": "lead", "name": "Lead", "gain": 0.4},
    {"id": "room", "name": "Room", "kind": "bus", "inserts": [{"type": "modern-reverb", "settings": {"decay": 1.2}}]}
  ],
  "master": {"inserts": [{"type": "limiter", "settings": {"ceiling": -1}}]}
}"#;
