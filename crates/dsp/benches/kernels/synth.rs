//! The synth: eight held voices around middle C.

use crate::Kernel;
use crate::voices::{RATE, held, voices};
use rebounce_dsp::batch::Patch;
use rebounce_dsp::va::{self, Oscillator, Settings, Waveform};

pub(crate) fn kernels() -> Vec<Kernel> {
    let mut driven = Settings::default();
    driven.filter.drive = 0.5;
    [
        ("synth: two saws, filter, two envelopes", Settings::default(), false),
        ("synth: the same, panned", Settings::default(), true),
        ("synth: the same, driven", driven, false),
        ("synth: one sine", one(Waveform::Sine), false),
        ("synth: one square", one(Waveform::Square), false),
        ("synth: a supersaw of seven", supersaw(), true),
    ]
    .into_iter()
    .flat_map(|(name, settings, stereo)| {
        let patch = move || Patch::Va(va::Patch::new(&settings, RATE));
        voices(name, patch, stereo, |lane| held(lane, 48.0 + 4.0 * lane as f32))
    })
    .collect()
}

fn one(waveform: Waveform) -> Settings {
    let oscillator = Oscillator { waveform, ..Oscillator::default() };
    let off = Oscillator { enabled: false, ..oscillator };
    Settings { oscillators: vec![oscillator, off, off], ..Settings::default() }
}

fn supersaw() -> Settings {
    let mut settings = one(Waveform::Sawtooth);
    settings.oscillators[0].unison_voices = 7;
    settings
}
