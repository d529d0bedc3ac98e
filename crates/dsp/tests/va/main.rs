//! The synth's promises, kept by whole voices rendered through a batch.

mod apart;
mod bits;
mod controls;
mod envelope;
mod filter;
mod modulation;
mod oracle;
mod oscillator;
mod ranges;

use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::va::{self, Envelope, Filter, Oscillator, Response, Settings, Waveform};
use rebounce_dsp::voice::{LANES, Voice};
use std::sync::Arc;

/// A patch for a sample rate.
fn patch(settings: &Settings, sample_rate: f64) -> Arc<Patch> {
    Arc::new(Patch::Va(va::Patch::new(settings, sample_rate)))
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

/// The first frames of one voice, left channel.
fn sound(settings: &Settings, sample_rate: f64, voice: &Voice, frames: usize) -> Vec<f32> {
    let [left, _] = stereo(&patch(settings, sample_rate), voice, frames);
    left
}

/// At full level at once, and as long as the key is held.
const FLAT: Envelope = Envelope {
    delay: 0.0,
    attack: 0.001,
    hold: 0.0,
    decay: 0.001,
    sustain: 1.0,
    release: 0.001,
    velocity_sensitivity: 0.0,
};

/// One oscillator at full level through a filter that passes it all: a notch far below.
fn bare(waveform: Waveform) -> Settings {
    let oscillator = Oscillator { waveform, level: 1.0, ..Oscillator::default() };
    let off = Oscillator { enabled: false, ..oscillator };
    Settings {
        oscillators: vec![oscillator, off, off],
        filter: Filter {
            response: Response::Notch,
            cutoff_hz: 20.0,
            resonance: 30.0,
            envelope_amount_hz: 0.0,
            ..Filter::default()
        },
        filter_envelope: FLAT,
        amplitude_envelope: FLAT,
        gain: 1.0,
        ..Settings::default()
    }
}

/// A held voice.
fn held(key: f64) -> Voice {
    Voice { key: key as f32, gate: 1 << 40, ..Voice::default() }
}

/// The key of a frequency.
fn key_of(hz: f64) -> f64 {
    69.0 + 12.0 * libm::log2(hz / 440.0)
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
