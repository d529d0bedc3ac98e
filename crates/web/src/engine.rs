//! What stays between renders: recordings, resampled recordings, rooms.

use crate::assets::{Asked, Note, Recordings};
use crate::error::Error;
use crate::options::options;
use crate::render::Render;
use crate::share::Share;
use crate::song::Song;
use rebounce::{AssetError, Clock, Options, Resources};
use rebounce_dsp::Recording;
use rebounce_song::Severity;
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds of a clock that does not go backwards; pages, workers and Node have it.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Bytes of memory that an engine asks for at once: those of a song of eight tracks.
const AT_ONCE: usize = 64 << 20;

/// Reads songs and renders them; what renders share is made once.
#[wasm_bindgen]
pub struct Engine {
    resources: Resources,
    recordings: Recordings,
    clock: Clock,
}

#[wasm_bindgen]
impl Engine {
    /// An engine without recordings.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "JavaScript has no Default")]
    pub fn new() -> Self {
        std::panic::set_hook(Box::new(throw));
        // The module's memory grows once and not a page at a time, which took a render 4 % of its
        // time (measured in Node 20 on 2026-11-26). What is not touched costs nothing.
        drop(Vec::<u8>::with_capacity(AT_ONCE));
        Self {
            resources: Resources::default(),
            recordings: Recordings::default(),
            clock: Clock::new(|| now() / 1000.0),
        }
    }

    /// Reads a document: Rebounce's own JSON, pattern JSON, an arrangement, a project file.
    ///
    /// # Errors
    /// `unreadable-song`.
    pub fn read(&self, bytes: &[u8]) -> Result<Song, Error> {
        let began = self.clock.seconds();
        let mut song = Song::read(bytes)?;
        song.seconds = self.clock.seconds() - began;
        Ok(song)
    }

    /// Hands in a recording under the name songs have for it: one channel or two of equal length,
    /// what was damaged in its file, and that it was mixed down, if it was. One that was there
    /// under this name is forgotten.
    #[wasm_bindgen(js_name = addRecording)]
    pub fn add_recording(
        &mut self,
        name: &str,
        sample_rate: u32,
        left: Vec<f32>,
        right: Option<Vec<f32>>,
        damage: Vec<String>,
        mixed_down: Option<String>,
    ) {
        let damage =
            damage.into_iter().map(|found| (Severity::Warning, "recording-damaged", found));
        let mixed = mixed_down.map(|found| (Severity::Info, "recording-mixed-down", found));
        let notes = mixed.into_iter().chain(damage);
        let notes = notes.map(|(severity, code, found)| Note { severity, code, found }).collect();
        let channels = std::iter::once(left).chain(right).collect();
        let recording = Arc::new(Recording { channels, sample_rate });
        self.recordings.add(name, Ok((recording, notes)));
    }

    /// Says why the recording of this name cannot be had, so that a render can report it.
    #[wasm_bindgen(js_name = refuseRecording)]
    pub fn refuse_recording(&mut self, name: &str, message: String) {
        let code = "recording-unusable".to_owned();
        self.recordings.add(name, Err(AssetError { code, message }));
    }

    /// Whether a recording of this name was handed in.
    #[wasm_bindgen(js_name = hasRecording)]
    #[must_use]
    pub fn has_recording(&self, name: &str) -> bool {
        self.recordings.has(name)
    }

    /// Forgets a recording; whether there was one.
    #[wasm_bindgen(js_name = removeRecording)]
    pub fn remove_recording(&mut self, name: &str) -> bool {
        self.recordings.remove(name)
    }

    /// Begins a render; `options` is JSON text, empty for none. Of several `shares` (default 1) it
    /// computes the first and brings them together; the others are other engines' (`share`).
    ///
    /// # Errors
    /// `option`, `illegal-song`, `missing`, `limit`.
    pub fn render(&self, song: &Song, options: &str, shares: Option<u32>) -> Result<Render, Error> {
        let options = self.options(song, options)?;
        let asked = Asked { recordings: &self.recordings, findings: RefCell::default() };
        let shares = shares.unwrap_or(1) as usize;
        let render = rebounce::Render::in_shares(&song.song, &asked, &options, shares)?;
        Ok(Render::new(render, song, asked.findings.into_inner(), &options))
    }

    /// Begins share `number` of `shares` of a render that another engine begins with the same song,
    /// recordings and options.
    ///
    /// # Errors
    /// As `render`; `option` too if there is no such share.
    pub fn share(
        &self,
        song: &Song,
        options: &str,
        number: u32,
        shares: u32,
    ) -> Result<Share, Error> {
        let options = self.options(song, options)?;
        let asked = Asked { recordings: &self.recordings, findings: RefCell::default() };
        let of = [number as usize, shares as usize];
        Ok(Share::new(rebounce::Share::new(&song.song, &asked, &options, of)?))
    }
}

impl Engine {
    fn options(&self, song: &Song, json: &str) -> Result<Options, Error> {
        let mut options = options(json, &song.wanted)?;
        options.resources = self.resources.clone();
        options.clock = self.clock.clone();
        Ok(options)
    }
}

/// Throws a panic's message as a JavaScript error, since WebAssembly cannot unwind. Whoever catches
/// it throws the whole instance away.
fn throw(panic: &std::panic::PanicHookInfo<'_>) {
    wasm_bindgen::throw_val(Error::new("crashed", panic).into());
}
