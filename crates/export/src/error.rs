//! Why a call came to nothing. Texts that callers of the old engine look for are kept as they were.

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No pattern has this id.
    #[error("Pattern {0} not found")]
    NoPattern(String),
    /// A sequence without entries.
    #[error("Arrangement is empty")]
    EmptySequence,
    /// An arrangement without clips.
    #[error("Arrangement has no clips")]
    NoClips,
    /// Channels were asked for, but none was named.
    #[error("No channels selected for export")]
    NoChannels,
    /// A name that means no quality.
    #[error("quality {0:?}: wanted demo, standard, high or studio")]
    Quality(String),
    /// A name that means no kind of file, or one that is not written.
    #[error("{0} files are not written: wanted WAV or FLAC")]
    FileKind(String),
    /// Longer than the call allows.
    #[error("Render time too long: {seconds}s (max: {limit}s)")]
    TooLong {
        /// How long it would be, seconds.
        seconds: f64,
        /// The limit, seconds.
        limit: f64,
    },
    /// Nothing of the pattern is heard, or can be taken apart from what surrounds it.
    #[error("pattern {pattern:?} cannot be frozen: {reason}")]
    NothingToFreeze {
        /// Its id.
        pattern: String,
        /// Why, in words.
        reason: String,
    },
    /// A part of a song that cannot be a loop.
    #[error("no loop: {reason}")]
    Loop {
        /// Why, in words.
        reason: String,
    },
    /// The caller wanted no more.
    #[error("cancelled")]
    Cancelled,
    /// A spool or sink refused.
    #[error("{0}")]
    Storage(#[from] std::io::Error),
    /// The song or an option was refused.
    #[error(transparent)]
    Render(rebounce::Error),
    /// A file could not be made.
    #[error(transparent)]
    Codec(#[from] rebounce_codec::Error),
}

impl From<rebounce::Error> for Error {
    /// A length beyond the limit is told in the old words.
    fn from(error: rebounce::Error) -> Self {
        match error {
            rebounce::Error::TooLong { seconds, limit } => Self::TooLong { seconds, limit },
            other => Self::Render(other),
        }
    }
}
