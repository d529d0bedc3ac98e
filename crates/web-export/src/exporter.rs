//! A song and what is exported of it.

use crate::call::{Call, Of};
use crate::files::Files;
use crate::recordings::Recordings;
use rebounce::{Options, Resources};
use rebounce_dsp::Recording;
use rebounce_export::{Session, cpu_savings};
use rebounce_song::{Diagnostic, Song};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Told after each window how far a render is, in frames; the worker has it.
    #[wasm_bindgen(js_name = rebounceExportProgress)]
    fn progress(position: f64, length: f64);
}

/// Makes files of one song after another.
#[wasm_bindgen]
#[derive(Default)]
pub struct Exporter {
    song: Song,
    /// What was not as wanted in its document.
    diagnostics: Vec<Diagnostic>,
    recordings: Recordings,
    resources: Resources,
}

#[wasm_bindgen]
impl Exporter {
    /// One without a song.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        // WebAssembly cannot unwind; whoever catches this throws the instance away.
        std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
        Self::default()
    }

    /// Takes a document; what is in it, as JSON text: `{patterns: [{id, name}], name, recordings}`.
    ///
    /// # Errors
    /// It cannot be read, in words.
    pub fn open(&mut self, document: &[u8]) -> Result<String, JsError> {
        let read = rebounce_import::read(document, &rebounce_import::Limits::default())?;
        self.song = read.song;
        self.diagnostics = read.diagnostics;
        let patterns = self.song.patterns.iter();
        let patterns: Vec<Value> =
            patterns.map(|pattern| json!({"id": pattern.id, "name": pattern.name})).collect();
        let told = json!({
            "patterns": patterns,
            "name": self.song.name,
            "recordings": self.song.recordings(),
        });
        Ok(told.to_string())
    }

    /// Hands in a recording under the name songs have for it.
    #[wasm_bindgen(js_name = addRecording)]
    pub fn add_recording(
        &mut self,
        name: String,
        sample_rate: u32,
        left: Vec<f32>,
        right: Option<Vec<f32>>,
    ) {
        let channels = std::iter::once(left).chain(right).collect();
        self.recordings.add(name, Recording { channels, sample_rate });
    }

    /// The estimate of what freezing a pattern saves, as JSON text; nothing for one that is not
    /// there.
    #[must_use]
    pub fn savings(&self, pattern: &str) -> Option<String> {
        let pattern = self.song.patterns.iter().find(|known| known.id == pattern)?;
        let savings = cpu_savings(&self.song, pattern);
        let told = json!({
            "estimatedSavings": savings.estimated_savings,
            "instrumentCount": savings.instrument_count,
            "noteCount": savings.note_count,
            "reason": savings.reason,
        });
        Some(told.to_string())
    }

    /// Makes the files of a call, JSON text as in `call.rs`.
    ///
    /// # Errors
    /// Why it comes to nothing, in the words of the old calls where they had some.
    pub fn export(&self, call: &str) -> Result<Files, JsError> {
        let call: Call = serde_json::from_str(call)?;
        let export = call.export()?;
        let mut options = Options::default();
        options.threads = 1;
        options.resources = self.resources.clone();
        let found = Arc::new(Mutex::new(self.diagnostics.clone()));
        let known = self.diagnostics.len();
        let seen = Arc::clone(&found);
        let watch = move |render: &rebounce::Render| {
            if let Ok(mut seen) = seen.lock()
                && seen.len() < known + render.diagnostics().len()
            {
                seen.truncate(known);
                seen.extend_from_slice(render.diagnostics());
            }
            progress(render.position() as f64, render.length() as f64);
            ControlFlow::Continue(())
        };
        let session = Session {
            assets: &self.recordings,
            options,
            now: call.moment(),
            watch: Some(Arc::new(watch)),
        };
        let files = match &call.of {
            Of::Pattern(id) => session.export_pattern(&self.song, id, &export),
            Of::Tracks { pattern, tracks } => {
                session.export_channels(&self.song, pattern, tracks, &export)
            }
            Of::Arrangement => session.export_arrangement(&self.song, &export),
        };
        let files = files?;
        let diagnostics = found.lock().map(|found| found.clone()).unwrap_or_default();
        Ok(Files { files, diagnostics })
    }
}
