//! Recordings that were handed in, by the names songs have for them.

use rebounce::{AssetError, Assets};
use rebounce_dsp::Recording;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What there is.
#[derive(Default)]
pub(crate) struct Recordings(BTreeMap<String, Arc<Recording>>);

impl Recordings {
    /// Keeps one.
    pub(crate) fn add(&mut self, name: String, recording: Recording) {
        self.0.insert(name, Arc::new(recording));
    }
}

impl Assets for Recordings {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        self.0.get(reference).cloned().ok_or_else(|| {
            // A `data:` URL may have millions of characters.
            let name: String = reference.chars().take(80).collect();
            let message = format!("{name:?} was not handed in");
            AssetError { code: "recording-missing".to_owned(), message }
        })
    }
}
