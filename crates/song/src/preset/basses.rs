//! Basses.

use super::table::{Patch, adsr, lfo, lowpass, none, oscillator, pulse, slot, supersaw};
use crate::units::{Beats, Seconds};
use crate::va::Waveform::{Sawtooth, Sine, Triangle};
use crate::va::{
    Envelope, Filter, Lfo, LfoTarget, ModulationSource, ModulationTarget, Va, VoiceMode,
};

pub(super) const PATCHES: &[Patch] = &[
    ("Bass", bass),
    ("808 Bass", eight_o_eight),
    ("Sub Bass", sub),
    ("Reese Bass", reese),
    ("Wobble Bass", wobble),
    ("Fat Bass", fat),
];

/// One note at a time, gliding from one held key to the next.
fn legato(portamento: f64) -> Va {
    Va {
        voice_mode: VoiceMode::Mono,
        legato: true,
        portamento: Seconds(portamento),
        ..Va::default()
    }
}

/// Round and plucked a little: a saw and a pulse, with a sine an octave below.
fn bass() -> Va {
    Va {
        oscillators: [
            oscillator(Sawtooth, 0, 0.0, 0.45),
            pulse(0.42, 0, 0.0, 0.3),
            oscillator(Sine, -1, 0.0, 0.2),
        ],
        filter: Filter { drive: 0.15, ..lowpass(400.0, 3.0, 1900.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.8, ..adsr(0.002, 0.25, 0.12, 0.2) },
        amplitude_envelope: adsr(0.003, 0.3, 0.75, 0.2),
        gain: 0.86,
        ..legato(0.03)
    }
}

/// A long sine whose pitch falls in the first moment and which dies away: the boom of a drum
/// machine. The fall is the filter's envelope on the detune, half an octave at its peak.
fn eight_o_eight() -> Va {
    Va {
        oscillators: [oscillator(Sine, 0, 0.0, 0.45), oscillator(Triangle, 0, 0.0, 0.02), none()],
        filter: Filter { drive: 0.3, ..lowpass(1400.0, 0.5, 0.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.0, ..adsr(0.001, 0.07, 0.0, 0.4) },
        amplitude_envelope: adsr(0.002, 2.6, 0.0, 0.4),
        voice_mode: VoiceMode::Mono,
        cut_itself: true,
        gain: 0.77,
        modulation: vec![
            slot(ModulationSource::FilterEnvelope, ModulationTarget::OscillatorDetune, 0.5),
            slot(ModulationSource::AmplitudeEnvelope, ModulationTarget::OscillatorLevel, 0.5),
        ],
        ..Va::default()
    }
}

/// Hardly more than a sine: felt, not heard.
fn sub() -> Va {
    Va {
        oscillators: [oscillator(Sine, 0, 0.0, 0.8), oscillator(Triangle, 0, 0.0, 0.15), none()],
        filter: lowpass(320.0, 0.01, 0.0),
        amplitude_envelope: adsr(0.008, 0.1, 1.0, 0.3),
        gain: 0.75,
        ..legato(0.04)
    }
}

/// Detuned saws that beat against one another under a slowly moving filter.
fn reese() -> Va {
    Va {
        oscillators: [
            oscillator(Sawtooth, 0, -19.0, 0.42),
            oscillator(Sawtooth, 0, 17.0, 0.42),
            oscillator(Sawtooth, 0, 2.0, 0.3),
        ],
        filter: Filter { drive: 0.25, ..lowpass(640.0, 4.0, 250.0) },
        filter_envelope: adsr(0.05, 0.8, 0.4, 0.25),
        amplitude_envelope: adsr(0.01, 0.2, 0.95, 0.25),
        lfo: lfo(LfoTarget::FilterCutoff, 0.23, 0.9),
        gain: 0.74,
        ..legato(0.07)
    }
}

/// The filter opens and shuts twice a beat, over two octaves and more: more than the LFO's own
/// reach, so it acts through the matrix too.
fn wobble() -> Va {
    Va {
        oscillators: [
            oscillator(Sawtooth, 0, -8.0, 0.4),
            pulse(0.4, 0, 8.0, 0.3),
            oscillator(Sine, -1, 0.0, 0.35),
        ],
        filter: Filter { drive: 0.45, ..lowpass(980.0, 11.0, 0.0) },
        amplitude_envelope: adsr(0.005, 0.1, 1.0, 0.2),
        lfo: Lfo { sync: Some(Beats(0.5)), ..lfo(LfoTarget::FilterCutoff, 4.0, 0.3) },
        gain: 0.46,
        modulation: vec![slot(ModulationSource::Lfo, ModulationTarget::FilterCutoff, 0.08)],
        ..legato(0.03)
    }
}

/// Wide and driven: a small supersaw over a square an octave below.
fn fat() -> Va {
    Va {
        oscillators: [
            supersaw(3, 16.0, 25.0, 0.5),
            pulse(0.5, -1, 0.0, 0.4),
            oscillator(Sawtooth, 0, -11.0, 0.25),
        ],
        filter: Filter { drive: 0.4, ..lowpass(700.0, 2.0, 1700.0) },
        filter_envelope: Envelope { velocity_sensitivity: 0.75, ..adsr(0.003, 0.35, 0.25, 0.25) },
        amplitude_envelope: adsr(0.004, 0.3, 0.85, 0.25),
        gain: 0.54,
        ..legato(0.04)
    }
}
