//! What can go wrong before the first sample. After [`crate::Render::new`] nothing can.

/// Why a render was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The song is not legal, or exceeds a limit.
    #[error(transparent)]
    Song(#[from] rebounce_song::Error),
    /// An option is out of its range.
    #[error("{option} is {found}: wanted {wanted}")]
    Option {
        /// Its name.
        option: &'static str,
        /// Its value.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// Something is missing, and the policy is to fail.
    #[error("{place}: {found}: wanted {wanted}")]
    Missing {
        /// Path into the song.
        place: String,
        /// What could not be had, and why.
        found: String,
        /// What was wanted.
        wanted: String,
    },
    /// The render would be longer than the limit.
    #[error(
        "the render would last {seconds:.0} s: wanted at most {limit:.0} s (raise the limit on length, or choose a part with from and to)"
    )]
    TooLong {
        /// Its length.
        seconds: f64,
        /// The limit.
        limit: f64,
    },
    /// The song plays more notes than the limit.
    #[error(
        "the arrangement plays more than {limit} notes (raise the limit on notes, or choose a part with from and to)"
    )]
    TooManyNotes {
        /// The limit.
        limit: usize,
    },
    /// More voices sound at once than the limit.
    #[error(
        "{voices} voices sound at once: wanted at most {limit} (raise the limit on voices, or thin out the notes)"
    )]
    TooManyVoices {
        /// How many lanes they need.
        voices: usize,
        /// The limit.
        limit: usize,
    },
    /// Recordings need more memory than the limit.
    #[error(
        "the song's recordings need more than {limit} bytes decoded (raise the limit on recordings)"
    )]
    TooManyRecordings {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The worker threads could not be started.
    #[error("cannot start {threads} threads: {reason}")]
    Threads {
        /// How many were wanted.
        threads: usize,
        /// What the system said.
        reason: String,
    },
}
