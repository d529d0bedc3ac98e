//! Words in which the tables of Zenith's presets are written.

use crate::units::{Beats, Cents, Hertz, Seconds};
use crate::va::{LfoWaveform, ModulationCurve, VoiceMode};
use crate::zenith::{
    Filter, FilterType, Lfo, Modulation, ModulationSource, ModulationTarget, Oscillator, Waveform,
    Zenith,
};

pub(in crate::preset) use crate::preset::table::adsr;

/// A preset's name and its settings.
pub(super) type Patch = (&'static str, fn() -> Zenith);

/// An oscillator of a waveform, an octave, a detune in cents and a level. Phases follow the
/// detune, so that detuned oscillators do not begin as one.
pub(in crate::preset) fn oscillator(
    waveform: Waveform,
    octave: i32,
    detune: f64,
    level: f64,
) -> Oscillator {
    let phase = (detune * 0.037).rem_euclid(1.0);
    Oscillator { waveform, octave, detune: Cents(detune), level, phase, ..Oscillator::default() }
}

/// A pulse wave of a width.
pub(in crate::preset) fn pulse(width: f64, octave: i32, detune: f64, level: f64) -> Oscillator {
    Oscillator { pulse_width: width, ..oscillator(Waveform::Square, octave, detune, level) }
}

/// Some voices of an oscillator side by side, the detune in cents of the outermost and their
/// spread in percent.
pub(in crate::preset) fn unison(
    of: Oscillator,
    voices: u32,
    detune: f64,
    spread: f64,
) -> Oscillator {
    Oscillator {
        unison_voices: Some(voices),
        unison_detune: Cents(detune),
        unison_spread: spread,
        ..of
    }
}

/// White noise.
pub(super) fn noise(level: f64) -> Oscillator {
    oscillator(Waveform::Noise, 0, 0.0, level)
}

/// An oscillator that is not used.
pub(super) fn none() -> Oscillator {
    Oscillator { enabled: false, ..Oscillator::default() }
}

/// A filter of a cutoff in Hz, a resonance in dB (or a Q) and the envelope's reach in Hz.
pub(in crate::preset) fn filter(
    kind: FilterType,
    cutoff: f64,
    resonance: f64,
    envelope: f64,
) -> Filter {
    Filter {
        kind,
        cutoff: Hertz(cutoff),
        resonance,
        envelope_amount: Hertz(envelope),
        ..Filter::default()
    }
}

/// A sine LFO of a rate in Hz and full reach.
pub(in crate::preset) fn lfo(frequency: f64) -> Lfo {
    Lfo { frequency: Hertz(frequency), depth: 1.0, waveform: LfoWaveform::Sine, sync: None }
}

/// A sine LFO of a cycle in beats and full reach.
pub(super) fn in_beats(cycle: f64) -> Lfo {
    Lfo { sync: Some(Beats(cycle)), ..lfo(4.0) }
}

/// Four LFOs of which the first ones are given.
pub(super) fn lfos<const N: usize>(given: [Lfo; N]) -> [Lfo; 4] {
    let mut all = [Lfo::default(); 4];
    all[..N].copy_from_slice(&given);
    all
}

/// A slot of the modulation matrix.
pub(in crate::preset) fn slot(
    source: ModulationSource,
    target: ModulationTarget,
    amount: f64,
) -> Modulation {
    Modulation { source, target, amount, curve: ModulationCurve::Linear }
}

/// A slot whose source is squared.
pub(in crate::preset) fn squared(
    source: ModulationSource,
    target: ModulationTarget,
    amount: f64,
) -> Modulation {
    Modulation { curve: ModulationCurve::Exponential, ..slot(source, target, amount) }
}

/// One note at a time.
pub(super) fn mono(portamento: f64) -> Zenith {
    Zenith { voice_mode: VoiceMode::Mono, portamento: Seconds(portamento), ..Zenith::default() }
}
