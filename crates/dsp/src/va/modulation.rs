//! What moves a voice from tile to tile: LFOs, matrix, pitch and the cutoff's envelope, brought to
//! a frequency, a level and the filter's coefficients.

use super::filter;
use super::parts::{LFOS, PARTS, Slot};
use super::patch::Patch;
use super::settings::{Curve, LfoWaveform, Source, Target};
use crate::lanes::{F32, Mask, Simd, U32};
use crate::math;
use crate::voice::{LANES, TILE};

/// Brings a signed 32-bit phase to -1/2..1/2.
const CYCLES: f32 = 1.0 / 4_294_967_296.0;
/// In Hz.
const LOWEST_RATE: f32 = 0.01;
/// Q of the first of two filters: the flatter section of a Butterworth filter of the fourth order,
/// `1 / (2 cos(pi / 8))`. With a resonance of -3 dB the two would be that filter.
const FLAT_Q: f32 = 0.541_196_1;
/// What keys are held within: beyond, nothing can be heard.
const LOWEST_KEY: f32 = -60.0;
const HIGHEST_KEY: f32 = 200.0;

/// What is known of each voice at a moment, `[lane]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// With glide and bend.
    pub(super) key: [f32; LANES],
    /// As set, by the patch or by a lane.
    pub(super) cutoff_hz: [f32; LANES],
    pub(super) set_resonance: [f32; LANES],
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
    /// Cycles times 2^32, and how far each goes in a tile where rates move.
    pub(super) lfos: [[u32; LANES]; LFOS],
    pub(super) lfo_steps: [[u32; LANES]; LFOS],
    /// What follows from cutoff, key, velocity, wheel and aftertouch, kept by [`keep`](Self::keep): the
    /// cutoff without envelope in Hz, what the envelope's peak adds in octaves, and the filter's
    /// resonance and its damping.
    base_hz: [f32; LANES],
    octaves: [f32; LANES],
    resonance: [f32; LANES],
    damping: [f32; LANES],
}

/// Sums of LFOs and matrix by target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offsets<S: Simd> {
    cutoff_factor: F32<S>,
    resonance_factor: F32<S>,
    cutoff: F32<S>,
    resonance: F32<S>,
    /// Added to the levels of each part's oscillators.
    pub(super) level: [F32<S>; PARTS],
    cents: [F32<S>; PARTS],
    pitch: F32<S>,
    drive: F32<S>,
    rates: [F32<S>; LFOS],
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
            level: [zero; PARTS],
            cents: [zero; PARTS],
            pitch: zero,
            drive: zero,
            rates: [zero; LFOS],
        }
    }

    #[inline(always)]
    pub(super) fn new(simd: S, patch: &Patch, moment: &Moment) -> Self {
        let mut offsets = Self::none(simd);
        let mut lfos = [F32::splat(simd, 0.0); LFOS];
        for (number, lfo) in patch.lfos.iter().enumerate() {
            let value = wave(lfo.waveform, U32::load(simd, &moment.lfos[number]));
            if lfo.depth > 0.0 {
                offsets.swing(patch, lfo.target, value * lfo.depth);
            }
            lfos[number] = value * lfo.reach;
        }
        for slot in &patch.slots {
            offsets.add(patch, slot.target, source(simd, slot, &lfos, moment) * slot.amount);
        }
        offsets
    }

    /// What an LFO moves without the matrix.
    #[inline(always)]
    fn swing(&mut self, patch: &Patch, target: Target, deep: F32<S>) {
        match target {
            Target::FilterCutoff => self.cutoff_factor = self.cutoff_factor * (deep * 0.5 + 1.0),
            Target::FilterResonance => {
                self.resonance_factor = self.resonance_factor * (deep * 0.5 + 1.0);
            }
            Target::OscillatorLevel | Target::LevelOf(_) | Target::Drive => {
                self.add(patch, target, deep * 0.5);
            }
            Target::OscillatorDetune | Target::DetuneOf(_) => self.add(patch, target, deep * 50.0),
            Target::OscillatorPitch => self.add(patch, target, deep * 0.1),
            Target::RateOf(_) => self.add(patch, target, deep * 2.0),
        }
    }

    #[inline(always)]
    fn add(&mut self, patch: &Patch, target: Target, value: F32<S>) {
        match target {
            Target::FilterCutoff => self.cutoff += value,
            Target::FilterResonance => self.resonance += value,
            Target::OscillatorLevel => {
                for level in &mut self.level[..patch.parts] {
                    *level += value;
                }
            }
            Target::OscillatorDetune => {
                for cents in &mut self.cents[..patch.parts] {
                    *cents += value;
                }
            }
            Target::OscillatorPitch => self.pitch += value,
            Target::LevelOf(part) => self.level[usize::from(part) % PARTS] += value,
            Target::DetuneOf(part) => self.cents[usize::from(part) % PARTS] += value,
            Target::Drive => self.drive += value,
            Target::RateOf(lfo) => self.rates[usize::from(lfo) % LFOS] += value,
        }
    }
}

impl Moment {
    /// Works out what follows from the fields that seldom change.
    #[inline(always)]
    pub(super) fn keep<S: Simd>(&mut self, simd: S, patch: &Patch) {
        let key = F32::load(simd, &self.key).clamp(LOWEST_KEY, HIGHEST_KEY);
        let cutoff = F32::load(simd, &self.cutoff_hz);
        let base = patch.base_hz(cutoff, key, F32::load(simd, &self.wheel_factor));
        base.store(&mut self.base_hz);
        patch.octaves(base, F32::load(simd, &self.filter_peak)).store(&mut self.octaves);
        let set = F32::load(simd, &self.set_resonance);
        let pressed = F32::load(simd, &self.aftertouch) * 10.0 + set;
        let pressed = pressed.clamp(0.0001, 30.0);
        pressed.store(&mut self.resonance);
        let resonance = pressed.clamp(patch.least_resonance, 30.0);
        damping(patch, resonance).store(&mut self.damping);
    }

    /// Some lanes' LFOs go a tile on.
    #[inline(always)]
    pub(super) fn go<S: Simd>(&mut self, simd: S, patch: &Patch, lanes: Mask<S>) {
        for (number, lfo) in patch.lfos.iter().enumerate() {
            let mut step = U32::splat(simd, lfo.step);
            if patch.moves_rates {
                step = U32::load(simd, &self.lfo_steps[number]);
            }
            let step = lanes.select_u32(step, U32::splat(simd, 0));
            let phase = &mut self.lfos[number];
            (U32::load(simd, phase) + step).store(phase);
        }
    }

    /// The rates at which some lanes' LFOs go on from this moment.
    #[inline(always)]
    pub(super) fn rates<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        lanes: Mask<S>,
        offsets: &Offsets<S>,
    ) {
        for (number, lfo) in patch.lfos.iter().enumerate() {
            let hz = (offsets.rates[number] + lfo.hz).clamp(LOWEST_RATE, lfo.limit_hz);
            let step = (hz * (TILE as f32 / patch.sample_rate / CYCLES)).to_i32().to_u32();
            let steps = &mut self.lfo_steps[number];
            lanes.select_u32(step, U32::load(simd, steps)).store(steps);
        }
    }

    /// The drive.
    #[inline(always)]
    pub(super) fn drive<S: Simd>(drive: f32, offsets: &Offsets<S>) -> F32<S> {
        (offsets.drive + drive).clamp(0.0, 1.0)
    }

    /// The frequency of a part's oscillators in cycles a frame.
    #[inline(always)]
    pub(super) fn frequency<S: Simd>(
        &self,
        simd: S,
        patch: &Patch,
        offsets: &Offsets<S>,
        part: usize,
    ) -> F32<S> {
        let key = F32::load(simd, &self.key) + offsets.cents[part] * 0.01;
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
    ) -> [[F32<S>; 4]; 2] {
        let octaves = F32::load(simd, &self.octaves) * F32::load(simd, &self.filter);
        let cutoff = F32::load(simd, &self.base_hz) * math::exp2(octaves);
        let moved = cutoff * offsets.cutoff_factor + offsets.cutoff;
        let cutoff = moved.clamp(20.0, patch.limit_hz) * (1.0 / patch.sample_rate);
        let mut damping = F32::load(simd, &self.damping);
        if patch.moves_resonance {
            let resonance = F32::load(simd, &self.resonance);
            let resonance = resonance * offsets.resonance_factor + offsets.resonance;
            let resonance = resonance.clamp(patch.least_resonance, 30.0);
            damping = self::damping(patch, resonance);
        }
        let second = filter::coefficients(cutoff, damping);
        if !patch.steep {
            return [second; 2];
        }
        let flat = F32::splat(simd, 1.0 / FLAT_Q);
        [filter::coefficients(cutoff, flat), second]
    }
}

/// The filter's damping for a resonance; the second filter's of a steep one, whose gain at the
/// cutoff makes up for the first one's.
#[inline(always)]
fn damping<S: Simd>(patch: &Patch, resonance: F32<S>) -> F32<S> {
    let damping = filter::damping(patch.response, resonance);
    if patch.steep { damping * FLAT_Q } else { damping }
}

/// An LFO's waveform, -1..=1.
#[inline(always)]
fn wave<S: Simd>(waveform: LfoWaveform, phase: U32<S>) -> F32<S> {
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
fn source<S: Simd>(simd: S, slot: &Slot, lfos: &[F32<S>; LFOS], moment: &Moment) -> F32<S> {
    let value = match slot.source {
        Source::Lfo(number) => lfos[usize::from(number) % LFOS],
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

/// A phase in cycles, -1/2..1/2.
#[inline(always)]
fn signed<S: Simd>(phase: U32<S>) -> F32<S> {
    phase.to_i32().to_f32() * CYCLES
}
