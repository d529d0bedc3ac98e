//! The sampler's promises, kept by whole voices rendered through a batch.

mod bits;
mod envelope;
mod filter;
mod interpolation;
mod ranges;
mod reading;

use rebounce_dsp::Recording;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::sampler::{self, Envelope, Settings, Zone};
use rebounce_dsp::voice::{LANES, Voice};
use std::sync::Arc;

/// Frames per second of most tests.
const RATE: u32 = 48_000;

/// A zone of the whole keyboard.
fn zone(channels: Vec<Vec<f32>>) -> Zone {
    Zone {
        recording: Arc::new(Recording { channels, sample_rate: RATE }),
        key: 60.0,
        base_key: 60.0,
        velocity_min: 0.0,
        velocity_max: 1.0,
        turn: 0,
        part: None,
    }
}

/// A patch of zones.
fn patch(settings: &Settings, zones: &[Zone]) -> Arc<Patch> {
    Arc::new(Patch::Sampler(sampler::Patch::new(settings, zones, f64::from(RATE))))
}

/// One voice in a lane, for that behind silent ones in the lanes before.
fn lone(voice: &Voice, lane: usize) -> Vec<Voice> {
    let silent = Voice { gain: 0.0, ..voice.clone() };
    let mut voices = vec![silent; lane];
    voices.push(voice.clone());
    voices
}

/// The voices of a batch, in any order.
fn batch(patch: &Arc<Patch>, mut voices: Vec<Voice>, stereo: bool) -> Batch {
    voices.sort_by_key(|voice| voice.start);
    Batch::new(patch, voices.into_iter(), stereo, Room::default())
}

/// The first frames of one voice, both channels.
fn stereo(patch: &Arc<Patch>, voice: &Voice, frames: usize) -> [Vec<f32>; 2] {
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    let mut batch = batch(patch, lone(voice, 2), patch.is_stereo());
    batch.render(Level::best(), &mut left, &mut right);
    [left, right]
}

/// The first frames of one voice of a mono recording.
fn sound(settings: &Settings, samples: &[f32], voice: &Voice, frames: usize) -> Vec<f32> {
    let [left, _] = stereo(&patch(settings, &[zone(vec![samples.to_vec()])]), voice, frames);
    left
}

/// At full level at once, and as long as the key is held.
const FLAT: Envelope = Envelope {
    delay: 0.0,
    attack: 0.0,
    hold: 0.0,
    decay: 0.0,
    sustain: 1.0,
    release: 0.001,
    velocity_sensitivity: 0.0,
};

/// Nothing but the recording.
fn bare() -> Settings {
    Settings { envelope: FLAT, ..Settings::default() }
}

/// A held voice.
fn held(key: f64) -> Voice {
    Voice { key: key as f32, gate: 1 << 40, ..Voice::default() }
}

/// A sine of `cycles` a frame.
fn sine(cycles: f64, frames: usize) -> Vec<f32> {
    let turn = |i: usize| std::f64::consts::TAU * ((cycles * i as f64) % 1.0);
    (0..frames).map(|i| libm::sin(turn(i)) as f32).collect()
}

/// White noise, -1..1.
fn noise(seed: u32, frames: usize) -> Vec<f32> {
    (0..frames as u32).map(|i| rebounce_dsp::math::noise(seed, i)).collect()
}

/// Amplitude and phase in cycles of a sine of `cycles` a frame, under a Blackman-Harris window
/// (sidelobes below -92 dB).
fn line(sound: &[f32], cycles: f64) -> (f64, f64) {
    use std::f64::consts::TAU;
    let n = sound.len() as f64;
    let (mut re, mut im, mut weight) = (0.0, 0.0, 0.0);
    for (i, &x) in sound.iter().enumerate() {
        let t = TAU * (i as f64 + 0.5) / n;
        let window = 0.358_75 - 0.488_29 * libm::cos(t) + 0.141_28 * libm::cos(2.0 * t)
            - 0.011_68 * libm::cos(3.0 * t);
        let angle = TAU * ((cycles * i as f64) % 1.0);
        re += window * f64::from(x) * libm::cos(angle);
        im -= window * f64::from(x) * libm::sin(angle);
        weight += window / 2.0;
    }
    ((re * re + im * im).sqrt() / weight, libm::atan2(im, re) / TAU)
}

fn db(gain: f64) -> f64 {
    20.0 * libm::log10(gain)
}
