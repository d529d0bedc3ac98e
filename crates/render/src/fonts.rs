//! SoundFonts, each asked for once, and their presets as patches, each prepared once and shared by
//! the instruments that play it.

use crate::assets::{AssetError, Assets};
use crate::options::Options;
use crate::presets::Preset;
use crate::resources::Resources;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::soundfont::{self, Font};
use rebounce_song::soundfont::SoundFont;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fonts of one render.
pub(crate) struct Fonts<'a> {
    assets: &'a dyn Assets,
    resources: &'a Resources,
    sample_rate: u32,
    fonts: BTreeMap<String, Result<Arc<Font>, AssetError>>,
    /// By font, bank, program and whether velocity moves the filter.
    presets: BTreeMap<(String, u16, u16, bool), Preset>,
}

impl<'a> Fonts<'a> {
    pub(crate) fn new(assets: &'a dyn Assets, options: &'a Options) -> Self {
        let Options { resources, sample_rate, .. } = options;
        let (fonts, presets) = (BTreeMap::new(), BTreeMap::new());
        Self { assets, resources, sample_rate: *sample_rate, fonts, presets }
    }

    /// A preset, or why it cannot be had.
    pub(crate) fn preset(&mut self, settings: &SoundFont) -> Result<Preset, AssetError> {
        let SoundFont { font, bank, program, velocity_filter } = settings;
        let key = (font.clone(), *bank, *program, *velocity_filter);
        if let Some(preset) = self.presets.get(&key) {
            return Ok(preset.clone());
        }
        let found = self.fonts.entry(font.clone()).or_insert_with(|| self.assets.font(font));
        let found = found.as_ref().map_err(AssetError::clone)?;
        let preset = found.preset(*bank, *program).ok_or_else(|| AssetError {
            code: "soundfont-preset-missing".to_owned(),
            message: format!("{font} has no preset of bank {bank}, program {program}"),
        })?;
        let rate = f64::from(self.sample_rate);
        let make =
            || Patch::SoundFont(soundfont::Patch::new(found, preset, *velocity_filter, rate));
        let known = (*bank, *program, *velocity_filter, self.sample_rate);
        let preset = self.resources.preset(found, known, make);
        self.presets.insert(key, preset.clone());
        Ok(preset)
    }
}
