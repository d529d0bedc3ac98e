//! A patch: settings turned into the numbers a kernel works with, shared by all its voices.

use super::blep::Residuals;
use super::corners::{self, Corner};
use super::envelope::{Levels, Times};
use super::settings::{Curve, LfoWaveform, Response, Settings, Source, Target, Waveform};
use crate::math::{self, Number};
use crate::voice::Voice;

/// Three supersaws of seven.
pub(super) const MAX_OSCILLATORS: usize = 21;
/// Slots of the matrix that count.
const MAX_SLOTS: usize = 16;
/// Seconds in which a cut voice is silenced.
const CUT: f64 = 0.010;
/// What modulation cannot lower the Q of a bandpass or notch beyond: what rings at a high Q comes
/// out times 1 / Q when it falls.
const LEAST_Q: f32 = 0.1;
/// Key 60, where key tracking does nothing.
const MIDDLE_C_HZ: f32 = 261.625_58;
/// Highest frequency of an oscillator or cutoff as a part of the sample rate.
pub(super) const HIGHEST: f32 = 0.49;
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
}

impl Shape {
    /// Its peak at level 1; a narrow pulse stands out by the constant part that is taken off.
    fn peak(self) -> f32 {
        match self {
            Self::Pulse { constant, .. } => 1.0 + constant.abs(),
            Self::Sine | Self::Saw | Self::Triangle => 1.0,
        }
    }
}

/// One prepared oscillator: a supersaw is several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oscillator {
    pub(super) shape: Shape,
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

/// Prepared settings.
#[derive(Clone, Debug)]
pub struct Patch {
    pub(super) sample_rate: f32,
    pub(super) oscillators: Vec<Oscillator>,
    /// Of all oscillators, in their order.
    pub(super) corners: Vec<Corner>,
    pub(super) stereo: bool,
    pub(super) residuals: &'static Residuals,
    pub(super) response: Response,
    pub(super) cutoff_hz: f32,
    /// Highest cutoff.
    pub(super) limit_hz: f32,
    pub(super) resonance: f32,
    /// What modulation can lower it to.
    pub(super) least_resonance: f32,
    pub(super) amount_hz: f32,
    /// Highest peak of the cutoff's envelope.
    pub(super) peak_limit_hz: f32,
    pub(super) key_tracking: f32,
    /// 0: none.
    pub(super) drive: f32,
    pub(super) filter: Times,
    pub(super) amplitude: Times,
    /// Cycles times 2^32 that the LFO goes in a tile.
    pub(super) lfo_step: u32,
    /// Squared.
    pub(super) lfo_depth: f32,
    pub(super) lfo_waveform: LfoWaveform,
    pub(super) lfo_target: Target,
    pub(super) slots: Vec<Slot>,
    /// Whether LFO or matrix move anything; pitch or level; cutoff or resonance; that alone.
    pub(super) modulated: bool,
    pub(super) moves_pitch: bool,
    pub(super) moves_filter: bool,
    pub(super) moves_resonance: bool,
    /// The matrix asks for the amplitude envelope.
    pub(super) asks_amplitude: bool,
    pub(super) gain: f32,
    pub(super) cut: u64,
}

impl Patch {
    /// Prepares settings for a sample rate in Hz, 8000..=384000.
    #[must_use]
    pub fn new(settings: &Settings, sample_rate: f64) -> Self {
        let filter = &settings.filter;
        let lfo = &settings.lfo;
        let oscillators = oscillators(settings);
        let resonance = filter.resonance.clamp(0.0001, 30.0) as f32;
        let highest = f64::from(HIGHEST) * sample_rate;
        let slots = slots(settings);
        let lfo_depth = (lfo.depth.clamp(0.0, 1.0) * lfo.depth.clamp(0.0, 1.0)) as f32;
        let moves = |targets: &[Target]| {
            lfo_depth > 0.0 && targets.contains(&lfo.target)
                || slots.iter().any(|slot| targets.contains(&slot.target))
        };
        Self {
            sample_rate: sample_rate as f32,
            stereo: oscillators.iter().any(|o| o.share[0] != o.share[1]),
            corners: (oscillators.iter().enumerate())
                .flat_map(|(number, oscillator)| corners::corners(number, oscillator))
                .collect(),
            oscillators,
            residuals: Residuals::shared(),
            response: filter.response,
            cutoff_hz: filter.cutoff_hz.clamp(20.0, 20_000.0) as f32,
            limit_hz: highest.min(20_000.0) as f32,
            resonance,
            least_resonance: match filter.response {
                Response::Lowpass | Response::Highpass => 0.0001,
                Response::Bandpass | Response::Notch => resonance.min(LEAST_Q),
            },
            amount_hz: filter.envelope_amount_hz.clamp(-20_000.0, 20_000.0) as f32,
            peak_limit_hz: (sample_rate / 2.0).min(24_000.0) as f32,
            key_tracking: filter.key_tracking.clamp(0.0, 1.0) as f32,
            drive: if filter.drive > 0.001 { filter.drive.min(1.0) as f32 } else { 0.0 },
            filter: Times::new(&settings.filter_envelope, sample_rate),
            amplitude: Times::new(&settings.amplitude_envelope, sample_rate),
            lfo_step: cycles(lfo.frequency_hz.max(0.0) * crate::voice::TILE as f64 / sample_rate),
            lfo_depth,
            lfo_waveform: lfo.waveform,
            lfo_target: lfo.target,
            modulated: lfo_depth > 0.0 || !slots.is_empty(),
            moves_pitch: moves(&[
                Target::OscillatorLevel,
                Target::OscillatorDetune,
                Target::OscillatorPitch,
            ]),
            moves_filter: moves(&[Target::FilterCutoff, Target::FilterResonance]),
            moves_resonance: moves(&[Target::FilterResonance]),
            asks_amplitude: slots.iter().any(|slot| slot.source == Source::AmplitudeEnvelope),
            slots,
            gain: settings.gain.clamp(0.0, 1.0) as f32,
            cut: (CUT * sample_rate).round() as u64,
        }
    }

    /// Frames from the voice's start after which it is exactly zero.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        let released = voice.gate.saturating_add(self.amplitude.release(voice.release_scale));
        released.min(voice.cut.saturating_add(self.cut))
    }

    /// What of a voice decides its print, and the factor that goes with it. Velocity is a mere
    /// factor where neither the cutoff nor the matrix listens to it.
    pub(super) fn print(&self, voice: &Voice) -> (Voice, f32) {
        let mut print = voice.unplaced();
        let mut gain = voice.gain;
        let listens = self.filter.peak(0.0) != 1.0
            || self.slots.iter().any(|slot| slot.source == Source::Velocity);
        if !listens && voice.line.is_none() {
            gain *= self.amplitude.peak(voice.velocity);
            print.velocity = 1.0;
        }
        if voice.cut >= voice.gate.saturating_add(self.amplitude.release(voice.release_scale)) {
            print.cut = u64::MAX;
        }
        (print, gain)
    }

    /// Whether left and right can differ: a supersaw with spread.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        self.stereo
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan: the levels' sum (of the
    /// saws of a supersaw, which seldom meet, twice their power) through the drive, plus what the
    /// filter's resonance makes of the highest oscillator's harmonic at the cutoff, times the
    /// envelope's peak. Modulation of the level is not foreseen. A highpass or drive can
    /// double what is heard.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        let (mut plain, mut saws, mut highest) = (0.0, 0.0, 0.0_f32);
        for oscillator in &self.oscillators {
            highest = highest.max(oscillator.ratio);
            if oscillator.share == [1.0; 2] {
                plain += oscillator.level * oscillator.shape.peak();
            } else {
                let level = oscillator.level * oscillator.share[0].max(oscillator.share[1]);
                saws += level * level;
            }
        }
        let sum = plain + 2.0 * saws.sqrt();
        let drive = self.drive;
        let driven = sum * (1.0 - drive) + math::tanh(sum * (1.0 + 3.0 * drive)) * drive;
        let q = match self.response {
            Response::Lowpass | Response::Highpass => math::db_to_gain(self.resonance),
            Response::Bandpass | Response::Notch => 1.0,
        };
        // The envelope may bring the cutoff down on the fundamental.
        let lowest = self.cutoff_hz.min(self.cutoff_hz + self.amount_hz).max(20.0);
        let harmonic = (lowest / (math::key_to_hz(voice.key) * highest)).max(1.0);
        let resonance = 1.0 + (q - 1.0).max(0.0) * core::f32::consts::FRAC_2_PI / harmonic;
        driven * resonance * self.amplitude.peak(voice.velocity) * self.gain * voice.gain
    }

    /// Nanoseconds of a batch-frame, roughly: eight voices of a frame.
    ///
    /// Measured with `make bench-kernels` on 2026-11-25, AVX2: not much science.
    #[must_use]
    pub fn cost(&self) -> f32 {
        let channels = if self.stereo { 2.0 } else { 1.0 };
        let drive = if self.drive > 0.0 { 3.5 } else { 0.0 };
        6.0 + channels * (2.5 + drive) + 2.3 * self.oscillators.len() as f32
    }

    /// The cutoff without envelope and modulation, of a key, with the wheel's factor.
    #[inline(always)]
    pub(super) fn base_hz<N: Number>(&self, key: N, wheel: N) -> N {
        let mut base = key.constant(self.cutoff_hz);
        if self.key_tracking > 0.0 {
            let hz = math::key_to_hz(key);
            let tracked = (hz * (1.0 / MIDDLE_C_HZ) - 1.0) * (self.key_tracking * 0.5);
            base = base * (tracked + 1.0);
        }
        self.within(self.within(base, self.limit_hz) * wheel, self.limit_hz)
    }

    /// The cutoff at the envelope's peak over its base, in octaves. `factor`: the velocity's.
    #[inline(always)]
    pub(super) fn octaves<N: Number>(&self, base: N, factor: N) -> N {
        math::log2(self.within((base + self.amount_hz) * factor, self.peak_limit_hz) / base)
    }

    /// A cutoff held between 20 Hz and a limit.
    #[inline(always)]
    fn within<N: Number>(&self, cutoff: N, limit_hz: f32) -> N {
        cutoff.max(cutoff.constant(20.0)).min(cutoff.constant(limit_hz))
    }

    /// The levels of the cutoff's envelope in octaves: 0 is the base, 1 the peak, and sustain is
    /// where the cutoff is `base + (peak - base) * sustain` Hz.
    pub(super) fn filter_levels(&self, key: f32, velocity: f32, wheel: f32) -> Levels {
        let base = self.base_hz(key, wheel);
        let octaves = self.octaves(base, self.filter.peak(velocity));
        let sustain = self.filter.sustain;
        let sustain = if octaves.abs() < 1e-3 {
            sustain
        } else {
            math::log2(1.0 + (math::exp2(octaves) - 1.0) * sustain) / octaves
        };
        Levels { peak: 1.0, sustain }
    }
}

/// Of a voice whose wheel is at `mod_wheel`: the factor on the cutoff.
pub(super) fn wheel_factor(voice: &Voice) -> f32 {
    voice.mod_wheel.map_or(1.0, |wheel| 0.5 + wheel)
}

/// Cycles as a 32-bit fraction.
fn cycles(phase: f64) -> u32 {
    ((phase - phase.floor()) * 4_294_967_296.0) as u64 as u32
}

fn oscillators(settings: &Settings) -> Vec<Oscillator> {
    let mut prepared = Vec::new();
    for oscillator in settings.oscillators.iter().filter(|o| o.enabled && o.level > 0.0) {
        let octave = libm::exp2(f64::from(oscillator.octave.clamp(-2, 2)));
        let ratio = |cents: f64| (octave * libm::exp2(cents / 1200.0)) as f32;
        let level = oscillator.level.min(1.0) as f32;
        let detune = oscillator.detune.clamp(-1200.0, 1200.0);
        let shape = match oscillator.waveform {
            Waveform::Sine => Shape::Sine,
            Waveform::Sawtooth => Shape::Saw,
            Waveform::Triangle => Shape::Triangle,
            Waveform::Square => {
                let width = oscillator.pulse_width.clamp(0.01, 0.99);
                Shape::Pulse { width: cycles(width), constant: (2.0 * width - 1.0) as f32 }
            }
            Waveform::Supersaw => {
                let count = oscillator.unison_voices.clamp(1, 7);
                let detune = oscillator.unison_detune.clamp(0.0, 100.0);
                let spread = oscillator.unison_spread.clamp(0.0, 100.0) / 100.0;
                for i in 0..count {
                    let o = place(i, count);
                    let part = (1.0 / f64::from(count)).sqrt();
                    prepared.push(Oscillator {
                        shape: Shape::Saw,
                        ratio: ratio(o * o.abs().sqrt() * detune),
                        level,
                        share: pan(o * spread, part, spread > 0.0 && count > 1),
                        phase: cycles(oscillator.phase + f64::from(i) * SPREAD_PHASE),
                    });
                }
                continue;
            }
        };
        prepared.push(Oscillator {
            shape,
            ratio: ratio(detune),
            level,
            share: [1.0; 2],
            phase: cycles(oscillator.phase),
        });
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

fn slots(settings: &Settings) -> Vec<Slot> {
    let prepare = |slot: &super::settings::Modulation| {
        let range = match slot.target {
            Target::FilterCutoff => 19_980.0,
            Target::FilterResonance => 30.0,
            Target::OscillatorLevel => 1.0,
            Target::OscillatorDetune => 2400.0,
            Target::OscillatorPitch => 0.2,
        };
        Slot {
            source: slot.source,
            target: slot.target,
            curve: slot.curve,
            amount: (slot.amount.clamp(-1.0, 1.0) * range / 2.0) as f32,
        }
    };
    settings.modulation.iter().take(MAX_SLOTS).map(prepare).collect()
}
