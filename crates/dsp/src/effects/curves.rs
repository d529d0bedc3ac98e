//! Curves without memory, for eight samples at once: slope 1 where it is quiet, no magnitude above 1.

use crate::lanes::{F32, Simd};
use crate::math;

/// Beyond, every curve is flat to 1e-4; within, no power overflows.
const EDGE: f32 = 1e4;

/// Held at 1.
#[inline(always)]
pub(crate) fn hard<S: Simd>(x: F32<S>) -> F32<S> {
    x.clamp(-1.0, 1.0)
}

/// A parabola from silence up to 2, where it is level: `x - x |x| / 4`.
#[inline(always)]
pub(crate) fn knee<S: Simd>(x: F32<S>) -> F32<S> {
    let x = x.clamp(-2.0, 2.0);
    x - x * x.abs() * 0.25
}

/// Between `x / sqrt(1 + x^2)` at a `bend` of 0, the hyperbolic tangent at 1, and
/// `x / (1 + x^8)^(1/8)` at 2.
#[inline(always)]
pub(crate) fn soft<S: Simd>(x: F32<S>, bend: F32<S>) -> F32<S> {
    let x = x.clamp(-EDGE, EDGE);
    let square = x * x;
    let fourth = square * square;
    let softest = x / (square + 1.0).sqrt();
    let hardest = x / (fourth * fourth + 1.0).sqrt().sqrt().sqrt();
    let tangent = math::tanh(x);
    let none = bend.clamp(0.0, 0.0);
    let below = (-bend + 1.0).max(none);
    let above = (bend - 1.0).max(none);
    tangent + (softest - tangent) * below + (hardest - tangent) * above
}

/// Folded back at 1 and at -1, as often as it takes.
#[inline(always)]
pub(crate) fn folded<S: Simd>(x: F32<S>) -> F32<S> {
    let turned = x.clamp(-EDGE, EDGE) + 1.0;
    let within = turned - (turned * 0.25).floor() * 4.0;
    -(within - 2.0).abs() + 1.0
}

/// A diode's `1 - e^-x` on either side.
#[inline(always)]
pub(crate) fn diode<S: Simd>(x: F32<S>) -> F32<S> {
    // log2 e
    (-math::exp2(-(x.abs() * std::f32::consts::LOG2_E)) + 1.0).copysign(x)
}

/// `curve`, but the lower half bends `more` times as soon.
#[inline(always)]
pub(crate) fn lopsided<S: Simd>(
    x: F32<S>,
    more: F32<S>,
    curve: impl Fn(F32<S>) -> F32<S>,
) -> F32<S> {
    let one = more.clamp(1.0, 1.0);
    let sooner = x.lt(x.clamp(0.0, 0.0)).select(more, one);
    curve(x * sooner) / sooner
}
