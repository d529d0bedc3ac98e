//! Songs that are no JSON (MIDI files, songs of the Hydrogen drum machine) into Rebounce's own
//! format, which the renderer's module reads.

use rebounce_import::{Kind, Limits};
use rebounce_song::Diagnostic;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// A song in Rebounce's own format, and what is to be told of its original.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Converted {
    song: String,
    kind: &'static str,
    diagnostics: Vec<Diagnostic>,
    hash: String,
}

/// Reads a document that is no JSON.
///
/// # Errors
/// It cannot be read, in words.
#[wasm_bindgen]
pub fn convert(bytes: &[u8]) -> Result<Converted, JsError> {
    let read = rebounce_import::read(bytes, &Limits::default())?;
    let kind = match read.kind {
        Kind::Midi => "midi",
        Kind::Hydrogen => "hydrogen",
        _ => "document",
    };
    Ok(Converted {
        song: rebounce_song::json::write(&read.song),
        kind,
        diagnostics: read.diagnostics,
        hash: blake3::hash(bytes).to_hex().to_string(),
    })
}

#[wasm_bindgen]
impl Converted {
    /// The song, as JSON text.
    #[must_use]
    pub fn song(&self) -> String {
        self.song.clone()
    }

    /// `midi` or `hydrogen`.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn kind(&self) -> String {
        self.kind.to_owned()
    }

    /// What was not as wanted, as JSON text of a list of diagnostics.
    #[must_use]
    pub fn diagnostics(&self) -> String {
        serde_json::to_string(&self.diagnostics).expect("diagnostics are plain text")
    }

    /// BLAKE3 of the document, hexadecimal.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash.clone()
    }
}
