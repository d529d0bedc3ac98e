//! Pads and strings.

use super::table::{Patch, adsr, filter, lfo, lfos, noise, none, oscillator, pulse, slot, unison};
use crate::zenith::FilterType::{Lowpass, Lowpass24};
use crate::zenith::Waveform::{Sawtooth, Sine, Supersaw, Triangle};
use crate::zenith::{ModulationSource, ModulationTarget, Zenith};

pub(super) const PATCHES: &[Patch] =
    &[("Warm Pad", warm), ("Dream Pad", dream), ("Strings", strings), ("Ambient Pad", ambient)];

/// Soft saws in the dark.
fn warm() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, 0.0, 0.45), 5, 15.0, 75.0),
            oscillator(Triangle, -1, 3.0, 0.3),
            oscillator(Sine, 0, 0.0, 0.15),
            none(),
        ],
        filter: filter(Lowpass24, 750.0, 1.0, 500.0),
        filter_envelope: adsr(1.2, 1.5, 0.6, 2.5),
        amplitude_envelope: adsr(0.6, 1.0, 0.9, 2.5),
        lfos: lfos([lfo(0.17)]),
        gain: 0.51,
        modulation: vec![slot(ModulationSource::Lfo1, ModulationTarget::FilterCutoff, 0.015)],
        ..Zenith::default()
    }
}

/// A wide shimmer: saws, an octave of sines that comes and goes, a pulse that drifts.
fn dream() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Supersaw, 0, 0.0, 0.4), 5, 22.0, 100.0),
            unison(oscillator(Sine, 1, 0.0, 0.2), 2, 9.0, 100.0),
            pulse(0.3, 0, -6.0, 0.14),
            oscillator(Sine, 2, 0.0, 0.06),
        ],
        filter: filter(Lowpass, 2200.0, 1.0, 1500.0),
        filter_envelope: adsr(1.5, 2.0, 0.5, 2.0),
        amplitude_envelope: adsr(0.9, 1.0, 0.9, 2.0),
        lfos: lfos([lfo(0.31), lfo(0.23), lfo(4.4)]),
        gain: 0.48,
        modulation: vec![
            slot(ModulationSource::Lfo1, ModulationTarget::Oscillator2Level, 0.25),
            slot(ModulationSource::Lfo2, ModulationTarget::FilterCutoff, 0.06),
            slot(ModulationSource::Lfo3, ModulationTarget::Oscillator3Detune, 0.006),
            slot(ModulationSource::Lfo2, ModulationTarget::Oscillator4Level, 0.1),
        ],
        ..Zenith::default()
    }
}

/// A section: five desks and five more, each with its own vibrato.
fn strings() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, 0.0, 0.42), 5, 17.0, 85.0),
            unison(oscillator(Sawtooth, 0, -7.0, 0.3), 4, 24.0, 60.0),
            oscillator(Sawtooth, -1, 4.0, 0.1),
            none(),
        ],
        filter: filter(Lowpass, 2600.0, 0.01, 900.0),
        filter_envelope: adsr(0.5, 1.0, 0.7, 1.8),
        amplitude_envelope: adsr(0.35, 0.5, 0.9, 1.8),
        lfos: lfos([lfo(5.3), lfo(4.7)]),
        gain: 0.56,
        modulation: vec![
            slot(ModulationSource::Lfo1, ModulationTarget::Oscillator1Detune, 0.005),
            slot(ModulationSource::Lfo2, ModulationTarget::Oscillator2Detune, 0.005),
        ],
        ..Zenith::default()
    }
}

/// Sines and air, slowly turning.
fn ambient() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Triangle, 0, 0.0, 0.4), 4, 12.0, 100.0),
            unison(oscillator(Sine, 1, 0.0, 0.25), 3, 8.0, 100.0),
            noise(0.1),
            oscillator(Sine, -1, 0.0, 0.2),
        ],
        filter: filter(Lowpass24, 1100.0, 4.0, 700.0),
        filter_envelope: adsr(2.0, 3.0, 0.5, 3.0),
        amplitude_envelope: adsr(1.0, 1.5, 0.9, 3.0),
        lfos: lfos([lfo(0.13), lfo(0.19), lfo(0.29)]),
        gain: 0.45,
        modulation: vec![
            slot(ModulationSource::Lfo1, ModulationTarget::FilterCutoff, 0.05),
            slot(ModulationSource::Lfo2, ModulationTarget::Oscillator2Level, 0.25),
            slot(ModulationSource::Lfo3, ModulationTarget::Oscillator3Level, 0.12),
        ],
        ..Zenith::default()
    }
}
