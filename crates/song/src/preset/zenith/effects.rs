//! Effects: what leads up to a place, marks it, or passes over.

use super::table::{
    Patch, adsr, filter, lfo, lfos, noise, none, oscillator, slot, squared, unison,
};
use crate::va::Envelope;
use crate::zenith::FilterType::{Bandpass, Lowpass24};
use crate::zenith::ModulationSource::{AmplitudeEnvelope, FilterEnvelope, Lfo1};
use crate::zenith::ModulationTarget::{
    FilterCutoff, Lfo1Rate, Oscillator1Detune, Oscillator1Level, Oscillator2Detune,
    Oscillator2Level, Oscillator3Detune, Oscillator3Level,
};
use crate::zenith::Waveform::{Sawtooth, Sine, Supersaw};
use crate::zenith::Zenith;

pub(super) const PATCHES: &[Patch] = &[("Riser", riser), ("Impact", impact), ("Sweep", sweep)];

/// Four seconds up: pitch by two octaves, brightness, level, and a flutter that grows faster.
fn riser() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Supersaw, -1, 0.0, 0.35), 7, 30.0, 80.0),
            oscillator(Sawtooth, -1, 7.0, 0.2),
            noise(0.1),
            none(),
        ],
        filter: filter(Lowpass24, 300.0, 4.0, 9000.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(4.0, 1.0, 1.0, 0.5) },
        amplitude_envelope: adsr(3.5, 0.5, 1.0, 0.5),
        lfos: lfos([lfo(2.0)]),
        gain: 0.48,
        modulation: vec![
            slot(FilterEnvelope, Oscillator1Detune, 1.0),
            slot(FilterEnvelope, Oscillator1Detune, 1.0),
            slot(FilterEnvelope, Oscillator2Detune, 1.0),
            slot(FilterEnvelope, Oscillator2Detune, 1.0),
            squared(FilterEnvelope, Oscillator3Level, 0.4),
            slot(FilterEnvelope, Lfo1Rate, 1.0),
            slot(Lfo1, Oscillator1Level, 0.2),
        ],
        ..Zenith::default()
    }
}

/// A blow: noise that darkens at once over a sine that drops by two octaves.
fn impact() -> Zenith {
    Zenith {
        oscillators: [
            noise(0.0),
            oscillator(Sine, -2, 0.0, 0.5),
            unison(oscillator(Sawtooth, -2, 0.0, 0.0), 5, 60.0, 100.0),
            none(),
        ],
        filter: filter(Lowpass24, 120.0, 0.01, 9000.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.5, ..adsr(0.001, 1.4, 0.0, 0.6) },
        amplitude_envelope: adsr(0.001, 2.4, 0.0, 0.6),
        gain: 0.42,
        modulation: vec![
            slot(AmplitudeEnvelope, Oscillator1Level, 1.0),
            squared(FilterEnvelope, Oscillator2Detune, 1.0),
            squared(FilterEnvelope, Oscillator2Detune, 1.0),
            slot(FilterEnvelope, Oscillator3Detune, 0.5),
            squared(AmplitudeEnvelope, Oscillator3Level, 0.5),
        ],
        ..Zenith::default()
    }
}

/// Wind: noise and far saws through a narrow band that goes up for two seconds and down again.
fn sweep() -> Zenith {
    Zenith {
        oscillators: [
            unison(noise(1.0), 2, 0.0, 100.0),
            unison(oscillator(Supersaw, 0, 0.0, 0.5), 5, 35.0, 100.0),
            none(),
            none(),
        ],
        filter: filter(Bandpass, 250.0, 1.3, 5500.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(2.0, 2.5, 0.02, 1.2) },
        amplitude_envelope: adsr(0.4, 1.0, 0.9, 1.2),
        lfos: lfos([lfo(0.7)]),
        gain: 0.77,
        modulation: vec![slot(Lfo1, FilterCutoff, 0.01), slot(Lfo1, Oscillator2Level, 0.1)],
        ..Zenith::default()
    }
}
