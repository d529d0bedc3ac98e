//! What can go wrong between audio and bytes.

use std::path::PathBuf;

/// Why audio could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or its folder refused: full, missing, not permitted.
    #[error("{}: {source}", path.display())]
    File {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A sink that is no file refused.
    #[error("output stream: {0}")]
    Stream(#[from] std::io::Error),
    /// The format asks for what cannot be written.
    #[error("{what} {found} cannot be written: wanted {wanted}")]
    Format {
        /// The setting: `bit depth`, `channel count` or `sample rate`, of FLAC where it is narrower.
        what: &'static str,
        /// Its value.
        found: u32,
        /// The legal values.
        wanted: &'static str,
    },
    /// A sink that cannot seek takes WAV only.
    #[error("{found:?} cannot be written to a stream: wanted Wav")]
    Kind {
        /// The kind asked for.
        found: crate::Kind,
    },
    /// This build cannot write the kind.
    #[error("{kind:?} is not in this build: wanted one with the feature {}", format!("{kind:?}").to_lowercase())]
    NotBuilt {
        /// The kind asked for.
        kind: crate::Kind,
    },
    /// A tag that files cannot hold.
    #[error(
        "tag {found:?} cannot be written: wanted a name of ASCII letters without =, and at most 64 KiB of text without zeros"
    )]
    Tag {
        /// Its name, or what it says.
        found: String,
    },
    /// The two channels of one window differ in length.
    #[error("window has {left} frames on the left, {right} on the right: wanted as many on both")]
    Uneven {
        /// Frames on the left.
        left: usize,
        /// Frames on the right.
        right: usize,
    },
    /// The frames written are not those the header promised.
    #[error("{found} frames written: the header promised {wanted}")]
    Length {
        /// Frames written.
        found: u64,
        /// Frames promised.
        wanted: u64,
    },
    /// The bytes hold no sound that can be read.
    #[error("not a single frame of sound can be read: {reason}")]
    Unreadable {
        /// What is wrong with them.
        reason: String,
    },
    /// A recording passes the limit on decoded bytes.
    #[error("recording needs more than {limit} bytes decoded (raise the limit, or shorten it)")]
    TooLong {
        /// The limit.
        limit: u64,
    },
    /// A recording's sample rate is out of range.
    #[error("sample rate {found} Hz of a recording is outside 1000..=768000")]
    SampleRate {
        /// The rate in its file.
        found: u32,
    },
    /// A `data:` URL that is not written as one.
    #[error("data: URL cannot be read: {reason}")]
    DataUrl {
        /// What is wrong with it.
        reason: String,
    },
}
