//! A low-pass of one pole along time, eight frames at once.
//!
//! ```text
//! y[n] = a y[n-1] + (1 - a) x[n] = a^(n+1) y[-1] + sum over k <= n of a^(n-k) (1 - a) x[k]
//! ```
//!
//! The sum grows by doubling: of one frame, of two, of four, of eight. A frame's value depends on
//! no later frame, and the order of its sum on nothing but its place among the eight.

use super::cell_lines::Cell;
use super::glide::{GRID, Glide};
use super::silence::{flushed, pole};
use crate::lanes::{F32, Simd, WIDTH};

/// The powers of one pole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pole {
    step: f32,
    /// `a`, `a^2` and `a^4`.
    doubled: [f32; 3],
    /// `a^(n+1)`.
    fall: [f32; WIDTH],
}

impl Pole {
    /// The pole that moves towards its input by the share `step`, 0..=1.
    pub(crate) fn new(step: f32) -> Self {
        let a = 1.0 - f64::from(step);
        let mut power = 1.0;
        let fall = [(); WIDTH].map(|()| {
            power *= a;
            // Numbers nobody could hear make a CPU slow.
            flushed(power as f32)
        });
        Self { step, doubled: [fall[0], fall[1], fall[3]], fall }
    }

    /// Becomes the pole of `step`.
    pub(crate) fn follow(&mut self, step: f32) {
        if step != self.step {
            *self = Self::new(step);
        }
    }

    /// Eight frames after `state`, the frame before them; the last lane is the new state.
    #[inline(always)]
    fn eight<S: Simd>(&self, state: f32, x: F32<S>) -> F32<S> {
        let y = x * self.step;
        let y = y + y.delayed::<1>() * self.doubled[0];
        let y = y + y.delayed::<2>() * self.doubled[1];
        let y = y + y.delayed::<4>() * self.doubled[2];
        y + F32::load(x.simd(), &self.fall) * state
    }
}

/// A cell through a pole; frame by frame where the pole moves.
#[inline(always)]
pub(crate) fn low_pass<S: Simd>(
    simd: S,
    x: &Cell,
    state: &mut f32,
    step: &Glide,
    powers: &Pole,
) -> Cell {
    let mut out = [0.0; GRID];
    if step.at_rest() {
        for (x, out) in x.as_chunks::<WIDTH>().0.iter().zip(out.as_chunks_mut::<WIDTH>().0) {
            powers.eight(*state, F32::load(simd, x)).store(out);
            *state = out[WIDTH - 1];
        }
    } else {
        for (i, (x, out)) in x.iter().zip(&mut out).enumerate() {
            *out = pole(state, *x, step.at(i));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws::noise;
    use crate::lanes::{Level, dispatch};

    #[inline(always)]
    fn through<S: Simd>(simd: S, pole: &Pole, sound: &[f32]) -> Vec<f32> {
        let mut state = 0.0;
        let mut out = Vec::new();
        for eight in sound.as_chunks::<WIDTH>().0 {
            let y = pole.eight(state, F32::load(simd, eight)).to_array();
            state = y[WIDTH - 1];
            out.extend(y);
        }
        out
    }

    #[test]
    fn it_is_the_recursion_that_defines_it() {
        let sound = noise(1, 4096);
        for step in [0.0, 0.001, 0.1, 0.65, 1.0] {
            let pole = Pole::new(step);
            let got = dispatch!(Level::best(), simd => through(simd, &pole, &sound));
            let mut state = 0.0_f64;
            for (x, got) in sound.iter().zip(got) {
                state += (f64::from(*x) - state) * f64::from(step);
                // Each eight add at most 8 roundings relative to 1, of which a share of a^8 is kept:
                // at the smallest step that sums to 8 / (1 - a^8) = 1000 half ulps of a state that
                // is below 0.1.
                assert!((f64::from(got) - state).abs() < 1e-6, "{got} {state}");
            }
        }
    }
}
