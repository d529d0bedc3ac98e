//! The one door through which recordings come in.

use rebounce_dsp::Recording;
use std::sync::Arc;

/// Where recordings come from: a folder, a browser's storage, memory.
pub trait Assets {
    /// The decoded recording that a song calls `reference` (a relative path or a `data:` URL), at
    /// its own sample rate. Called once per reference and render.
    ///
    /// # Errors
    /// Why it cannot be had, in words for the report.
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError>;
}

/// Why a recording cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AssetError {
    /// Stable kebab-case name of the reason, such as `recording-missing` or `path-outside`.
    pub code: String,
    /// In words.
    pub message: String,
}

/// No recordings at all, for songs that need none.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAssets;

impl Assets for NoAssets {
    fn recording(&self, _reference: &str) -> Result<Arc<Recording>, AssetError> {
        Err(AssetError {
            code: "recording-missing".to_owned(),
            message: "no recordings were given".to_owned(),
        })
    }
}
