//! The sum over the past that each block of a convolution is, of one block or several.

use crate::fft::blocks::{Complex, Eight};
use crate::lanes::{F32, Simd};

/// Blocks that are summed at once.
pub(super) const TOGETHER: usize = 4;

/// A block of the past that is not silent: its place in the history, and how many blocks ago.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) slot: usize,
    pub(super) age: usize,
}

/// Of one channel, the past `x` in `slots` and the impulse `h` in `count` partitions, both
/// `[eight bins][place]`.
#[derive(Clone, Copy)]
pub(super) struct Spectra<'a> {
    pub(super) x: &'a [Eight],
    pub(super) h: &'a [Eight],
    pub(super) slots: usize,
    pub(super) count: usize,
}

impl<S: Simd> Complex<S> {
    #[inline(always)]
    fn add_product(&mut self, x: Self, h: Self) {
        self.re += x.re * h.re - x.im * h.im;
        self.im += x.re * h.im + x.im * h.re;
    }

    #[inline(always)]
    fn zero(simd: S) -> Self {
        Self { re: F32::splat(simd, 0.0), im: F32::splat(simd, 0.0) }
    }
}

/// Sets each of `sums` to what this block and the next ones hear of the past.
#[inline(always)]
pub(super) fn sum_together<S: Simd>(
    simd: S,
    sums: &mut [Vec<Eight>; TOGETHER],
    spectra: Spectra,
    heard: &[Heard],
) {
    let [sum0, sum1, sum2, sum3] = sums;
    let sums = sum0.iter_mut().zip(sum1).zip(sum2).zip(sum3);
    let past = spectra.x.chunks_exact(spectra.slots);
    let parts = spectra.h.chunks_exact(spectra.count);
    for ((past, parts), (((sum0, sum1), sum2), sum3)) in past.zip(parts).zip(sums) {
        let zero = Complex::zero(simd);
        let (mut a, mut b, mut c, mut d) = (zero, zero, zero, zero);
        for heard in heard {
            let x = past[heard.slot].lanes(simd);
            let parts = &parts[heard.age..];
            a.add_product(x, parts[0].lanes(simd));
            if parts.len() > 1 {
                b.add_product(x, parts[1].lanes(simd));
            }
            if parts.len() > 2 {
                c.add_product(x, parts[2].lanes(simd));
            }
            if parts.len() > 3 {
                d.add_product(x, parts[3].lanes(simd));
            }
        }
        a.store(sum0);
        b.store(sum1);
        c.store(sum2);
        d.store(sum3);
    }
}

/// Adds to `sum`, or sets it, unless it has `begun`, to what the block hears of the past.
#[inline(always)]
pub(super) fn sum_one<S: Simd>(
    simd: S,
    sum: &mut [Eight],
    begun: bool,
    spectra: Spectra,
    heard: &[Heard],
) {
    let past = spectra.x.chunks_exact(spectra.slots);
    let parts = spectra.h.chunks_exact(spectra.count);
    for ((past, parts), sum) in past.zip(parts).zip(sum) {
        let mut a = if begun { sum.lanes(simd) } else { Complex::zero(simd) };
        for heard in heard {
            a.add_product(past[heard.slot].lanes(simd), parts[heard.age].lanes(simd));
        }
        a.store(sum);
    }
}
