//! Imager: mid and side, each with its gain, the side's lows taken away if wanted.
//!
//! ```text
//! mid  = mid gain * (left + right) / 2
//! side = width * side gain * cut((left - right) / 2)
//! left, right = mid + side, mid - side
//! ```
//!
//! The cut is Butterworth's second order. A mono sound stays mono: nothing is invented.

use super::crossover::butterworth::{Circuit, Cutoff};
use super::crossover::peaks::HIGH_PEAK;
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::{Effect, Filter};

/// Settings of the imager.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImagerPatch {
    /// Gain of the side, linear, 0..=2.
    pub width: f32,
    /// Gain of the mid, linear, 0..=2.
    pub mid_gain: f32,
    /// Another gain of the side, linear, 0..=2.
    pub side_gain: f32,
    /// Share of what is changed, 0..=1.
    pub wet: f32,
    /// How much of the side's lows is taken away, 0..=1.
    pub low_mono: f32,
    /// Below which they are lows, in Hz, 20..=500.
    pub crossover_hz: f32,
}

/// Numbers of the gliding parameters.
const MID: usize = 0;
const SIDE: usize = 1;
const WET: usize = 2;
const LOW_MONO: usize = 3;

fn targets(patch: &ImagerPatch) -> [f32; 4] {
    [
        patch.mid_gain.clamp(0.0, 2.0),
        patch.width.clamp(0.0, 2.0) * patch.side_gain.clamp(0.0, 2.0),
        patch.wet.clamp(0.0, 1.0),
        patch.low_mono.clamp(0.0, 1.0),
    ]
}

/// The imager at work.
#[derive(Clone, Debug)]
pub struct Imager {
    sample_rate: f64,
    glides: Glides<4>,
    crossover_hz: f32,
    cutoff: Cutoff,
    /// Of the side, on its first channel.
    cut: Circuit,
    now: u64,
}

fn cutoff_hz(patch: &ImagerPatch) -> f32 {
    patch.crossover_hz.clamp(20.0, 500.0)
}

impl Imager {
    /// The imager of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &ImagerPatch, sample_rate: f64) -> Self {
        Self {
            sample_rate,
            glides: Glides::new(targets(patch), sample_rate),
            crossover_hz: cutoff_hz(patch),
            cutoff: Cutoff::new(cutoff_hz(patch), sample_rate),
            cut: Circuit::default(),
            now: 0,
        }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &ImagerPatch) {
        self.glides.aim(targets(patch));
        self.crossover_hz = cutoff_hz(patch);
        self.cutoff.aim(self.crossover_hz, self.sample_rate);
    }

    fn cuts(&self) -> bool {
        !self.glides[LOW_MONO].at_rest() || self.glides[LOW_MONO].end() > 0.0
    }

    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, left.len());
        if offset == 0 {
            self.glides.tick();
            self.cutoff.tick();
            self.cut.settle();
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let mut sides = [[0.0; GRID]; 2];
        for (i, (left, right)) in left.iter().zip(&*right).enumerate() {
            sides[0][i] = 0.5 * (left - right);
        }
        if self.cuts() {
            let factors = self.cutoff.factors(offset);
            self.cut.cut_low(&mut sides, count, &factors, &self.glides.row(LOW_MONO, offset));
        } else {
            self.cut = Circuit::default();
        }
        let (mids, widths) = (self.glides.row(MID, offset), self.glides.row(SIDE, offset));
        for (i, (left, right)) in left.iter_mut().zip(&mut *right).enumerate() {
            let mid = mids[i] * (0.5 * (*left + *right));
            let side = widths[i] * sides[0][i];
            (*left, *right) = (mid + side, mid - side);
        }
        blend([left, right], &dry, &self.glides.row(WET, offset));
    }
}

impl Effect for Imager {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.cutoff.finish();
        self.cut = Circuit::default();
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        if self.glides[LOW_MONO].target() == 0.0 {
            return 0;
        }
        // -90 dB and the gains; the poles' distance from the axis is 1 / sqrt 2 of the cutoff.
        let nepers = 4.5 * libm::log(10.0) + 4.0;
        let per_second = std::f64::consts::TAU * f64::from(self.crossover_hz) / 2_f64.sqrt();
        (nepers / per_second * self.sample_rate) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn filter(&self) -> Option<Filter> {
        Some(Filter::Stereo)
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let [mid, side, wet, mono] =
            [MID, SIDE, WET, LOW_MONO].map(|number| self.glides[number].target());
        let cut = 1.0 - mono + mono * HIGH_PEAK;
        let raised = if mono > 0.0 { mid + side * cut } else { mid.max(side) };
        (1.0 - wet) + wet * raised * 1.000_01
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const PATCH: ImagerPatch = ImagerPatch {
        width: 1.0,
        mid_gain: 1.0,
        side_gain: 1.0,
        wet: 1.0,
        low_mono: 0.0,
        crossover_hz: 160.0,
    };

    fn through(patch: &ImagerPatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
        laws::through(&mut Imager::new(patch, 48_000.0), sound, 512)
    }

    #[test]
    fn mid_and_side_have_their_gains() {
        let sound = laws::burst(2000, 0);
        let patch = ImagerPatch { width: 1.5, side_gain: 0.5, mid_gain: 0.25, ..PATCH };
        let out = through(&patch, &sound);
        for n in 0..2000 {
            let (l, r) = (f64::from(sound[0][n]), f64::from(sound[1][n]));
            let (mid, side) = (0.25 * 0.5 * (l + r), 0.75 * 0.5 * (l - r));
            // Two roundings of numbers below 1.
            assert!((f64::from(out[0][n]) - (mid + side)).abs() < 2e-7);
            assert!((f64::from(out[1][n]) - (mid - side)).abs() < 2e-7);
        }
    }

    #[test]
    fn width_0_is_mono_and_width_2_has_only_the_far_side_left() {
        let sound = laws::burst(1000, 0);
        let out = through(&ImagerPatch { width: 0.0, ..PATCH }, &sound);
        assert_eq!(out[0], out[1]);
        // A sound that is only side is as much louder as the width says.
        let left = laws::noise(3, 1000);
        let right = left.iter().map(|x| -x).collect();
        let out = through(&ImagerPatch { width: 2.0, ..PATCH }, &[left.clone(), right]);
        for (x, y) in left.iter().zip(&out[0]) {
            assert_eq!(*y, 2.0 * x);
        }
    }

    #[test]
    fn lows_of_the_side_go_as_butterworth_says() {
        let mut impulse = [vec![0.0; 9600], vec![0.0; 9600]];
        (impulse[0][0], impulse[1][0]) = (1.0, -1.0);
        let out = through(&ImagerPatch { low_mono: 1.0, ..PATCH }, &impulse);
        for hz in [20.0, 80.0, 160.0, 400.0, 5000.0] {
            let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / 48_000.0);
            let w = tan(hz) / tan(160.0);
            let want = w * w / (1.0 + w * w * w * w).sqrt();
            let got = laws::magnitude(&out[0], hz / 48_000.0);
            // f32 states at an angle of 0.02.
            assert!((got - want).abs() < 1e-4, "{hz}: {got}, want {want}");
        }
        assert_eq!(out[0], out[1].iter().map(|x| -x).collect::<Vec<_>>());
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..12 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = ImagerPatch {
                width: toss(0, 0.0, 2.0),
                mid_gain: toss(1, 0.5, 2.0),
                side_gain: toss(2, 0.0, 2.0),
                wet: toss(3, 0.5, 1.0),
                low_mono: toss(4, 0.0, 1.0),
                crossover_hz: toss(5, 20.0, 500.0),
            };
            laws::all_are_kept(|rate| Box::new(Imager::new(&patch, rate)));
        }
    }
}
