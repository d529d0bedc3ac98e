//! A half-band low-pass: every other tap is zero but the middle one, so that doubling or halving
//! the rate costs one dot product per frame of the lower rate.
//!
//! The taps are a sinc under a Kaiser window (key: kaiser1974), computed in f64. The dot products
//! run along time, eight frames in lanes; each frame's sum has the same order at every level. Both
//! channels go side by side.

use crate::lanes::{F32, Simd, WIDTH};

/// Frames of the lower rate that a filter takes at once, at most.
pub(super) const MOST: usize = 64;

/// Kaiser's window at `x`, 1 in the middle and narrowing to the ends at -1 and 1, for sidelobes
/// of `-attenuation_db` (50 or more).
pub(crate) fn kaiser(x: f64, attenuation_db: f64) -> f64 {
    let beta = 0.1102 * (attenuation_db - 8.7);
    bessel_i0(beta * (1.0 - x * x).max(0.0).sqrt()) / bessel_i0(beta)
}

/// The modified Bessel function of order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = 0.25 * x * x;
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > 1e-17 * sum {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

/// The outer half of the taps that are not zero, outermost first, of a half-band filter with
/// `4 * pairs - 1` taps; twice as large as for a gain of 1, and summing up to 1/2 here.
fn taps(pairs: usize, attenuation_db: f64) -> Vec<f32> {
    let reach = 2 * pairs as isize;
    let offsets = (0..pairs).map(|t| reach - 1 - 2 * t as isize);
    let taps: Vec<f64> = offsets
        .map(|offset| {
            // sin(pi offset / 2) of an odd offset alternates.
            let sign = if offset % 4 == 1 { 1.0 } else { -1.0 };
            let window = kaiser(offset as f64 / reach as f64, attenuation_db);
            sign * window / offset as f64
        })
        .collect();
    let sum: f64 = taps.iter().sum();
    taps.iter().map(|tap| (0.5 * tap / sum) as f32).collect()
}

/// Frames that a dot product takes at once.
const STRIDE: usize = 2 * WIDTH;

/// Of both channels `out[n] = sum of taps[t] * (past[n + t] + past[n + 2 * taps - 1 - t])`, for
/// [`STRIDE`] frames: four sums side by side, which hide the adder's delay.
#[inline(always)]
fn folded<S: Simd>(simd: S, taps: &[f32], pasts: [&[f32]; 2]) -> [[f32; STRIDE]; 2] {
    let (count, span) = (taps.len(), taps.len() + STRIDE - 1);
    // Windows, for they need no check of bounds.
    let earlier = |channel: usize| pasts[channel][..span].windows(STRIDE);
    let later = |channel: usize| pasts[channel][count..count + span].windows(STRIDE).rev();
    let (left, right) = (earlier(0).zip(later(0)), earlier(1).zip(later(1)));
    let mut sums = [[F32::splat(simd, 0.0); 2]; 2];
    for ((tap, left), right) in taps.iter().zip(left).zip(right) {
        for (sums, (a, b)) in sums.iter_mut().zip([left, right]) {
            sums[0] += (first(simd, a) + first(simd, b)) * *tap;
            sums[1] += (second(simd, a) + second(simd, b)) * *tap;
        }
    }
    let mut out = [[0.0; STRIDE]; 2];
    for (out, sums) in out.iter_mut().zip(sums) {
        let (low, high) = out.split_at_mut(WIDTH);
        sums[0].store(low.first_chunk_mut().expect("eight were split off"));
        sums[1].store(high.first_chunk_mut().expect("eight remain"));
    }
    out
}

#[inline(always)]
fn first<S: Simd>(simd: S, window: &[f32]) -> F32<S> {
    F32::load(simd, window.first_chunk().expect("a window is two lanes long"))
}

#[inline(always)]
fn second<S: Simd>(simd: S, window: &[f32]) -> F32<S> {
    F32::load(simd, window.last_chunk().expect("a window is two lanes long"))
}

/// Frames that come before the past is moved back to its start.
const ROOM: usize = 8 * MOST;

/// The last `span` frames, and room for those that come.
#[derive(Clone, Debug)]
struct Past {
    frames: Vec<f32>,
    span: usize,
    /// Where the last `span` frames begin.
    start: usize,
}

impl Past {
    fn new(span: usize) -> Self {
        Self { frames: vec![0.0; span + ROOM + MOST], span, start: 0 }
    }

    fn clear(&mut self) {
        self.frames.fill(0.0);
        self.start = 0;
    }

    /// Room for the next `frames`, at most [`MOST`].
    #[inline(always)]
    fn next(&mut self, frames: usize) -> &mut [f32] {
        let end = self.start + self.span;
        &mut self.frames[end..end + frames]
    }

    /// From the last `span` frames on; after those that came what is there is not heard.
    #[inline(always)]
    fn all(&self) -> &[f32] {
        &self.frames[self.start..]
    }

    #[inline(always)]
    fn keep_last(&mut self, came: usize) {
        self.start += came;
        if self.start >= ROOM {
            self.frames.copy_within(self.start..self.start + self.span, 0);
            self.start = 0;
        }
    }
}

/// Doubles the rate of both channels.
#[derive(Clone, Debug)]
pub(super) struct Doubler {
    taps: Vec<f32>,
    /// `[channel]`
    pasts: [Past; 2],
}

impl Doubler {
    pub(super) fn new(pairs: usize, attenuation_db: f64) -> Self {
        let past = Past::new(2 * pairs - 1);
        Self { taps: taps(pairs, attenuation_db), pasts: [past.clone(), past] }
    }

    pub(super) fn clear(&mut self) {
        self.pasts.iter_mut().for_each(Past::clear);
    }

    /// Sum of the taps' magnitudes: no output exceeds the input's peak by more.
    pub(super) fn peak_gain(&self) -> f32 {
        2.0 * self.taps.iter().map(|tap| tap.abs()).sum::<f32>()
    }

    /// `out` holds twice as many frames as `sound`, which holds [`MOST`] at most; after them come
    /// others that mean nothing.
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn run<S: Simd>(&mut self, simd: S, sound: [&[f32]; 2], out: [&mut [f32]; 2]) {
        let frames = sound[0].len();
        for (past, sound) in self.pasts.iter_mut().zip(sound) {
            past.next(frames).copy_from_slice(sound);
        }
        let [left, right] = out.map(|out| out.chunks_exact_mut(2 * STRIDE));
        for (n, (left, right)) in left.zip(right).enumerate() {
            let start = n * STRIDE;
            if start >= frames {
                break;
            }
            let [a, b] = &self.pasts;
            let pasts = [&a.all()[start..], &b.all()[start..]];
            let betweens = folded(simd, &self.taps, pasts);
            for ((out, past), between) in [left, right].into_iter().zip(pasts).zip(betweens) {
                let middle: &[f32; STRIDE] =
                    past[self.taps.len()..].first_chunk().expect("the past ends in room");
                let out: &mut [f32; 2 * STRIDE] = out.try_into().expect("chunks are so long");
                for i in 0..STRIDE {
                    (out[2 * i], out[2 * i + 1]) = (between[i], middle[i]);
                }
            }
        }
        self.pasts.iter_mut().for_each(|past| past.keep_last(frames));
    }
}

/// Halves the rate of both channels.
#[derive(Clone, Debug)]
pub(super) struct Halver {
    taps: Vec<f32>,
    /// `[channel]`
    evens: [Past; 2],
    /// `[channel]`
    odds: [Past; 2],
}

impl Halver {
    /// `late` frames of the lower rate are added to its delay.
    pub(super) fn new(pairs: usize, attenuation_db: f64, late: usize) -> Self {
        let (even, odd) = (Past::new(2 * pairs - 1 + late), Past::new(pairs + late));
        let taps = taps(pairs, attenuation_db);
        Self { taps, evens: [even.clone(), even], odds: [odd.clone(), odd] }
    }

    pub(super) fn clear(&mut self) {
        self.evens.iter_mut().chain(&mut self.odds).for_each(Past::clear);
    }

    /// Sum of the taps' magnitudes: no output exceeds the input's peak by more.
    pub(super) fn peak_gain(&self) -> f32 {
        0.5 + self.taps.iter().map(|tap| tap.abs()).sum::<f32>()
    }

    /// Halves `2 * frames` frames of `sound`, [`MOST`] of the lower rate at most; `out` may be
    /// longer, and after the frames come others that mean nothing.
    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn run<S: Simd>(
        &mut self,
        simd: S,
        sound: [&[f32]; 2],
        out: [&mut [f32]; 2],
        frames: usize,
    ) {
        let pasts = self.evens.iter_mut().zip(&mut self.odds);
        for ((even, odd), sound) in pasts.zip(sound) {
            let places = even.next(frames).iter_mut().zip(odd.next(frames));
            for ((even, odd), pair) in places.zip(sound.as_chunks::<2>().0) {
                [*even, *odd] = *pair;
            }
        }
        let [left, right] = out.map(|out| out.chunks_exact_mut(STRIDE));
        for (n, (left, right)) in left.zip(right).enumerate() {
            let start = n * STRIDE;
            if start >= frames {
                break;
            }
            let [a, b] = &self.evens;
            let folded = folded(simd, &self.taps, [&a.all()[start..], &b.all()[start..]]);
            for ((out, odd), sums) in [left, right].into_iter().zip(&self.odds).zip(folded) {
                let middle: &[f32; STRIDE] =
                    odd.all()[start..].first_chunk().expect("the past ends in room");
                for ((out, sum), middle) in out.iter_mut().zip(sums).zip(middle) {
                    *out = 0.5 * (sum + middle);
                }
            }
        }
        self.evens.iter_mut().chain(&mut self.odds).for_each(|past| past.keep_last(frames));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_has_its_known_values() {
        // I0(1) = 1.2660658777520084 (Abramowitz and Stegun, table 9.8).
        assert!((bessel_i0(1.0) - 1.266_065_877_752_008_4).abs() < 1e-15);
        assert!((kaiser(0.0, 90.0) - 1.0).abs() < 1e-15);
        assert!((kaiser(1.0, 90.0) * bessel_i0(0.1102 * 81.3) - 1.0).abs() < 1e-12);
    }
}
