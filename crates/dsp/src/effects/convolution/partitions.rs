//! An impulse as a convolution wants it.

use super::{PARTITION, transform};
use crate::fft::blocks::Sixteen;
use crate::lanes::Level;
use crate::lanes::wide::WIDEST;

/// An impulse cut into partitions and transformed, one per channel.
#[derive(Clone, Debug)]
pub struct Partitions {
    /// `[channel][sixteen bins][partition]`.
    pub(super) spectra: [Vec<Sixteen>; 2],
    pub(super) count: usize,
    frames: usize,
}

impl Partitions {
    /// Partitions of an impulse `[channel][frame]` of two equally long channels.
    #[must_use]
    pub fn new(impulse: &[Vec<f32>; 2]) -> Self {
        debug_assert_eq!(impulse[0].len(), impulse[1].len(), "lengths differ");
        let mut done = 0;
        Self::made(impulse[0].len(), |parts| {
            let part = done..done + parts[0].len();
            for (to, channel) in parts.into_iter().zip(impulse) {
                to.copy_from_slice(&channel[part.clone()]);
            }
            done = part.end;
        })
    }

    /// Partitions of an impulse of so many frames, of which `make` makes the next ones, as many as
    /// it is given, `[channel][frame]`. So no more of it is there at once than a partition.
    #[must_use]
    pub fn made(frames: usize, mut make: impl FnMut([&mut [f32]; 2])) -> Self {
        let fft = transform(Level::best());
        let mut scratch = fft.scratch();
        let count = frames.div_ceil(PARTITION).max(1);
        // The scale that the inverse transform leaves to its caller is put into the impulse.
        let scale = 1.0 / PARTITION as f32;
        let silence = vec![0.0; PARTITION];
        let mut parts = [vec![0.0; PARTITION], vec![0.0; PARTITION]];
        let mut spectra = [(); 2].map(|()| vec![Sixteen::default(); PARTITION / WIDEST * count]);
        for partition in 0..count {
            let there = (frames - partition * PARTITION).min(PARTITION);
            make(parts.each_mut().map(|part| &mut part[..there]));
            for (part, spectra) in parts.iter_mut().zip(&mut spectra) {
                part[..there].iter_mut().for_each(|x| *x *= scale);
                part[there..].fill(0.0);
                fft.forward([&part[..], &silence], spectra, (partition, count), &mut scratch);
            }
        }
        Self { spectra, count, frames }
    }

    /// Length of the impulse in frames.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Bytes it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.spectra.iter().map(|spectra| size_of_val(&spectra[..])).sum()
    }
}
