//! What a decoded recording has lost or had repaired.

use std::fmt;

/// One thing that was not as it should be in a sound file that could be read all the same. Its
/// `Display` is a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// More than two channels were mixed to stereo, after ITU-R BS.775 (key: bs775): front left
    /// and right as they are; every other channel at -3 dB, into its own side, or into both where
    /// it lies on the middle; low-frequency effects are left out. Channels without a place
    /// alternate left and right, as they are. The level is not scaled down.
    Mixed {
        /// Channels in the file.
        channels: usize,
        /// Low-frequency channels among them, which are left out.
        low_frequency: usize,
    },
    /// The stream breaks off, or changes its shape; what follows is lost.
    Broken {
        /// Frames decoded.
        frames: u64,
        /// Frames the file promised, where it does.
        declared: Option<u64>,
        /// What is wrong there.
        reason: String,
    },
    /// Damaged packets within the stream, replaced by silence of their length.
    Undecodable {
        /// How many.
        packets: u64,
        /// Frame at which the first one lies.
        first: u64,
    },
    /// Samples that were infinite or not a number, replaced by 0.
    NotFinite {
        /// How many, over all channels.
        samples: u64,
    },
    /// The file's own checksum (the MD5 of a FLAC) is not that of the samples in it.
    Checksum,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mixed { channels, low_frequency: 0 } => {
                write!(f, "{channels} channels were mixed to stereo")
            }
            Self::Mixed { channels, low_frequency } => write!(
                f,
                "{channels} channels were mixed to stereo, {low_frequency} for low-frequency \
                 effects left out"
            ),
            Self::Broken { frames, declared: Some(declared), reason } => {
                write!(f, "only {frames} of {declared} frames could be read: {reason}")
            }
            Self::Broken { frames, declared: None, reason } => {
                write!(f, "only the first {frames} frames could be read: {reason}")
            }
            Self::Undecodable { packets, first } => write!(
                f,
                "{packets} damaged packets, the first at frame {first}, were replaced by silence"
            ),
            Self::NotFinite { samples } => {
                write!(f, "{samples} samples that were not finite numbers were set to 0")
            }
            Self::Checksum => {
                write!(f, "the samples are not those the file's checksum was made from")
            }
        }
    }
}
