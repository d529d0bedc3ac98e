//! Waveshaper: one of five curves after a drive, at twice the sample rate, or four times where the
//! drive is above 5 (fact sheet 6.1).
//!
//! `out = (1 - mix) * dry + mix * output gain * curve(drive * in)`. The curves are computed, not
//! looked up, so they do not end at full scale as the original's table did. What the tube's curve
//! leaves of a mean is taken away. The dry sound is as late as the wet.

use super::Effect;
use super::constant::Blocker;
use super::curves;
use super::dry::{Dry, blend, copied};
use super::glide::{GRID, Glides, cells};
use super::oversample::Raised;
use crate::lanes::{F32, Level, Simd, dispatch};
use crate::math;

/// By how much the tube's lower half bends sooner. Chosen: the original's curve is not known.
const TUBE: f32 = 1.5;
/// The drive above which the rate is raised four times.
const HIGH_DRIVE: f32 = 5.0;

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaveshaperCurve {
    /// Hyperbolic tangent.
    #[default]
    Tanh,
    /// `x / (1 + |x|)`.
    Soft,
    /// Held at 1.
    Hard,
    /// A hyperbolic tangent whose lower half bends sooner.
    Tube,
    /// Folded back at 1.
    Foldback,
}

/// Settings of the waveshaper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaveshaperPatch {
    /// Gain ahead of the curve, 1..=20.
    pub drive: f32,
    /// Share of the bent sound, 0..=1.
    pub mix: f32,
    /// The curve.
    pub curve: WaveshaperCurve,
    /// Gain after it, linear, 1..=2.
    pub output_gain: f32,
}

/// Numbers of the gliding parameters.
const DRIVE: usize = 0;
const GAIN: usize = 1;
const MIX: usize = 2;

fn targets(patch: &WaveshaperPatch) -> [f32; 3] {
    [patch.drive.clamp(1.0, 20.0), patch.output_gain.clamp(0.0, 2.0), patch.mix.clamp(0.0, 1.0)]
}

/// The waveshaper at work.
#[derive(Clone, Debug)]
pub struct Waveshaper {
    level: Level,
    glides: Glides<3>,
    curve: WaveshaperCurve,
    raised: Raised,
    blocker: Blocker,
    dry: Dry,
    now: u64,
}

#[expect(clippy::redundant_closure, reason = "the function itself would not be inlined")]
#[inline(always)]
fn curve_at<S: Simd>(curve: WaveshaperCurve, x: F32<S>) -> F32<S> {
    match curve {
        WaveshaperCurve::Tanh => math::tanh(x),
        WaveshaperCurve::Soft => x / (x.abs() + 1.0),
        WaveshaperCurve::Hard => curves::hard(x),
        WaveshaperCurve::Tube => curves::lopsided(
            x,
            F32::splat(x.simd(), TUBE),
            #[inline(always)]
            |x| math::tanh(x),
        ),
        WaveshaperCurve::Foldback => curves::folded(x),
    }
}

impl Waveshaper {
    /// The waveshaper of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &WaveshaperPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Waveshaper::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &WaveshaperPatch, sample_rate: f64, level: Level) -> Self {
        let raised = Raised::new(if patch.drive > HIGH_DRIVE { 4 } else { 2 });
        Self {
            level,
            glides: Glides::new(targets(patch), sample_rate),
            curve: patch.curve,
            dry: Dry::new(raised.latency()),
            raised,
            blocker: Blocker::new(sample_rate),
            now: 0,
        }
    }

    /// Moves to other settings without a click. The curve and the oversampling stay as `new` had
    /// them.
    pub fn aim(&mut self, patch: &WaveshaperPatch) {
        self.glides.aim(targets(patch));
    }

    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(simd, at, sound),
        );
    }

    #[inline(always)]
    fn piece<S: Simd>(&mut self, simd: S, at: u64, [left, right]: [&mut [f32]; 2]) {
        let offset = (at % GRID as u64) as usize;
        if offset == 0 {
            self.glides.tick();
            self.blocker.settle();
        }
        let mut dry = copied(&[&mut *left, &mut *right]);
        let count = left.len();
        let [l, r] = &mut dry;
        self.dry.late([&mut l[..count], &mut r[..count]]);
        scale([&mut *left, &mut *right], &self.glides.row(DRIVE, offset));
        let curve = self.curve;
        self.raised.run(
            simd,
            [&mut *left, &mut *right],
            offset,
            #[inline(always)]
            |x, _| curve_at(curve, x),
        );
        if curve == WaveshaperCurve::Tube {
            self.blocker.block([&mut *left, &mut *right], &[1.0; GRID]);
        }
        scale([&mut *left, &mut *right], &self.glides.row(GAIN, offset));
        blend([left, right], &dry, &self.glides.row(MIX, offset));
    }

    /// Most by which the blocking of what is constant raises a peak.
    fn blocked(&self) -> f32 {
        if self.curve == WaveshaperCurve::Tube { 2.0 } else { 1.0 }
    }
}

#[inline(always)]
fn scale([left, right]: [&mut [f32]; 2], gains: &[f32; GRID]) {
    for ((left, right), gain) in left.iter_mut().zip(right).zip(gains) {
        *left *= gain;
        *right *= gain;
    }
}

impl Effect for Waveshaper {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.raised.clear();
        self.blocker.clear();
        self.dry.clear();
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.raised.latency()
    }

    fn tail(&self) -> u64 {
        let ringing = 2 * self.raised.latency() + 2 * GRID;
        let tube = self.curve == WaveshaperCurve::Tube;
        let constant = if tube { self.blocker.tail(self.peak_gain()) } else { 0.0 };
        ringing as u64 + constant as u64
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
        self.peak_for(1.0)
    }

    fn peak_for(&self, input: f32) -> f32 {
        let mix = self.glides[MIX].target();
        let [up, down] = self.raised.peak_gains();
        // The steepest slope of all curves is 1, so a peak cannot rise by more than the drive.
        let bent = (up * self.glides[DRIVE].target() * input).min(1.0);
        // Rounding.
        let wet = 1.000_01 * bent * down * self.blocked() * self.glides[GAIN].target();
        (1.0 - mix) * input + mix * wet
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const CURVES: [WaveshaperCurve; 5] = [
        WaveshaperCurve::Tanh,
        WaveshaperCurve::Soft,
        WaveshaperCurve::Hard,
        WaveshaperCurve::Tube,
        WaveshaperCurve::Foldback,
    ];

    fn patch(curve: WaveshaperCurve, drive: f32) -> WaveshaperPatch {
        WaveshaperPatch { drive, mix: 1.0, curve, output_gain: 1.5 }
    }

    fn formula(curve: WaveshaperCurve, x: f64) -> f64 {
        match curve {
            WaveshaperCurve::Tanh => libm::tanh(x),
            WaveshaperCurve::Soft => x / (1.0 + x.abs()),
            WaveshaperCurve::Hard => x.clamp(-1.0, 1.0),
            WaveshaperCurve::Tube if x < 0.0 => libm::tanh(1.5 * x) / 1.5,
            WaveshaperCurve::Tube => libm::tanh(x),
            WaveshaperCurve::Foldback => {
                let quarter = std::f64::consts::FRAC_PI_2;
                libm::asin(libm::sin(quarter * x)) / quarter
            }
        }
    }

    #[test]
    fn a_still_sound_comes_out_as_the_formula_has_it() {
        // Once the filters are full of it, a constant is raised and lowered with an error of their
        // ripple, 1e-5 each. The tube's mean is taken away, so it is not asked.
        for curve in CURVES.into_iter().filter(|curve| *curve != WaveshaperCurve::Tube) {
            for (drive, level) in [(1.0, 0.3), (4.0, -0.7), (20.0, 0.9), (3.0, 0.5)] {
                let sound = vec![level; 1000];
                let mut shaper = Waveshaper::new(&patch(curve, drive), RATE);
                let out = laws::through(&mut shaper, &[sound.clone(), sound], 512);
                let want = 1.5 * formula(curve, f64::from(drive * level));
                // The fold has slope 1 and the error of a drive of 20.
                let bound = 2e-4;
                assert!((f64::from(out[0][900]) - want).abs() < bound, "{curve:?} {drive}: {want}");
            }
        }
    }

    #[test]
    fn harmonics_of_a_low_sine_are_those_of_the_curve() {
        for curve in CURVES {
            let out = laws::through(
                &mut Waveshaper::new(&patch(curve, 3.0), RATE),
                &laws::sine(100.0, RATE, 48_000),
                512,
            );
            for harmonic in [1.0, 2.0, 3.0, 5.0] {
                // The Fourier coefficient, by 4096 points.
                let (mut re, mut im) = (0.0, 0.0);
                for n in 0..4096 {
                    let angle = std::f64::consts::TAU * (f64::from(n) + 0.5) / 4096.0;
                    let y = 1.5 * formula(curve, 3.0 * libm::sin(angle)) / 2048.0;
                    re += y * libm::cos(harmonic * angle);
                    im += y * libm::sin(harmonic * angle);
                }
                let want = (re * re + im * im).sqrt();
                let got = laws::amplitude(&out[0], harmonic * 100.0 / RATE, 9600);
                // The blocker takes (5 / 100)^2 / 2 of the first.
                assert!((got - want).abs() < 3e-3, "{curve:?} {harmonic}: {got}, want {want}");
            }
        }
    }

    #[test]
    fn laws_are_kept() {
        for curve in CURVES {
            for drive in [1.0, 20.0] {
                let patch = patch(curve, drive);
                laws::all_are_kept(|rate| Box::new(Waveshaper::new(&patch, rate)));
                let at = |level| -> Box<dyn Effect> {
                    Box::new(Waveshaper::with_level(&patch, RATE, level))
                };
                laws::all_the_same(Level::all().into_iter().map(at).collect());
            }
        }
    }
}
