//! Windows to the bytes of uncompressed samples, for WAV and AIFF.

use crate::format::{clipped, interleave};
use crate::quantize::{RUN, quantize};
use crate::{Error, Format};

/// Which byte of a sample comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// The lowest, in WAV.
    Little,
    /// The highest, in AIFF.
    Big,
}

/// Samples on their way to bytes.
#[derive(Debug)]
pub(crate) struct Pcm {
    format: Format,
    order: Order,
    /// Frames so far.
    pub(crate) frames: u64,
    /// Samples so far beyond full scale, or not a number.
    pub(crate) clipped: u64,
    values: Vec<f32>,
    bytes: Vec<u8>,
}

impl Pcm {
    pub(crate) fn new(format: &Format, order: Order) -> Self {
        let format = format.clone();
        Self { format, order, frames: 0, clipped: 0, values: Vec::new(), bytes: Vec::new() }
    }

    /// The bytes of one window, of any length; of a file of one channel, of its left.
    pub(crate) fn take(&mut self, left: &[f32], right: &[f32]) -> Result<&[u8], Error> {
        interleave(left, right, &mut self.values)?;
        if self.format.channels == 1 {
            self.values.clear();
            self.values.extend_from_slice(left);
        }
        self.clipped += clipped(&self.values);
        let bits = self.format.bit_depth;
        let seed = self.format.dither_seed();
        let big = self.order == Order::Big;
        self.bytes.clear();
        let mut steps = [0; RUN];
        for (run, values) in (0..).zip(self.values.chunks(RUN)) {
            let first = self.frames * u64::from(self.format.channels) + run * RUN as u64;
            if bits == 32 {
                let bytes =
                    |value: &f32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
                self.bytes.extend(values.iter().flat_map(bytes));
                continue;
            }
            quantize(values, bits, seed, first, &mut steps);
            let steps = &steps[..values.len()];
            match (bits, big) {
                (16, false) => {
                    self.bytes.extend(steps.iter().flat_map(|step| (*step as i16).to_le_bytes()));
                }
                (16, true) => {
                    self.bytes.extend(steps.iter().flat_map(|step| (*step as i16).to_be_bytes()));
                }
                (_, false) => {
                    for step in steps {
                        self.bytes.extend_from_slice(&step.to_le_bytes()[..3]);
                    }
                }
                (_, true) => {
                    for step in steps {
                        self.bytes.extend_from_slice(&step.to_be_bytes()[1..]);
                    }
                }
            }
        }
        self.frames += left.len() as u64;
        Ok(&self.bytes)
    }
}
