//! Keys: electric piano, organ, bell.

use super::table::{Patch, adsr, filter, lfo, lfos, none, oscillator, slot, squared};
use crate::va::Envelope;
use crate::zenith::FilterType::Lowpass;
use crate::zenith::ModulationSource::{AmplitudeEnvelope, Lfo1, Velocity};
use crate::zenith::ModulationTarget::{
    Oscillator1Level, Oscillator2Level, Oscillator3Level, Oscillator4Level,
};
use crate::zenith::Waveform::{Sine, Triangle};
use crate::zenith::{Filter, Zenith};

pub(super) const PATCHES: &[Patch] =
    &[("E.Piano", electric_piano), ("Organ", organ), ("Bell", bell)];

/// A tine: a round body, and a ping two octaves above that is gone soon and that velocity brings
/// out.
fn electric_piano() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.2),
            oscillator(Triangle, 0, 2.0, 0.1),
            oscillator(Sine, 2, 0.0, 0.0),
            none(),
        ],
        filter: Filter { key_tracking: 0.4, ..filter(Lowpass, 1500.0, 0.01, 3500.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.001, 0.8, 0.1, 0.6) },
        amplitude_envelope: Envelope { velocity_sensitivity: 0.7, ..adsr(0.002, 3.2, 0.0, 0.8) },
        lfos: lfos([lfo(4.6)]),
        gain: 0.7,
        modulation: vec![
            slot(AmplitudeEnvelope, Oscillator1Level, 0.7),
            slot(Lfo1, Oscillator1Level, 0.05),
            squared(AmplitudeEnvelope, Oscillator3Level, 0.35),
            slot(Velocity, Oscillator3Level, 0.12),
        ],
        ..Zenith::default()
    }
}

/// Four drawbars: 16', 8', 5 1/3' and 4'. Its keys know no velocity.
fn organ() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sine, -1, 0.0, 0.18),
            oscillator(Sine, 0, 0.0, 0.55),
            oscillator(Sine, 0, 701.955, 0.14),
            oscillator(Sine, 1, 0.0, 0.18),
        ],
        filter: filter(Lowpass, 9000.0, 0.01, 0.0),
        amplitude_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.004, 0.05, 1.0, 0.15) },
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..Envelope::default() },
        gain: 0.41,
        ..Zenith::default()
    }
}

/// The partials of a church bell (prime, tierce a minor third above, nominal, eleventh), of which
/// the higher ones die sooner.
fn bell() -> Zenith {
    Zenith {
        oscillators: [
            oscillator(Sine, 0, 0.0, 0.25),
            oscillator(Sine, 0, 315.641, 0.1),
            oscillator(Sine, 1, 0.0, 0.0),
            oscillator(Sine, 1, 506.0, 0.0),
        ],
        filter: filter(Lowpass, 12_000.0, 0.01, 0.0),
        amplitude_envelope: adsr(0.001, 4.0, 0.0, 1.5),
        gain: 0.63,
        modulation: vec![
            slot(AmplitudeEnvelope, Oscillator2Level, 0.4),
            slot(AmplitudeEnvelope, Oscillator3Level, 0.5),
            squared(AmplitudeEnvelope, Oscillator4Level, 0.4),
            squared(AmplitudeEnvelope, Oscillator1Level, 0.2),
        ],
        ..Zenith::default()
    }
}
