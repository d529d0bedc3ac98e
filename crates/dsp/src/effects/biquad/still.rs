//! The filter while its coefficients stand still: the same response with a short loop.
//!
//! ```text
//! w   = (x - a2 w'') - a1 w'          one product and one sum from one frame to the next
//! out = c0 x + (c1 w' + c2 w'')
//! ```
//!
//! The direct form II (key: oppenheim1999, section 6.3) with `w` put into its second line, so that
//! the way through is short too; in f64: its memory is larger than the sound
//! by the square of how many frames a cycle of the corner has, some 1e6 at most, which leaves ten
//! digits. Each output is rounded to f32, so that filters in a row give the same bits one after
//! another and side by side (`row`).
//!
//! The integrators of the other form are `ic1 = a2' (w' - w'')` and `ic2 = a3' (w' + w'')`, with that
//! form's `a2'` and `a3'`: both are the input through the same poles.

use super::Coefficients;
use core::ops::{Add, Mul, Sub};

/// What a frame multiplies by: numbers, or lanes of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direct<N> {
    pub(super) a: [N; 2],
    pub(super) c: [N; 3],
}

impl<N: Copy + Add<Output = N> + Sub<Output = N> + Mul<Output = N>> Direct<N> {
    /// What leaves when `x` enters; and the memory that it leaves, `past` being the one it found.
    #[inline(always)]
    pub(super) fn frame(&self, past: [N; 2], x: N) -> (N, [N; 2]) {
        let Self { a: [a1, a2], c: [c0, c1, c2] } = *self;
        let [w1, w2] = past;
        let w0 = (x - a2 * w2) - a1 * w1;
        (c0 * x + (c1 * w1 + c2 * w2), [w0, w1])
    }
}

/// Numbers of a filter and of a channel's memory: those of [`Direct`], `a` first, and both of the past.
pub(super) type Numbers = [f64; 7];

/// Of a filter that lets all pass.
pub(super) const WIRE: Numbers = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];

/// The filter at work on both channels.
#[derive(Clone, Debug)]
pub(super) struct Still {
    pub(super) direct: Direct<f64>,
    /// `[channel]`
    pub(super) past: [[f64; 2]; 2],
}

/// The other form's `a2` and `a3`, and `1 + g (g + k)`.
fn steps(coefficients: &Coefficients) -> [f64; 3] {
    let (g, k) = (f64::from(coefficients.g), f64::from(coefficients.k));
    let whole = 1.0 + g * (g + k);
    let step = 2.0 * g / whole;
    [step, g * step, whole]
}

impl Still {
    /// Of the memory that the other form has.
    pub(super) fn new(coefficients: &Coefficients, integrators: [[f32; 2]; 2]) -> Self {
        let (g, k) = (f64::from(coefficients.g), f64::from(coefficients.k));
        let [x, band, low] = coefficients.shares.map(f64::from);
        let [a2_moving, a3_moving, whole] = steps(coefficients);
        // Band-pass and low-pass are g (1 - z^-2) and g^2 (1 + z^-1)^2 over `whole` over the poles.
        let a = [2.0 * (g * g - 1.0) / whole, (1.0 + g * (g - k)) / whole];
        let (band, low) = (band * g / whole, low * g * g / whole);
        let c0 = x + (low + band);
        // Of the input alone nothing is left: it is in c0.
        let c = [c0, 2.0 * low - (low + band) * a[0], (low - band) - (low + band) * a[1]];
        let past = integrators.map(|integrators| {
            let [difference, sum] =
                [f64::from(integrators[0]) / a2_moving, f64::from(integrators[1]) / a3_moving];
            [0.5 * (sum + difference), 0.5 * (sum - difference)]
        });
        let past = if coefficients.is_wire() { [[0.0; 2]; 2] } else { past };
        Self { direct: Direct { a, c }, past }
    }

    /// The memory that the other form would have.
    pub(super) fn integrators(&self, coefficients: &Coefficients) -> [[f32; 2]; 2] {
        let [a2, a3, _] = steps(coefficients);
        self.past.map(|[w1, w2]| [(a2 * (w1 - w2)) as f32, (a3 * (w1 + w2)) as f32])
    }

    /// What a lane needs that does the work of one channel.
    #[inline(always)]
    pub(super) fn numbers(&self, channel: usize) -> Numbers {
        let Direct { a: [a1, a2], c: [c0, c1, c2] } = self.direct;
        let [w1, w2] = self.past[channel];
        [a1, a2, c0, c1, c2, w1, w2]
    }

    /// Forgets the channels that are told.
    pub(super) fn silence(&mut self, channels: [bool; 2]) {
        for (past, silent) in self.past.iter_mut().zip(channels) {
            if silent {
                *past = [0.0; 2];
            }
        }
    }

    /// Whether both channels remember the same.
    pub(super) fn are_twins(&self) -> bool {
        let [left, right] = self.past.map(|past| past.map(f64::to_bits));
        left == right
    }

    /// Filters both channels, side by side in each frame, in place.
    #[inline(always)]
    pub(super) fn process_pairs(&mut self, sound: &mut [[f32; 2]]) {
        let direct = self.direct;
        let [mut w1, mut w2] = [0, 1].map(|i| [self.past[0][i], self.past[1][i]]);
        for frame in sound {
            for i in 0..2 {
                let out;
                (out, [w1[i], w2[i]]) = direct.frame([w1[i], w2[i]], f64::from(frame[i]));
                frame[i] = out as f32;
            }
        }
        self.past = [[w1[0], w2[0]], [w1[1], w2[1]]];
    }

    /// Filters one or both channels in place.
    #[inline(always)]
    pub(super) fn process<const N: usize>(&mut self, sound: [&mut [f32]; N]) {
        let direct = self.direct;
        // Both channels side by side, which is how the compiler sees that they fit into lanes.
        let [mut w1, mut w2] = [0, 1].map(|i| [self.past[0][i], self.past[N - 1][i]]);
        let mut sound = sound.map(|channel| channel.iter_mut());
        for _ in 0..sound[0].len() {
            let frame = sound.each_mut().map(|sound| sound.next().expect("all are as long"));
            let mut out = [0.0; N];
            for i in 0..N {
                (out[i], [w1[i], w2[i]]) = direct.frame([w1[i], w2[i]], f64::from(*frame[i]));
            }
            for (x, y) in frame.into_iter().zip(out) {
                *x = y as f32;
            }
        }
        for (i, past) in self.past.iter_mut().enumerate() {
            *past = [w1[i], w2[i]];
        }
        if N == 1 {
            self.past[1] = self.past[0];
        }
    }
}
