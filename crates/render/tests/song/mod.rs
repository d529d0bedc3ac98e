//! Songs for the tests, and ways to render them.

#![allow(dead_code, reason = "each test file uses what it needs")]

use rebounce::{NoAssets, Options, Render, Report};
use rebounce_song::{Song, json};

/// A rendered mix with its stems and report.
pub(crate) struct Rendered {
    /// `[channel][frame]`.
    pub(crate) mix: [Vec<f32>; 2],
    /// By stem: name, `[channel][frame]`.
    pub(crate) stems: Vec<(String, [Vec<f32>; 2])>,
    pub(crate) report: Report,
}

/// Renders all of a song.
pub(crate) fn render(song: &Song, options: &Options) -> Rendered {
    let mut render = Render::new(song, &NoAssets, options).expect("the song is legal");
    let mut mix = [Vec::new(), Vec::new()];
    let mut stems: Vec<(String, [Vec<f32>; 2])> =
        render.stems().iter().map(|stem| (stem.name.clone(), [vec![], vec![]])).collect();
    while let Some(window) = render.next_window() {
        assert_eq!(window.start, mix[0].len() as u64, "windows come in order");
        mix[0].extend_from_slice(window.left);
        mix[1].extend_from_slice(window.right);
        for ((_, stem), window) in stems.iter_mut().zip(&window.stems) {
            stem[0].extend_from_slice(window.left);
            stem[1].extend_from_slice(window.right);
        }
    }
    Rendered { mix, stems, report: render.finish() }
}

/// A song from Rebounce's own format without its head.
pub(crate) fn song(body: &str) -> Song {
    json::read(&format!(r#"{{"format": "rebounce-song", "version": 1, {body}}}"#))
        .expect("the test's song is well formed")
}

/// A bit of everything: poly and mono synths, drums, effects on tracks, a bus and the master.
pub(crate) fn full() -> Song {
    song(FULL)
}

/// The same with a linear master and linear effects only.
pub(crate) fn linear() -> Song {
    let mut song = full();
    song.mixer.master.inserts.clear();
    song
}

const FULL: &str = r#"
"name": "Full", "tempo": 132, "swing": {"amount": 0.2},
"instruments": [
  {"id": "kick", "output": "drums", "sound": {"type": "drum", "kind": "kick"}},
  {"id": "hat", "output": "drums", "pan": 0.3, "sound": {"type": "drum", "kind": "closedHat"}},
  {"id": "bass", "output": "bass", "sound": {"type": "va", "voiceMode": "mono", "legato": true, "portamento": 0.05,
     "filter": {"cutoff": 400, "resonance": 6, "envelopeAmount": 1500, "drive": 0.3}}},
  {"id": "pad", "output": "pad", "sound": {"type": "va",
     "oscillators": [{"waveform": "supersaw"}, {"waveform": "square", "pulseWidth": 0.3}, {"waveform": "triangle", "octave": -1}],
     "lfo": {"depth": 0.6, "target": "oscillatorDetune"}, "amplitudeEnvelope": {"attack": 0.3, "release": 0.8}}}
],
"patterns": [{"id": "p", "length": 8, "parts": [
  {"instrument": "kick", "notes": [{"start": 0}, {"start": 1}, {"start": 2}, {"start": 3, "velocity": 0.6}, {"start": 3.75}]},
  {"instrument": "hat", "notes": [{"start": 0.5}, {"start": 0.75}, {"start": 1.25}, {"start": 1.5, "velocity": 0.4}, {"start": 2.75}]},
  {"instrument": "bass", "notes": [{"start": 0, "length": 1, "key": 36}, {"start": 0.9, "length": 0.5, "key": 43}, {"start": 2, "length": 1.5, "key": 34, "bend": [{"at": 0, "bend": 0}, {"at": 1, "bend": 2}]}]},
  {"instrument": "pad", "notes": [{"start": 0, "length": 3.7, "key": 60, "velocity": 0.7}, {"start": 0, "length": 3.5, "key": 63.5}, {"start": 1, "length": 2, "key": 67, "pan": -0.5}, {"start": 2, "length": 1, "key": 72}]}
]}],
"arrangement": {"clips": [{"start": 0, "length": 10, "content": {"type": "pattern", "pattern": "p"}}]},
"mixer": {
  "tracks": [
    {"id": "drums", "name": "Drums", "gain": 0.9, "inserts": [{"type": "compressor", "settings": {"ratio": 3}}], "sends": [{"to": "room", "level": 0.2}]},
    {"id": "bass", "name": "Bass", "gain": 0.7, "pan": -0.1, "eq": {"low": 2, "mid": -1, "high": 0}, "inserts": [{"type": "saturator", "settings": {"distortion": 0.2}}]},
    {"id": "pad", "name": "Pad", "gain": 0.5, "inserts": [{"type": "stardust-chorus", "settings": {}}, {"type": "compressor", "sideChain": "drums", "settings": {"scEnable": 1, "threshold": -30}}], "sends": [{"to": "room", "level": 0.4, "preFader": true}]},
    {"id": "room", "name": "Room", "kind": "bus", "inserts": [{"type": "modern-reverb", "settings": {"decay": 1.2}}], "sends": [{"to": "echo", "level": 0.3}]},
    {"id": "echo", "name": "Echo", "kind": "bus", "inserts": [{"type": "modern-delay", "settings": {"timeLeft": 0.2, "timeRight": 0.3}}]}
  ],
  "master": {"inserts": [{"type": "limiter", "settings": {"ceiling": -1}}], "eq": {"low": 1, "mid": 0, "high": 1}}
}"#;

/// Many tracks of different weight, so that threads have something to steal.
pub(crate) fn wide() -> Song {
    let mut song = full();
    for copy in 0..7 {
        let of = |id: &str| format!("{id} {copy}");
        for number in 0..4 {
            let mut instrument = song.instruments[number].clone();
            let mut track = song.mixer.tracks[number.saturating_sub(1)].clone();
            instrument.id = of(&instrument.id);
            instrument.output = of(&instrument.output);
            track.id.clone_from(&instrument.output);
            for insert in &mut track.inserts {
                insert.side_chain = None;
            }
            let mut part = song.patterns[0].parts[number].clone();
            part.instrument.clone_from(&instrument.id);
            song.patterns[0].parts.push(part);
            song.instruments.push(instrument);
            if song.mixer.tracks.iter().all(|other| other.id != track.id) {
                song.mixer.tracks.push(track);
            }
        }
    }
    song
}

/// The sum of stems, `[channel][frame]`.
pub(crate) fn sum(stems: &[(String, [Vec<f32>; 2])]) -> [Vec<f32>; 2] {
    let mut sum = [0, 1].map(|channel| vec![0.0; stems[0].1[channel].len()]);
    for (_, stem) in stems {
        for (sum, stem) in sum.iter_mut().zip(stem) {
            sum.iter_mut().zip(stem).for_each(|(sum, x)| *sum += x);
        }
    }
    sum
}
