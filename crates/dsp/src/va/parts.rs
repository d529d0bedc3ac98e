//! The parts of a patch: oscillators, LFOs and slots of the matrix, settings turned into the
//! numbers a kernel works with.

use super::settings::{Curve, Lfo, LfoWaveform, Modulation, Settings, Source, Target, Waveform};

/// Oscillators of the settings that count: each has a level and a pitch of its own in the matrix.
pub(super) const PARTS: usize = 4;
/// Four of seven in unison.
pub(super) const MAX_OSCILLATORS: usize = 7 * PARTS;
/// LFOs that count.
pub(super) const LFOS: usize = 4;
/// Slots of the matrix that count.
const MAX_SLOTS: usize = 16;
/// Rates that modulation holds an LFO within, in Hz.
const RATES: (f64, f64) = (0.01, 20.0);
/// How far the second saw of a supersaw is ahead of the first, and so on, in cycles: the golden
/// ratio, which keeps any number of them apart. Started in phase they would begin with one loud
/// click.
const SPREAD_PHASE: f64 = 0.618_033_988_749_894_9;

/// Shape of one prepared oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Sine,
    /// Width in cycles times 2^32, and the constant part that is taken off.
    Pulse {
        width: u32,
        constant: f32,
    },
    Saw,
    Triangle,
    /// White, by counter: the phase counts frames, from a place of each key and seed.
    Noise,
}

impl Shape {
    /// Its peak at level 1; a narrow pulse stands out by the constant part that is taken off.
    pub(super) fn peak(self) -> f32 {
        match self {
            Self::Pulse { constant, .. } => 1.0 + constant.abs(),
            Self::Sine | Self::Saw | Self::Triangle | Self::Noise => 1.0,
        }
    }
}

/// One prepared oscillator: a unison is several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oscillator {
    pub(super) shape: Shape,
    /// Whose level and pitch it has, 0 unless the matrix moves those of each apart.
    pub(super) part: usize,
    /// Of the voice's frequency.
    pub(super) ratio: f32,
    /// Before modulation.
    pub(super) level: f32,
    /// Behind it, into each channel.
    pub(super) share: [f32; 2],
    /// Cycles times 2^32.
    pub(super) phase: u32,
}

/// A slot of the matrix; `amount` includes half the target's range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slot {
    pub(super) source: Source,
    pub(super) target: Target,
    pub(super) curve: Curve,
    pub(super) amount: f32,
}

/// A prepared LFO.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PreparedLfo {
    /// Cycles times 2^32 that it goes in a tile.
    pub(super) step: u32,
    /// The same in Hz, and the highest rate that modulation brings it to.
    pub(super) hz: f32,
    pub(super) limit_hz: f32,
    pub(super) waveform: LfoWaveform,
    /// Squared.
    pub(super) depth: f32,
    pub(super) target: Target,
    /// In the matrix.
    pub(super) reach: f32,
}

/// Cycles as a 32-bit fraction.
fn cycles(phase: f64) -> u32 {
    ((phase - phase.floor()) * 4_294_967_296.0) as u64 as u32
}

/// `apart`: the matrix moves level or pitch of each oscillator apart.
pub(super) fn oscillators(settings: &Settings, apart: bool) -> Vec<Oscillator> {
    let mut prepared = Vec::new();
    let counted = settings.oscillators.iter().take(PARTS).enumerate();
    // One that is silent by itself may be raised by the matrix if that knows it apart.
    for (part, oscillator) in counted.filter(|(_, o)| o.enabled && (o.level > 0.0 || apart)) {
        let octave = libm::exp2(f64::from(oscillator.octave.clamp(-2, 2)));
        let detune = oscillator.detune.clamp(-1200.0, 1200.0);
        let shape = match oscillator.waveform {
            Waveform::Sine => Shape::Sine,
            Waveform::Sawtooth => Shape::Saw,
            Waveform::Triangle => Shape::Triangle,
            Waveform::Noise => Shape::Noise,
            Waveform::Square => {
                let width = oscillator.pulse_width.clamp(0.01, 0.99);
                Shape::Pulse { width: cycles(width), constant: (2.0 * width - 1.0) as f32 }
            }
        };
        let count = oscillator.unison_voices.clamp(1, 7);
        let width = oscillator.unison_detune.clamp(0.0, 100.0);
        let spread = oscillator.unison_spread.clamp(0.0, 100.0) / 100.0;
        for i in 0..count {
            let o = place(i, count);
            let share = (1.0 / f64::from(count)).sqrt();
            let cents = detune + o * o.abs().sqrt() * width;
            prepared.push(Oscillator {
                shape,
                part: if apart { part } else { 0 },
                ratio: (octave * libm::exp2(cents / 1200.0)) as f32,
                level: oscillator.level.clamp(0.0, 1.0) as f32,
                share: pan(o * spread, share, spread > 0.0 && count > 1),
                phase: cycles(oscillator.phase + f64::from(i) * SPREAD_PHASE),
            });
        }
    }
    prepared
}

/// Where among the voices of a unison number `i` is, -1..=1.
fn place(i: u32, count: u32) -> f64 {
    if count == 1 { 0.0 } else { 2.0 * f64::from(i) / f64::from(count - 1) - 1.0 }
}

/// The mono law, or no pan at all.
fn pan(pan: f64, gain: f64, spread: bool) -> [f32; 2] {
    if !spread {
        return [gain as f32; 2];
    }
    let angle = (pan + 1.0) / 2.0 * core::f64::consts::FRAC_PI_2;
    [(libm::cos(angle) * gain) as f32, (libm::sin(angle) * gain) as f32]
}

pub(super) fn slots(settings: &Settings) -> Vec<Slot> {
    let prepare = |slot: &Modulation| {
        let range = match slot.target {
            Target::FilterCutoff => 19_980.0,
            Target::FilterResonance => 30.0,
            Target::OscillatorLevel => 1.0,
            Target::OscillatorDetune => 2400.0,
            Target::OscillatorPitch => 0.2,
            Target::LevelOf(_) | Target::Drive => 1.0,
            Target::DetuneOf(_) => 2400.0,
            Target::RateOf(_) => RATES.1 - RATES.0,
        };
        Slot {
            source: slot.source,
            target: slot.target,
            curve: slot.curve,
            amount: (slot.amount.clamp(-1.0, 1.0) * range / 2.0) as f32,
        }
    };
    let there = |slot: &&Modulation| {
        let source = match slot.source {
            Source::Lfo(at) => usize::from(at) < settings.lfos.len().min(LFOS),
            _ => true,
        };
        let target = match slot.target {
            Target::LevelOf(at) | Target::DetuneOf(at) => usize::from(at) < PARTS,
            Target::RateOf(at) => usize::from(at) < LFOS,
            _ => true,
        };
        source && target
    };
    settings.modulation.iter().take(MAX_SLOTS).filter(there).map(prepare).collect()
}

/// The LFOs up to the last that moves anything: what comes behind is not computed.
pub(super) fn lfos(lfos: &[Lfo], slots: &[Slot], sample_rate: f64) -> Vec<PreparedLfo> {
    let asked = |at: usize| slots.iter().any(|slot| slot.source == Source::Lfo(at as u8));
    let heard = |at: &usize| lfos[*at].depth > 0.0 || asked(*at);
    let count = (0..lfos.len().min(LFOS)).rev().find(heard).map_or(0, |at| at + 1);
    let prepare = |lfo: &Lfo| {
        let depth = lfo.depth.clamp(0.0, 1.0);
        let hz = lfo.frequency_hz.max(0.0);
        PreparedLfo {
            step: cycles(hz * crate::voice::TILE as f64 / sample_rate),
            hz: hz as f32,
            limit_hz: hz.max(RATES.1) as f32,
            waveform: lfo.waveform,
            depth: (depth * depth) as f32,
            target: lfo.target,
            reach: lfo.reach.clamp(0.0, 1.0) as f32,
        }
    };
    lfos[..count].iter().map(prepare).collect()
}
