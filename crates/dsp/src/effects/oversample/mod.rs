//! Two, four and eight times the sample rate, and back.
//!
//! Each doubling is a half-band filter of its own length (see `half_band`): the first has the
//! narrow way from 0.45 to 0.55 of the sample rate, the later ones ever wider ways. Up to 0.45 of
//! the sample rate each passes within 0.000_1 dB either way, and what it must keep out (images on the way up,
//! on the way down all that would fold to below 0.45) is lower by 100 dB. The delay there and back
//! is a whole number of frames: the inner filters are padded to it.

mod half_band;
mod raised;

pub(crate) use self::half_band::kaiser;
pub(crate) use self::raised::Raised;

use self::half_band::{Doubler, Halver, MOST};
use super::glide::GRID;
use crate::lanes::Simd;

/// Highest factor.
pub const MOST_TIMES: usize = 8;
/// Frames at the highest rate of a run of [`GRID`] frames.
pub const MOST_FRAMES: usize = GRID * MOST_TIMES;

/// Design of a doubling: pairs of taps, sidelobes in dB, and frames of its lower rate by which the
/// way back is padded. The lengths are Kaiser's formula for 103, 107 and 110 dB over ways of 0.05,
/// 0.275 and 0.3875 of the doubled rate, with a little to spare. Of `2 pairs - 1 + padding`, the
/// delay there and back, a half and a quarter must be whole for the second and the third.
const STAGES: [(usize, f64, usize); 3] = [(34, 103.0, 0), (8, 107.0, 1), (6, 110.0, 1)];

/// Doublings for a factor of 1, 2, 4 or 8; between them the next higher.
fn doublings(times: u32) -> usize {
    (times.clamp(1, MOST_TIMES as u32).next_power_of_two().trailing_zeros()) as usize
}

/// The factor that is used where `times` is asked for.
#[must_use]
pub fn factor(times: u32) -> usize {
    1 << doublings(times)
}

/// Frames by which sound is late after going up and down again.
#[must_use]
pub fn latency(times: u32) -> usize {
    let delay = |(stage, (pairs, _, padding)): (usize, &(usize, f64, usize))| {
        (2 * pairs - 1 + padding) >> stage
    };
    STAGES[..doublings(times)].iter().enumerate().map(delay).sum()
}

/// Raises the rate of both channels.
#[derive(Clone, Debug)]
pub struct Upsampler {
    stages: Vec<Doubler>,
}

impl Upsampler {
    /// By 1, 2, 4 or 8; between them the next higher.
    #[must_use]
    pub fn new(times: u32) -> Self {
        let stages = STAGES[..doublings(times)].iter();
        Self { stages: stages.map(|(pairs, db, _)| Doubler::new(*pairs, *db)).collect() }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.stages.iter_mut().for_each(Doubler::clear);
    }

    /// No output exceeds the input's peak by more.
    #[must_use]
    pub fn peak_gain(&self) -> f32 {
        self.stages.iter().map(Doubler::peak_gain).product()
    }

    /// Raises up to [`GRID`] frames; the first `factor * sound.len()` of `out` are the result.
    #[inline(always)]
    pub fn run<S: Simd>(&mut self, simd: S, sound: [&[f32]; 2], out: &mut [[f32; MOST_FRAMES]; 2]) {
        let mut frames = sound[0].len();
        for (out, sound) in out.iter_mut().zip(sound) {
            out[..frames].copy_from_slice(sound);
        }
        for stage in &mut self.stages {
            let mut lower = [[0.0; MOST]; 2];
            for (lower, out) in lower.iter_mut().zip(&*out) {
                lower[..frames].copy_from_slice(&out[..frames]);
            }
            let [left, right] = out;
            stage.run(simd, [&lower[0][..frames], &lower[1][..frames]], [left, right]);
            frames *= 2;
        }
    }
}

/// Lowers the rate of both channels.
#[derive(Clone, Debug)]
pub struct Downsampler {
    /// The last runs first.
    stages: Vec<Halver>,
}

impl Downsampler {
    /// By 1, 2, 4 or 8; between them the next higher.
    #[must_use]
    pub fn new(times: u32) -> Self {
        let stages = STAGES[..doublings(times)].iter();
        Self { stages: stages.map(|(pairs, db, late)| Halver::new(*pairs, *db, *late)).collect() }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.stages.iter_mut().for_each(Halver::clear);
    }

    /// No output exceeds the input's peak by more.
    #[must_use]
    pub fn peak_gain(&self) -> f32 {
        self.stages.iter().map(Halver::peak_gain).product()
    }

    /// Lowers the first `factor * out.len()` frames of `sound`, which is used up; `out` holds up
    /// to [`GRID`].
    #[inline(always)]
    pub fn run<S: Simd>(
        &mut self,
        simd: S,
        sound: &mut [[f32; MOST_FRAMES]; 2],
        out: [&mut [f32]; 2],
    ) {
        let mut frames = out[0].len() << self.stages.len();
        for stage in self.stages.iter_mut().rev() {
            frames /= 2;
            let mut lower = [[0.0; MOST]; 2];
            let [left, right] = &mut lower;
            stage.run(simd, [&sound[0], &sound[1]], [left, right], frames);
            for (sound, lower) in sound.iter_mut().zip(lower) {
                sound[..MOST].copy_from_slice(&lower);
            }
        }
        for (out, sound) in out.into_iter().zip(sound) {
            out.copy_from_slice(&sound[..out.len()]);
        }
    }
}

#[cfg(test)]
mod tests;
