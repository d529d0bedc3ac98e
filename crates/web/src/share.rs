//! A share of a render, window by window: some of its tracks, for the worker that brings all
//! together.

use wasm_bindgen::prelude::wasm_bindgen;

/// A share of a render. It is pulled: nothing happens between calls; free it to cancel.
#[wasm_bindgen]
pub struct Share {
    share: rebounce::Share,
}

impl Share {
    pub(crate) fn new(share: rebounce::Share) -> Self {
        Self { share }
    }
}

#[wasm_bindgen]
impl Share {
    /// The next window, for `Render.handIn`. Nothing behind the last, or where it has nothing to do.
    #[wasm_bindgen(js_name = nextWindow)]
    pub fn next_window(&mut self) -> Option<Vec<f32>> {
        self.share.next_window().map(<[f32]>::to_vec)
    }

    /// Ends it and tells about it, for `Render.hear`: JSON text.
    #[must_use]
    pub fn finish(self) -> String {
        serde_json::to_string(&self.share.finish()).expect("it is numbers and plain text")
    }
}
