//! Keys: pianos, organ, bell.

use super::table::{Patch, adsr, lfo, lowpass, oscillator};
use crate::va::Waveform::{Sawtooth, Sine, Triangle};
use crate::va::{Envelope, Filter, LfoTarget, Va};

pub(super) const PATCHES: &[Patch] =
    &[("Piano", piano), ("E. Piano", electric_piano), ("Organ", organ), ("Bell Synth", bell)];

/// Brighter the harder it is struck, and darker as it rings.
fn piano() -> Va {
    Va {
        oscillators: [
            oscillator(Triangle, 0, 0.0, 0.55),
            oscillator(Sawtooth, 0, 2.0, 0.25),
            oscillator(Sine, 1, -2.0, 0.15),
        ],
        filter: Filter { key_tracking: 0.45, ..lowpass(900.0, 0.01, 5000.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.001, 0.4, 0.06, 1.0) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.002, 2.4, 0.1, 1.0) },
        gain: 0.8,
        ..Va::default()
    }
}

/// A tine and its bar: a sine with one two octaves above, in a slow tremolo.
fn electric_piano() -> Va {
    Va {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.6),
            oscillator(Triangle, 0, 3.0, 0.18),
            oscillator(Sine, 2, 0.0, 0.09),
        ],
        filter: Filter { drive: 0.15, key_tracking: 0.4, ..lowpass(1000.0, 0.01, 4000.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.9, ..adsr(0.001, 0.5, 0.08, 0.8) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.003, 1.8, 0.25, 0.8) },
        lfo: lfo(LfoTarget::OscillatorLevel, 4.6, 0.35),
        gain: 0.85,
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
        amplitude_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.004, 0.02, 1.0, 0.05) },
        lfo: lfo(LfoTarget::OscillatorPitch, 6.7, 0.13),
        gain: 0.6,
        ..Va::default()
    }
}

/// Three modes of a struck free bar, whose frequencies are as 1 : 2.756 : 5.404 (Fletcher and
/// Rossing, The Physics of Musical Instruments, 2.15); as octave and cents: 1 + 555, 2 + 521.
fn bell() -> Va {
    Va {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.5),
            oscillator(Sine, 1, 555.0, 0.26),
            oscillator(Sine, 2, 521.0, 0.14),
        ],
        filter: Filter { key_tracking: 0.3, ..lowpass(2500.0, 0.01, 9000.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.001, 1.1, 0.05, 0.6) },
        amplitude_envelope: adsr(0.001, 2.2, 0.0, 0.6),
        gain: 0.8,
        ..Va::default()
    }
}
