//! Words in which the tables of presets are written.

use crate::units::{Cents, Hertz, Seconds};
use crate::va::{
    Envelope, Filter, FilterType, Lfo, LfoTarget, LfoWaveform, Modulation, ModulationCurve,
    ModulationSource, ModulationTarget, Oscillator, Waveform,
};

/// A preset's name and its settings.
pub(super) type Patch = (&'static str, fn() -> crate::va::Va);

/// An oscillator of a waveform, an octave, a detune in cents and a level. Phases follow the
/// detune, so that detuned oscillators do not begin as one.
pub(super) fn oscillator(waveform: Waveform, octave: i32, detune: f64, level: f64) -> Oscillator {
    let phase = (detune * 0.037).rem_euclid(1.0);
    Oscillator { waveform, octave, detune: Cents(detune), level, phase, ..Oscillator::default() }
}

/// A pulse wave of a width.
pub(super) fn pulse(width: f64, octave: i32, detune: f64, level: f64) -> Oscillator {
    Oscillator { pulse_width: width, ..oscillator(Waveform::Square, octave, detune, level) }
}

/// A supersaw of some voices, the detune in cents of the outermost and their spread in percent.
pub(super) fn supersaw(voices: u32, detune: f64, spread: f64, level: f64) -> Oscillator {
    Oscillator {
        unison_voices: voices,
        unison_detune: Cents(detune),
        unison_spread: spread,
        ..oscillator(Waveform::Supersaw, 0, 0.0, level)
    }
}

/// An oscillator that is not used.
pub(super) fn none() -> Oscillator {
    Oscillator { enabled: false, ..Oscillator::default() }
}

/// A low-pass of a cutoff in Hz, a resonance in dB and the envelope's reach in Hz.
pub(super) fn lowpass(cutoff: f64, resonance: f64, envelope_amount: f64) -> Filter {
    Filter {
        kind: FilterType::Lowpass,
        cutoff: Hertz(cutoff),
        resonance,
        envelope_amount: Hertz(envelope_amount),
        ..Filter::default()
    }
}

/// Attack, decay (s), sustain, release (s).
pub(in crate::preset) fn adsr(attack: f64, decay: f64, sustain: f64, release: f64) -> Envelope {
    Envelope {
        attack: Seconds(attack),
        decay: Seconds(decay),
        sustain,
        release: Seconds(release),
        ..Envelope::default()
    }
}

/// A sine LFO of a rate in Hz; what is heard is the square of its depth.
pub(super) fn lfo(target: LfoTarget, frequency: f64, depth: f64) -> Lfo {
    Lfo { frequency: Hertz(frequency), depth, target, waveform: LfoWaveform::Sine, sync: None }
}

/// A slot of the modulation matrix.
pub(super) fn slot(source: ModulationSource, target: ModulationTarget, amount: f64) -> Modulation {
    Modulation { source, target, amount, curve: ModulationCurve::Linear }
}

/// Lets every level fall with the amplitude envelope too, from `amount / 2` above its own: as that
/// envelope is straight, the fall then has the bow of a string or a bar left to itself, and what
/// has the lower level of its own dies away the sooner.
pub(super) fn dies_away(amount: f64) -> Vec<Modulation> {
    vec![slot(ModulationSource::AmplitudeEnvelope, ModulationTarget::OscillatorLevel, amount)]
}
