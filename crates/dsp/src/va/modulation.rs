//! What moves a voice from tile to tile: LFO, matrix, pitch and the cutoff's envelope, brought to
//! a frequency, a level and the filter's coefficients.

use super::filter;
use super::patch::{Patch, Slot};
use super::settings::{Curve, LfoWaveform, Source, Target};
use crate::lanes::{F32, Mask, Simd, U32};
use crate::math;
use crate::voice::LANES;

/// Brings a signed 32-bit phase to -1/2..1/2.
const CYCLES: f32 = 1.0 / 4_294_967_296.0;
/// What keys are held within: beyond, nothing can be heard.
const LOWEST_KEY: f32 = -60.0;
const HIGHEST_KEY: f32 = 200.0;

/// What is known of each voice at a moment, `[lane]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// With glide and bend.
    pub(super) key: [f32; LANES],
    /// Of the cutoff, 0..=1.
    pub(super) filter: [f32; LANES],
    /// Of the level, 0..=1; only where the matrix asks for it.
    pub(super) amplitude: [f32; LANES],
    pub(super) velocity: [f32; LANES],
    /// Factor of the velocity on the cutoff's peak.
    pub(super) filter_peak: [f32; LANES],
    /// Factor of the wheel on the cutoff.
    pub(super) wheel_factor: [f32; LANES],
    /// -1..=1.
    pub(super) wheel: [f32; LANES],
    /// 0..=1.
    pub(super) aftertouch: [f32; LANES],
    /// Cycles times 2^32.
    pub(super) lfo: [u32; LANES],
    /// What follows from key, velocity, wheel and aftertouch, kept by [`keep`](Self::keep): the
    /// cutoff without envelope in Hz, what the envelope's peak adds in octaves, and the filter's
    /// resonance and its damping.
    base_hz: [f32; LANES],
    octaves: [f32; LANES],
    resonance: [f32; LANES],
    damping: [f32; LANES],
}

/// Sums of LFO and matrix by target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offsets<S: Simd> {
    cutoff_factor: F32<S>,
    resonance_factor: F32<S>,
    cutoff: F32<S>,
    resonance: F32<S>,
    /// Added to the oscillators' levels.
    pub(super) level: F32<S>,
    cents: F32<S>,
    pitch: F32<S>,
}

impl<S: Simd> Offsets<S> {
    /// Nothing is moved.
    #[inline(always)]
    pub(super) fn none(simd: S) -> Self {
        let (zero, one) = (F32::splat(simd, 0.0), F32::splat(simd, 1.0));
        Self {
            cutoff_factor: one,
            resonance_factor: one,
            cutoff: zero,
            resonance: zero,
            level: zero,
            cents: zero,
            pitch: zero,
        }
    }

    #[inline(always)]
    pub(super) fn new(simd: S, patch: &Patch, moment: &Moment) -> Self {
        let mut offsets = Self::none(simd);
        let lfo = lfo(patch.lfo_waveform, U32::load(simd, &moment.lfo));
        let deep = lfo * patch.lfo_depth;
        match patch.lfo_target {
            Target::FilterCutoff => offsets.cutoff_factor = deep * 0.5 + 1.0,
            Target::FilterResonance => offsets.resonance_factor = deep * 0.5 + 1.0,
            Target::OscillatorLevel => offsets.level = deep * 0.5,
            Target::OscillatorDetune => offsets.cents = deep * 50.0,
            Target::OscillatorPitch => offsets.pitch = deep * 0.1,
        }
        for slot in &patch.slots {
            add(slot, source(simd, slot, lfo, moment), &mut offsets);
        }
        offsets
    }
}

impl Moment {
    /// Works out what follows from the fields that seldom change.
    #[inline(always)]
    pub(super) fn keep<S: Simd>(&mut self, simd: S, patch: &Patch) {
        let key = F32::load(simd, &self.key).clamp(LOWEST_KEY, HIGHEST_KEY);
        let base = patch.base_hz(key, F32::load(simd, &self.wheel_factor));
        base.store(&mut self.base_hz);
        patch.octaves(base, F32::load(simd, &self.filter_peak)).store(&mut self.octaves);
        let pressed = F32::load(simd, &self.aftertouch) * 10.0 + patch.resonance;
        let pressed = pressed.clamp(0.0001, 30.0);
        pressed.store(&mut self.resonance);
        let resonance = pressed.clamp(patch.least_resonance, 30.0);
        filter::damping(patch.response, resonance).store(&mut self.damping);
    }

    /// The oscillators' frequency in cycles a frame.
    #[inline(always)]
    pub(super) fn frequency<S: Simd>(
        &self,
        simd: S,
        patch: &Patch,
        offsets: &Offsets<S>,
    ) -> F32<S> {
        let key = F32::load(simd, &self.key) + offsets.cents * 0.01;
        let hz = math::key_to_hz(key.clamp(LOWEST_KEY, HIGHEST_KEY));
        let pitch = (offsets.pitch + 1.0).max(F32::splat(simd, 0.05));
        hz * pitch * (1.0 / patch.sample_rate)
    }

    /// The filter's coefficients.
    #[inline(always)]
    pub(super) fn coefficients<S: Simd>(
        &self,
        simd: S,
        patch: &Patch,
        offsets: &Offsets<S>,
    ) -> [F32<S>; 4] {
        let octaves = F32::load(simd, &self.octaves) * F32::load(simd, &self.filter);
        let cutoff = F32::load(simd, &self.base_hz) * math::exp2(octaves);
        let moved = cutoff * offsets.cutoff_factor + offsets.cutoff;
        let cutoff = moved.clamp(20.0, patch.limit_hz) * (1.0 / patch.sample_rate);
        let mut damping = F32::load(simd, &self.damping);
        if patch.moves_resonance {
            let resonance = F32::load(simd, &self.resonance);
            let resonance = resonance * offsets.resonance_factor + offsets.resonance;
            let resonance = resonance.clamp(patch.least_resonance, 30.0);
            damping = filter::damping(patch.response, resonance);
        }
        filter::coefficients(cutoff, damping)
    }
}

/// The LFO, -1..=1.
#[inline(always)]
fn lfo<S: Simd>(waveform: LfoWaveform, phase: U32<S>) -> F32<S> {
    match waveform {
        LfoWaveform::Sine => math::sin_cycles(signed(phase)),
        LfoWaveform::Sawtooth => signed(phase) * 2.0,
        LfoWaveform::Triangle => signed(phase + (1 << 30)).abs() * 4.0 - 1.0,
        LfoWaveform::Square => {
            let simd = phase.simd();
            let first: Mask<S> = signed(phase).ge(F32::splat(simd, 0.0));
            first.select(F32::splat(simd, 1.0), F32::splat(simd, -1.0))
        }
    }
}

/// A slot's source behind its curve.
#[inline(always)]
fn source<S: Simd>(simd: S, slot: &Slot, lfo: F32<S>, moment: &Moment) -> F32<S> {
    let value = match slot.source {
        Source::Lfo => lfo,
        Source::FilterEnvelope => F32::load(simd, &moment.filter),
        Source::AmplitudeEnvelope => F32::load(simd, &moment.amplitude),
        Source::Velocity => F32::load(simd, &moment.velocity) * 2.0 - 1.0,
        Source::Aftertouch => F32::load(simd, &moment.aftertouch) * 2.0 - 1.0,
        Source::ModWheel => F32::load(simd, &moment.wheel),
    };
    let size = value.abs();
    match slot.curve {
        Curve::Linear => value,
        Curve::Exponential => value * size,
        Curve::SCurve => value * size * (-size * 2.0 + 3.0),
    }
}

#[inline(always)]
fn add<S: Simd>(slot: &Slot, value: F32<S>, offsets: &mut Offsets<S>) {
    let value = value * slot.amount;
    match slot.target {
        Target::FilterCutoff => offsets.cutoff += value,
        Target::FilterResonance => offsets.resonance += value,
        Target::OscillatorLevel => offsets.level += value,
        Target::OscillatorDetune => offsets.cents += value,
        Target::OscillatorPitch => offsets.pitch += value,
    }
}

/// A phase in cycles, -1/2..1/2.
#[inline(always)]
fn signed<S: Simd>(phase: U32<S>) -> F32<S> {
    phase.to_i32().to_f32() * CYCLES
}
