//! Leads.

use super::table::{
    Patch, adsr, filter, lfo, lfos, mono, none, oscillator, pulse, slot, squared, unison,
};
use crate::va::Envelope;
use crate::zenith::FilterType::{Lowpass, Lowpass24};
use crate::zenith::Waveform::{Sawtooth, Sine, Supersaw};
use crate::zenith::{Filter, ModulationSource, ModulationTarget, Oscillator, Zenith};

pub(super) const PATCHES: &[Patch] = &[
    ("Supersaw Lead", supersaw),
    ("Pluck Lead", pluck),
    ("Sync Lead", sync),
    ("Arp Lead", arp),
    ("Brass Lead", brass),
];

/// Seven saws wide apart, with three an octave below for weight.
fn supersaw() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Supersaw, 0, 0.0, 0.6), 7, 38.0, 85.0),
            unison(oscillator(Sawtooth, -1, 5.0, 0.2), 3, 12.0, 30.0),
            none(),
            none(),
        ],
        filter: filter(Lowpass24, 6200.0, 1.0, 4500.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.004, 0.5, 0.5, 0.4) },
        amplitude_envelope: adsr(0.006, 0.25, 0.85, 0.4),
        gain: 0.7,
        ..mono(0.05)
    }
}

/// Bright for a moment and gone: the level falls faster than straight, by its own envelope.
fn pluck() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, 0.0, 0.1), 3, 9.0, 60.0),
            pulse(0.3, 0, 4.0, 0.05),
            oscillator(Sine, 1, 0.0, 0.0),
            none(),
        ],
        filter: filter(Lowpass24, 500.0, 3.0, 6500.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.001, 0.28, 0.0, 0.3) },
        amplitude_envelope: adsr(0.001, 0.6, 0.0, 0.5),
        gain: 0.52,
        modulation: vec![
            slot(ModulationSource::AmplitudeEnvelope, ModulationTarget::Oscillator1Level, 0.8),
            slot(ModulationSource::AmplitudeEnvelope, ModulationTarget::Oscillator2Level, 0.6),
            squared(ModulationSource::AmplitudeEnvelope, ModulationTarget::Oscillator3Level, 0.5),
        ],
        ..Zenith::default()
    }
}

/// The sound of hard sync without it: over a steady saw two more fall from an octave above, as the
/// harmonics of a synced one do, through a filter that rings along.
fn sync() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sawtooth, 0, 0.0, 0.4),
            oscillator(Sawtooth, 1, 0.0, 0.3),
            pulse(0.15, 1, 702.0, 0.2),
            none(),
        ],
        filter: filter(Lowpass, 1800.0, 9.0, 5200.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.6, ..adsr(0.004, 0.7, 0.2, 0.4) },
        amplitude_envelope: adsr(0.004, 0.3, 0.8, 0.4),
        lfos: lfos([lfo(5.5)]),
        gain: 0.75,
        modulation: vec![
            slot(ModulationSource::FilterEnvelope, ModulationTarget::Oscillator2Detune, 1.0),
            slot(ModulationSource::FilterEnvelope, ModulationTarget::Oscillator3Detune, 1.0),
            slot(ModulationSource::Lfo1, ModulationTarget::Oscillator1Detune, 0.005),
        ],
        ..mono(0.05)
    }
}

/// Short and hollow, each step a small pluck.
fn arp() -> Zenith {
    Zenith {
        oscillators: [
            pulse(0.25, 0, 0.0, 0.4),
            oscillator(Sawtooth, 0, 8.0, 0.22),
            oscillator(Sawtooth, 1, -5.0, 0.12),
            Oscillator { phase: 0.5, ..oscillator(Sine, 0, 0.0, 0.35) },
        ],
        filter: filter(Lowpass24, 1200.0, 5.0, 4200.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.002, 0.3, 0.12, 0.2) },
        amplitude_envelope: adsr(0.002, 0.5, 0.45, 0.35),
        gain: 0.58,
        ..Zenith::default()
    }
}

/// Saws that open as the lips do, the harder the brighter, with a vibrato that comes late.
fn brass() -> Zenith {
    Zenith {
        oscillators: [
            unison(oscillator(Sawtooth, 0, 0.0, 0.5), 3, 8.0, 40.0),
            oscillator(Sawtooth, 0, 6.0, 0.3),
            oscillator(Sawtooth, -1, -4.0, 0.15),
            none(),
        ],
        filter: Filter { key_tracking: 0.3, ..filter(Lowpass24, 500.0, 1.5, 4200.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.09, 0.5, 0.55, 0.3) },
        amplitude_envelope: adsr(0.05, 0.3, 0.85, 0.5),
        lfos: lfos([lfo(5.2)]),
        gain: 0.42,
        modulation: vec![
            slot(ModulationSource::Lfo1, ModulationTarget::Oscillator1Detune, 0.004),
            slot(ModulationSource::Lfo1, ModulationTarget::Oscillator2Detune, 0.004),
        ],
        ..Zenith::default()
    }
}
