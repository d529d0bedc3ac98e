//! Leads.

use super::table::{Patch, adsr, lfo, lowpass, none, oscillator, pulse, slot, supersaw};
use crate::units::{Beats, Hertz, Seconds};
use crate::va::Waveform::{Sawtooth, Triangle};
use crate::va::{
    Envelope, Filter, FilterType, Lfo, LfoTarget, ModulationSource, ModulationTarget, Oscillator,
    Va, VoiceMode,
};

pub(super) const PATCHES: &[Patch] = &[
    ("Classic Lead", classic),
    ("Supersaw Lead", supersaw_lead),
    ("Acid Lead", acid),
    ("Hyper Saw", hyper),
    ("Arp Lead", arp),
    ("Vocal Synth", vocal),
    ("Sidechain Lead", sidechain),
];

/// One note at a time.
fn mono(portamento: f64) -> Va {
    Va { voice_mode: VoiceMode::Mono, portamento: Seconds(portamento), ..Va::default() }
}

/// Two saws and a pulse below, with a vibrato of some seven cents.
fn classic() -> Va {
    Va {
        oscillators: [
            oscillator(Sawtooth, 0, 0.0, 0.38),
            oscillator(Sawtooth, 0, 9.0, 0.34),
            pulse(0.4, -1, 3.0, 0.2),
        ],
        filter: Filter { key_tracking: 0.3, ..lowpass(2400.0, 4.0, 3200.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.01, 0.45, 0.35, 0.4) },
        amplitude_envelope: adsr(0.008, 0.2, 0.85, 0.4),
        lfo: lfo(LfoTarget::OscillatorPitch, 5.2, 0.2),
        gain: 0.88,
        ..mono(0.06)
    }
}

/// Seven saws, bright, with a saw an octave below for weight.
fn supersaw_lead() -> Va {
    Va {
        oscillators: [supersaw(7, 34.0, 75.0, 0.75), oscillator(Sawtooth, -1, 6.0, 0.18), none()],
        filter: lowpass(6500.0, 1.0, 4500.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.004, 0.5, 0.5, 0.4) },
        amplitude_envelope: adsr(0.006, 0.25, 0.85, 0.4),
        gain: 0.62,
        ..mono(0.045)
    }
}

/// One saw through a filter near whistling, which velocity opens further: accents squelch.
fn acid() -> Va {
    Va {
        oscillators: [oscillator(Sawtooth, 0, 0.0, 0.75), none(), none()],
        filter: Filter { drive: 0.5, ..lowpass(300.0, 14.0, 3200.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.002, 0.2, 0.04, 0.15) },
        amplitude_envelope: adsr(0.002, 0.25, 0.8, 0.15),
        legato: true,
        gain: 0.44,
        ..mono(0.06)
    }
}

/// As wide and as many as there are: two supersaws an octave apart over a saw.
fn hyper() -> Va {
    Va {
        oscillators: [
            supersaw(7, 48.0, 100.0, 0.65),
            Oscillator { octave: 1, phase: 0.375, ..supersaw(7, 38.0, 90.0, 0.28) },
            Oscillator { phase: 0.375, ..oscillator(Sawtooth, -1, 4.0, 0.2) },
        ],
        filter: lowpass(10_000.0, 0.5, 5000.0),
        filter_envelope: adsr(0.002, 0.6, 0.6, 0.5),
        amplitude_envelope: adsr(0.004, 0.3, 0.9, 0.5),
        gain: 0.41,
        ..Va::default()
    }
}

/// Short and clear, for fast figures.
fn arp() -> Va {
    Va {
        oscillators: [
            Oscillator { phase: 0.875, ..pulse(0.4, 0, 0.0, 0.4) },
            Oscillator { phase: 0.75, ..oscillator(Sawtooth, 0, 7.0, 0.3) },
            oscillator(Triangle, 1, 0.0, 0.12),
        ],
        filter: Filter { key_tracking: 0.4, ..lowpass(1500.0, 3.0, 5000.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.001, 0.16, 0.08, 0.12) },
        amplitude_envelope: adsr(0.002, 0.22, 0.35, 0.12),
        cut_itself: true,
        gain: 0.57,
        ..Va::default()
    }
}

/// A voice that opens from "oo" to "ah": one formant, wherever the key is, with a singer's vibrato.
fn vocal() -> Va {
    Va {
        oscillators: [
            Oscillator { phase: 0.625, ..oscillator(Sawtooth, 0, -5.0, 1.0) },
            Oscillator { phase: 0.875, ..pulse(0.28, 0, 6.0, 0.85) },
            Oscillator { phase: 0.5, ..oscillator(Sawtooth, 0, 1.0, 0.5) },
        ],
        filter: Filter {
            kind: FilterType::Bandpass,
            cutoff: Hertz(430.0),
            resonance: 3.5,
            envelope_amount: Hertz(620.0),
            key_tracking: 0.1,
            drive: 0.15,
        },
        filter_envelope: Envelope { velocity_sensitivity: 0.25, ..adsr(0.14, 0.5, 0.65, 0.6) },
        amplitude_envelope: adsr(0.06, 0.3, 0.85, 0.6),
        lfo: lfo(LfoTarget::OscillatorPitch, 4.9, 0.24),
        gain: 0.68,
        ..Va::default()
    }
}

/// Ducks behind every beat and swells towards the next, as if a bass drum pressed it down. The
/// LFO begins at its middle and rises, so it acts through the matrix, turned over; the filter's
/// envelope holds the note down until the LFO does.
fn sidechain() -> Va {
    Va {
        oscillators: [supersaw(5, 28.0, 80.0, 0.32), oscillator(Sawtooth, 0, 8.0, 0.3), none()],
        filter: lowpass(6500.0, 1.0, -4500.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.001, 0.12, 0.0, 0.35) },
        amplitude_envelope: adsr(0.004, 0.2, 0.9, 0.35),
        lfo: Lfo { sync: Some(Beats(1.0)), ..lfo(LfoTarget::OscillatorLevel, 2.0, 0.0) },
        gain: 0.37,
        modulation: vec![
            slot(ModulationSource::Lfo, ModulationTarget::OscillatorLevel, -0.52),
            slot(ModulationSource::FilterEnvelope, ModulationTarget::OscillatorLevel, -0.5),
            slot(ModulationSource::Velocity, ModulationTarget::FilterCutoff, 0.15),
        ],
        ..Va::default()
    }
}
