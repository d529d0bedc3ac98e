//! Why a document was refused as a whole.

/// Why a document was refused. Whatever can be mended is a `Diagnostic` instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document is not text.
    #[error("byte {at}: {found}, wanted JSON in UTF-8")]
    NotText {
        /// Offset of the first byte that is not UTF-8.
        at: usize,
        /// What the bytes look like.
        found: String,
    },
    /// The text is not JSON.
    #[error("line {line}, column {column}: {message}, found {found}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// What was wanted.
        message: String,
        /// What stands there.
        found: String,
    },
    /// The document is larger than the `Limits` allow.
    #[error("the document has {found} {what}, more than the limit of {limit}")]
    TooLarge {
        /// What there is too much of: bytes, values or notes.
        what: &'static str,
        /// How many at least.
        found: u64,
        /// How many are allowed.
        limit: u64,
    },
    /// The JSON is of no known shape.
    #[error("{place}: found {found}, wanted {wanted}")]
    Shape {
        /// Path into the document.
        place: String,
        /// What stands there.
        found: String,
        /// What could have stood there.
        wanted: String,
    },
    /// The document is a MIDI file without a header that can be read.
    #[error("a MIDI file that cannot be read: {message}")]
    Midi {
        /// What is wrong with it.
        message: String,
    },
    /// The document is XML, but no Hydrogen song that can be read.
    #[error("a Hydrogen song that cannot be read: {message}")]
    Hydrogen {
        /// What is wrong with it.
        message: String,
    },
    /// The document is in Rebounce's own format, and was refused by its reader.
    #[error(transparent)]
    Song(#[from] rebounce_song::Error),
}
