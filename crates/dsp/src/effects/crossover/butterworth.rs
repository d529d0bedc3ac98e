//! Cuts: Butterworth's second order. The crossovers are made of the same.
//!
//! The circuit is the state variable filter under the trapezoidal rule (key: simper2013), stable
//! while its cutoff moves.

use crate::effects::glide::{GRID, Glide};
use crate::effects::silence::flushed;
use crate::math;

/// `1 / Q` of Butterworth's second order.
pub(crate) const DAMPING: f32 = std::f32::consts::SQRT_2;
/// Highest cutoff as a part of the sample rate.
const HIGHEST: f32 = 0.46;

/// A cutoff on its way.
#[derive(Clone, Debug)]
pub(crate) struct Cutoff {
    /// Base-2 logarithm of the cutoff in sample rates.
    octave: Glide,
    /// Tangents at the start and the end of the cell.
    from: f32,
    to: f32,
}

/// What one frame multiplies by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Factors {
    pub(crate) a1: f32,
    pub(crate) a2: f32,
    pub(crate) a3: f32,
}

fn octave(hz: f32, sample_rate: f64) -> f32 {
    math::log2((f64::from(hz) / sample_rate) as f32)
}

impl Cutoff {
    pub(crate) fn new(hz: f32, sample_rate: f64) -> Self {
        let mut cutoff =
            Self { octave: Glide::new(octave(hz, sample_rate), sample_rate), from: 0.0, to: 0.0 };
        cutoff.finish();
        cutoff
    }

    pub(crate) fn aim(&mut self, hz: f32, sample_rate: f64) {
        self.octave.aim(octave(hz, sample_rate));
    }

    pub(crate) fn tick(&mut self) {
        self.from = self.to;
        if !self.octave.at_rest() {
            self.octave.tick();
            self.to = self.tangent();
        }
    }

    pub(crate) fn finish(&mut self) {
        self.octave.finish();
        self.to = self.tangent();
        self.from = self.to;
    }

    fn tangent(&self) -> f32 {
        math::tan_pi(math::exp2(self.octave.end()).min(HIGHEST))
    }

    /// Whether it stands still in this cell and after.
    pub(crate) fn at_rest(&self) -> bool {
        self.octave.at_rest() && self.from == self.to
    }

    /// For the frames of the cell from `offset` on.
    #[inline(always)]
    pub(crate) fn factors(&self, offset: usize) -> [Factors; GRID] {
        if self.from == self.to {
            return [Factors::of(self.to); GRID];
        }
        let slope = (self.to - self.from) * (1.0 / GRID as f32);
        std::array::from_fn(|i| Factors::of(self.from + slope * (offset + i) as f32))
    }
}

impl Factors {
    /// Of the tangent `g`.
    #[inline(always)]
    fn of(g: f32) -> Self {
        let a1 = 1.0 / (1.0 + g * (g + DAMPING));
        Self { a1, a2: g * a1, a3: g * g * a1 }
    }
}

/// A filter's two integrators, of both channels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Circuit([[f32; 2]; 2]);

impl Circuit {
    /// Low-pass and high-pass of both channels.
    #[inline(always)]
    fn frame(&mut self, x: [f32; 2], factors: Factors) -> [[f32; 2]; 2] {
        let [mut low, mut high] = [[0.0; 2]; 2];
        for c in 0..2 {
            let [s1, s2] = [self.0[0][c], self.0[1][c]];
            let rest = x[c] - s2;
            let band = factors.a1 * s1 + factors.a2 * rest;
            low[c] = s2 + factors.a2 * s1 + factors.a3 * rest;
            high[c] = x[c] - DAMPING * band - low[c];
            (self.0[0][c], self.0[1][c]) = (2.0 * band - s1, 2.0 * low[c] - s2);
        }
        [low, high]
    }

    /// Mixes in as much of the high-pass as `shares` say, for `count` frames.
    #[inline(always)]
    pub(crate) fn cut_low(
        &mut self,
        [left, right]: &mut [[f32; GRID]; 2],
        count: usize,
        factors: &[Factors; GRID],
        shares: &[f32; GRID],
    ) {
        for i in 0..count.min(GRID) {
            let [_, high] = self.frame([left[i], right[i]], factors[i]);
            left[i] += (high[0] - left[i]) * shares[i];
            right[i] += (high[1] - right[i]) * shares[i];
        }
    }

    /// Mixes in as much of the low-pass as `shares` say, for `count` frames.
    #[inline(always)]
    pub(crate) fn cut_high(
        &mut self,
        [left, right]: &mut [[f32; GRID]; 2],
        count: usize,
        factors: &[Factors; GRID],
        shares: &[f32; GRID],
    ) {
        for i in 0..count.min(GRID) {
            let [low, _] = self.frame([left[i], right[i]], factors[i]);
            left[i] += (low[0] - left[i]) * shares[i];
            right[i] += (low[1] - right[i]) * shares[i];
        }
    }

    /// Comes to rest. Both integrators at once, for one alone would be a kick.
    pub(crate) fn settle(&mut self) {
        for c in 0..2 {
            if self.0.iter().all(|state| flushed(state[c]) == 0.0) {
                (self.0[0][c], self.0[1][c]) = (0.0, 0.0);
            }
        }
    }
}
