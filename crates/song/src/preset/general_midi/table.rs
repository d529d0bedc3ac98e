//! Words in which the tables of General MIDI are written.

use crate::va::{Envelope, LfoWaveform};
use crate::zenith::ModulationSource::{AmplitudeEnvelope, FilterEnvelope, Lfo1, Lfo2};
use crate::zenith::ModulationTarget::{
    Oscillator1Detune, Oscillator1Level, Oscillator2Detune, Oscillator2Level, Oscillator3Detune,
    Oscillator3Level, Oscillator4Detune, Oscillator4Level,
};
use crate::zenith::{Filter, FilterType, Lfo, ModulationTarget, Oscillator, Waveform, Zenith};

use crate::preset::zenith::table::{slot, squared};

pub(super) use crate::preset::zenith::table::{adsr, filter, lfo, oscillator, pulse, unison};

const LEVELS: [ModulationTarget; 4] =
    [Oscillator1Level, Oscillator2Level, Oscillator3Level, Oscillator4Level];
const DETUNES: [ModulationTarget; 4] =
    [Oscillator1Detune, Oscillator2Detune, Oscillator3Detune, Oscillator4Detune];

/// A partial of a sound: an oscillator, and how its level goes. All levels follow the amplitude
/// envelope too, which is straight: what falls away besides has the bow of a string left alone.
pub(super) struct Partial(Oscillator, Falls);

enum Falls {
    /// It lasts as long as the envelope.
    Not,
    /// As the square of the amplitude envelope.
    Away,
    /// As its cube.
    Soon,
    /// With the filter's envelope.
    Ping,
}

/// A partial that lasts.
pub(super) fn held(oscillator: Oscillator) -> Partial {
    Partial(oscillator, Falls::Not)
}

/// A partial that dies away. Its level is at most 0.5.
pub(super) fn away(oscillator: Oscillator) -> Partial {
    Partial(oscillator, Falls::Away)
}

/// A partial that dies away sooner. Its level is at most 0.5.
pub(super) fn soon(oscillator: Oscillator) -> Partial {
    Partial(oscillator, Falls::Soon)
}

/// A partial that goes with the filter's envelope. Its level is at most 0.5.
pub(super) fn ping(oscillator: Oscillator) -> Partial {
    Partial(oscillator, Falls::Ping)
}

/// A sine of an octave, cents and a level.
pub(super) fn sine(octave: i32, detune: f64, level: f64) -> Oscillator {
    oscillator(Waveform::Sine, octave, detune, level)
}

/// A triangle of an octave, cents and a level.
pub(super) fn triangle(octave: i32, detune: f64, level: f64) -> Oscillator {
    oscillator(Waveform::Triangle, octave, detune, level)
}

/// A sawtooth of an octave, cents and a level.
pub(super) fn saw(octave: i32, detune: f64, level: f64) -> Oscillator {
    oscillator(Waveform::Sawtooth, octave, detune, level)
}

/// White noise of a level.
pub(super) fn noise(level: f64) -> Oscillator {
    oscillator(Waveform::Noise, 0, 0.0, level)
}

/// Sawtooths of a number, cents of the outermost, spread in percent and a level.
pub(super) fn saws(voices: u32, detune: f64, spread: f64, level: f64) -> Oscillator {
    unison(saw(0, 0.0, level), voices, detune, spread)
}

/// A low-pass of 12 dB whose cutoff follows the key halfway.
pub(super) fn low(cutoff: f64, resonance: f64, reach: f64) -> Filter {
    Filter { key_tracking: 0.5, ..filter(FilterType::Lowpass, cutoff, resonance, reach) }
}

/// A low-pass of 24 dB whose cutoff follows the key halfway.
pub(super) fn steep(cutoff: f64, resonance: f64, reach: f64) -> Filter {
    Filter { key_tracking: 0.5, ..filter(FilterType::Lowpass24, cutoff, resonance, reach) }
}

/// A band around a frequency, which stays where it is: a formant.
pub(super) fn formant(cutoff: f64, q: f64) -> Filter {
    filter(FilterType::Bandpass, cutoff, q, 0.0)
}

/// A sound of up to four partials. Velocity is its level, and opens its filter's envelope.
pub(super) fn sound<const N: usize>(
    partials: [Partial; N],
    filter: Filter,
    bright: Envelope,
    level: Envelope,
) -> Zenith {
    let mut zenith = Zenith {
        filter,
        filter_envelope: Envelope { velocity_sensitivity: 0.6, ..bright },
        amplitude_envelope: Envelope { velocity_sensitivity: 1.0, ..level },
        ..Zenith::default()
    };
    zenith.oscillators.iter_mut().for_each(|oscillator| oscillator.enabled = false);
    for (number, Partial(oscillator, falls)) in partials.into_iter().enumerate() {
        let (source, squares) = match falls {
            Falls::Not => {
                zenith.oscillators[number] = oscillator;
                continue;
            }
            Falls::Away => (AmplitudeEnvelope, false),
            Falls::Soon => (AmplitudeEnvelope, true),
            Falls::Ping => (FilterEnvelope, false),
        };
        let amount = 2.0 * oscillator.level;
        zenith.oscillators[number] = Oscillator { level: 0.0, ..oscillator };
        let word = if squares { squared } else { slot };
        zenith.modulation.push(word(source, LEVELS[number], amount));
    }
    zenith
}

/// The same with a vibrato of a rate in Hz and cents either way.
pub(super) fn vibrato(hz: f64, cents: f64, mut zenith: Zenith) -> Zenith {
    zenith.lfos[0] = lfo(hz);
    for (oscillator, target) in zenith.oscillators.iter().zip(DETUNES) {
        if oscillator.enabled {
            zenith.modulation.push(slot(Lfo1, target, cents / 1200.0));
        }
    }
    zenith
}

/// The same with a tremolo of a rate in Hz; at a depth of 1 partials that last go silent.
pub(super) fn tremolo(hz: f64, depth: f64, mut zenith: Zenith) -> Zenith {
    zenith.lfos[1] = lfo(hz);
    for (oscillator, target) in zenith.oscillators.iter().zip(LEVELS) {
        if oscillator.enabled && oscillator.level > 0.0 {
            let amount = (2.0 * depth * oscillator.level).min(1.0);
            zenith.modulation.push(slot(Lfo2, target, amount));
        }
    }
    zenith
}

/// The same driven, 0..=1.
pub(super) fn driven(drive: f64, mut zenith: Zenith) -> Zenith {
    zenith.filter.drive = drive;
    zenith
}

/// The same with its filter's cutoff moved by the first LFO, of a rate in Hz, and Hz either way.
pub(super) fn swept(hz: f64, reach_hz: f64, mut zenith: Zenith) -> Zenith {
    zenith.lfos[2] = lfo(hz);
    let source = crate::zenith::ModulationSource::Lfo3;
    let amount = reach_hz / 9990.0;
    zenith.modulation.push(slot(source, ModulationTarget::FilterCutoff, amount));
    zenith
}

/// The same whose partials fall to their pitch, from cents above, with the filter's envelope.
pub(super) fn falling(cents: f64, mut zenith: Zenith) -> Zenith {
    for (oscillator, target) in zenith.oscillators.iter().zip(DETUNES) {
        if oscillator.enabled && oscillator.waveform != Waveform::Noise {
            zenith.modulation.push(slot(FilterEnvelope, target, cents / 1200.0));
        }
    }
    zenith
}

/// The same that goes on and off so often a second: its partials, which all fall, come and go with
/// a square LFO.
pub(super) fn squarely(hz: f64, mut zenith: Zenith) -> Zenith {
    zenith.lfos[1] = Lfo { waveform: LfoWaveform::Square, ..lfo(hz) };
    let levels: Vec<f64> = zenith.modulation.iter().map(|it| it.amount / 2.0).collect();
    for (target, level) in LEVELS.into_iter().zip(levels) {
        zenith.modulation.push(slot(Lfo2, target, level));
    }
    for oscillator in &mut zenith.oscillators {
        oscillator.level = 0.0;
    }
    zenith
}
