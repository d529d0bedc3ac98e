//! The last splits of a block's transform, and the first joins back: sixteen short runs in lanes.

use super::blocks::{Roots, Sixteen, join, load, split};
use super::complex::Complex;
use crate::lanes::wide::{Vector, WIDEST};

/// `d`, `d^2` and `d^3` of sixteen runs in lanes.
type LaneRoots = [Sixteen; 3];

#[inline(always)]
fn lane_roots<V: Vector>(simd: V::Simd, roots: &LaneRoots, at: usize) -> [Complex<V>; 3] {
    [roots[0].lanes(simd, at), roots[1].lanes(simd, at), roots[2].lanes(simd, at)]
}

/// The last two splits of sixteen runs of [`LEAF`].
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    first: LaneRoots,
    /// Of each part of the first split.
    then: [LaneRoots; 4],
}

/// Numbers of the runs that are split in lanes of their own.
pub(super) const LEAF: usize = WIDEST;

impl Leaf {
    /// Of the runs modulo `t^16 - c`, `c` being these, in cycles round the unit circle.
    pub(super) fn new(constants: &[f64; WIDEST]) -> Self {
        let in_lanes = |constants: [f64; WIDEST]| -> LaneRoots {
            let roots = constants.map(|c| Roots::new(0.25 * c));
            std::array::from_fn(|k| Sixteen {
                re: roots.each_ref().map(|roots| roots.re[k]),
                im: roots.each_ref().map(|roots| roots.im[k]),
            })
        };
        Self {
            first: in_lanes(*constants),
            then: std::array::from_fn(|j| in_lanes(constants.map(|c| 0.25 * c + 0.25 * j as f64))),
        }
    }
}

/// The last two splits, of the runs from `at` on.
#[inline(always)]
pub(super) fn split_leaf<V: Vector>(
    simd: V::Simd,
    lanes: &[Complex<V>; LEAF],
    leaf: &Leaf,
    at: usize,
) -> [Complex<V>; LEAF] {
    let d = lane_roots(simd, &leaf.first, at);
    let mut parts = *lanes;
    for i in 0..4 {
        let four = split([lanes[i], lanes[4 + i], lanes[8 + i], lanes[12 + i]], d);
        (parts[i], parts[4 + i], parts[8 + i], parts[12 + i]) =
            (four[0], four[1], four[2], four[3]);
    }
    for (run, roots) in parts.as_chunks_mut().0.iter_mut().zip(&leaf.then) {
        *run = split(*run, lane_roots(simd, roots, at));
    }
    parts
}

/// The first two joins, into the runs from `at` on.
#[inline(always)]
pub(super) fn join_leaf<V: Vector>(
    simd: V::Simd,
    bins: &[Sixteen; LEAF],
    leaf: &Leaf,
    at: usize,
) -> [Complex<V>; LEAF] {
    let mut parts = [Complex::<V>::splat(simd, 0.0, 0.0); LEAF];
    let runs = bins.as_chunks().0.iter().zip(parts.as_chunks_mut().0);
    for (([w, x, y, z], part), roots) in runs.zip(&leaf.then) {
        *part = join(load(simd, [w, x, y, z], at), lane_roots(simd, roots, at));
    }
    let d = lane_roots(simd, &leaf.first, at);
    let mut lanes = parts;
    for i in 0..4 {
        let four = join([parts[i], parts[4 + i], parts[8 + i], parts[12 + i]], d);
        (lanes[i], lanes[4 + i], lanes[8 + i], lanes[12 + i]) =
            (four[0], four[1], four[2], four[3]);
    }
    lanes
}

/// The runs from `at` on, one after another, become lanes.
#[inline(always)]
pub(super) fn across<V: Vector>(
    simd: V::Simd,
    runs: &[Sixteen; LEAF],
    at: usize,
) -> [Complex<V>; LEAF] {
    let runs = &runs[at..at + V::LANES];
    let re = V::load_columns(
        simd,
        #[inline(always)]
        |i| &runs[i].re,
    );
    let im = V::load_columns(
        simd,
        #[inline(always)]
        |i| &runs[i].im,
    );
    let mut lanes = [Complex { re: re[0], im: im[0] }; LEAF];
    for (lane, (re, im)) in lanes.iter_mut().zip(re.iter().zip(&im)) {
        *lane = Complex { re: *re, im: *im };
    }
    lanes
}

/// Lanes become the runs from `at` on, one after another.
#[inline(always)]
pub(super) fn along<V: Vector>(lanes: &[Complex<V>; LEAF], runs: &mut [Sixteen; LEAF], at: usize) {
    let (mut re, mut im) = ([lanes[0].re; LEAF], [lanes[0].im; LEAF]);
    for ((re, im), lane) in re.iter_mut().zip(&mut im).zip(lanes) {
        (*re, *im) = (lane.re, lane.im);
    }
    let runs = &mut runs[at..at + V::LANES];
    V::store_columns(
        re,
        #[inline(always)]
        |i, from, part| part.store(&mut runs[i].re[from..]),
    );
    V::store_columns(
        im,
        #[inline(always)]
        |i, from, part| part.store(&mut runs[i].im[from..]),
    );
}
