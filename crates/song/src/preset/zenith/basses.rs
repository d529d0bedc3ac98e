//! Basses.

use super::table::{
    Patch, adsr, filter, in_beats, lfo, lfos, mono, none, oscillator, pulse, slot, unison,
};
use crate::va::Envelope;
use crate::zenith::FilterType::Lowpass24;
use crate::zenith::Waveform::{Sawtooth, Sine, Triangle};
use crate::zenith::{ModulationSource, ModulationTarget, Zenith};

pub(super) const PATCHES: &[Patch] = &[
    ("Deep Sub Bass", deep_sub),
    ("Reese Bass", reese),
    ("808 Sub", eight_o_eight),
    ("Acid Bass", acid),
    ("Wobble Bass", wobble),
];

/// A sine with a trace of its octave below, and nothing above.
fn deep_sub() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.75),
            oscillator(Sine, -1, 0.0, 0.16),
            oscillator(Triangle, 0, 0.0, 0.06),
            none(),
        ],
        filter: filter(Lowpass24, 220.0, 0.01, 0.0),
        amplitude_envelope: adsr(0.008, 0.15, 0.95, 0.3),
        gain: 0.8,
        ..mono(0.05)
    }
}

/// Saws that beat against one another, each pair at its own pace, under a filter that breathes.
fn reese() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, -21.0, 0.4), 2, 5.0, 0.0),
            unison(oscillator(Sawtooth, 0, 20.0, 0.4), 2, 7.0, 0.0),
            oscillator(Sawtooth, 0, 1.0, 0.25),
            oscillator(Sine, -1, 0.0, 0.25),
        ],
        filter: filter(Lowpass24, 620.0, 5.0, 200.0),
        filter_envelope: adsr(0.04, 0.7, 0.4, 0.25),
        amplitude_envelope: adsr(0.01, 0.2, 0.95, 0.25),
        lfos: lfos([lfo(0.21)]),
        gain: 0.7,
        modulation: vec![slot(ModulationSource::Lfo1, ModulationTarget::FilterCutoff, 0.03)],
        ..mono(0.06)
    }
}

/// A low sine that falls by an octave in the first moment and dies away with the key held.
fn eight_o_eight() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.7),
            oscillator(Triangle, 0, 0.0, 0.03),
            none(),
            none(),
        ],
        filter: filter(Lowpass24, 900.0, 0.01, 0.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.001, 0.06, 0.0, 0.2) },
        amplitude_envelope: adsr(0.002, 2.2, 0.0, 0.2),
        gain: 0.75,
        modulation: vec![
            slot(ModulationSource::FilterEnvelope, ModulationTarget::Oscillator1Detune, 1.0),
            slot(ModulationSource::FilterEnvelope, ModulationTarget::Oscillator2Detune, 1.0),
            slot(ModulationSource::AmplitudeEnvelope, ModulationTarget::Oscillator1Level, 0.4),
        ],
        ..mono(0.0)
    }
}

/// One saw through a steep filter that whistles; velocity opens it further.
fn acid() -> Zenith {
    Zenith {
        oscillators: [oscillator(Sawtooth, 0, 0.0, 0.6), none(), none(), none()],
        filter: filter(Lowpass24, 280.0, 15.0, 2600.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.85, ..adsr(0.002, 0.22, 0.05, 0.2) },
        amplitude_envelope: adsr(0.003, 0.3, 0.7, 0.25),
        gain: 0.8,
        ..mono(0.06)
    }
}

/// The filter opens and shuts twice a beat.
fn wobble() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, 0.0, 0.4), 3, 14.0, 0.0),
            pulse(0.35, 0, 7.0, 0.25),
            oscillator(Sine, -1, 0.0, 0.3),
            none(),
        ],
        filter: filter(Lowpass24, 1000.0, 9.0, 0.0),
        amplitude_envelope: adsr(0.005, 0.1, 1.0, 0.25),
        lfos: lfos([in_beats(0.5)]),
        gain: 0.6,
        modulation: vec![slot(ModulationSource::Lfo1, ModulationTarget::FilterCutoff, 0.09)],
        ..mono(0.04)
    }
}
