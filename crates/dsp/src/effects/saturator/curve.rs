//! The curves: each has slope 1 where it is quiet and passes through zero.
//!
//! soft and hard are `x / (1 + |x|^p)^(1/p)` with p of 2 and 8; medium is the hyperbolic tangent,
//! the tube one that works off its middle. The tape is Langevin's function, the magnetization
//! without memory (key: jiles1986), off its middle by the bias.

use super::SaturatorCurve;
use crate::lanes::{F32, Simd, WIDTH};
use crate::math;

/// How far off its middle the tube works: its second harmonic is then some -20 dB when driven.
const TUBE_BIAS: f32 = 0.3;
/// The same of the tape at a bias of 1.
const TAPE_BIAS: f32 = 0.25;
/// Beyond, every curve is flat to 1e-4; within, no power overflows.
const EDGE: f32 = 1e4;
/// Below this argument Langevin's function is its series, whose next term is 7e-7 there.
const SERIES: f32 = 0.9;

/// Greatest magnitude of the curve.
pub(super) fn limit(curve: SaturatorCurve, tape_bias: f32) -> f32 {
    match curve {
        SaturatorCurve::Soft | SaturatorCurve::Medium | SaturatorCurve::Hard => 1.0,
        // (1 + t) / (1 - t^2) with t the bias' tangent.
        SaturatorCurve::Tube => 1.0 / (1.0 - math::tanh(TUBE_BIAS)),
        SaturatorCurve::Tape => {
            let u = 3.0 * TAPE_BIAS * tape_bias;
            (1.0 + langevin_small(u)) / langevin_slope(u)
        }
    }
}

/// Whether the curve's mean is other than zero.
pub(super) fn is_lopsided(curve: SaturatorCurve, tape_bias: f32) -> bool {
    match curve {
        SaturatorCurve::Soft | SaturatorCurve::Medium | SaturatorCurve::Hard => false,
        SaturatorCurve::Tube => true,
        SaturatorCurve::Tape => tape_bias > 0.0,
    }
}

/// The curve at each of `sound`, whose length is a multiple of 8; `bias` is the tape's.
#[inline(always)]
pub(super) fn bend<S: Simd>(simd: S, curve: SaturatorCurve, sound: &mut [f32], bias: f32) {
    let shape = Shape::new(curve, F32::splat(simd, bias));
    for sound in sound.chunks_exact_mut(WIDTH) {
        let eight = sound.first_chunk_mut().expect("chunks are of eight");
        shape.at(F32::load(simd, eight)).store(eight);
    }
}

/// A curve, with what does not hang on the sound computed: `(f(x + bias) - f(bias)) / f'(bias)`.
#[derive(Clone, Copy)]
pub(super) struct Shape<S: Simd> {
    curve: SaturatorCurve,
    bias: F32<S>,
    middle: F32<S>,
    /// `1 / f'(bias)`
    gain: F32<S>,
}

impl<S: Simd> Shape<S> {
    /// `tape_bias` matters only to the tape.
    #[inline(always)]
    pub(super) fn new(curve: SaturatorCurve, tape_bias: F32<S>) -> Self {
        let simd = tape_bias.simd();
        let [none, one] = [0.0, 1.0].map(|x| F32::splat(simd, x));
        match curve {
            SaturatorCurve::Soft | SaturatorCurve::Medium | SaturatorCurve::Hard => {
                Self { curve, bias: none, middle: none, gain: one }
            }
            SaturatorCurve::Tube => {
                let bias = F32::splat(simd, TUBE_BIAS);
                let middle = math::tanh(bias);
                Self { curve, bias, middle, gain: one / (-(middle * middle) + 1.0) }
            }
            SaturatorCurve::Tape => {
                let bias = tape_bias * TAPE_BIAS;
                let u = bias * 3.0;
                let square = u * u;
                let slope =
                    ((square * (-3.0 / 675.0) + 6.0 / 189.0) * square - 3.0 / 15.0) * square + 1.0;
                Self { curve, bias, middle: langevin(u), gain: one / slope }
            }
        }
    }

    /// Where the sound is `x`.
    #[inline(always)]
    pub(super) fn at(&self, x: F32<S>) -> F32<S> {
        let x = x.clamp(-EDGE, EDGE);
        match self.curve {
            SaturatorCurve::Soft => x / (x * x + 1.0).sqrt(),
            SaturatorCurve::Medium => math::tanh(x),
            SaturatorCurve::Hard => {
                let squared = x * x;
                let fourth = squared * squared;
                x / (fourth * fourth + 1.0).sqrt().sqrt().sqrt()
            }
            SaturatorCurve::Tube => (math::tanh(x + self.bias) - self.middle) * self.gain,
            SaturatorCurve::Tape => (langevin((x + self.bias) * 3.0) - self.middle) * self.gain,
        }
    }
}

/// `coth u - 1 / u`.
#[inline(always)]
fn langevin<S: Simd>(u: F32<S>) -> F32<S> {
    let square = u * u;
    let series = ((((square * (2.0 / 93_555.0) - 1.0 / 4725.0) * square + 2.0 / 945.0) * square
        - 1.0 / 45.0)
        * square
        + 1.0 / 3.0)
        * u;
    let one = F32::splat(u.simd(), 1.0);
    // Held away from zero, where the series stands in.
    let size = u.abs().max(one * SERIES);
    let whole = (one / math::tanh(size) - one / size).copysign(u);
    u.abs().lt(one * SERIES).select(series, whole)
}

/// The series of Langevin's function and, times 3, of its slope, for `u` below [`SERIES`].
fn langevin_small(u: f32) -> f32 {
    let square = u * u;
    ((square * (2.0 / 945.0) - 1.0 / 45.0) * square + 1.0 / 3.0) * u
}

fn langevin_slope(u: f32) -> f32 {
    let square = u * u;
    ((square * (-3.0 / 675.0) + 6.0 / 189.0) * square - 3.0 / 15.0) * square + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Level, dispatch};

    const CURVES: [SaturatorCurve; 5] = [
        SaturatorCurve::Soft,
        SaturatorCurve::Medium,
        SaturatorCurve::Hard,
        SaturatorCurve::Tube,
        SaturatorCurve::Tape,
    ];

    fn at(curve: SaturatorCurve, x: f32, bias: f32) -> f32 {
        let mut eight = [x; WIDTH];
        dispatch!(Level::best(), simd => bend(simd, curve, &mut eight, bias));
        eight[0]
    }

    #[test]
    fn curves_pass_through_zero_with_slope_1_and_rise_to_their_limits() {
        for curve in CURVES {
            for bias in [0.0, 0.5, 1.0] {
                assert_eq!(at(curve, 0.0, bias), 0.0);
                // The second derivative is 2 at most, and a difference of 1e-3 has lost 1e-4.
                assert!((at(curve, 1e-3, bias) / 1e-3 - 1.0).abs() < 2e-3, "{curve:?}");
                let limit = limit(curve, bias);
                let mut last = -limit * 1.000_01;
                for step in -4000..=4000 {
                    let x = step as f32 * 0.01;
                    let y = at(curve, x, bias);
                    // Rounding, some ulp.
                    assert!(y >= last - 1e-6 && y <= limit * 1.000_01, "{curve:?} at {x}: {y}");
                    last = y;
                }
                for far in [-1e30, 1e30] {
                    assert!(at(curve, far, bias).abs() <= limit * 1.000_01);
                    assert!(at(curve, far, bias).abs() > 0.6);
                }
            }
        }
    }

    #[test]
    fn the_tape_is_langevins_function() {
        for step in 1..400 {
            let x = f64::from(step) * 0.01;
            let want = 1.0 / libm::tanh(3.0 * x) - 1.0 / (3.0 * x);
            let got = f64::from(at(SaturatorCurve::Tape, x as f32, 0.0));
            // The series' end 2e-6 u^11 = 7e-7 and the difference's rounding.
            assert!((got - want).abs() < 1.5e-6, "{x}: {got}, want {want}");
        }
    }
}
