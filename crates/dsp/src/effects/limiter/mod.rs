//! Look-ahead limiter that keeps the true peak under a ceiling.

mod patch;

pub use self::patch::{LimiterDither, LimiterMode, LimiterPatch};

use super::Effect;
use crate::math;

/// The limiter at work.
#[derive(Clone, Debug)]
pub struct Limiter {
    patch: LimiterPatch,
    ceiling: f32,
    acted: u64,
    least_gain: f32,
}

impl Limiter {
    /// The limiter of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &LimiterPatch, _sample_rate: f64) -> Self {
        Self { patch: *patch, ceiling: linear(patch.ceiling_db), acted: 0, least_gain: 1.0 }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &LimiterPatch) {
        self.patch = *patch;
        self.ceiling = linear(patch.ceiling_db);
    }

    /// Frames since the reset on which it reduced the gain by more than 0.01 dB.
    #[must_use]
    pub fn acted(&self) -> u64 {
        self.acted
    }

    /// Greatest reduction of the gain since the reset in dB, 0 or more.
    #[must_use]
    pub fn max_reduction_db(&self) -> f32 {
        let reduction = -20.0 * std::f64::consts::LOG10_2 * f64::from(math::log2(self.least_gain));
        reduction.max(0.0) as f32
    }
}

fn linear(db: f32) -> f32 {
    libm::pow(10.0, f64::from(db) / 20.0) as f32
}

impl Effect for Limiter {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        for (left, right) in left.iter_mut().zip(right) {
            let gain = (self.ceiling / left.abs().max(right.abs())).min(1.0);
            self.least_gain = self.least_gain.min(gain);
            self.acted += u64::from(gain < 0.998_849);
            *left = (*left * gain).clamp(-self.ceiling, self.ceiling);
            *right = (*right * gain).clamp(-self.ceiling, self.ceiling);
        }
    }

    fn reset(&mut self, _at: u64) {
        (self.acted, self.least_gain) = (0, 1.0);
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        0
    }

    fn memory(&self) -> u64 {
        0
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        self.ceiling
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    #[test]
    fn the_cut_of_calls_is_not_heard() {
        let patch = LimiterPatch {
            ceiling_db: -6.0,
            release_s: 0.1,
            attack_s: 0.000_1,
            lookahead_s: 0.005,
            knee: 0.0,
            stereo_link: 1.0,
            auto_gain: false,
            mode: LimiterMode::Transparent,
            true_peak: true,
            points: 4,
            dither: LimiterDither::Off,
            output_trim_db: 0.0,
            transient_preserve: 0.0,
        };
        laws::cuts_are_not_heard(|| Box::new(Limiter::new(&patch, 48_000.0)));
    }
}
