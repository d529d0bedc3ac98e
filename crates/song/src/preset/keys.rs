//! Keys: pianos, organ, bell.

use super::table::{Patch, adsr, dies_away, lfo, lowpass, oscillator, slot};
use crate::va::Waveform::{Sawtooth, Sine, Triangle};
use crate::va::{Envelope, Filter, LfoTarget, ModulationSource, ModulationTarget, Oscillator, Va};

pub(super) const PATCHES: &[Patch] =
    &[("Piano", piano), ("E. Piano", electric_piano), ("Organ", organ), ("Bell Synth", bell)];

/// Brighter the harder it is struck, darker as it rings; it dies away while the key is held.
fn piano() -> Va {
    Va {
        oscillators: [
            Oscillator { phase: 0.625, ..oscillator(Triangle, 0, 0.0, 0.16) },
            Oscillator { phase: 0.625, ..oscillator(Sawtooth, 0, 1.2, 0.14) },
            Oscillator { phase: 0.625, ..oscillator(Sine, 1, 2.0, 0.04) },
        ],
        filter: Filter { key_tracking: 0.45, ..lowpass(750.0, 0.01, 5500.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.001, 1.6, 0.02, 1.0) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.85, ..adsr(0.002, 5.0, 0.0, 1.0) },
        gain: 0.62,
        modulation: dies_away(0.5),
        ..Va::default()
    }
}

/// A tine and its bar: a sine, and one at 6.35 times its frequency that the filter's envelope lets
/// through for a moment. A trace of tremolo: at more of it the tine would come and go.
fn electric_piano() -> Va {
    Va {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.45),
            oscillator(Triangle, 0, 0.0, 0.14),
            oscillator(Sine, 2, 800.0, 0.02),
        ],
        filter: Filter { drive: 0.25, key_tracking: 0.4, ..lowpass(600.0, 0.01, 2600.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.001, 0.45, 0.03, 0.8) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.002, 4.5, 0.0, 0.8) },
        lfo: lfo(LfoTarget::OscillatorLevel, 4.6, 0.22),
        gain: 0.5,
        modulation: vec![slot(
            ModulationSource::FilterEnvelope,
            ModulationTarget::OscillatorLevel,
            0.26,
        )],
        ..Va::default()
    }
}

/// Three drawbars, 16', 8' and 4', as loud at every velocity, with the scanner's vibrato.
fn organ() -> Va {
    Va {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.42),
            oscillator(Sine, 1, 0.0, 0.26),
            oscillator(Sine, -1, 0.0, 0.32),
        ],
        filter: Filter { drive: 0.2, ..lowpass(7000.0, 0.01, 0.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..Envelope::default() },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.004, 0.02, 1.0, 0.05) },
        lfo: lfo(LfoTarget::OscillatorPitch, 6.7, 0.18),
        gain: 0.46,
        ..Va::default()
    }
}

/// Three modes of a struck free bar, whose frequencies are as 1 : 2.756 : 5.404 (Fletcher and
/// Rossing, The Physics of Musical Instruments, 2.15); as octave and cents: 1 + 555, 2 + 521. They
/// are struck nearly alike, and the higher dies away the sooner.
fn bell() -> Va {
    Va {
        oscillators: [
            Oscillator { phase: 0.625, ..oscillator(Sine, 0, 0.0, 0.28) },
            Oscillator { phase: 0.75, ..oscillator(Sine, 1, 555.0, 0.07) },
            Oscillator { phase: 0.5, ..oscillator(Sine, 2, 521.0, 0.01) },
        ],
        filter: Filter { key_tracking: 0.3, ..lowpass(4000.0, 0.01, 12_000.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.001, 2.5, 0.05, 0.6) },
        amplitude_envelope: adsr(0.001, 5.0, 0.0, 0.6),
        gain: 0.55,
        modulation: dies_away(0.5),
        ..Va::default()
    }
}
