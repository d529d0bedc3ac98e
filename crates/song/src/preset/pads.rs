//! Pads and strings.

use super::table::{Patch, adsr, lfo, lowpass, oscillator, pulse, supersaw};
use crate::va::Waveform::{Sawtooth, Sine, Triangle};
use crate::va::{Filter, LfoTarget, Oscillator, Va};

pub(super) const PATCHES: &[Patch] = &[
    ("Warm Pad", warm),
    ("Strings", strings),
    ("Lush Pad", lush),
    ("Analog Pad", analog),
    ("Dream Pad", dream),
];

/// Soft saws under a low filter, a triangle below.
fn warm() -> Va {
    Va {
        oscillators: [
            supersaw(5, 16.0, 60.0, 0.5),
            oscillator(Triangle, -1, 2.0, 0.3),
            oscillator(Sawtooth, 0, -6.0, 0.2),
        ],
        filter: lowpass(700.0, 0.5, 700.0),
        filter_envelope: adsr(1.0, 1.5, 0.6, 2.5),
        amplitude_envelope: adsr(0.5, 1.0, 0.85, 2.5),
        lfo: lfo(LfoTarget::FilterCutoff, 0.15, 0.5),
        gain: 0.5,
        ..Va::default()
    }
}

/// Many bows: a dense supersaw, a thin octave above, a gentle vibrato.
fn strings() -> Va {
    Va {
        oscillators: [
            supersaw(7, 17.0, 70.0, 0.65),
            oscillator(Sawtooth, 1, 5.0, 0.1),
            oscillator(Sawtooth, 0, -6.0, 0.2),
        ],
        filter: Filter { key_tracking: 0.3, ..lowpass(2900.0, 0.5, 1200.0) },
        filter_envelope: adsr(0.35, 0.8, 0.6, 2.0),
        amplitude_envelope: adsr(0.25, 0.5, 0.9, 2.0),
        lfo: lfo(LfoTarget::OscillatorPitch, 5.4, 0.18),
        gain: 0.47,
        ..Va::default()
    }
}

/// Wide, bright and slow.
fn lush() -> Va {
    Va {
        oscillators: [
            supersaw(7, 24.0, 95.0, 0.6),
            oscillator(Sawtooth, 1, 7.0, 0.08),
            oscillator(Triangle, -1, -3.0, 0.3),
        ],
        filter: lowpass(1700.0, 1.5, 1800.0),
        filter_envelope: adsr(1.6, 2.0, 0.7, 3.5),
        amplitude_envelope: adsr(0.7, 1.2, 0.9, 3.5),
        lfo: lfo(LfoTarget::FilterCutoff, 0.21, 0.55),
        gain: 0.43,
        ..Va::default()
    }
}

/// Pulse and saws that drift a little out of tune, as old hardware does.
fn analog() -> Va {
    Va {
        oscillators: [
            pulse(0.38, 0, 0.0, 0.35),
            oscillator(Sawtooth, 0, 12.0, 0.35),
            oscillator(Sawtooth, -1, -7.0, 0.28),
        ],
        filter: Filter { drive: 0.12, ..lowpass(1050.0, 3.0, 1400.0) },
        filter_envelope: adsr(0.8, 1.4, 0.45, 2.5),
        amplitude_envelope: adsr(0.45, 0.8, 0.85, 2.5),
        lfo: lfo(LfoTarget::OscillatorPitch, 0.41, 0.14),
        gain: 0.45,
        ..Va::default()
    }
}

/// Far away: a narrow supersaw, a sine above, a filter that breathes every ten seconds.
fn dream() -> Va {
    Va {
        oscillators: [
            supersaw(5, 14.0, 100.0, 0.45),
            oscillator(Sine, 1, 4.0, 0.28),
            Oscillator { phase: 0.3, ..oscillator(Triangle, 0, -4.0, 0.35) },
        ],
        filter: lowpass(1150.0, 4.0, 1300.0),
        filter_envelope: adsr(1.8, 3.0, 0.5, 4.0),
        amplitude_envelope: adsr(1.0, 2.0, 0.9, 4.0),
        lfo: lfo(LfoTarget::FilterCutoff, 0.1, 0.8),
        gain: 0.36,
        ..Va::default()
    }
}
