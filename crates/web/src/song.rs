//! A song that was read, with what its document said besides.

use crate::error::Error;
use rebounce_import::{Kind, Read, Wanted};
use rebounce_song::Diagnostic;
use rebounce_song::mixer::TrackKind;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

/// A song. Free it when it is no longer needed; renders that were begun do not need it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Song {
    pub(crate) song: rebounce_song::Song,
    pub(crate) wanted: Wanted,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// BLAKE3 of the document, hexadecimal.
    pub(crate) hash: String,
    /// How long reading took.
    pub(crate) seconds: f64,
    kind: String,
}

impl Song {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let Read { song, options, kind, diagnostics, .. } =
            rebounce_import::read(bytes, &rebounce_import::Limits::default())?;
        let kind = match kind {
            Kind::Pattern => "pattern",
            Kind::Wrapper => "wrapper",
            Kind::Arrangement => "arrangement",
            Kind::Project => "project",
            Kind::Song => "song",
            _ => "document",
        };
        let kind = kind.to_owned();
        let hash = blake3::hash(bytes).to_hex().to_string();
        Ok(Self { song, wanted: options, diagnostics, hash, seconds: 0.0, kind })
    }
}

#[wasm_bindgen]
impl Song {
    /// The shape of its document: `pattern`, `wrapper`, `arrangement`, `project`, `song` for
    /// Rebounce's own format; `midi` or `hydrogen` if it was converted.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn kind(&self) -> String {
        self.kind.clone()
    }

    /// Says that it was converted: from which kind of document, its hash, and what was not as
    /// wanted in it, as JSON text of a list of diagnostics.
    ///
    /// # Errors
    /// `diagnostics` is no such list.
    #[wasm_bindgen(js_name = convertedFrom)]
    pub fn converted_from(
        &mut self,
        kind: String,
        hash: String,
        diagnostics: &str,
    ) -> Result<(), Error> {
        let more: Vec<Diagnostic> = serde_json::from_str(diagnostics)
            .map_err(|error| Error::new("unreadable-song", error))?;
        self.diagnostics.splice(0..0, more);
        (self.kind, self.hash) = (kind, hash);
        Ok(())
    }

    /// What a person calls it.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn name(&self) -> String {
        self.song.name.clone()
    }

    /// How many mixer tracks it has, buses left out: as many workers at most have something to do.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn tracks(&self) -> u32 {
        let tracks = self.song.mixer.tracks.iter();
        tracks.filter(|track| track.kind != TrackKind::Bus).count() as u32
    }

    /// Beats per minute at its beginning.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn tempo(&self) -> f64 {
        self.wanted.tempo.unwrap_or(self.song.tempo).0
    }

    /// Frames per second that its document asks for, if it does.
    #[wasm_bindgen(getter, js_name = sampleRate)]
    #[must_use]
    pub fn sample_rate(&self) -> Option<u32> {
        self.wanted.sample_rate
    }

    /// The song in Rebounce's own format, as JSON text.
    #[must_use]
    pub fn json(&self) -> String {
        rebounce_song::json::write(&self.song)
    }

    /// What was not as wanted in the document, as JSON text of a list of diagnostics.
    #[must_use]
    pub fn diagnostics(&self) -> String {
        serde_json::to_string(&self.diagnostics).expect("diagnostics are plain text")
    }

    /// All recordings it refers to, sorted, each once: names, and `data:` URLs.
    #[must_use]
    pub fn recordings(&self) -> Vec<String> {
        self.song.recordings().into_iter().map(str::to_owned).collect()
    }

    /// Bits per sample that its document asks for: 16, 24, 32, or nothing.
    #[wasm_bindgen(getter, js_name = bitDepth)]
    #[must_use]
    pub fn bit_depth(&self) -> Option<u32> {
        self.wanted.bit_depth
    }

    /// Whether its document asks for the peak at full scale; nothing where it does not say.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn normalize(&self) -> Option<bool> {
        self.wanted.normalize
    }

    /// What else its document asks of a render, by option, as JSON text; what it does not say is
    /// not in it. A render of the song itself heeds it; one of `json` has to be told.
    #[must_use]
    pub fn wishes(&self) -> String {
        let wanted = &self.wanted;
        let wishes = [
            ("tempo", wanted.tempo.map(|tempo| tempo.0.into())),
            ("from", wanted.from.map(|beat| beat.0.into())),
            ("to", wanted.to.map(|beat| beat.0.into())),
            ("length", wanted.frames.map(Value::from)),
            ("effects", wanted.effects.map(Value::from)),
            ("fade", wanted.fade.map(Value::from)),
        ];
        let said = wishes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(said.collect()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_what_the_document_says_by_option() {
        let pattern = r#"{"patternData": {"data": {}}, "options": {"startTime": 2, "includeEffects": false}}"#;
        let song = Song::read(pattern.as_bytes()).unwrap();
        let wishes: Value = serde_json::from_str(&song.wishes()).unwrap();
        assert_eq!(wishes["from"], 2.0);
        assert_eq!(wishes["effects"], false);
        assert_eq!(wishes.get("to"), None);
    }
}
