//! Orbit panner: an LFO moves the sound from side to side at constant power.
//!
//! ```text
//! place = depth * lfo(phase)                    -1 left, 1 right
//! left  = sqrt 2 cos((place + 1) pi / 4) * left, right = sqrt 2 sin(..) * right
//! ```
//!
//! In the middle both gains are 1, so what is not moved is not changed; the sum of their squares
//! is always 2. Ahead of it the side is scaled by the width. The phase is a function of the
//! absolute frame. The LFO morphs from sine over triangle and square to saw; steps are ramps of
//! 5 ms, so that none clicks.

use super::Effect;
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::lfo::LfoClock;
use crate::math;

/// Length of the ramps that stand for steps, in seconds.
const EDGE_S: f64 = 0.005;

/// Settings of the panner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrbitPannerPatch {
    /// Rate of the movement in Hz, above 0.
    pub rate_hz: f32,
    /// How far it goes, 0..=1.
    pub depth: f32,
    /// 0 sine, 1/3 triangle, 2/3 square, 1 rising saw; between them they are mixed.
    pub shape: f32,
    /// Gain of the side ahead of it, linear, 0..=2.
    pub width: f32,
    /// Share of the moved sound, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const DEPTH: usize = 0;
const SHAPE: usize = 1;
const WIDTH: usize = 2;
const WET: usize = 3;

fn targets(patch: &OrbitPannerPatch) -> [f32; 4] {
    [
        patch.depth.clamp(0.0, 1.0),
        patch.shape.clamp(0.0, 1.0),
        patch.width.clamp(0.0, 2.0),
        patch.wet.clamp(0.0, 1.0),
    ]
}

/// The panner at work.
#[derive(Clone, Debug)]
pub struct OrbitPanner {
    sample_rate: f64,
    rate_hz: f32,
    clock: LfoClock,
    glides: Glides<4>,
    /// Gains of left and right at the cell's start and end.
    from: [f32; 2],
    to: [f32; 2],
    now: u64,
}

/// The LFO at `phase`, -1..=1; `edge` is the length of its steps in cycles.
fn lfo(phase: f32, shape: f32, edge: f32) -> f32 {
    let triangle_of = |phase: f32| 1.0 - 4.0 * ((phase + 0.25).fract() - 0.5).abs();
    let sine = math::sin_cycles(phase);
    let triangle = triangle_of(phase);
    // A triangle so steep that it takes `edge` from end to end, cut at its ends.
    let square = (triangle * (0.5 / edge)).clamp(-1.0, 1.0);
    // From -1 to 1, and back within the edge around the half of the cycle.
    let turned = (phase + 0.5).fract();
    let saw = if turned < 1.0 - edge {
        2.0 * turned / (1.0 - edge) - 1.0
    } else {
        1.0 - 2.0 * (turned - (1.0 - edge)) / edge
    };
    let shapes = [sine, triangle, square, saw];
    let place = shape * 3.0;
    let first = (place as usize).min(2);
    shapes[first] + (shapes[first + 1] - shapes[first]) * (place - first as f32)
}

impl OrbitPanner {
    /// The panner of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &OrbitPannerPatch, sample_rate: f64) -> Self {
        let mut panner = Self {
            sample_rate,
            rate_hz: patch.rate_hz,
            clock: LfoClock::new(patch.rate_hz, sample_rate),
            glides: Glides::new(targets(patch), sample_rate),
            from: [1.0; 2],
            to: [1.0; 2],
            now: 0,
        };
        panner.reset(0);
        panner
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &OrbitPannerPatch) {
        self.glides.aim(targets(patch));
        self.rate_hz = patch.rate_hz;
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.clock.aim(self.rate_hz, frame);
        self.glides.tick();
        self.move_to(frame + GRID as u64);
    }

    fn move_to(&mut self, frame: u64) {
        let edge = (EDGE_S * f64::from(self.rate_hz)).min(0.25) as f32;
        let phase = self.clock.phase(frame) as f32;
        let place = self.glides[DEPTH].end() * lfo(phase, self.glides[SHAPE].end(), edge);
        let turn = (place + 1.0) * 0.125;
        self.from = self.to;
        self.to = [math::cos_cycles(turn), math::sin_cycles(turn)]
            .map(|gain| gain * std::f32::consts::SQRT_2);
    }

    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let offset = (at % GRID as u64) as usize;
        if offset == 0 {
            self.control(at);
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let widths = self.glides.row(WIDTH, offset);
        let gains = |channel: usize| -> [f32; GRID] {
            let (from, to) = (self.from[channel], self.to[channel]);
            std::array::from_fn(|i| from + (to - from) * ((offset + i) as f32 / GRID as f32))
        };
        let gains = [gains(0), gains(1)];
        for (i, (left, right)) in left.iter_mut().zip(&mut *right).enumerate() {
            let mid = 0.5 * (*left + *right);
            let side = widths[i] * (0.5 * (*left - *right));
            (*left, *right) = (gains[0][i] * (mid + side), gains[1][i] * (mid - side));
        }
        blend([left, right], &dry, &self.glides.row(WET, offset));
    }
}

impl Effect for OrbitPanner {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.clock = LfoClock::new(self.rate_hz, self.sample_rate);
        self.now = at;
        let cell = at - at % GRID as u64;
        self.move_to(cell);
        if cell != at {
            self.control(cell);
        }
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
        true
    }

    fn makes_stereo(&self) -> bool {
        self.glides[DEPTH].target() > 0.0 && self.glides[WET].target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let [width, wet] = [WIDTH, WET].map(|number| self.glides[number].target());
        (1.0 - wet) + wet * std::f32::consts::SQRT_2 * width.max(1.0) * 1.000_01
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: OrbitPannerPatch =
        OrbitPannerPatch { rate_hz: 1.0, depth: 0.8, shape: 0.0, width: 1.0, wet: 1.0 };

    #[test]
    fn the_power_is_constant_and_the_place_is_the_sines() {
        for (rate_hz, shape) in [(1.0, 0.0), (20.0, 0.0), (3.0, 1.0 / 3.0), (3.0, 0.8)] {
            let patch = OrbitPannerPatch { rate_hz, shape, depth: 1.0, ..PATCH };
            let ones = vec![1.0; 48_000];
            let out =
                laws::through(&mut OrbitPanner::new(&patch, RATE), &[ones.clone(), ones], 512);
            for (n, (l, r)) in out[0].iter().zip(&out[1]).enumerate() {
                let [l, r] = [*l, *r].map(f64::from);
                // A chord between grid points misses the circle by its angle squared over 8: a
                // place that moves by 2 within 5 ms turns by 0.105 in a cell, 2 * 0.105^2 / 4.
                assert!((l * l + r * r - 2.0).abs() < 6e-3, "frame {n} of {rate_hz} Hz");
                if shape == 0.0 {
                    let sine =
                        libm::sin(std::f64::consts::TAU * f64::from(rate_hz) * n as f64 / RATE);
                    let place = libm::atan2(r, l) / std::f64::consts::FRAC_PI_4 - 1.0;
                    // The line within a cell misses the sine by (tau 20 16 / 48000)^2 / 8.
                    assert!((place - sine).abs() < 4e-4, "frame {n}: {place}, want {sine}");
                }
            }
        }
    }

    #[test]
    fn without_depth_it_is_a_wire() {
        // To the rounding of the square root of 2, and of mid and side.
        let sound = laws::burst(5000, 0);
        let patch = OrbitPannerPatch { depth: 0.0, ..PATCH };
        let out = laws::through(&mut OrbitPanner::new(&patch, RATE), &sound, 512);
        for (x, y) in sound.iter().flatten().zip(out.iter().flatten()) {
            assert!((x - y).abs() < 5e-7);
        }
    }

    #[test]
    fn no_shape_has_a_step() {
        let ones = vec![1.0; 96_000];
        for shape in [0.0, 0.3, 2.0 / 3.0, 0.9, 1.0] {
            for rate_hz in [0.5, 20.0] {
                let patch = OrbitPannerPatch { shape, rate_hz, depth: 1.0, ..PATCH };
                let mut panner = OrbitPanner::new(&patch, RATE);
                let out = laws::through(&mut panner, &[ones.clone(), ones.clone()], 512);
                // From one side to the other in 5 ms: sqrt 2 * pi / 2 per 240 frames.
                assert!(laws::greatest_step(&out, 0) < 0.0094, "{shape} at {rate_hz}");
            }
        }
    }

    #[test]
    fn its_movement_is_a_function_of_absolute_time() {
        let sound = laws::burst(20_000, 0);
        let mut panner = OrbitPanner::new(&PATCH, RATE);
        let whole = laws::through(&mut panner, &sound, 512);
        panner.reset(9999);
        let late = laws::through(&mut panner, &sound.clone().map(|c| c[9999..].to_vec()), 512);
        assert_eq!(whole[0][9999..], late[0]);
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..12 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = OrbitPannerPatch {
                rate_hz: toss(0, 0.01, 20.0),
                depth: toss(1, 0.0, 1.0),
                shape: toss(2, 0.0, 1.0),
                width: toss(3, 0.0, 2.0),
                wet: toss(4, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(OrbitPanner::new(&patch, rate)));
        }
    }
}
