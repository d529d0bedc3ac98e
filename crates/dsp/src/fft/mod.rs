//! Real Fourier transform in f32 whose bits are the same on every CPU.
//!
//! Stockham's self-sorting radix-4 algorithm on split real and imaginary arrays (key: stockham1966),
//! a real signal taken as a complex one of half the length (key: press2007, 12.3.2). Every output is
//! made by the same adds and multiplies whatever the width of the vectors, so only speed depends on
//! the CPU. Only powers of two; no normalisation is hidden: see [`RealFft::inverse`].

pub(crate) mod blocks;
pub(crate) mod complex;
mod leaves;
mod passes;

use std::f64::consts::TAU;

use self::passes::{Stage, by_fours, halves, narrow_pass, side_by_side, wide_pass};
use crate::lanes::wide::{Vector, Wide, is_wide};
use crate::lanes::{F32, Level, dispatch};

/// From this size on all passes are of sixteen numbers or more.
const WIDE: usize = 128;

/// A transform of one size; immutable, shareable.
#[derive(Clone, Debug)]
pub struct RealFft {
    level: Level,
    size: usize,
    stages: Vec<Stage>,
    /// `cos` and `-sin` of `TAU * k / size`, `k` in `0..=size / 4`.
    split_re: Vec<f32>,
    split_im: Vec<f32>,
}

/// A spectrum of a real signal of `size` samples: bins `0..=size / 2`.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// Real parts, `[bin]`.
    pub re: Vec<f32>,
    /// Imaginary parts, `[bin]`.
    pub im: Vec<f32>,
}

/// Room a transform works in: one per thread of work, reused.
#[derive(Clone, Debug)]
pub struct FftScratch {
    a: Spectrum,
    b: Spectrum,
}

impl Spectrum {
    /// All zero, for signals of `size` samples.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self { re: vec![0.0; size / 2 + 1], im: vec![0.0; size / 2 + 1] }
    }
}

impl RealFft {
    /// A transform of `size` real samples.
    ///
    /// # Panics
    /// Unless `size` is a power of two in 64..=32768.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self::with_level(size, Level::best())
    }

    /// As [`RealFft::new`], at a level that is given.
    ///
    /// # Panics
    /// As [`RealFft::new`].
    #[must_use]
    pub fn with_level(size: usize, level: Level) -> Self {
        assert!(size.is_power_of_two() && (64..=32768).contains(&size), "size of the transform");
        let half = size / 2;
        let mut stages = Vec::new();
        let (mut length, mut stride) = (half, 1);
        while length >= 4 {
            let quarter = length / 4;
            let times = if stride == 4 { 4 } else { 1 };
            let root = |power: usize| -> (Vec<f32>, Vec<f32>) {
                (0..quarter * times)
                    .map(|p| {
                        let p = p / times;
                        let angle = TAU * (power * p) as f64 / length as f64;
                        (libm::cos(angle) as f32, -libm::sin(angle) as f32)
                    })
                    .unzip()
            };
            let ((re1, im1), (re2, im2), (re3, im3)) = (root(1), root(2), root(3));
            stages.push(Stage { quarter, stride, re: [re1, re2, re3], im: [im1, im2, im3] });
            length /= 4;
            stride *= 4;
        }
        let (split_re, split_im) = (0..=half / 2)
            .map(|k| {
                let angle = TAU * k as f64 / size as f64;
                (libm::cos(angle) as f32, -libm::sin(angle) as f32)
            })
            .unzip();
        Self { level, size, stages, split_re, split_im }
    }

    /// Samples of the signal.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The room this transform works in.
    #[must_use]
    pub fn scratch(&self) -> FftScratch {
        FftScratch { a: Spectrum::new(self.size), b: Spectrum::new(self.size) }
    }

    /// `spectrum[k] = sum over n of signal[n] * exp(-i TAU k n / size)`.
    ///
    /// # Panics
    /// If the lengths are not those of `size`.
    pub fn forward(&self, signal: &[f32], spectrum: &mut Spectrum, scratch: &mut FftScratch) {
        dispatch!(self.level, simd => {
            if is_wide(simd) && self.size >= WIDE {
                self.forward_kernel::<Wide<_>>(simd, signal, spectrum, scratch);
            } else {
                self.forward_kernel::<F32<_>>(simd, signal, spectrum, scratch);
            }
        });
    }

    #[inline(always)]
    fn forward_kernel<V: Vector>(
        &self,
        simd: V::Simd,
        signal: &[f32],
        spectrum: &mut Spectrum,
        scratch: &mut FftScratch,
    ) {
        assert_eq!(signal.len(), self.size, "length of the signal");
        let half = self.size / 2;
        let FftScratch { a, b } = scratch;
        let (re, im) = (&mut a.re[..half], &mut a.im[..half]);
        for ((pair, re), im) in signal.chunks_exact(2).zip(re).zip(im) {
            *re = pair[0];
            *im = pair[1];
        }
        let in_a = self.complex::<V>(
            simd,
            [&mut a.re[..half], &mut a.im[..half]],
            [&mut b.re[..half], &mut b.im[..half]],
        );
        let z = if in_a { a } else { b };
        self.split(&z.re[..half], &z.im[..half], spectrum);
    }

    /// `size / 2` times the signal of `spectrum`: scale by `2 / size` to get it back. The imaginary
    /// parts of the first and last bin are taken as zero.
    ///
    /// # Panics
    /// If the lengths are not those of `size`.
    pub fn inverse(&self, spectrum: &Spectrum, signal: &mut [f32], scratch: &mut FftScratch) {
        dispatch!(self.level, simd => {
            if is_wide(simd) && self.size >= WIDE {
                self.inverse_kernel::<Wide<_>>(simd, spectrum, signal, scratch);
            } else {
                self.inverse_kernel::<F32<_>>(simd, spectrum, signal, scratch);
            }
        });
    }

    #[inline(always)]
    fn inverse_kernel<V: Vector>(
        &self,
        simd: V::Simd,
        spectrum: &Spectrum,
        signal: &mut [f32],
        scratch: &mut FftScratch,
    ) {
        assert_eq!(signal.len(), self.size, "length of the signal");
        let half = self.size / 2;
        let FftScratch { a, b } = scratch;
        self.join(spectrum, &mut a.re[..half], &mut a.im[..half]);
        // A forward transform with real and imaginary parts exchanged is the inverse one.
        let in_a = self.complex::<V>(
            simd,
            [&mut a.im[..half], &mut a.re[..half]],
            [&mut b.im[..half], &mut b.re[..half]],
        );
        let z = if in_a { a } else { b };
        for ((pair, re), im) in signal.chunks_exact_mut(2).zip(&z.re).zip(&z.im) {
            pair[0] = *re;
            pair[1] = *im;
        }
    }

    /// Transforms `a`, using `b`; true: the result is in `a`.
    #[inline(always)]
    fn complex<V: Vector>(&self, simd: V::Simd, a: [&mut [f32]; 2], b: [&mut [f32]; 2]) -> bool {
        let ([mut xr, mut xi], [mut yr, mut yi]) = (a, b);
        let mut in_a = true;
        for stage in &self.stages {
            if stage.stride == 1 {
                narrow_pass::<V>(
                    simd,
                    stage,
                    [xr, xi],
                    [yr, yi],
                    #[inline(always)]
                    |rows, to| side_by_side(rows, to),
                );
            } else if stage.stride == 4 {
                narrow_pass::<V>(
                    simd,
                    stage,
                    [xr, xi],
                    [yr, yi],
                    #[inline(always)]
                    |rows, to| by_fours(rows, to),
                );
            } else {
                wide_pass::<V>(simd, stage, [xr, xi], [yr, yi]);
            }
            (xr, yr) = (yr, xr);
            (xi, yi) = (yi, xi);
            in_a = !in_a;
        }
        if (self.size / 2).trailing_zeros() % 2 == 1 {
            halves(xr, yr);
            halves(xi, yi);
            in_a = !in_a;
        }
        in_a
    }

    /// Spectrum of the real signal whose even samples were the real parts.
    #[inline(always)]
    fn split(&self, zr: &[f32], zi: &[f32], out: &mut Spectrum) {
        let half = self.size / 2;
        assert!(out.re.len() == half + 1 && out.im.len() == half + 1, "bins of the spectrum");
        (out.re[0], out.im[0]) = (zr[0] + zi[0], 0.0);
        (out.re[half], out.im[half]) = (zr[0] - zi[0], 0.0);
        let (low_re, high_re) = out.re[1..half].split_at_mut(half / 2);
        let (low_im, high_im) = out.im[1..half].split_at_mut(half / 2);
        let (wr, wi) = (&self.split_re[1..=half / 2], &self.split_im[1..=half / 2]);
        let count = half / 2;
        let (fr, fi) = (&zr[1..=count], &zi[1..=count]);
        let (br, bi) = (&zr[half - count..half], &zi[half - count..half]);
        for k in 0..count {
            let (xr, xi, yr, yi) = (fr[k], fi[k], br[count - 1 - k], bi[count - 1 - k]);
            let (er, ei) = (0.5 * (xr + yr), 0.5 * (xi - yi));
            let (dr, di) = (0.5 * (xi + yi), 0.5 * (yr - xr));
            let (tr, ti) = (dr * wr[k] - di * wi[k], dr * wi[k] + di * wr[k]);
            low_re[k] = er + tr;
            low_im[k] = ei + ti;
            // The middle bin is its own mirror and is written once, by the line above.
            if k + 1 < count {
                high_re[count - 2 - k] = er - tr;
                high_im[count - 2 - k] = ti - ei;
            }
        }
    }

    /// The inverse of [`RealFft::split`].
    #[inline(always)]
    fn join(&self, spectrum: &Spectrum, zr: &mut [f32], zi: &mut [f32]) {
        let half = self.size / 2;
        let (re, im) = (&spectrum.re, &spectrum.im);
        assert!(re.len() == half + 1 && im.len() == half + 1, "bins of the spectrum");
        zr[0] = 0.5 * (re[0] + re[half]);
        zi[0] = 0.5 * (re[0] - re[half]);
        let count = half / 2;
        let (low_re, high_re) = zr[1..].split_at_mut(count);
        let (low_im, high_im) = zi[1..].split_at_mut(count);
        let (wr, wi) = (&self.split_re[1..=count], &self.split_im[1..=count]);
        let (fr, fi) = (&re[1..=count], &im[1..=count]);
        let (br, bi) = (&re[half - count..half], &im[half - count..half]);
        for k in 0..count {
            let (xr, xi, yr, yi) = (fr[k], fi[k], br[count - 1 - k], bi[count - 1 - k]);
            let (er, ei) = (0.5 * (xr + yr), 0.5 * (xi - yi));
            let (tr, ti) = (0.5 * (xr - yr), 0.5 * (xi + yi));
            let (dr, di) = (tr * wr[k] + ti * wi[k], ti * wr[k] - tr * wi[k]);
            low_re[k] = er - di;
            low_im[k] = ei + dr;
            if k + 1 < count {
                high_re[count - 2 - k] = er + di;
                high_im[count - 2 - k] = dr - ei;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(length: usize) -> Vec<f32> {
        let mut state = 1_u32;
        (0..length)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect()
    }

    /// Root mean square of the error over that of the values.
    fn relative_error(pairs: impl Iterator<Item = (f32, f64)>) -> f64 {
        let (mut error, mut power) = (0.0, 0.0);
        for (got, want) in pairs {
            error += (f64::from(got) - want) * (f64::from(got) - want);
            power += want * want;
        }
        (error / power).sqrt()
    }

    /// Each of the log2 N radix-2 levels adds at most about 3 roundings (twiddle, product, sum) of
    /// `EPSILON / 2` each to every value relative to the level's rms, and independent errors add
    /// in squares: at most `1.5 * EPSILON * log2 N` even if they all agree.
    fn bound(size: usize) -> f64 {
        1.5 * f64::from(f32::EPSILON) * f64::from(size.ilog2())
    }

    #[test]
    fn a_spectrum_is_the_sum_that_defines_it() {
        for size in [64, 128, 256, 512, 1024, 2048] {
            let fft = RealFft::new(size);
            let signal = noise(size);
            let mut spectrum = Spectrum::new(size);
            fft.forward(&signal, &mut spectrum, &mut fft.scratch());
            let naive = |part: fn(f64) -> f64| {
                (0..=size / 2)
                    .map(|k| {
                        let angle = |n: usize| -TAU * ((k * n) % size) as f64 / size as f64;
                        (0..size).map(|n| f64::from(signal[n]) * part(angle(n))).sum::<f64>()
                    })
                    .collect::<Vec<_>>()
            };
            let want = [naive(libm::cos), naive(libm::sin)].concat();
            let got = [spectrum.re, spectrum.im].concat();
            let error = relative_error(got.into_iter().zip(want));
            assert!(error < bound(size), "size {size}: {error}");
        }
    }

    #[test]
    fn forward_then_inverse_gives_the_signal_back() {
        let mut size = 64;
        while size <= 32768 {
            let fft = RealFft::new(size);
            let (signal, mut spectrum) = (noise(size), Spectrum::new(size));
            let (mut back, mut scratch) = (vec![0.0; size], fft.scratch());
            fft.forward(&signal, &mut spectrum, &mut scratch);
            fft.inverse(&spectrum, &mut back, &mut scratch);
            let scale = 2.0 / size as f32;
            let pairs = back.iter().zip(&signal).map(|(b, s)| (b * scale, f64::from(*s)));
            let error = relative_error(pairs);
            assert!(error < 2.0 * bound(size), "size {size}: {error}");
            size *= 2;
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        for size in [64, 128, 8192] {
            let all = Level::all().into_iter().map(|level| {
                let fft = RealFft::with_level(size, level);
                let (mut spectrum, mut back) = (Spectrum::new(size), vec![0.0; size]);
                fft.forward(&noise(size), &mut spectrum, &mut fft.scratch());
                fft.inverse(&spectrum, &mut back, &mut fft.scratch());
                [spectrum.re, spectrum.im, back].concat().into_iter().map(f32::to_bits).collect()
            });
            let all: Vec<Vec<u32>> = all.collect();
            assert!(all.iter().all(|bits| *bits == all[0]), "size {size}");
        }
    }

    #[test]
    fn an_impulse_is_flat_and_a_cosine_is_one_bin() {
        let size = 32768;
        let fft = RealFft::new(size);
        let (mut signal, mut spectrum) = (vec![0.0; size], Spectrum::new(size));
        signal[0] = 1.0;
        fft.forward(&signal, &mut spectrum, &mut fft.scratch());
        assert!(spectrum.re.iter().all(|re| *re == 1.0) && spectrum.im.iter().all(|im| *im == 0.0));
        for (n, x) in signal.iter_mut().enumerate() {
            *x = libm::cos(TAU * ((n * 1001) % size) as f64 / size as f64) as f32;
        }
        fft.forward(&signal, &mut spectrum, &mut fft.scratch());
        let peak = size as f32 / 2.0;
        for (k, re) in spectrum.re.iter().enumerate() {
            let want = if k == 1001 { peak } else { 0.0 };
            // The error is spread over the bins: none may have more than the whole of it.
            assert!((re - want).abs() < peak * bound(size) as f32, "bin {k}: {re}");
        }
    }
}
