//! Sine, pulse, sawtooth, triangle of eight voices, a tile at a time and a tile ahead of what is
//! heard: their corners are mended on both sides (`blep.rs`), so they must be known before.
//!
//! Phases are 32-bit integers: they wrap by themselves and never drift; read as signed numbers
//! they are the sawtooth.

use super::blep::{Residuals, TAPS};
use super::patch::{HIGHEST, MAX_OSCILLATORS, Oscillator, Patch, Shape};
use crate::lanes::{F32, I32, Mask, Simd, U32};
use crate::math;
use crate::voice::{LANES, TILE};

/// Rows of the ring: the tile that is heard, the one ahead, what spills behind it, and one to spare.
pub(super) const RING: usize = 4 * TILE;
const HALF_CYCLE: u32 = 1 << 31;
const QUARTER_CYCLE: u32 = 1 << 30;
/// One cycle.
const CYCLE: f32 = 4_294_967_296.0;
/// Brings a signed phase into -1..1.
const SIGNED: f32 = 2.0 / CYCLE;

/// The oscillators of eight voices.
#[derive(Clone, Debug)]
pub(super) struct Oscillators {
    /// `[oscillator][lane]`.
    phase: [[u32; LANES]; MAX_OSCILLATORS],
    /// `[channel][row][lane]`.
    pub(super) ring: [[[f32; LANES]; RING]; 2],
}

/// What moves the oscillators through a tile: values at its begin and its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion<S: Simd> {
    /// Lanes that run.
    pub(super) lanes: Mask<S>,
    /// Cycles a frame, before each oscillator's ratio.
    pub(super) frequency: [F32<S>; 2],
    /// Added to each oscillator's level.
    pub(super) level: [F32<S>; 2],
    /// Row of the tile's first frame.
    pub(super) row: usize,
    /// It is the voices' first: there is nothing before to mend.
    pub(super) first: bool,
}

/// One oscillator's way through a tile.
#[derive(Clone, Copy, Debug)]
struct Course<S: Simd> {
    phase: U32<S>,
    step: I32<S>,
    step_change: I32<S>,
    level: F32<S>,
    level_change: F32<S>,
}

impl Default for Oscillators {
    fn default() -> Self {
        Self { phase: [[0; LANES]; MAX_OSCILLATORS], ring: [[[0.0; LANES]; RING]; 2] }
    }
}

impl Oscillators {
    /// A new voice in a lane.
    pub(super) fn start(&mut self, lane: usize, patch: &Patch) {
        for (phase, oscillator) in self.phase.iter_mut().zip(&patch.oscillators) {
            phase[lane] = oscillator.phase;
        }
        for row in self.ring.iter_mut().flatten() {
            row[lane] = 0.0;
        }
    }

    /// Adds a tile of all oscillators to the ring.
    #[inline(always)]
    pub(super) fn run<S: Simd>(&mut self, simd: S, patch: &Patch, motion: Motion<S>) {
        for (number, oscillator) in patch.oscillators.iter().enumerate() {
            let course = course(simd, oscillator, &motion, &self.phase[number]);
            match oscillator.shape {
                Shape::Sine => self.add(
                    simd,
                    patch,
                    oscillator,
                    &motion,
                    course,
                    #[inline(always)]
                    |phase| math::sin_cycles(phase.to_i32().to_f32() * (1.0 / CYCLE)),
                ),
                Shape::Saw => {
                    self.add(
                        simd,
                        patch,
                        oscillator,
                        &motion,
                        course,
                        #[inline(always)]
                        |phase| phase.to_i32().to_f32() * SIGNED,
                    );
                    let jump = |_| -2.0;
                    self.mend(simd, patch, oscillator, &motion, course, HALF_CYCLE, false, jump);
                }
                Shape::Pulse { width, constant } => {
                    let (high, low) = (1.0 - constant, -1.0 - constant);
                    let (high, low) = (F32::splat(simd, high), F32::splat(simd, low));
                    let edge = U32::splat(simd, width);
                    self.add(
                        simd,
                        patch,
                        oscillator,
                        &motion,
                        course,
                        #[inline(always)]
                        |phase| phase.lt(edge).select(high, low),
                    );
                    self.mend(simd, patch, oscillator, &motion, course, 0, false, |_| 2.0);
                    let fall = width.wrapping_neg();
                    self.mend(simd, patch, oscillator, &motion, course, fall, false, |_| -2.0);
                }
                Shape::Triangle => {
                    self.add(
                        simd,
                        patch,
                        oscillator,
                        &motion,
                        course,
                        #[inline(always)]
                        |phase| {
                            let turned = (phase + QUARTER_CYCLE).to_i32().to_f32();
                            turned.abs() * (2.0 * SIGNED) - 1.0
                        },
                    );
                    // Its slope goes from -4 to 4 and back, a cycle.
                    let up = |step: f32| step * (8.0 / CYCLE);
                    let down = |step: f32| step * (-8.0 / CYCLE);
                    self.mend(simd, patch, oscillator, &motion, course, QUARTER_CYCLE, true, up);
                    let top = HALF_CYCLE + QUARTER_CYCLE;
                    self.mend(simd, patch, oscillator, &motion, course, top, true, down);
                }
            }
            course.end(TILE).store(&mut self.phase[number]);
        }
    }

    /// Adds a naive waveform.
    #[inline(always)]
    fn add<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        oscillator: &Oscillator,
        motion: &Motion<S>,
        course: Course<S>,
        wave: impl Fn(U32<S>) -> F32<S>,
    ) {
        let Course { mut phase, mut step, step_change, mut level, level_change } = course;
        let [left, right] = &mut self.ring;
        let left = &mut left[motion.row..motion.row + TILE];
        let right = &mut right[motion.row..motion.row + TILE];
        let [to_left, to_right] = oscillator.share;
        for (left, right) in left.iter_mut().zip(right) {
            let sound = wave(phase) * level;
            (F32::load(simd, left) + sound * to_left).store(left);
            if patch.stereo {
                (F32::load(simd, right) + sound * to_right).store(right);
            }
            phase = phase + step.to_u32();
            step = step + step_change;
            level += level_change;
        }
    }

    /// Mends the places where `phase + ahead` wraps. `size` of the jump (or change of slope a
    /// frame, if `slope`) is given for the step of that frame.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "one call for each corner of a waveform")]
    fn mend<S: Simd>(
        &mut self,
        simd: S,
        patch: &Patch,
        oscillator: &Oscillator,
        motion: &Motion<S>,
        course: Course<S>,
        ahead: u32,
        slope: bool,
        size: impl Fn(f32) -> f32,
    ) {
        let begin = course.phase + ahead;
        let end = course.end(TILE) + ahead;
        // A tile of 1/16 cycle a frame or more always wraps, and may come out ahead.
        let fast = I32::splat(simd, 1 << 28).le(course.step);
        let mut lanes = ((end.lt(begin) | fast) & motion.lanes).to_bits();
        if lanes == 0 {
            return;
        }
        let table = if slope { &patch.residuals.ramp } else { &patch.residuals.step };
        let begin = begin.to_array();
        let (steps, changes) = (course.step.to_array(), course.step_change.to_array());
        let (levels, level_changes) = (course.level.to_array(), course.level_change.to_array());
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            lanes &= lanes - 1;
            let (mut phase, mut step) = (begin[lane], steps[lane] as u32);
            for frame in 1..=TILE {
                let (next, wrapped) = phase.overflowing_add(step);
                if wrapped {
                    let since = next as f32 / step as f32;
                    let level = levels[lane] + level_changes[lane] * frame as f32;
                    let amount = level * size(step as f32);
                    let taps = Residuals::taps(table, since);
                    // Tap TAPS / 2 falls on `frame`.
                    let first = if motion.first { (TAPS / 2).saturating_sub(frame) } else { 0 };
                    let row = motion.row + RING + frame - TAPS / 2;
                    for channel in 0..1 + usize::from(patch.stereo) {
                        let amount = amount * oscillator.share[channel];
                        let ring = &mut self.ring[channel];
                        for (tap, value) in taps.iter().enumerate().skip(first) {
                            ring[(row + tap) % RING][lane] += value * amount;
                        }
                    }
                }
                phase = next;
                step = step.wrapping_add(changes[lane] as u32);
            }
        }
    }
}

/// An oscillator's way; lanes that do not run stand still, silent.
#[inline(always)]
fn course<S: Simd>(
    simd: S,
    oscillator: &Oscillator,
    motion: &Motion<S>,
    phase: &[u32; LANES],
) -> Course<S> {
    let zero = F32::splat(simd, 0.0);
    let ratio = oscillator.ratio;
    let (step, step_end) = (
        motion.lanes.select(step(motion.frequency[0], ratio), zero).to_i32(),
        motion.lanes.select(step(motion.frequency[1], ratio), zero).to_i32(),
    );
    let (level, level_end) = (
        motion.lanes.select((motion.level[0] + oscillator.level).max(zero), zero),
        motion.lanes.select((motion.level[1] + oscillator.level).max(zero), zero),
    );
    Course {
        phase: U32::load(simd, phase),
        step,
        step_change: (step_end - step) >> TILE.ilog2(),
        level,
        level_change: (level_end - level) * (1.0 / TILE as f32),
    }
}

/// Phase a frame, times 2^32.
#[inline(always)]
fn step<S: Simd>(frequency: F32<S>, ratio: f32) -> F32<S> {
    (frequency * ratio).min(F32::splat(frequency.simd(), HIGHEST)) * CYCLE
}

impl<S: Simd> Course<S> {
    /// The phase after some frames.
    #[inline(always)]
    fn end(&self, frames: usize) -> U32<S> {
        let frames = frames as i32;
        let far = self.step * frames + self.step_change * (frames * (frames - 1) / 2);
        self.phase + far.to_u32()
    }
}
