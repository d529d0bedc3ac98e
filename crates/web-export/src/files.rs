//! The files of a call.

use rebounce_export::File;
use rebounce_song::Diagnostic;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

/// Files in memory; each is taken once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Files {
    pub(crate) files: Vec<File>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

#[wasm_bindgen]
impl Files {
    /// JSON text of a list of `{id, filename, type, sampleRate, duration}`.
    #[must_use]
    pub fn list(&self) -> String {
        let told = self.files.iter().map(|file| {
            json!({
                "id": file.id,
                "filename": file.name,
                "type": file.mime,
                "sampleRate": file.audio.sample_rate,
                "duration": file.audio.seconds(),
            })
        });
        serde_json::Value::Array(told.collect()).to_string()
    }

    /// What was not as wanted in the document and in its render, as JSON text of a list.
    #[must_use]
    pub fn diagnostics(&self) -> String {
        serde_json::to_string(&self.diagnostics).expect("diagnostics are plain text")
    }

    /// The bytes of file number `index`; none past the end, and the second time.
    #[wasm_bindgen(js_name = takeBytes)]
    pub fn take_bytes(&mut self, index: usize) -> Vec<u8> {
        self.files.get_mut(index).map(|file| std::mem::take(&mut file.bytes)).unwrap_or_default()
    }

    /// Its samples, left (0) or right (1), ahead of rounding; none the second time.
    #[wasm_bindgen(js_name = takeChannel)]
    pub fn take_channel(&mut self, index: usize, channel: usize) -> Vec<f32> {
        let file = self.files.get_mut(index);
        let samples = file.and_then(|file| file.audio.channels.get_mut(channel));
        samples.map(std::mem::take).unwrap_or_default()
    }
}
