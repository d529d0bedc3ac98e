//! A patch: settings turned into the numbers a kernel works with, shared by all its voices.

use super::blep::Residuals;
use super::corners::{self, Corner};
use super::drive::Drive;
use super::envelope::{Levels, Times};
use super::filter;
use super::parts::{self, Oscillator, PARTS, PreparedLfo, Shape, Slot};
use super::settings::{DriveLaw, Response, Settings, Source, Target};
use crate::math::{self, Number};
use crate::voice::Voice;

/// Seconds in which a cut voice is silenced.
const CUT: f64 = 0.010;
/// What modulation cannot lower the Q of a bandpass or notch beyond: what rings at a high Q comes
/// out times 1 / Q when it falls.
const LEAST_Q: f32 = 0.1;
/// Most by which a waveform without aliases swings beyond one with corners: of a step of 2 a ninth
/// (Gibbs), where two steps meet twice that.
const OVERSHOOT: f32 = 1.36;
/// Key 60, where key tracking does nothing.
const MIDDLE_C_HZ: f32 = 261.625_58;
/// Highest frequency of an oscillator or cutoff as a part of the sample rate.
pub(super) const HIGHEST: f32 = 0.49;

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
    /// Two filters, one behind the other.
    pub(super) steep: bool,
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
    pub(super) drive: Drive,
    pub(super) filter: Times,
    pub(super) amplitude: Times,
    /// Up to the last that is heard.
    pub(super) lfos: Vec<PreparedLfo>,
    pub(super) slots: Vec<Slot>,
    /// Levels and pitches that move apart: one, or `PARTS`.
    pub(super) parts: usize,
    /// Whether LFO or matrix move anything; pitch or level; cutoff or resonance; that alone; the
    /// drive; rates of LFOs.
    pub(super) modulated: bool,
    pub(super) moves_pitch: bool,
    pub(super) moves_filter: bool,
    pub(super) moves_resonance: bool,
    pub(super) moves_drive: bool,
    pub(super) moves_rates: bool,
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
        let resonance = filter.resonance.clamp(0.0001, 30.0) as f32;
        let highest = f64::from(HIGHEST) * sample_rate;
        let slots = parts::slots(settings);
        let lfos = parts::lfos(&settings.lfos, &slots, sample_rate);
        let moves = |of: fn(Target) -> bool| {
            lfos.iter().any(|lfo| lfo.depth > 0.0 && of(lfo.target))
                || slots.iter().any(|slot| of(slot.target))
        };
        let apart = moves(|it| matches!(it, Target::LevelOf(_) | Target::DetuneOf(_)));
        let oscillators = parts::oscillators(settings, apart);
        let moves_drive = moves(|it| it == Target::Drive);
        Self {
            sample_rate: sample_rate as f32,
            stereo: oscillators.iter().any(|o| o.share[0] != o.share[1]),
            corners: (oscillators.iter().enumerate())
                .flat_map(|(number, oscillator)| corners::corners(number, oscillator))
                .collect(),
            oscillators,
            residuals: Residuals::shared(),
            response: filter.response,
            steep: filter.steep
                && matches!(filter.response, Response::Lowpass | Response::Highpass),
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
            drive: match (filter.drive_law, filter.drive.clamp(0.0, 1.0)) {
                (DriveLaw::Rational, drive) if drive > 0.001 || moves_drive => {
                    Drive::Rational(drive as f32)
                }
                (DriveLaw::Blend, drive) if drive > 0.001 || moves_drive => {
                    Drive::Blend(drive as f32)
                }
                _ => Drive::None,
            },
            filter: Times::new(&settings.filter_envelope, sample_rate),
            amplitude: Times::new(&settings.amplitude_envelope, sample_rate),
            parts: if apart { PARTS } else { 1 },
            modulated: lfos.iter().any(|lfo| lfo.depth > 0.0) || !slots.is_empty(),
            moves_pitch: moves(|it| {
                matches!(
                    it,
                    Target::OscillatorLevel
                        | Target::OscillatorDetune
                        | Target::OscillatorPitch
                        | Target::LevelOf(_)
                        | Target::DetuneOf(_)
                )
            }),
            moves_filter: moves(|it| matches!(it, Target::FilterCutoff | Target::FilterResonance)),
            moves_resonance: moves(|it| it == Target::FilterResonance),
            moves_drive,
            moves_rates: moves(|it| matches!(it, Target::RateOf(_))),
            lfos,
            asks_amplitude: slots.iter().any(|slot| slot.source == Source::AmplitudeEnvelope),
            slots,
            gain: settings.gain.clamp(0.0, 1.0) as f32,
            cut: (CUT * sample_rate).round() as u64,
        }
    }

    /// Frames from the voice's start after which it is exactly zero.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        self.released(voice).min(voice.cut.saturating_add(self.cut))
    }

    /// Frames from the voice's start to the end of its release.
    fn released(&self, voice: &Voice) -> u64 {
        voice.gate.saturating_add(self.amplitude.of(voice).release(voice.release_scale))
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
        if voice.cut >= self.released(voice) {
            print.cut = u64::MAX;
        }
        (print, gain)
    }

    /// Whether left and right can differ: a unison with spread.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        self.stereo
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan: the levels' sum (of a
    /// unison, whose voices seldom meet, twice their power) through the drive, plus what the
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
        let driven = self.drive.peak(sum);
        let q = match self.response {
            Response::Lowpass | Response::Highpass => {
                let moved = voice.controls.iter().flat_map(|controls| &controls.resonance);
                math::db_to_gain(moved.map(|point| point.value).fold(self.resonance, f32::max))
            }
            Response::Bandpass | Response::Notch => 1.0,
        };
        // The envelope or a lane may bring the cutoff down on the fundamental.
        let moved = voice.controls.iter().flat_map(|controls| &controls.cutoff_hz);
        let cutoff = moved.map(|point| point.value).fold(self.cutoff_hz, f32::min);
        let lowest = cutoff.min(cutoff + self.amount_hz).max(20.0);
        let harmonic = match self.oscillators.iter().any(|it| it.shape == Shape::Noise) {
            true => 1.0,
            false => (lowest / (math::key_to_hz(voice.key) * highest)).max(1.0),
        };
        let resonance = 1.0 + (q - 1.0).max(0.0) * core::f32::consts::FRAC_2_PI / harmonic;
        driven * resonance * self.amplitude.peak(voice.velocity) * self.gain * voice.gain
    }

    /// A bound on the voice's peak, linear, with its gain, before pan: all oscillators' peaks at
    /// once, as high as modulation brings their levels, through the drive and the filter at its
    /// highest resonance, times the envelope's peak.
    #[must_use]
    pub fn bound(&self, voice: &Voice) -> f32 {
        let raised = self.raised();
        let peak =
            |it: &Oscillator| (it.level + raised) * it.shape.peak() * it.share[0].max(it.share[1]);
        let sum = OVERSHOOT * self.oscillators.iter().map(peak).sum::<f32>();
        let driven = match self.drive {
            // Wherever the drive moves to, a curve lies below the sound itself or below 1.
            Drive::Blend(_) | Drive::Rational(_) if self.moves_drive => sum.max(1.0),
            drive => drive.peak(sum),
        };
        let controlled = voice.controls.iter().flat_map(|controls| &controls.resonance);
        let pressed = voice.aftertouch > 0.0
            || voice.controls.as_ref().is_some_and(|controls| !controls.aftertouch.is_empty());
        let highest = match pressed || self.moves_resonance {
            true => 30.0,
            false => controlled.map(|point| point.value).fold(self.resonance, f32::max),
        };
        let filtered = match self.response {
            Response::Lowpass | Response::Highpass => {
                filter::most(self.response, math::db_to_gain(-highest))
            }
            // What rings at a high Q comes out times 1 / Q when it falls.
            Response::Bandpass | Response::Notch => {
                let least =
                    if self.moves_resonance { self.least_resonance } else { self.resonance };
                filter::most(self.response, 1.0 / highest.min(self.resonance)) * (highest / least)
            }
        };
        let filtered = if self.steep { filtered * filtered } else { filtered };
        let steps = voice.line.iter().flat_map(|line| line.iter().map(|step| step.velocity));
        let velocity = steps.fold(voice.velocity, f32::max);
        driven * filtered * self.amplitude.peak(velocity) * self.gain * voice.gain
    }

    /// By how much LFOs and the matrix can raise an oscillator's level.
    fn raised(&self) -> f32 {
        let level = |target| matches!(target, Target::OscillatorLevel | Target::LevelOf(_));
        let lfos = self.lfos.iter().filter(|lfo| level(lfo.target)).map(|lfo| lfo.depth * 0.5);
        let slots = self.slots.iter().filter(|slot| level(slot.target)).map(|it| it.amount.abs());
        lfos.chain(slots).sum()
    }

    /// Nanoseconds of a batch-frame, roughly: eight voices of a frame.
    ///
    /// Measured with `make bench-kernels` on 2026-11-25, AVX2: not much science.
    #[must_use]
    pub fn cost(&self) -> f32 {
        let channels = if self.stereo { 2.0 } else { 1.0 };
        let drive = if self.drive == Drive::None { 0.0 } else { 3.5 };
        let filters = if self.steep { 2.0 } else { 1.0 };
        6.0 + channels * (2.5 * filters + drive) + 2.3 * self.oscillators.len() as f32
    }

    /// A cutoff with the factors of key and wheel, without envelope and modulation.
    #[inline(always)]
    pub(super) fn base_hz<N: Number>(&self, cutoff: N, key: N, wheel: N) -> N {
        let mut base = cutoff;
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
    pub(super) fn filter_levels(&self, cutoff: f32, key: f32, velocity: f32, wheel: f32) -> Levels {
        let base = self.base_hz(cutoff, key, wheel);
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
