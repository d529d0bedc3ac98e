//! Strings that ring along with a sampler's notes: sines a few intervals above (of high notes also
//! below) through a low-pass, swelling in and dying away slowly (fact sheet 5.7). They are voices of
//! the virtual-analogue synth beside the sampler's, three sines a voice, heard through its strip.

use crate::options::Options;

use crate::prepare::Source;
use crate::synth;
use crate::tempo::TempoMap;
use rebounce_song::sampler::Sampler;
use rebounce_song::va::{Envelope, Filter, FilterType, Oscillator, Va, Waveform};
use rebounce_song::{Cents, Hertz, Seconds};
use std::sync::Arc;

/// Keys that have strings: a piano's (fact sheet 5.7).
const KEYS: [f32; 2] = [21.0, 108.0];
/// Keys above this one have strings below, too.
const HIGH: f32 = 60.0;

/// Octave, cents and level of each sine.
type Strings = [(i32, f64, f64); 3];

/// +12, +19, +24; +28, +31, +36 semitones.
const ABOVE: [Strings; 2] = [
    [(1, 0.0, 0.35), (1, 700.0, 0.2), (2, 0.0, 0.15)],
    [(2, 400.0, 0.1), (2, 700.0, 0.08), (2, 1200.0, 0.05)],
];
/// -12, -19 semitones, halved.
const BELOW: Strings = [(-1, 0.0, 0.075), (-1, -700.0, 0.04), (0, 0.0, 0.0)];

/// The sources that ring along with instrument number `index`.
pub(crate) fn strings(
    sampler: &Sampler,
    index: usize,
    of: &Source,
    tempo: &TempoMap,
    options: &Options,
) -> Vec<Source> {
    let [low, high] = KEYS;
    let all = [(ABOVE[0], low), (ABOVE[1], low), (BELOW, HIGH.next_up())];
    let source = |(strings, from): (Strings, f32)| Source {
        name: format!("{} strings", of.name),
        patch: Some(Arc::new(synth::va(
            &settings(&strings, sampler.sympathetic_resonance),
            tempo,
            options.sample_rate,
        ))),
        sheet: None,
        chop: None,
        shared: None,
        beside: Some(index),
        keys: [from, high],
        inserts: Vec::new(),
        mono: false,
        legato: false,
        glide: 0,
        cut_itself: false,
        choke_group: None,
        ..of.clone()
    };
    all.into_iter().map(source).collect()
}

fn settings(strings: &Strings, gain: f64) -> Va {
    let oscillators = strings.map(|(octave, cents, level)| Oscillator {
        enabled: level > 0.0,
        waveform: Waveform::Sine,
        detune: Cents(cents),
        octave,
        level,
        ..Oscillator::default()
    });
    Va {
        oscillators,
        filter: Filter {
            kind: FilterType::Lowpass,
            cutoff: Hertz(2000.0),
            resonance: 0.5,
            envelope_amount: Hertz(0.0),
            key_tracking: 0.0,
            drive: 0.0,
        },
        amplitude_envelope: Envelope {
            attack: Seconds(0.3),
            decay: Seconds(1.5),
            sustain: 0.2,
            release: Seconds(3.0),
            velocity_sensitivity: 1.0,
            ..Envelope::default()
        },
        gain,
        ..Va::default()
    }
}
