//! The one door through which recordings and SoundFonts come in.

use rebounce_dsp::Recording;
use rebounce_dsp::soundfont::Font;
use std::sync::Arc;

/// Where recordings and SoundFonts come from: a folder, a browser's storage, memory.
pub trait Assets {
    /// The decoded recording that a song calls `reference` (a relative path or a `data:` URL), at
    /// its own sample rate. Called once per reference and render.
    ///
    /// # Errors
    /// Why it cannot be had, in words for the report.
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError>;

    /// The SoundFont that a song calls `reference` (a relative path). Called once per reference
    /// and render; what renders share is for the implementor to keep. The default has none.
    ///
    /// # Errors
    /// Why it cannot be had, in words for the report.
    fn font(&self, reference: &str) -> Result<Arc<Font>, AssetError> {
        let _ = reference;
        Err(AssetError {
            code: "soundfont-missing".to_owned(),
            message: "no SoundFonts were given".to_owned(),
        })
    }
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
