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
}
