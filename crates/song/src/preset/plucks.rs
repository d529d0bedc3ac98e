//! Plucks: all is in the filter's fall.

use super::table::{Patch, adsr, dies_away, lowpass, none, oscillator, pulse, supersaw};
use crate::va::Waveform::Sawtooth;
use crate::va::{Envelope, Filter, Oscillator, Va};

pub(super) const PATCHES: &[Patch] = &[("Pluck", pluck), ("Trance Pluck", trance)];

/// A string, dry and near.
fn pluck() -> Va {
    Va {
        oscillators: [
            oscillator(Sawtooth, 0, 0.0, 0.06),
            Oscillator { phase: 0.0, ..pulse(0.4, 0, 5.0, 0.04) },
            none(),
        ],
        filter: Filter { key_tracking: 0.5, ..lowpass(420.0, 3.0, 6500.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.85, ..adsr(0.001, 0.3, 0.01, 0.5) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.6, ..adsr(0.001, 0.55, 0.0, 0.5) },
        cut_itself: true,
        gain: 0.67,
        modulation: dies_away(0.7),
        ..Va::default()
    }
}

/// Many saws and a wide filter, made for echoes.
fn trance() -> Va {
    Va {
        oscillators: [
            supersaw(7, 26.0, 85.0, 0.1),
            oscillator(Sawtooth, 0, -10.0, 0.03),
            oscillator(Sawtooth, -1, 3.0, 0.01),
        ],
        filter: lowpass(560.0, 5.0, 9000.0),
        filter_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.001, 0.4, 0.02, 0.4) },
        amplitude_envelope: adsr(0.002, 0.62, 0.0, 0.4),
        cut_itself: true,
        gain: 0.78,
        modulation: dies_away(0.5),
        ..Va::default()
    }
}
