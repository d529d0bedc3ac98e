//! SoundFonts, each asked for once, and their presets as patches, each prepared once and shared by
//! the instruments that play it.

use crate::assets::{AssetError, Assets};
use rebounce_dsp::batch::Patch;
use rebounce_dsp::soundfont::{self, Font};
use rebounce_song::soundfont::SoundFont;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fonts of one render.
pub(crate) struct Fonts<'a> {
    assets: &'a dyn Assets,
    sample_rate: u32,
    fonts: BTreeMap<String, Result<Arc<Font>, AssetError>>,
    /// By font, bank, program and whether velocity moves the filter.
    patches: BTreeMap<(String, u16, u16, bool), Arc<Patch>>,
}

impl<'a> Fonts<'a> {
    pub(crate) fn new(assets: &'a dyn Assets, sample_rate: u32) -> Self {
        Self { assets, sample_rate, fonts: BTreeMap::new(), patches: BTreeMap::new() }
    }

    /// The patch of a preset, or why it cannot be had.
    pub(crate) fn patch(&mut self, settings: &SoundFont) -> Result<Arc<Patch>, AssetError> {
        let SoundFont { font, bank, program, velocity_filter } = settings;
        let key = (font.clone(), *bank, *program, *velocity_filter);
        if let Some(patch) = self.patches.get(&key) {
            return Ok(Arc::clone(patch));
        }
        let found = self.fonts.entry(font.clone()).or_insert_with(|| self.assets.font(font));
        let found = found.as_ref().map_err(AssetError::clone)?;
        let preset = found.preset(*bank, *program).ok_or_else(|| AssetError {
            code: "soundfont-preset-missing".to_owned(),
            message: format!("{font} has no preset of bank {bank}, program {program}"),
        })?;
        let rate = f64::from(self.sample_rate);
        let patch = soundfont::Patch::new(found, preset, *velocity_filter, rate);
        let patch = Arc::new(Patch::SoundFont(patch));
        self.patches.insert(key, Arc::clone(&patch));
        Ok(patch)
    }
}
