//! A render at work, window by window.

use crate::error::Error;
use crate::options::by_name;
use crate::song::Song;
use rebounce::{Options, StemInfo};
use rebounce_song::Diagnostic;
use serde::Serialize;
use std::task::Poll;
use wasm_bindgen::prelude::wasm_bindgen;

/// What a track or stem is called.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

/// A render. It is pulled: nothing happens between calls; free it to cancel.
#[wasm_bindgen]
pub struct Render {
    render: rebounce::Render,
    /// Of the document and the recordings.
    findings: Vec<Diagnostic>,
    options: std::collections::BTreeMap<String, String>,
    hash: String,
    read_seconds: f64,
}

impl Render {
    pub(crate) fn new(
        render: rebounce::Render,
        song: &Song,
        of_recordings: Vec<Diagnostic>,
        options: &Options,
    ) -> Self {
        Self {
            render,
            findings: [song.diagnostics.clone(), of_recordings].concat(),
            options: by_name(options),
            hash: song.hash.clone(),
            read_seconds: song.seconds,
        }
    }
}

#[wasm_bindgen]
impl Render {
    /// The next window, `[channel][frame]` one after another: the mix's left and right, then each
    /// stem's left and right, all equally long. Nothing behind the last; an empty one while windows
    /// of other shares are missing.
    #[wasm_bindgen(js_name = nextWindow)]
    pub fn next_window(&mut self) -> Option<Vec<f32>> {
        let Poll::Ready(window) = self.render.poll_window() else { return Some(Vec::new()) };
        let window = window?;
        let stems = window.stems.iter().flat_map(|stem| [stem.left, stem.right]);
        let channels: Vec<&[f32]> = [window.left, window.right].into_iter().chain(stems).collect();
        Some(channels.concat())
    }

    /// Numbers of the shares whose windows are wanted; those that are not named have nothing to do.
    #[must_use]
    pub fn shares(&self) -> Vec<u32> {
        self.render.shares().into_iter().map(|share| share as u32).collect()
    }

    /// Takes the next window of a share, which are taken in order.
    ///
    /// # Errors
    /// `option`: it is none.
    #[wasm_bindgen(js_name = handIn)]
    pub fn hand_in(&mut self, share: u32, window: &[f32]) -> Result<(), Error> {
        Ok(self.render.hand_in(share as usize, window)?)
    }

    /// How many windows of a share have been taken and are not needed yet.
    #[must_use]
    pub fn waiting(&self, share: u32) -> u32 {
        self.render.waiting(share as usize) as u32
    }

    /// Takes what a share told at its end.
    ///
    /// # Errors
    /// `option`: it is not that.
    pub fn hear(&mut self, told: &str) -> Result<(), Error> {
        let told = serde_json::from_str(told).map_err(|error| Error::new("option", error))?;
        self.render.hear(told);
        Ok(())
    }

    /// Frames handed out so far.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn position(&self) -> f64 {
        self.render.position() as f64
    }

    /// Frames the output will have at most; a natural tail may end sooner.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn length(&self) -> f64 {
        self.render.length() as f64
    }

    /// Whether the output has exactly `length` frames.
    #[wasm_bindgen(getter, js_name = lengthIsExact)]
    #[must_use]
    pub fn length_is_exact(&self) -> bool {
        self.render.plan().quiet.is_none()
    }

    /// Frames per second.
    #[wasm_bindgen(getter, js_name = sampleRate)]
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.render.sample_rate()
    }

    /// The stems that windows carry, in their order: JSON text of a list of `{id, name}`.
    #[must_use]
    pub fn stems(&self) -> String {
        let stems = self.render.stems().iter();
        let stems: Vec<Named<'_>> =
            stems.map(|StemInfo { id, name, .. }| Named { id, name }).collect();
        serde_json::to_string(&stems).expect("names are plain text")
    }

    /// The tracks and buses of the mixer that sound: JSON text of a list of `{id, name}`.
    #[must_use]
    pub fn tracks(&self) -> String {
        let tracks = self.render.tracks();
        let tracks: Vec<Named<'_>> =
            tracks.iter().map(|track| Named { id: track.id, name: track.name }).collect();
        serde_json::to_string(&tracks).expect("names are plain text")
    }

    /// By track of `tracks`: its largest sample so far behind fader and pan, linear.
    #[must_use]
    pub fn peaks(&self) -> Vec<f32> {
        self.render.tracks().iter().map(|track| track.peak).collect()
    }

    /// What was not as wanted, known before the first window: JSON text of a list.
    #[must_use]
    pub fn diagnostics(&self) -> String {
        let all = [&self.findings, self.render.diagnostics()].concat();
        serde_json::to_string(&all).expect("diagnostics are plain text")
    }

    /// Ends the render and tells about it: JSON text (docs/report.md).
    #[must_use]
    pub fn finish(self) -> String {
        let mut report = self.render.finish();
        report.diagnostics.splice(0..0, self.findings);
        report.options = self.options;
        report.input.hash = self.hash;
        report.timing.read_seconds = self.read_seconds;
        let timing = &mut report.timing;
        timing.total_seconds = timing.read_seconds + timing.prepare_seconds + timing.render_seconds;
        timing.real_time_factor =
            report.audio.seconds / timing.total_seconds.max(f64::MIN_POSITIVE);
        serde_json::to_string(&report).expect("a report is numbers and plain text")
    }
}
