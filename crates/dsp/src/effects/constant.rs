//! What is constant is blocked: curves that bend one side more than the other leave a mean.

use super::glide::GRID;
use super::silence::{flushed, pole};

/// Where it ends, in Hz: below all that is heard.
const CONSTANT_HZ: f64 = 5.0;

/// A high-pass of one pole, of both channels.
#[derive(Clone, Debug)]
pub(crate) struct Blocker {
    states: [f32; 2],
    step: f32,
}

impl Blocker {
    /// At rest.
    pub(crate) fn new(sample_rate: f64) -> Self {
        let step = -libm::expm1(-std::f64::consts::TAU * CONSTANT_HZ / sample_rate);
        Self { states: [0.0; 2], step: step as f32 }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.states = [0.0; 2];
    }

    /// Comes to rest; once a cell.
    pub(crate) fn settle(&mut self) {
        self.states = self.states.map(flushed);
    }

    /// Takes away as much of what is constant as `shares` say.
    #[inline(always)]
    pub(crate) fn block(&mut self, [left, right]: [&mut [f32]; 2], shares: &[f32; GRID]) {
        let [mut l, mut r] = self.states;
        for ((left, right), share) in left.iter_mut().zip(right).zip(shares) {
            *left -= share * pole(&mut l, *left, self.step);
            *right -= share * pole(&mut r, *right, self.step);
        }
        self.states = [l, r];
    }

    /// Frames in which what it holds, of a sound raised by `gain`, falls below -90 dB.
    pub(crate) fn tail(&self, gain: f32) -> f64 {
        let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(gain.max(1.0)));
        nepers / f64::from(self.step)
    }
}
