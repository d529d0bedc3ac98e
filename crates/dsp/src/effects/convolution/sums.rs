//! The sum over the past that each block of a convolution is, of one block or several.

use std::ops::Range;

use crate::fft::blocks::Sixteen;
use crate::fft::complex::Complex;
use crate::lanes::wide::{Vector, WIDEST};

/// Blocks that are summed at once.
pub(super) const TOGETHER: usize = 4;

/// A block of the past that is not silent: its place in the history, and how many blocks ago.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) slot: usize,
    pub(super) age: usize,
}

/// Of each channel, the past `x` in `slots` and the impulse `h` in `count` partitions, both
/// `[sixteen bins][place]`; only `channels` are summed.
#[derive(Clone, Debug)]
pub(super) struct Spectra<'a> {
    pub(super) channels: Range<usize>,
    pub(super) x: [&'a [Sixteen]; 2],
    pub(super) h: [&'a [Sixteen]; 2],
    pub(super) slots: usize,
    pub(super) count: usize,
}

impl<'a> Spectra<'a> {
    /// Sixteen bins of a channel: of the past, and of the impulse.
    #[inline(always)]
    fn at(&self, channel: usize, bins: usize) -> [&'a [Sixteen]; 2] {
        let Self { x, h, slots, count, .. } = self;
        [&x[channel][bins * slots..][..*slots], &h[channel][bins * count..][..*count]]
    }
}

/// `[channel][block][sixteen bins]`.
pub(super) type Sums = [[Vec<Sixteen>; TOGETHER]; 2];

impl<V: Vector> Complex<V> {
    #[inline(always)]
    fn add_product(&mut self, x: Self, h: Self) {
        self.re = self.re + (x.re * h.re - x.im * h.im);
        self.im = self.im + (x.re * h.im + x.im * h.re);
    }
}

/// Sets the sums to what this block and the next ones hear of the past. The channels take turns, so
/// that a past which both share is read from memory once.
#[inline(always)]
pub(super) fn sum_together<V: Vector>(
    simd: V::Simd,
    sums: &mut Sums,
    spectra: &Spectra,
    heard: &[Heard],
) {
    for bins in 0..sums[0][0].len() {
        for channel in spectra.channels.clone() {
            let [past, parts] = spectra.at(channel, bins);
            for at in (0..WIDEST).step_by(V::LANES) {
                let zero = Complex::<V>::splat(simd, 0.0, 0.0);
                let (mut a, mut b, mut c, mut d) = (zero, zero, zero, zero);
                for heard in heard {
                    let x = past[heard.slot].lanes(simd, at);
                    let parts = &parts[heard.age..];
                    a.add_product(x, parts[0].lanes(simd, at));
                    if parts.len() > 1 {
                        b.add_product(x, parts[1].lanes(simd, at));
                    }
                    if parts.len() > 2 {
                        c.add_product(x, parts[2].lanes(simd, at));
                    }
                    if parts.len() > 3 {
                        d.add_product(x, parts[3].lanes(simd, at));
                    }
                }
                let [sum0, sum1, sum2, sum3] = &mut sums[channel];
                sum0[bins].store(a, at);
                sum1[bins].store(b, at);
                sum2[bins].store(c, at);
                sum3[bins].store(d, at);
            }
        }
    }
}

/// Adds to the sums of block `j`, or sets them, unless they have `begun`, to what it hears of the
/// past.
#[inline(always)]
pub(super) fn sum_one<V: Vector>(
    simd: V::Simd,
    sums: &mut Sums,
    (j, begun): (usize, bool),
    spectra: &Spectra,
    heard: &[Heard],
) {
    for bins in 0..sums[0][j].len() {
        for channel in spectra.channels.clone() {
            let [past, parts] = spectra.at(channel, bins);
            let sum = &mut sums[channel][j][bins];
            for at in (0..WIDEST).step_by(V::LANES) {
                let zero = Complex::<V>::splat(simd, 0.0, 0.0);
                let mut a = if begun { sum.lanes(simd, at) } else { zero };
                for heard in heard {
                    let x = past[heard.slot].lanes(simd, at);
                    a.add_product(x, parts[heard.age].lanes(simd, at));
                }
                sum.store(a, at);
            }
        }
    }
}
