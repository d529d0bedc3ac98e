//! An impulse as a convolution wants it.

use super::PARTITION;
use crate::fft::blocks::{BlockFft, Sixteen};
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
        let fft = BlockFft::new(PARTITION, Level::best());
        let mut scratch = fft.scratch();
        let frames = impulse[0].len();
        let count = frames.div_ceil(PARTITION).max(1);
        // The scale that the inverse transform leaves to its caller is put into the impulse.
        let scale = 1.0 / PARTITION as f32;
        let silence = vec![0.0; PARTITION];
        let spectra = impulse.each_ref().map(|channel| {
            let mut spectra = vec![Sixteen::default(); PARTITION / WIDEST * count];
            for (partition, part) in channel.chunks(PARTITION).enumerate() {
                let mut padded: Vec<f32> = part.iter().map(|x| x * scale).collect();
                padded.resize(PARTITION, 0.0);
                let halves: [&[f32]; 2] = [&padded, &silence];
                fft.forward(halves, &mut spectra, (partition, count), &mut scratch);
            }
            spectra
        });
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
