//! Arcade crusher: a power curve, samples that are held, and a floor of coarse steps.
//!
//! `held = floor(steps * (x + crush * (sign(x) sqrt|x| - x))) / steps`, taken anew on every frame
//! at which `frame / reduction` passes a whole number, counted in absolute frames. `steps` is
//! `2^(bits - 1)`. Aliases are what it is for: nothing is oversampled.

use super::Effect;
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use crate::math;

/// Settings of the crusher.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArcadeCrusherPatch {
    /// Bits of the steps, sign included, 1..=16; fractions are allowed.
    pub bits: f32,
    /// Frames that a sample is held, 1..=50; fractions are allowed.
    pub reduction: f32,
    /// Share of the square root in the curve, 0..=1.
    pub crush: f32,
    /// Share of the crushed sound, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const BITS: usize = 0;
const CRUSH: usize = 1;
const WET: usize = 2;

fn targets(patch: &ArcadeCrusherPatch) -> [f32; 3] {
    [patch.bits.clamp(1.0, 16.0), patch.crush.clamp(0.0, 1.0), patch.wet.clamp(0.0, 1.0)]
}

/// The crusher at work.
#[derive(Clone, Debug)]
pub struct ArcadeCrusher {
    glides: Glides<3>,
    reduction: f64,
    held: [f32; 2],
    now: u64,
}

impl ArcadeCrusher {
    /// The crusher of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &ArcadeCrusherPatch, sample_rate: f64) -> Self {
        Self {
            glides: Glides::new(targets(patch), sample_rate),
            reduction: f64::from(patch.reduction.clamp(1.0, 50.0)),
            held: [0.0; 2],
            now: 0,
        }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &ArcadeCrusherPatch) {
        self.glides.aim(targets(patch));
        self.reduction = f64::from(patch.reduction.clamp(1.0, 50.0));
    }

    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let offset = (at % GRID as u64) as usize;
        if offset == 0 {
            self.glides.tick();
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let crush = self.glides.row(CRUSH, offset);
        // Steps need no ramp: the sound itself goes in steps.
        let steps = math::exp2(self.glides[BITS].end() - 1.0);
        let turn = |frame: u64| (frame as f64 / self.reduction).floor();
        let mut last = if at == 0 { -1.0 } else { turn(at - 1) };
        for (i, (left, right)) in left.iter_mut().zip(&mut *right).enumerate() {
            let now = turn(at + i as u64);
            if now != last {
                self.held = [*left, *right].map(|x| crushed(x, crush[i], steps));
                last = now;
            }
            [*left, *right] = self.held;
        }
        blend([left, right], &dry, &self.glides.row(WET, offset));
    }
}

/// One sample on its way.
#[inline(always)]
fn crushed(x: f32, crush: f32, steps: f32) -> f32 {
    let root = x.abs().sqrt().copysign(x);
    let curved = x + crush * (root - x);
    (curved * steps).floor() / steps
}

impl Effect for ArcadeCrusher {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.held = [0.0; 2];
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        // A sample is held.
        self.reduction.ceil() as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        // The floor of a negative sample may lie a step below it.
        let steps = math::exp2(self.glides[BITS].target() - 1.0);
        let wet = self.glides[WET].target();
        (1.0 - wet) + wet * steps.ceil() / steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const PATCH: ArcadeCrusherPatch =
        ArcadeCrusherPatch { bits: 8.0, reduction: 1.0, crush: 0.0, wet: 1.0 };

    fn through(patch: &ArcadeCrusherPatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
        laws::through(&mut ArcadeCrusher::new(patch, 48_000.0), sound, 77)
    }

    #[test]
    fn every_sample_is_the_step_below_it() {
        let sound = laws::burst(5000, 0);
        for bits in [1.0, 3.0, 8.0, 16.0_f32] {
            let steps = libm::exp2f(bits - 1.0);
            let out = through(&ArcadeCrusherPatch { bits, ..PATCH }, &sound);
            for (x, y) in sound[0].iter().zip(&out[0]) {
                assert_eq!(*y, (x * steps).floor() / steps);
            }
        }
    }

    #[test]
    fn samples_are_held_for_as_long_as_is_said() {
        let sound = laws::burst(5000, 0);
        let whole = through(&PATCH, &sound);
        for reduction in [2.0, 2.5, 7.0, 50.0_f32] {
            let out = through(&ArcadeCrusherPatch { reduction, ..PATCH }, &sound);
            for (n, y) in out[0].iter().enumerate() {
                let turn = (n as f64 / f64::from(reduction)).floor();
                let taken = (turn * f64::from(reduction)).ceil() as usize;
                assert_eq!(*y, whole[0][taken], "{reduction} at {n}");
            }
        }
    }

    #[test]
    fn the_curve_raises_what_is_quiet_to_its_root() {
        let patch = ArcadeCrusherPatch { crush: 1.0, bits: 16.0, ..PATCH };
        let sound = [vec![0.25, -0.25, 1.0, 0.0], vec![0.0625; 4]];
        let out = through(&patch, &sound);
        assert_eq!(out, [vec![0.5, -0.5, 1.0, 0.0], vec![0.25; 4]]);
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = ArcadeCrusherPatch {
                bits: toss(0, 1.0, 16.0),
                reduction: toss(1, 1.0, 50.0),
                crush: toss(2, 0.0, 1.0),
                wet: toss(3, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(ArcadeCrusher::new(&patch, rate)));
        }
        let odd = ArcadeCrusherPatch { bits: 1.5, reduction: 3.7, ..PATCH };
        laws::all_are_kept(|rate| Box::new(ArcadeCrusher::new(&odd, rate)));
    }
}
