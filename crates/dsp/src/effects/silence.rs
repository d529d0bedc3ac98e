//! How recursive states come to rest.

use crate::math::Number;

/// -240 dB: what is below is silence. Far below the last bit of a 24-bit file (-144 dB), far above
/// the numbers (1e-38) that make a CPU slow.
const SILENCE: f32 = 1e-12;

/// `x`, or exact zero if nobody could hear it.
#[inline(always)]
#[must_use]
pub(crate) fn flushed(x: f32) -> f32 {
    if x.abs() < SILENCE { 0.0 } else { x }
}

/// [`flushed`], in lanes.
#[inline(always)]
#[must_use]
pub(crate) fn flushed_lanes<N: Number>(x: N) -> N {
    x.abs().if_below(SILENCE, x.constant(0.0), x)
}

/// A low-pass of one pole moves its state towards `x` by the share `step`; returns the state.
#[inline(always)]
#[must_use]
pub(crate) fn pole(state: &mut f32, x: f32, step: f32) -> f32 {
    *state += (x - *state) * step;
    *state
}
