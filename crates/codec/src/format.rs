//! What an audio file is to be: its kind, depth, rate, dither.

use crate::lossy::Compression;
use crate::{Error, Tags};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// WAV, which becomes RF64 above 4 GiB.
    Wav,
    /// AIFF, as float AIFF-C; at most 4 GiB.
    Aiff,
    /// FLAC: the same integers in about half the bytes. It has no float.
    Flac,
    /// Ogg Vorbis (feature `vorbis`).
    Vorbis,
    /// Opus in Ogg, at 48 kHz (feature `opus`).
    Opus,
    /// MP3 (feature `mp3`: LAME, which is LGPL).
    Mp3,
}

/// Sample rates of MP3: of MPEG-1, MPEG-2 and MPEG-2.5 (ISO 11172-3, 13818-3).
const MP3_RATES: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Wav, Self::Aiff, Self::Flac, Self::Vorbis, Self::Opus, Self::Mp3];

    /// As people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wav => "WAV",
            Self::Aiff => "AIFF",
            Self::Flac => "FLAC",
            Self::Vorbis => "Ogg Vorbis",
            Self::Opus => "Opus",
            Self::Mp3 => "MP3",
        }
    }

    /// Whether what comes out of a file is what went in, within the depth of its samples.
    #[must_use]
    pub fn is_lossless(self) -> bool {
        matches!(self, Self::Wav | Self::Aiff | Self::Flac)
    }

    /// Whether this build can write it.
    #[must_use]
    pub fn is_built(self) -> bool {
        match self {
            Self::Wav | Self::Aiff | Self::Flac => true,
            Self::Vorbis => cfg!(feature = "vorbis"),
            Self::Opus => cfg!(feature = "opus"),
            Self::Mp3 => cfg!(feature = "mp3"),
        }
    }

    /// What its files' names end in.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Aiff => "aiff",
            Self::Flac => "flac",
            Self::Vorbis => "ogg",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
        }
    }

    /// The kind that a name's ending means, in any case, without its point.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "wav" | "wave" => Self::Wav,
            "aiff" | "aif" | "aifc" => Self::Aiff,
            "flac" => Self::Flac,
            "ogg" | "oga" => Self::Vorbis,
            "opus" => Self::Opus,
            "mp3" => Self::Mp3,
            _ => return None,
        })
    }

    /// Whether its files can have this sample rate, in the range that is rendered.
    #[must_use]
    pub fn takes_rate(self, rate: u32) -> bool {
        match self {
            Self::Wav | Self::Aiff | Self::Flac | Self::Vorbis => true,
            Self::Opus => rate == 48_000,
            Self::Mp3 => MP3_RATES.contains(&rate),
        }
    }
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Kind of file.
    pub kind: Kind,
    /// 16 or 24 (integer); WAV and AIFF also 32 (float). What is lossy does not look at it.
    pub bit_depth: u16,
    /// Frames per second, at least 1. FLAC: up to 65 534, or tens up to 655 340; Opus: 48 000; MP3:
    /// the nine of its standards.
    pub sample_rate: u32,
    /// Channels: 2; WAV and AIFF also 1, which holds the left.
    pub channels: u16,
    /// TPDF dither at 16 and 24 bits, also in silence. Float is never dithered.
    pub dither: bool,
    /// Seed of the dither: the same seed gives the same bytes.
    pub seed: u64,
    /// What is lossy: how large it may be.
    pub compression: Compression,
    /// What is told about the music.
    pub tags: Tags,
}

impl Default for Format {
    /// A WAV of 16 bits at 44.1 kHz, dithered, that tells nothing.
    fn default() -> Self {
        Self {
            kind: Kind::Wav,
            bit_depth: 16,
            sample_rate: 44_100,
            channels: 2,
            dither: true,
            seed: 0,
            compression: Compression::default(),
            tags: Tags::default(),
        }
    }
}

impl Format {
    /// Bits of integer samples; none where samples are float, or it is lossy.
    #[must_use]
    pub fn integer_bits(&self) -> Option<u16> {
        (self.kind.is_lossless() && self.bit_depth < 32).then_some(self.bit_depth)
    }

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
        let mono = matches!(self.kind, Kind::Wav | Kind::Aiff);
        if self.channels != 2 && !(mono && self.channels == 1) {
            return refuse("channel count", self.channels.into(), "2, or 1 as WAV or AIFF");
        }
        if self.kind == Kind::Opus && rate != 48_000 {
            return refuse("Opus sample rate", rate, "48000");
        }
        if self.kind == Kind::Mp3 && !MP3_RATES.contains(&rate) {
            let wanted = "8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100 or 48000";
            return refuse("MP3 sample rate", rate, wanted);
        }
        self.tags.check()?;
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
