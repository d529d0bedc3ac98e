//! Sound files to samples.

use rebounce_codec::{DecodeLimits, Note};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// A decoded recording.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Decoded(rebounce_codec::Decoded);

/// Decodes a WAV, AIFF, FLAC, MP3 or Ogg Vorbis file.
///
/// # Errors
/// Why it cannot be, in words.
#[wasm_bindgen]
pub fn decode(bytes: &[u8]) -> Result<Decoded, JsError> {
    Ok(rebounce_codec::decode(bytes, &DecodeLimits::default()).map(Decoded)?)
}

/// Decodes what a `data:` URL holds; nothing if it is no such URL.
///
/// # Errors
/// As [`decode`], or the URL is broken.
#[wasm_bindgen(js_name = decodeUrl)]
pub fn decode_url(url: &str) -> Result<Option<Decoded>, JsError> {
    let Some(bytes) = rebounce_codec::data_url(url) else { return Ok(None) };
    decode(&bytes?).map(Some)
}

#[wasm_bindgen]
impl Decoded {
    /// Frames per second.
    #[wasm_bindgen(getter, js_name = sampleRate)]
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.0.recording.sample_rate
    }

    /// The left channel, or the only one.
    #[must_use]
    pub fn left(&self) -> Vec<f32> {
        self.0.recording.channels[0].clone()
    }

    /// The right channel, if there are two.
    #[must_use]
    pub fn right(&self) -> Option<Vec<f32>> {
        self.0.recording.channels.get(1).cloned()
    }

    /// What was lost or repaired, in words; empty for a sound file in order.
    #[must_use]
    pub fn damage(&self) -> Vec<String> {
        let damage = self.0.notes.iter().filter(|note| !matches!(note, Note::Mixed { .. }));
        damage.map(ToString::to_string).collect()
    }

    /// How many channels were mixed to stereo, in words, if there were more than two.
    #[wasm_bindgen(js_name = mixedDown)]
    #[must_use]
    pub fn mixed_down(&self) -> Option<String> {
        let mixed = self.0.notes.iter().find(|note| matches!(note, Note::Mixed { .. }));
        mixed.map(ToString::to_string)
    }
}
