//! The passes of the transform over split real and imaginary arrays: Stockham's, radix 4, with one
//! of radix 2 to close. `x` is read, `y` written; both have the complex signal's length.

use super::complex::Complex;
use crate::lanes::wide::{Vector, WIDEST};

/// One radix-4 pass; a radix-2 pass without twiddles closes odd powers of two.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Distance of the four inputs in units of `stride`.
    pub(super) quarter: usize,
    pub(super) stride: usize,
    /// `[power - 1][p]`, powers 1, 2, 3 of the root; of stride 4 each four times.
    pub(super) re: [Vec<f32>; 3],
    pub(super) im: [Vec<f32>; 3],
}

/// Four points to four points: `out[j] = sum of x[l] * (-i)^(j l)`, the last three times `w`.
#[inline(always)]
fn four<V: Vector>(x: [Complex<V>; 4], w: [Complex<V>; 3]) -> [Complex<V>; 4] {
    let (sum, other) = (x[0].add(x[2]), x[1].add(x[3]));
    let (difference, turned) = (x[0].sub(x[2]), x[1].sub(x[3]));
    [
        sum.add(other),
        difference.sub_i(turned).times(w[0]),
        sum.sub(other).times(w[1]),
        difference.add_i(turned).times(w[2]),
    ]
}

/// As many numbers as `V` has lanes, from `at` on.
#[inline(always)]
fn lanes<V: Vector>(simd: V::Simd, re: &[f32], im: &[f32], at: usize) -> Complex<V> {
    Complex { re: V::load(simd, &re[at..]), im: V::load(simd, &im[at..]) }
}

/// Four quarters of so many numbers.
#[inline(always)]
fn quarters(x: &[f32], quarter: usize) -> [&[f32]; 4] {
    let (low, high) = x[..4 * quarter].split_at(2 * quarter);
    let ((a, b), (c, d)) = (low.split_at(quarter), high.split_at(quarter));
    [a, b, c, d]
}

/// A pass of stride 1 or 4, whose inputs and twiddles lie in order. `put` lays down four results of
/// each number: [`side_by_side`], or [`by_fours`], for neighbours of stride 4 stay neighbours.
#[inline(always)]
pub(super) fn narrow_pass<V: Vector>(
    simd: V::Simd,
    stage: &Stage,
    x: [&[f32]; 2],
    y: [&mut [f32]; 2],
    put: impl Fn([V; 4], &mut [f32]),
) {
    let quarter = stage.quarter * stage.stride;
    let ([ar, br, cr, dr], [ai, bi, ci, di]) = (quarters(x[0], quarter), quarters(x[1], quarter));
    let [w1r, w2r, w3r] = stage.re.each_ref().map(|w| &w[..quarter]);
    let [w1i, w2i, w3i] = stage.im.each_ref().map(|w| &w[..quarter]);
    let [yr, yi] = y.map(|y| &mut y[..4 * quarter]);
    for at in (0..quarter).step_by(V::LANES) {
        let x = [
            lanes(simd, ar, ai, at),
            lanes(simd, br, bi, at),
            lanes(simd, cr, ci, at),
            lanes(simd, dr, di, at),
        ];
        let w = [lanes(simd, w1r, w1i, at), lanes(simd, w2r, w2i, at), lanes(simd, w3r, w3i, at)];
        let [a, b, c, d] = four(x, w);
        let results = 4 * at..4 * (at + V::LANES);
        put([a.re, b.re, c.re, d.re], &mut yr[results.clone()]);
        put([a.im, b.im, c.im, d.im], &mut yi[results]);
    }
}

/// The first lane of all rows, then the second, and so on.
#[inline(always)]
pub(super) fn side_by_side<V: Vector>([a, b, c, d]: [V; 4], to: &mut [f32]) {
    let ((ac, ac2), (bd, bd2)) = (a.interleave(c), b.interleave(d));
    let ((first, second), (third, fourth)) = (ac.interleave(bd), ac2.interleave(bd2));
    first.store(to);
    second.store(&mut to[V::LANES..]);
    third.store(&mut to[2 * V::LANES..]);
    fourth.store(&mut to[3 * V::LANES..]);
}

/// The first four lanes of all rows, then the second, and so on.
#[inline(always)]
pub(super) fn by_fours<V: Vector>([a, b, c, d]: [V; 4], to: &mut [f32]) {
    let to = to.as_chunks_mut::<16>().0;
    a.fours(
        #[inline(always)]
        |k, x| to[k][..4].copy_from_slice(&x),
    );
    b.fours(
        #[inline(always)]
        |k, x| to[k][4..8].copy_from_slice(&x),
    );
    c.fours(
        #[inline(always)]
        |k, x| to[k][8..12].copy_from_slice(&x),
    );
    d.fours(
        #[inline(always)]
        |k, x| to[k][12..].copy_from_slice(&x),
    );
}

/// A pass of stride 16 or more: long runs share their twiddles.
#[inline(always)]
pub(super) fn wide_pass<V: Vector>(
    simd: V::Simd,
    stage: &Stage,
    x: [&[f32]; 2],
    y: [&mut [f32]; 2],
) {
    const { assert!(WIDEST == 16, "runs are whole vectors") }
    let (m, s) = (stage.quarter, stage.stride);
    let [xr, xi] = x;
    let [yr, yi] = y;
    for (p, (yr, yi)) in yr.chunks_exact_mut(4 * s).zip(yi.chunks_exact_mut(4 * s)).enumerate() {
        let at = |j: usize| s * (p + m * j)..s * (p + m * j) + s;
        let (ar, br, cr, dr) = (&xr[at(0)], &xr[at(1)], &xr[at(2)], &xr[at(3)]);
        let (ai, bi, ci, di) = (&xi[at(0)], &xi[at(1)], &xi[at(2)], &xi[at(3)]);
        let w = [
            Complex::<V>::splat(simd, stage.re[0][p], stage.im[0][p]),
            Complex::splat(simd, stage.re[1][p], stage.im[1][p]),
            Complex::splat(simd, stage.re[2][p], stage.im[2][p]),
        ];
        for q in (0..s).step_by(V::LANES) {
            let x = [
                lanes(simd, ar, ai, q),
                lanes(simd, br, bi, q),
                lanes(simd, cr, ci, q),
                lanes(simd, dr, di, q),
            ];
            for (j, y) in four(x, w).iter().enumerate() {
                y.re.store(&mut yr[j * s + q..]);
                y.im.store(&mut yi[j * s + q..]);
            }
        }
    }
}

/// The closing radix-2 pass: sums and differences of the two halves.
#[inline(always)]
pub(super) fn halves(x: &[f32], y: &mut [f32]) {
    let (a, b) = x.split_at(x.len() / 2);
    let (sum, difference) = y.split_at_mut(x.len() / 2);
    for (((a, b), sum), difference) in a.iter().zip(b).zip(sum).zip(difference) {
        *sum = a + b;
        *difference = a - b;
    }
}
