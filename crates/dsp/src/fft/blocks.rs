//! The transform that convolution by blocks needs, and no more.
//!
//! Two real halves `a`, `b` of `size` frames are one complex run `a + i b` modulo `t^size - i`: half
//! of a real run modulo `t^(2 size) + 1`, of which the other half is the mirror (key: crandall1994,
//! right-angle convolution). A product bin by bin is then the convolution of the real runs, what
//! wraps round with its sign changed, and there is no pass that sorts mirrored bins apart.
//!
//! ```text
//! split modulo t^n - c, d^4 = c, into four modulo t^(n/4) - d i^j:
//!     part[j] = a[0] + d i^j a[1] + (d i^j)^2 a[2] + (d i^j)^3 a[3]        a = quarters of the run
//! until n = 1
//! ```
//!
//! `d` is one number for a whole run, so lanes are neighbours in time until the runs are shorter
//! than a vector; from there on lanes are eight runs. The bins lie in whatever order that gives,
//! and the inverse takes the same way back. The bits are the same on every CPU.

use std::f64::consts::TAU;

use crate::lanes::{F32, Level, Simd, WIDTH, dispatch, transpose};

/// Eight complex numbers; one line of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Eight {
    pub(crate) re: [f32; WIDTH],
    pub(crate) im: [f32; WIDTH],
}

impl Eight {
    #[inline(always)]
    pub(crate) fn lanes<S: Simd>(&self, simd: S) -> Complex<S> {
        Complex { re: F32::load(simd, &self.re), im: F32::load(simd, &self.im) }
    }
}

/// Eight complex numbers in registers.
#[derive(Clone, Copy)]
pub(crate) struct Complex<S: Simd> {
    pub(crate) re: F32<S>,
    pub(crate) im: F32<S>,
}

impl<S: Simd> Complex<S> {
    #[inline(always)]
    pub(crate) fn store(self, to: &mut Eight) {
        self.re.store(&mut to.re);
        self.im.store(&mut to.im);
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }

    /// `self + i other`.
    #[inline(always)]
    fn add_i(self, other: Self) -> Self {
        Self { re: self.re - other.im, im: self.im + other.re }
    }

    /// `self - i other`.
    #[inline(always)]
    fn sub_i(self, other: Self) -> Self {
        Self { re: self.re + other.im, im: self.im - other.re }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    /// `self` times the conjugate of `other`.
    #[inline(always)]
    fn times_conjugate(self, other: Self) -> Self {
        Self {
            re: self.re * other.re + self.im * other.im,
            im: self.im * other.re - self.re * other.im,
        }
    }
}

/// `d`, `d^2` and `d^3` of one run.
#[derive(Clone, Copy, Debug)]
struct Roots {
    re: [f32; 3],
    im: [f32; 3],
}

impl Roots {
    /// `d` in cycles round the unit circle.
    fn new(cycles: f64) -> Self {
        let part = |part: fn(f64) -> f64| {
            std::array::from_fn(|k| part(TAU * cycles * (k + 1) as f64) as f32)
        };
        Self { re: part(libm::cos), im: part(libm::sin) }
    }

    /// The same in all lanes.
    #[inline(always)]
    fn spread<S: Simd>(&self, simd: S) -> [Complex<S>; 3] {
        let one = |k: usize| Complex {
            re: F32::splat(simd, self.re[k]),
            im: F32::splat(simd, self.im[k]),
        };
        [one(0), one(1), one(2)]
    }
}

/// `d`, `d^2` and `d^3` of eight runs in eight lanes.
type LaneRoots = [Eight; 3];

#[inline(always)]
fn lane_roots<S: Simd>(simd: S, roots: &LaneRoots) -> [Complex<S>; 3] {
    [roots[0].lanes(simd), roots[1].lanes(simd), roots[2].lanes(simd)]
}

/// The last two splits of eight runs of [`LEAF`].
#[derive(Clone, Debug)]
struct Leaf {
    first: LaneRoots,
    /// Of each part of the first split.
    then: [LaneRoots; 4],
}

/// Numbers of the runs that are split in lanes of their own.
const LEAF: usize = 16;

/// One run into four parts.
#[inline(always)]
fn split<S: Simd>(a: [Complex<S>; 4], d: [Complex<S>; 3]) -> [Complex<S>; 4] {
    let (b, c, e) = (a[1].times(d[0]), a[2].times(d[1]), a[3].times(d[2]));
    let (sum, other) = (a[0].add(c), b.add(e));
    let (difference, turned) = (a[0].sub(c), b.sub(e));
    [sum.add(other), difference.add_i(turned), sum.sub(other), difference.sub_i(turned)]
}

/// Four parts into four times one run.
#[inline(always)]
fn join<S: Simd>(part: [Complex<S>; 4], d: [Complex<S>; 3]) -> [Complex<S>; 4] {
    let (sum, other) = (part[0].add(part[2]), part[1].add(part[3]));
    let (difference, turned) = (part[0].sub(part[2]), part[1].sub(part[3]));
    [
        sum.add(other),
        difference.sub_i(turned).times_conjugate(d[0]),
        sum.sub(other).times_conjugate(d[1]),
        difference.add_i(turned).times_conjugate(d[2]),
    ]
}

#[inline(always)]
fn load<S: Simd>(simd: S, four: [&Eight; 4]) -> [Complex<S>; 4] {
    let [a, b, c, d] = four;
    [a.lanes(simd), b.lanes(simd), c.lanes(simd), d.lanes(simd)]
}

#[inline(always)]
fn store<S: Simd>(four: [Complex<S>; 4], to: [&mut Eight; 4]) {
    let ([a, b, c, d], [w, x, y, z]) = (four, to);
    a.store(w);
    b.store(x);
    c.store(y);
    d.store(z);
}

/// A run's four quarters.
#[inline(always)]
fn quarters(run: &mut [Eight]) -> [&mut [Eight]; 4] {
    let (low, high) = run.split_at_mut(run.len() / 2);
    let (a, b) = low.split_at_mut(low.len() / 2);
    let (c, d) = high.split_at_mut(a.len());
    [a, b, c, d]
}

/// A transform of one size; immutable.
#[derive(Clone, Debug)]
pub(crate) struct BlockFft {
    level: Level,
    size: usize,
    /// Of the splits of long runs: `[split][run]`.
    roots: Vec<Vec<Roots>>,
    leaves: Vec<Leaf>,
}

impl BlockFft {
    /// A transform of two halves of `size` frames, a power of four from 256 on.
    pub(crate) fn new(size: usize, level: Level) -> Self {
        assert!(
            size.is_power_of_two() && size.trailing_zeros().is_multiple_of(2) && size >= 256,
            "size of the transform"
        );
        // What the runs are taken modulo, in cycles; first there is one, modulo t^size - i.
        let mut constants = vec![0.25];
        let (mut roots, mut run) = (Vec::new(), size);
        let parts = |c: f64| (0..4).map(move |j| 0.25 * c + 0.25 * f64::from(j));
        while run > LEAF {
            roots.push(constants.iter().map(|c| Roots::new(0.25 * c)).collect());
            constants = constants.into_iter().flat_map(parts).collect();
            run /= 4;
        }
        let in_lanes = |cycles: [f64; WIDTH]| -> LaneRoots {
            let roots = cycles.map(|cycles| Roots::new(0.25 * cycles));
            std::array::from_fn(|k| Eight {
                re: roots.each_ref().map(|roots| roots.re[k]),
                im: roots.each_ref().map(|roots| roots.im[k]),
            })
        };
        let leaves = constants.as_chunks::<WIDTH>().0.iter().map(|eight| Leaf {
            first: in_lanes(*eight),
            then: std::array::from_fn(|j| in_lanes(eight.map(|c| 0.25 * c + 0.25 * j as f64))),
        });
        Self { level, size, roots, leaves: leaves.collect() }
    }

    /// Room to work in; also the shape of a spectrum.
    pub(crate) fn scratch(&self) -> Vec<Eight> {
        vec![Eight::default(); self.size / WIDTH]
    }

    /// Puts the spectrum of the frames `halves` at `place` of each `stride` numbers of `spectrum`.
    pub(crate) fn forward(
        &self,
        halves: [&[f32]; 2],
        spectrum: &mut [Eight],
        (place, stride): (usize, usize),
        scratch: &mut [Eight],
    ) {
        assert!(halves.iter().all(|half| half.len() == self.size), "length of the halves");
        assert!(
            spectrum.len() * WIDTH == self.size * stride && place < stride,
            "room for the bins"
        );
        dispatch!(self.level, simd => {
            self.forward_kernel(simd, halves, spectrum, (place, stride), scratch);
        });
    }

    #[inline(always)]
    fn forward_kernel<S: Simd>(
        &self,
        simd: S,
        halves: [&[f32]; 2],
        spectrum: &mut [Eight],
        (place, stride): (usize, usize),
        scratch: &mut [Eight],
    ) {
        let quarter = self.size / WIDTH / 4;
        let d = self.roots[0][0].spread(simd);
        let [re, im] = halves.map(|half| half.as_chunks::<WIDTH>().0);
        let (re, im) = (&re[..4 * quarter], &im[..4 * quarter]);
        let [w, x, y, z] = quarters(&mut scratch[..4 * quarter]);
        for (q, (((w, x), y), z)) in w.iter_mut().zip(x).zip(y).zip(z).enumerate() {
            let mut a = [Complex { re: F32::splat(simd, 0.0), im: F32::splat(simd, 0.0) }; 4];
            for (k, a) in a.iter_mut().enumerate() {
                a.re = F32::load(simd, &re[k * quarter + q]);
                a.im = F32::load(simd, &im[k * quarter + q]);
            }
            store(split(a, d), [w, x, y, z]);
        }
        let mut run = quarter;
        for roots in &self.roots[1..] {
            for (run, roots) in scratch.chunks_exact_mut(run).zip(roots) {
                let d = roots.spread(simd);
                let [w, x, y, z] = quarters(run);
                for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
                    store(split(load(simd, [w, x, y, z]), d), [w, x, y, z]);
                }
            }
            run /= 4;
        }
        let runs = scratch.as_chunks::<LEAF>().0;
        let bins = spectrum.chunks_exact_mut(LEAF * stride);
        for ((run, bins), leaf) in runs.iter().zip(bins).zip(&self.leaves) {
            let mut lanes = across(simd, run);
            let [w, x, y, z] = quarters(&mut lanes);
            let d = lane_roots(simd, &leaf.first);
            for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
                store(split(load(simd, [w, x, y, z]), d), [w, x, y, z]);
            }
            for (j, (run, roots)) in lanes.as_chunks::<4>().0.iter().zip(&leaf.then).enumerate() {
                let [w, x, y, z] = run;
                let parts = split(load(simd, [w, x, y, z]), lane_roots(simd, roots));
                for (k, part) in parts.into_iter().enumerate() {
                    part.store(&mut bins[(4 * j + k) * stride + place]);
                }
            }
        }
    }

    /// `size` times the second half of the frames of `spectrum`, which is overwritten.
    pub(crate) fn inverse_second(&self, spectrum: &mut [Eight], second: &mut [f32]) {
        assert!(spectrum.len() * WIDTH == self.size && second.len() == self.size, "lengths");
        dispatch!(self.level, simd => self.inverse_kernel(simd, spectrum, second));
    }

    #[inline(always)]
    fn inverse_kernel<S: Simd>(&self, simd: S, spectrum: &mut [Eight], second: &mut [f32]) {
        for (run, leaf) in spectrum.as_chunks_mut::<LEAF>().0.iter_mut().zip(&self.leaves) {
            let mut lanes = *run;
            for (part, roots) in lanes.as_chunks_mut::<4>().0.iter_mut().zip(&leaf.then) {
                let [w, x, y, z] = part;
                let a = join(load(simd, [w, x, y, z]), lane_roots(simd, roots));
                store(a, [w, x, y, z]);
            }
            let [w, x, y, z] = quarters(&mut lanes);
            let d = lane_roots(simd, &leaf.first);
            for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
                store(join(load(simd, [w, x, y, z]), d), [w, x, y, z]);
            }
            along(simd, &lanes, run);
        }
        let mut run = LEAF * 4 / WIDTH;
        for roots in self.roots[1..].iter().rev() {
            for (run, roots) in spectrum.chunks_exact_mut(run).zip(roots) {
                let d = roots.spread(simd);
                let [w, x, y, z] = quarters(run);
                for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
                    store(join(load(simd, [w, x, y, z]), d), [w, x, y, z]);
                }
            }
            run *= 4;
        }
        let quarter = self.size / WIDTH / 4;
        let d = self.roots[0][0].spread(simd);
        let [w, x, y, z] = quarters(spectrum);
        let (w, x, y, z) = (&w[..quarter], &x[..quarter], &y[..quarter], &z[..quarter]);
        let second = &mut second.as_chunks_mut::<WIDTH>().0[..4 * quarter];
        for q in 0..quarter {
            let run = join(load(simd, [&w[q], &x[q], &y[q], &z[q]]), d);
            for (k, a) in run.into_iter().enumerate() {
                a.im.store(&mut second[k * quarter + q]);
            }
        }
    }
}

/// Eight runs one after another become eight lanes.
#[inline(always)]
fn across<S: Simd>(simd: S, runs: &[Eight; LEAF]) -> [Eight; LEAF] {
    let mut lanes = [Eight::default(); LEAF];
    for (half, lanes) in lanes.as_chunks_mut::<WIDTH>().0.iter_mut().enumerate() {
        let (mut re, mut im) = ([F32::splat(simd, 0.0); WIDTH], [F32::splat(simd, 0.0); WIDTH]);
        for ((re, im), run) in re.iter_mut().zip(&mut im).zip(runs[half..].iter().step_by(2)) {
            (*re, *im) = (F32::load(simd, &run.re), F32::load(simd, &run.im));
        }
        for ((re, im), lane) in transpose(re).iter().zip(&transpose(im)).zip(lanes) {
            Complex { re: *re, im: *im }.store(lane);
        }
    }
    lanes
}

/// Eight lanes become eight runs one after another.
#[inline(always)]
fn along<S: Simd>(simd: S, lanes: &[Eight; LEAF], runs: &mut [Eight; LEAF]) {
    for (half, lanes) in lanes.as_chunks::<WIDTH>().0.iter().enumerate() {
        let (mut re, mut im) = ([F32::splat(simd, 0.0); WIDTH], [F32::splat(simd, 0.0); WIDTH]);
        for ((re, im), lane) in re.iter_mut().zip(&mut im).zip(lanes) {
            (*re, *im) = (F32::load(simd, &lane.re), F32::load(simd, &lane.im));
        }
        let runs = runs[half..].iter_mut().step_by(2);
        for ((re, im), run) in transpose(re).iter().zip(&transpose(im)).zip(runs) {
            Complex { re: *re, im: *im }.store(run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math;

    fn noise(seed: u32, frames: u32) -> Vec<f32> {
        (0..frames).map(|n| math::noise(seed, n)).collect()
    }

    fn spectrum(fft: &BlockFft, halves: [&[f32]; 2]) -> Vec<Eight> {
        let mut spectrum = fft.scratch();
        fft.forward(halves, &mut spectrum, (0, 1), &mut fft.scratch());
        spectrum
    }

    #[test]
    fn a_product_is_a_convolution_that_wraps_with_its_sign_changed() {
        for size in [256, 1024, 4096] {
            let fft = BlockFft::new(size, Level::best());
            let [x, h] = [1, 2].map(|seed| noise(seed, 2 * size as u32));
            let mut product = spectrum(&fft, [&x[..size], &x[size..]]);
            for (x, h) in product.iter_mut().zip(spectrum(&fft, [&h[..size], &h[size..]])) {
                for i in 0..WIDTH {
                    (x.re[i], x.im[i]) = (
                        x.re[i] * h.re[i] - x.im[i] * h.im[i],
                        x.re[i] * h.im[i] + x.im[i] * h.re[i],
                    );
                }
            }
            let mut got = vec![0.0; size];
            fft.inverse_second(&mut product, &mut got);
            let (mut error, mut power) = (0.0, 0.0);
            for n in (0..size).step_by(7) {
                let at = |k: usize| {
                    let (from, sign) =
                        if k <= size + n { (size + n - k, 1.0) } else { (3 * size + n - k, -1.0) };
                    f64::from(x[k]) * f64::from(h[from]) * sign
                };
                let want: f64 = (0..2 * size).map(at).sum();
                let difference = f64::from(got[n]) / size as f64 - want;
                (error, power) = (error + difference * difference, power + want * want);
            }
            // Three transforms of log2(size) levels of at most 1.5 EPSILON each, as in the mother
            // module, and a product.
            let bound = 1.5 * f64::from(f32::EPSILON) * f64::from(3 * size.ilog2() + 1);
            assert!((error / power).sqrt() < bound, "size {size}: {}", (error / power).sqrt());
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let (x, size) = (noise(3, 2048), 1024);
        let all = Level::all().into_iter().map(|level| {
            let fft = BlockFft::new(size, level);
            let mut bins = spectrum(&fft, [&x[..size], &x[size..]]);
            let mut back = vec![0.0; size];
            let mut bits: Vec<u32> = bins
                .iter()
                .flat_map(|eight| [eight.re, eight.im].concat())
                .map(f32::to_bits)
                .collect();
            fft.inverse_second(&mut bins, &mut back);
            bits.extend(back.into_iter().map(f32::to_bits));
            bits
        });
        let all: Vec<_> = all.collect();
        assert!(all.iter().all(|bits| *bits == all[0]));
    }

    #[test]
    fn bins_go_to_the_place_they_are_given() {
        let (x, fft) = (noise(4, 512), BlockFft::new(256, Level::best()));
        let halves = [&x[..256], &x[256..]];
        let mut wide = vec![Eight::default(); 3 * 32];
        fft.forward(halves, &mut wide, (1, 3), &mut fft.scratch());
        for (three, one) in wide.chunks_exact(3).zip(spectrum(&fft, halves)) {
            assert_eq!(three, [Eight::default(), one, Eight::default()]);
        }
    }
}
