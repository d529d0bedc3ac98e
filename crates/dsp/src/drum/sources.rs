//! What the drums are made from, eight voices at a time: sines that sweep and die away, and
//! band-limited squares. (Noise is `math::noise_lanes`.)
//!
//! The square is one smoothed by the cubic B-spline (key: valimaki2012), whose spectrum is
//! `sinc^4`: a harmonic that folds to the frequency `f` is about `(f / rate)^4` of what it was,
//! at the price of 2.5 dB at 10 kHz and a rate of 48 kHz.

use super::envelope::Decay;
use super::kinds;
use crate::batch::Tile;
use crate::lanes::{F32, Simd};
use crate::math;
use crate::voice::{LANES, TILE};

/// Highest frequency of a sine, cycles a frame.
const HIGHEST_SINE: f32 = 0.4;
/// Highest frequency of a square, cycles a frame: corners stay four frames apart.
const HIGHEST_SQUARE: f32 = 0.125;

/// A prepared tone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    /// At key 60, cycles a frame: where it stays, and how far above that it begins.
    to: f32,
    above: f32,
    sweep: Decay,
    pub(super) decay: Decay,
    pub(super) level: f32,
    /// Its level goes with the velocity.
    pub(super) accented: bool,
}

impl Tone {
    /// `ring`: a factor on the decay; `level`: on the level.
    pub(super) fn new(shape: &kinds::Tone, ring: f64, level: f64, sample_rate: f64) -> Self {
        Self {
            to: (shape.to_hz / sample_rate) as f32,
            above: ((shape.from_hz - shape.to_hz) / sample_rate) as f32,
            sweep: Decay::new(shape.sweep_s, sample_rate),
            decay: Decay::new(shape.decay_s * ring, sample_rate),
            level: (shape.level * level) as f32,
            accented: shape.part != kinds::Part::Body,
        }
    }

    /// Cycles a frame at frame `n`.
    #[inline(always)]
    fn frequency<S: Simd>(&self, n: F32<S>, ratio: F32<S>) -> F32<S> {
        let hz = (self.sweep.at(n) * self.above + self.to) * ratio;
        hz.min(F32::splat(n.simd(), HIGHEST_SINE))
    }

    /// Adds a tile from frame `n` on; `level` is per lane, `ratio` the frequency over that of
    /// key 60 where the tile begins and where it ends.
    #[inline(always)]
    pub(super) fn add<S: Simd>(
        &self,
        simd: S,
        n: F32<S>,
        [from, to]: [F32<S>; 2],
        level: F32<S>,
        phase: &mut [f32; LANES],
        out: &mut Tile,
    ) {
        let mut step = self.frequency(n, from);
        let rise = (self.frequency(n + TILE as f32, to) - step) * (1.0 / TILE as f32);
        step += rise * 0.5;
        let mut level = self.decay.at(n) * level * self.level;
        let mut cycles = F32::load(simd, phase);
        for out in out {
            (F32::load(simd, out) + math::sin_cycles(cycles) * level).store(out);
            cycles += step;
            step += rise;
            level = self.decay.next(level);
        }
        (cycles - cycles.floor()).store(phase);
    }
}

/// Adds a tile of a square of -1 and 1; `from`, `to`: cycles a frame where the tile begins and
/// ends.
#[inline(always)]
pub(super) fn add_square<S: Simd>(
    simd: S,
    [from, to]: [F32<S>; 2],
    phase: &mut [f32; LANES],
    out: &mut Tile,
) {
    let highest = F32::splat(simd, HIGHEST_SQUARE);
    let mut step = from.min(highest);
    let rise = (to.min(highest) - step) * (1.0 / TILE as f32);
    step += rise * 0.5;
    // Frames a cycle, at the middle of the tile.
    let period = F32::splat(simd, 1.0) / (step + rise * (TILE as f32 * 0.5));
    let mut cycles = F32::load(simd, phase);
    for out in out {
        (F32::load(simd, out) + square(cycles, period)).store(out);
        cycles += step;
        step += rise;
    }
    (cycles - cycles.floor()).store(phase);
}

/// A square at a phase of at least 0.
#[inline(always)]
fn square<S: Simd>(cycles: F32<S>, period: F32<S>) -> F32<S> {
    let simd = cycles.simd();
    // -1/2..1/2: the sign is the square's; distance to the nearest corner in frames, at most 2.
    let half = cycles - (cycles + 0.5).floor();
    let far = half.abs().min(-half.abs() + 0.5) * period;
    let d = far.min(F32::splat(simd, 2.0));
    // Twice the integral of the B-spline from 0 to d.
    let near = d * (d * d * (d * 0.25 - 2.0 / 3.0) + 4.0 / 3.0);
    let rest = -d + 2.0;
    let rest = rest * rest;
    let outer = -rest * rest * (1.0 / 12.0) + 1.0;
    d.lt(F32::splat(simd, 1.0)).select(near, outer).copysign(half)
}
