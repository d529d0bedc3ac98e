//! What can go wrong in reading or checking a song.

/// Why a song was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is not JSON, or not of the format.
    #[error("{place}: {message}")]
    Format {
        /// Path into the document.
        place: String,
        /// What was found and wanted.
        message: String,
    },
    /// The song holds more of something than is allowed.
    #[error(
        "{place}: {found} {what}: wanted at most {limit} (raise the limit on {what}, or divide the song)"
    )]
    Limit {
        /// Path into the song.
        place: String,
        /// What there is too much of; the name of the field of [`crate::check::Limits`].
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Outputs, sends and side chains lead in a circle, so there is no order in which to compute.
    #[error("mixer: routing loop {}: wanted outputs, sends and side chains that never lead back (take one of these ways out)", members.join(" -> "))]
    Loop {
        /// Ids of tracks and buses in the order in which sound flows; the first is also the last.
        members: Vec<String>,
    },
}
