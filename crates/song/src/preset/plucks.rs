//! Plucks: all is in the filter's fall.

use super::table::{Patch, adsr, lowpass, none, oscillator, pulse, supersaw};
use crate::va::Waveform::Sawtooth;
use crate::va::{Filter, Va};

pub(super) const PATCHES: &[Patch] = &[("Pluck", pluck), ("Trance Pluck", trance)];

/// A string, dry and near.
fn pluck() -> Va {
    Va {
        oscillators: [oscillator(Sawtooth, 0, 0.0, 0.45), pulse(0.25, 0, 5.0, 0.35), none()],
        filter: Filter { key_tracking: 0.5, ..lowpass(380.0, 3.0, 5500.0) },
        filter_envelope: adsr(0.001, 0.16, 0.01, 0.5),
        amplitude_envelope: adsr(0.001, 0.5, 0.05, 0.5),
        cut_itself: true,
        gain: 0.85,
        ..Va::default()
    }
}

/// Many saws and a wide filter, made for echoes.
fn trance() -> Va {
    Va {
        oscillators: [
            supersaw(7, 26.0, 85.0, 0.65),
            oscillator(Sawtooth, 0, -10.0, 0.25),
            oscillator(Sawtooth, -1, 3.0, 0.15),
        ],
        filter: lowpass(520.0, 5.0, 7500.0),
        filter_envelope: adsr(0.001, 0.24, 0.03, 0.4),
        amplitude_envelope: adsr(0.002, 0.55, 0.15, 0.4),
        cut_itself: true,
        gain: 0.75,
        ..Va::default()
    }
}
