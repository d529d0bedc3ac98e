//! The files of a call.

use rebounce_export::File;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

/// Files in memory; each is taken once.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Files(pub(crate) Vec<File>);

#[wasm_bindgen]
impl Files {
    /// JSON text of a list of `{id, filename, type, sampleRate, duration}`.
    #[must_use]
    pub fn list(&self) -> String {
        let told = self.0.iter().map(|file| {
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

    /// The bytes of file number `index`; none past the end, and the second time.
    #[wasm_bindgen(js_name = takeBytes)]
    pub fn take_bytes(&mut self, index: usize) -> Vec<u8> {
        self.0.get_mut(index).map(|file| std::mem::take(&mut file.bytes)).unwrap_or_default()
    }

    /// Its samples, left (0) or right (1), ahead of rounding; none the second time.
    #[wasm_bindgen(js_name = takeChannel)]
    pub fn take_channel(&mut self, index: usize, channel: usize) -> Vec<f32> {
        let file = self.0.get_mut(index);
        let samples = file.and_then(|file| file.audio.channels.get_mut(channel));
        samples.map(std::mem::take).unwrap_or_default()
    }
}
