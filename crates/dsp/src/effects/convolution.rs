//! Convolution of a stereo signal with a long impulse, in the frequency domain.
//!
//! Overlap-save with partitions of one length and a frequency-domain delay line (keys:
//! stockham1966b, wefers2015). Sound is taken in blocks of [`PARTITION`] frames counted from the
//! last `clear`, so the output comes [`PARTITION`] frames late and does not depend on how calls are
//! cut. Blocks of silence cost nothing and add exact zeros.

use std::sync::Arc;

use crate::fft::{FftScratch, RealFft, Spectrum};
use crate::lanes::{Level, dispatch};

/// Frames of a partition; also the latency. Found by measurement on 2026-11-24: of 2048, 4096 and
/// 8192 the one that makes 2 s at 48 kHz cheapest (benches/effects_time.rs).
pub const PARTITION: usize = 4096;

/// An impulse cut into partitions and transformed, one per channel.
#[derive(Clone, Debug)]
pub struct Partitions {
    /// `[partition][channel]`.
    spectra: Vec<[Spectrum; 2]>,
    frames: usize,
}

impl Partitions {
    /// Partitions of an impulse `[channel][frame]` of two equally long channels.
    #[must_use]
    pub fn new(impulse: &[Vec<f32>; 2]) -> Self {
        debug_assert_eq!(impulse[0].len(), impulse[1].len(), "lengths differ");
        let fft = RealFft::new(2 * PARTITION);
        let mut scratch = fft.scratch();
        // The scale that the inverse transform leaves to its caller is put into the impulse.
        let scale = 1.0 / PARTITION as f32;
        let mut padded = vec![0.0; 2 * PARTITION];
        let mut transformed = |chunk: &[f32]| {
            padded.fill(0.0);
            for (padded, x) in padded.iter_mut().zip(chunk) {
                *padded = x * scale;
            }
            let mut spectrum = Spectrum::new(2 * PARTITION);
            fft.forward(&padded, &mut spectrum, &mut scratch);
            spectrum
        };
        let [left, right] = impulse;
        let spectra = left
            .chunks(PARTITION)
            .zip(right.chunks(PARTITION))
            .map(|(left, right)| [transformed(left), transformed(right)])
            .collect();
        Self { spectra, frames: left.len() }
    }

    /// Length of the impulse in frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }
}

/// A convolution at work: left with the impulse's left, right with its right.
#[derive(Clone, Debug)]
pub struct Convolver {
    level: Level,
    fft: RealFft,
    scratch: FftScratch,
    impulse: Arc<Partitions>,
    /// What the next block fades to.
    next: Option<Arc<Partitions>>,
    /// The last block and the one that is filling, `[channel][frame]`.
    input: [Vec<f32>; 2],
    /// The block that is being given out, `[channel][frame]`.
    output: [Vec<f32>; 2],
    /// Spectra of past blocks: the one of `age` blocks ago is number `(newest + age) % len`.
    history: Vec<Block>,
    newest: usize,
    filled: usize,
    sum: Spectrum,
    product: Vec<f32>,
}

/// Spectra of one block of the input.
#[derive(Clone, Debug)]
struct Block {
    /// Whether both channels are exact zeros; the spectra are then out of date.
    silent: bool,
    spectra: [Spectrum; 2],
}

impl Block {
    fn new() -> Self {
        Self { silent: true, spectra: [Spectrum::new(2 * PARTITION), Spectrum::new(2 * PARTITION)] }
    }
}

impl Convolver {
    /// A convolution with `impulse`, at rest.
    #[must_use]
    pub fn new(impulse: Arc<Partitions>, level: Level) -> Self {
        let fft = RealFft::with_level(2 * PARTITION, level);
        Self {
            level,
            scratch: fft.scratch(),
            fft,
            next: None,
            input: [vec![0.0; 2 * PARTITION], vec![0.0; 2 * PARTITION]],
            output: [vec![0.0; PARTITION], vec![0.0; PARTITION]],
            history: vec![Block::new(); impulse.spectra.len()],
            newest: 0,
            filled: 0,
            sum: Spectrum::new(2 * PARTITION),
            product: vec![0.0; 2 * PARTITION],
            impulse,
        }
    }

    /// Fades to another impulse over the block that ends next; may allocate.
    pub fn aim(&mut self, impulse: Arc<Partitions>) {
        self.history.rotate_left(self.newest);
        self.newest = 0;
        let count = impulse.spectra.len().max(self.history.len());
        self.history.resize_with(count, Block::new);
        self.next = Some(impulse);
    }

    /// Forgets all sound; the next frame begins a block.
    pub fn clear(&mut self) {
        for channel in self.input.iter_mut().chain(&mut self.output) {
            channel.fill(0.0);
        }
        for block in &mut self.history {
            block.silent = true;
        }
        self.filled = 0;
        if let Some(next) = self.next.take() {
            self.impulse = next;
        }
    }

    /// Replaces `left` and `right` by their convolution, [`PARTITION`] frames late.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let mut done = 0;
        while done < left.len() {
            let at = self.filled;
            let count = (PARTITION - at).min(left.len() - done);
            for (channel, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
                let sound = &mut sound[done..done + count];
                self.input[channel][PARTITION + at..][..count].copy_from_slice(sound);
                sound.copy_from_slice(&self.output[channel][at..at + count]);
            }
            self.filled += count;
            done += count;
            if self.filled == PARTITION {
                self.turn();
            }
        }
    }

    /// A block is full: makes the next block of output.
    fn turn(&mut self) {
        self.filled = 0;
        let count = self.history.len();
        self.newest = (self.newest + count - 1) % count;
        let block = &mut self.history[self.newest];
        block.silent = self.input.iter().flatten().all(|x| *x == 0.0);
        for (channel, input) in self.input.iter_mut().enumerate() {
            if !block.silent {
                self.fft.forward(input, &mut block.spectra[channel], &mut self.scratch);
            }
            input.copy_within(PARTITION.., 0);
        }
        for channel in 0..2 {
            let heard = self.convolve(channel, &Arc::clone(&self.impulse));
            self.output[channel].fill(0.0);
            if heard {
                self.output[channel].copy_from_slice(&self.product[PARTITION..]);
            }
            if let Some(next) = self.next.clone() {
                let heard = self.convolve(channel, &next);
                for (i, out) in self.output[channel].iter_mut().enumerate() {
                    let target = if heard { self.product[PARTITION + i] } else { 0.0 };
                    *out += (target - *out) * ((i + 1) as f32 / PARTITION as f32);
                }
            }
        }
        if let Some(next) = self.next.take() {
            self.impulse = next;
        }
    }

    /// Puts into `product` the history's convolution with `impulse`, valid in the second half;
    /// false: it is exact silence and `product` is untouched.
    fn convolve(&mut self, channel: usize, impulse: &Partitions) -> bool {
        let mut heard = false;
        for (age, partition) in impulse.spectra.iter().enumerate() {
            let block = &self.history[(self.newest + age) % self.history.len()];
            if block.silent {
                continue;
            }
            if !heard {
                self.sum.re.fill(0.0);
                self.sum.im.fill(0.0);
                heard = true;
            }
            let (x, h) = (&block.spectra[channel], &partition[channel]);
            dispatch!(self.level, _simd => add_product(&mut self.sum, x, h));
        }
        if heard {
            self.fft.inverse(&self.sum, &mut self.product, &mut self.scratch);
        }
        heard
    }
}

/// `sum += x * h`, complex, bin by bin.
#[inline(always)]
fn add_product(sum: &mut Spectrum, x: &Spectrum, h: &Spectrum) {
    let count = sum.re.len();
    let (sr, si) = (&mut sum.re[..count], &mut sum.im[..count]);
    let (xr, xi) = (&x.re[..count], &x.im[..count]);
    let (hr, hi) = (&h.re[..count], &h.im[..count]);
    for k in 0..count {
        sr[k] += xr[k] * hr[k] - xi[k] * hi[k];
        si[k] += xr[k] * hi[k] + xi[k] * hr[k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws::noise;

    #[test]
    fn it_is_the_sum_that_defines_convolution() {
        let frames = 2 * PARTITION + 700;
        let impulse = [noise(1, frames), noise(2, frames)];
        let sound = [noise(3, PARTITION + 123), noise(4, PARTITION + 123)];
        let mut convolver = Convolver::new(Arc::new(Partitions::new(&impulse)), Level::best());
        let mut out = sound.clone();
        for channel in &mut out {
            channel.resize(5 * PARTITION, 0.0);
        }
        let [left, right] = &mut out;
        convolver.process(left, right);
        for channel in 0..2 {
            for n in (0..4 * PARTITION).step_by(37) {
                let want: f64 = (0..sound[channel].len())
                    .filter(|k| *k <= n && n - k < frames)
                    .map(|k| f64::from(sound[channel][k]) * f64::from(impulse[channel][n - k]))
                    .sum();
                let got = f64::from(out[channel][n + PARTITION]);
                // Products of unit noise sum to an rms of about sqrt(4219 / 9) = 22, made of two
                // transforms of 2^13 points and one product: 13 * 3 * 1.5 * EPSILON relative to
                // the rms of a block (fft.rs); a peak is at most 6 rms.
                assert!((got - want).abs() < 22.0 * 39.0 * 1.5 * 6.0 * 1.2e-7, "{n}: {got} {want}");
            }
        }
    }
}
