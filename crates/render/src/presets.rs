//! Presets of SoundFonts, prepared once for all renders that share them, with whole voices that
//! one render leaves to the next. It cannot be heard.

use rebounce_dsp::batch::{Patch, SharedPrints, SharedRoom};
use rebounce_dsp::soundfont::Font;
use std::sync::Arc;

/// Bank, program, whether velocity moves the filter, frames per second.
pub(crate) type PresetKey = (u16, u16, bool, u32);

/// A preset, prepared.
#[derive(Clone, Debug)]
pub(crate) struct Preset {
    pub(crate) patch: Arc<Patch>,
    /// Whole voices of it, if renders share them.
    pub(crate) shared: Option<Arc<SharedPrints>>,
}

/// All presets so far.
#[derive(Debug)]
pub(crate) struct Presets {
    room: SharedRoom,
    /// A font is known by itself, so it is held: no other can come to lie in its place in memory.
    known: Vec<(Arc<Font>, PresetKey, Preset)>,
}

impl Presets {
    /// None yet, and so many bytes for voices.
    pub(crate) fn new(bytes: u64) -> Self {
        Self { room: SharedRoom::new(bytes), known: Vec::new() }
    }

    /// A preset, made by `make` if it is not there.
    pub(crate) fn get(
        &mut self,
        font: &Arc<Font>,
        key: PresetKey,
        make: impl FnOnce() -> Patch,
    ) -> Preset {
        let same = |it: &&(Arc<Font>, PresetKey, Preset)| Arc::ptr_eq(&it.0, font) && it.1 == key;
        if let Some((.., preset)) = self.known.iter().find(same) {
            return preset.clone();
        }
        let shared = Some(Arc::new(SharedPrints::new(&self.room)));
        let preset = Preset { patch: Arc::new(make()), shared };
        self.known.push((Arc::clone(font), key, preset.clone()));
        preset
    }
}
