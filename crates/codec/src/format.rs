//! What an audio file is to be: its kind, depth, rate, dither.

use crate::Error;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// WAV, which becomes RF64 above 4 GiB.
    Wav,
    /// FLAC: the same integers in about half the bytes. It has no float.
    Flac,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Kind of file.
    pub kind: Kind,
    /// 16 or 24 (integer); WAV also 32 (float).
    pub bit_depth: u16,
    /// Frames per second, at least 1. FLAC: up to 65 534, or tens up to 655 340.
    pub sample_rate: u32,
    /// Channels: 2; WAV also 1, which holds the left.
    pub channels: u16,
    /// TPDF dither at 16 and 24 bits, also in silence. Float is never dithered.
    pub dither: bool,
    /// Seed of the dither: the same seed gives the same bytes.
    pub seed: u64,
}

impl Format {
    /// Refuses what no writer here can write.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |what, found, wanted| Err(Error::Format { what, found, wanted });
        let (bits, rate) = (self.bit_depth, self.sample_rate);
        let flac = self.kind == Kind::Flac;
        if flac && ![16, 24].contains(&bits) {
            return refuse("FLAC bit depth", bits.into(), "16 or 24 (for 32-bit float take WAV)");
        }
        if ![16, 24, 32].contains(&bits) {
            return refuse("bit depth", bits.into(), "16, 24 or 32");
        }
        if self.channels != 2 && (flac || self.channels != 1) {
            return refuse("channel count", self.channels.into(), "2, or 1 as WAV");
        }
        // What the head of a FLAC frame can say (RFC 9639, section 9.1.2), of which flac-codec
        // leaves out the very last of each range.
        let tens = rate % 10 == 0 && (1..=655_340).contains(&rate);
        if flac && !tens && !(1..=65_534).contains(&rate) {
            return refuse("FLAC sample rate", rate, "1..=65534, or tens up to 655340");
        }
        // The header's bytes per second, rate times 8 at most, has 32 bits.
        if rate == 0 || rate > u32::MAX / 8 {
            return refuse("sample rate", rate, "1..=536870911");
        }
        Ok(())
    }

    /// Bytes of one frame as PCM.
    pub(crate) fn frame_bytes(&self) -> u16 {
        self.channels * (self.bit_depth / 8)
    }

    /// The seed of the dither, if there is any.
    pub(crate) fn dither_seed(&self) -> Option<u64> {
        self.dither.then_some(self.seed)
    }
}

/// Overwrites `into` with the samples of one window, left and right in turn.
///
/// # Errors
/// The channels differ in length.
pub(crate) fn interleave(left: &[f32], right: &[f32], into: &mut Vec<f32>) -> Result<(), Error> {
    if left.len() != right.len() {
        return Err(Error::Uneven { left: left.len(), right: right.len() });
    }
    into.clear();
    into.resize(2 * left.len(), 0.0);
    for ([a, b], (left, right)) in into.as_chunks_mut().0.iter_mut().zip(left.iter().zip(right)) {
        (*a, *b) = (*left, *right);
    }
    Ok(())
}

/// How many samples are beyond full scale, or not a number.
pub(crate) fn clipped(values: &[f32]) -> u64 {
    values.iter().map(|value| u64::from(is_clipped(*value))).sum()
}

/// Whether a sample is beyond full scale, or not a number.
fn is_clipped(value: f32) -> bool {
    value.is_nan() || value.abs() > 1.0
}
