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
//! `d` is one number for a whole run, so lanes are neighbours in time until the runs are as short
//! as a vector of sixteen; from there on lanes are sixteen runs, or twice eight where registers are
//! narrower. The bins lie in whatever order that gives, and the inverse takes the same way back. The
//! bits are the same on every CPU.

use std::f64::consts::TAU;

use super::complex::Complex;
use super::leaves::{LEAF, Leaf, across, along, join_leaf, split_leaf};
use crate::lanes::wide::{Vector, WIDEST, Wide, is_wide};
use crate::lanes::{F32, Level, dispatch};

/// Sixteen complex numbers; two lines of a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(128))]
pub(crate) struct Sixteen {
    pub(crate) re: [f32; WIDEST],
    pub(crate) im: [f32; WIDEST],
}

impl Sixteen {
    /// As many as `V` has lanes, from `at` on.
    #[inline(always)]
    pub(crate) fn lanes<V: Vector>(&self, simd: V::Simd, at: usize) -> Complex<V> {
        Complex { re: V::load(simd, &self.re[at..]), im: V::load(simd, &self.im[at..]) }
    }

    /// The opposite.
    #[inline(always)]
    pub(crate) fn store<V: Vector>(&mut self, numbers: Complex<V>, at: usize) {
        numbers.re.store(&mut self.re[at..]);
        numbers.im.store(&mut self.im[at..]);
    }
}

/// `d`, `d^2` and `d^3` of one run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roots {
    pub(super) re: [f32; 3],
    pub(super) im: [f32; 3],
}

impl Roots {
    /// `d` in cycles round the unit circle.
    pub(super) fn new(cycles: f64) -> Self {
        let part = |part: fn(f64) -> f64| {
            std::array::from_fn(|k| part(TAU * cycles * (k + 1) as f64) as f32)
        };
        Self { re: part(libm::cos), im: part(libm::sin) }
    }

    /// The same in all lanes.
    #[inline(always)]
    fn spread<V: Vector>(&self, simd: V::Simd) -> [Complex<V>; 3] {
        let Self { re, im } = self;
        [
            Complex::splat(simd, re[0], im[0]),
            Complex::splat(simd, re[1], im[1]),
            Complex::splat(simd, re[2], im[2]),
        ]
    }
}

/// One run into four parts.
#[inline(always)]
pub(super) fn split<V: Vector>(a: [Complex<V>; 4], d: [Complex<V>; 3]) -> [Complex<V>; 4] {
    let (b, c, e) = (a[1].times(d[0]), a[2].times(d[1]), a[3].times(d[2]));
    let (sum, other) = (a[0].add(c), b.add(e));
    let (difference, turned) = (a[0].sub(c), b.sub(e));
    [sum.add(other), difference.add_i(turned), sum.sub(other), difference.sub_i(turned)]
}

/// Four parts into four times one run.
#[inline(always)]
pub(super) fn join<V: Vector>(part: [Complex<V>; 4], d: [Complex<V>; 3]) -> [Complex<V>; 4] {
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
pub(super) fn load<V: Vector>(simd: V::Simd, four: [&Sixteen; 4], at: usize) -> [Complex<V>; 4] {
    let [a, b, c, d] = four;
    [a.lanes(simd, at), b.lanes(simd, at), c.lanes(simd, at), d.lanes(simd, at)]
}

#[inline(always)]
fn store<V: Vector>(four: [Complex<V>; 4], to: [&mut Sixteen; 4], at: usize) {
    let ([a, b, c, d], [w, x, y, z]) = (four, to);
    w.store(a, at);
    x.store(b, at);
    y.store(c, at);
    z.store(d, at);
}

/// Splits a run in place.
#[inline(always)]
fn split_run<V: Vector>(simd: V::Simd, run: &mut [Sixteen], d: [Complex<V>; 3]) {
    let [w, x, y, z] = quarters(run);
    for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
        for at in (0..WIDEST).step_by(V::LANES) {
            store(split(load(simd, [w, x, y, z], at), d), [w, x, y, z], at);
        }
    }
}

/// Joins the parts of a run in place.
#[inline(always)]
fn join_run<V: Vector>(simd: V::Simd, run: &mut [Sixteen], d: [Complex<V>; 3]) {
    let [w, x, y, z] = quarters(run);
    for (((w, x), y), z) in w.iter_mut().zip(x).zip(y).zip(z) {
        for at in (0..WIDEST).step_by(V::LANES) {
            store(join(load(simd, [w, x, y, z], at), d), [w, x, y, z], at);
        }
    }
}

/// A run's four quarters.
#[inline(always)]
fn quarters(run: &mut [Sixteen]) -> [&mut [Sixteen]; 4] {
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
        let leaves = constants.as_chunks().0.iter().map(Leaf::new).collect();
        Self { level, size, roots, leaves }
    }

    /// Room to work in; also the shape of a spectrum.
    pub(crate) fn scratch(&self) -> Vec<Sixteen> {
        vec![Sixteen::default(); self.size / WIDEST]
    }

    /// Puts the spectrum of the frames `halves` at `place` of each `stride` numbers of `spectrum`.
    pub(crate) fn forward(
        &self,
        halves: [&[f32]; 2],
        spectrum: &mut [Sixteen],
        (place, stride): (usize, usize),
        scratch: &mut [Sixteen],
    ) {
        assert!(halves.iter().all(|half| half.len() == self.size), "length of the halves");
        assert!(
            spectrum.len() * WIDEST == self.size * stride && place < stride,
            "room for the bins"
        );
        let place = (place, stride);
        dispatch!(self.level, simd => {
            if is_wide(simd) {
                self.forward_kernel::<Wide<_>>(simd, halves, spectrum, place, scratch);
            } else {
                self.forward_kernel::<F32<_>>(simd, halves, spectrum, place, scratch);
            }
        });
    }

    #[inline(always)]
    fn forward_kernel<V: Vector>(
        &self,
        simd: V::Simd,
        halves: [&[f32]; 2],
        spectrum: &mut [Sixteen],
        (place, stride): (usize, usize),
        scratch: &mut [Sixteen],
    ) {
        let quarter = self.size / WIDEST / 4;
        let d = self.roots[0][0].spread(simd);
        let [re, im] = halves.map(|half| half.as_chunks::<WIDEST>().0);
        let (re, im) = (&re[..4 * quarter], &im[..4 * quarter]);
        let [w, x, y, z] = quarters(&mut scratch[..4 * quarter]);
        for (q, (((w, x), y), z)) in w.iter_mut().zip(x).zip(y).zip(z).enumerate() {
            for at in (0..WIDEST).step_by(V::LANES) {
                let mut a = [Complex::<V>::splat(simd, 0.0, 0.0); 4];
                for (k, a) in a.iter_mut().enumerate() {
                    a.re = V::load(simd, &re[k * quarter + q][at..]);
                    a.im = V::load(simd, &im[k * quarter + q][at..]);
                }
                store(split(a, d), [w, x, y, z], at);
            }
        }
        let mut run = quarter;
        for roots in &self.roots[1..] {
            for (run, roots) in scratch.chunks_exact_mut(run).zip(roots) {
                split_run::<V>(simd, run, roots.spread(simd));
            }
            run /= 4;
        }
        let runs = scratch.as_chunks::<LEAF>().0;
        let bins = spectrum.chunks_exact_mut(LEAF * stride);
        for ((run, bins), leaf) in runs.iter().zip(bins).zip(&self.leaves) {
            for at in (0..WIDEST).step_by(V::LANES) {
                let lanes = across::<V>(simd, run, at);
                for (bin, number) in split_leaf(simd, &lanes, leaf, at).iter().enumerate() {
                    bins[bin * stride + place].store(*number, at);
                }
            }
        }
    }

    /// `size` times the second half of the frames of `spectrum`.
    pub(crate) fn inverse_second(
        &self,
        spectrum: &[Sixteen],
        second: &mut [f32],
        scratch: &mut [Sixteen],
    ) {
        assert!(spectrum.len() * WIDEST == self.size && second.len() == self.size, "lengths");
        dispatch!(self.level, simd => {
            if is_wide(simd) {
                self.inverse_kernel::<Wide<_>>(simd, spectrum, second, scratch);
            } else {
                self.inverse_kernel::<F32<_>>(simd, spectrum, second, scratch);
            }
        });
    }

    #[inline(always)]
    fn inverse_kernel<V: Vector>(
        &self,
        simd: V::Simd,
        spectrum: &[Sixteen],
        second: &mut [f32],
        scratch: &mut [Sixteen],
    ) {
        let runs = scratch.as_chunks_mut::<LEAF>().0;
        for ((bins, run), leaf) in spectrum.as_chunks().0.iter().zip(runs).zip(&self.leaves) {
            for at in (0..WIDEST).step_by(V::LANES) {
                let lanes = join_leaf(simd, bins, leaf, at);
                along::<V>(&lanes, run, at);
            }
        }
        let mut run = LEAF * 4 / WIDEST;
        for roots in self.roots[1..].iter().rev() {
            for (run, roots) in scratch.chunks_exact_mut(run).zip(roots) {
                join_run::<V>(simd, run, roots.spread(simd));
            }
            run *= 4;
        }
        let quarter = self.size / WIDEST / 4;
        let d = self.roots[0][0].spread(simd);
        let [w, x, y, z] = quarters(scratch);
        let (w, x, y, z) = (&w[..quarter], &x[..quarter], &y[..quarter], &z[..quarter]);
        let second = &mut second.as_chunks_mut::<WIDEST>().0[..4 * quarter];
        for q in 0..quarter {
            for at in (0..WIDEST).step_by(V::LANES) {
                let run = join::<V>(load(simd, [&w[q], &x[q], &y[q], &z[q]], at), d);
                for (k, a) in run.into_iter().enumerate() {
                    a.im.store(&mut second[k * quarter + q][at..]);
                }
            }
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

    fn spectrum(fft: &BlockFft, halves: [&[f32]; 2]) -> Vec<Sixteen> {
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
                for i in 0..WIDEST {
                    (x.re[i], x.im[i]) = (
                        x.re[i] * h.re[i] - x.im[i] * h.im[i],
                        x.re[i] * h.im[i] + x.im[i] * h.re[i],
                    );
                }
            }
            let mut got = vec![0.0; size];
            fft.inverse_second(&product, &mut got, &mut fft.scratch());
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
            let bins = spectrum(&fft, [&x[..size], &x[size..]]);
            let mut back = vec![0.0; size];
            let mut bits: Vec<u32> = bins
                .iter()
                .flat_map(|bins| [bins.re, bins.im].concat())
                .map(f32::to_bits)
                .collect();
            fft.inverse_second(&bins, &mut back, &mut fft.scratch());
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
        let mut wide = vec![Sixteen::default(); 3 * 16];
        fft.forward(halves, &mut wide, (1, 3), &mut fft.scratch());
        for (three, one) in wide.chunks_exact(3).zip(spectrum(&fft, halves)) {
            assert_eq!(three, [Sixteen::default(), one, Sixteen::default()]);
        }
    }
}
