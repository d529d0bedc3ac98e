//! SoundFonts that were named on the command line, each loaded once for all songs of a process.

use crate::error::Error;
use rebounce::AssetError;
use rebounce_codec::FontNote;
use rebounce_dsp::soundfont::{self as dsp, generator};
use rebounce_import as import;
use rebounce_song::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// A SoundFont on the command line: `FILE` or `FILE:OFFSET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: PathBuf,
    /// Added to its banks.
    pub(crate) offset: u16,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |text: &str| Self { path: PathBuf::from(text), offset: 0 };
        let Some((file, offset)) = text.rsplit_once(':') else { return Ok(plain(text)) };
        if file.is_empty() || !offset.chars().all(|digit| digit.is_ascii_digit()) {
            return Ok(plain(text));
        }
        match offset.parse() {
            Ok(offset @ 0..=16_383) => Ok(Self { offset, ..plain(file) }),
            _ => Err("wanted a bank offset of 0 to 16383".to_owned()),
        }
    }
}

/// A font that was loaded.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) font: Arc<dsp::Font>,
    /// What an importer needs to know of its presets.
    presets: Arc<[import::FontPreset]>,
    pub(crate) notes: Vec<FontNote>,
    /// BLAKE3 of the file.
    pub(crate) hash: String,
}

/// Fonts that songs share, loaded once; clones share the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct FontLibrary(Arc<Mutex<BTreeMap<PathBuf, Loaded>>>);

impl FontLibrary {
    /// The font in a file.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub(crate) fn load(&self, path: &Path) -> Result<Loaded, AssetError> {
        // Held while one loads, so that songs side by side do not load it twice.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loaded) = known.get(path) {
            return Ok(loaded.clone());
        }
        let failed = |code: &str, message: String| AssetError { code: code.to_owned(), message };
        let shown = path.display();
        let unreadable = |error| failed("soundfont-unreadable", format!("{shown}: {error}"));
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            let message = format!("{shown} is no regular file");
            return Err(failed("soundfont-unreadable", message));
        }
        let bytes = fs::read(path).map_err(unreadable)?;
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let read = rebounce_codec::soundfont(bytes)
            .map_err(|error| failed("soundfont-unusable", format!("{shown}: {error}")))?;
        let presets = read.font.presets().iter().map(|it| preset(&read.font, it)).collect();
        let loaded = Loaded { font: Arc::new(read.font), presets, notes: read.notes, hash };
        known.insert(path.to_path_buf(), loaded.clone());
        Ok(loaded)
    }

    /// What an importer needs to know of fonts.
    ///
    /// # Errors
    /// [`Error::Input`]: one cannot be had.
    pub(crate) fn fonts(&self, named: &[Named]) -> Result<import::Fonts, Error> {
        let font = |named: &Named| {
            let loaded = self.load(&named.path).map_err(|error| Error::Input(error.to_string()))?;
            Ok(import::Font {
                reference: named.path.to_string_lossy().into_owned(),
                offset: named.offset,
                presets: loaded.presets,
            })
        };
        Ok(import::Fonts(named.iter().map(font).collect::<Result<_, _>>()?))
    }
}

fn preset(font: &dsp::Font, preset: &dsp::Preset) -> import::FontPreset {
    let (regions, _) = dsp::regions(font, preset, false);
    let mean = |number: usize| {
        let sum: f32 = regions.iter().map(|it| it.generators[number].clamp(0.0, 1000.0)).sum();
        f64::from(sum) / 1000.0 / regions.len().max(1) as f64
    };
    let mut controllers: Vec<u8> = regions
        .iter()
        .flat_map(|region| &region.modulators)
        .filter_map(|modulator| modulator.controllers())
        .flatten()
        .filter_map(|controller| match controller {
            // The modulation wheel is a control of its own.
            dsp::Controller::Midi(number) if number != 1 => Some(number),
            dsp::Controller::Wheel => Some(dsp::WHEEL),
            _ => None,
        })
        .collect();
    controllers.sort_unstable();
    controllers.dedup();
    import::FontPreset {
        bank: preset.bank,
        program: preset.program,
        name: preset.name.clone(),
        reverb: mean(generator::REVERB_SEND),
        chorus: mean(generator::CHORUS_SEND),
        controllers,
    }
}

/// What was not in order in a font.
pub(crate) fn findings(reference: &str, notes: &[FontNote]) -> Vec<Diagnostic> {
    let finding = |note: &FontNote| {
        let wanted = "a SoundFont in order";
        let action = "it is played as it was read";
        let found = note.to_string();
        Diagnostic::new(Severity::Warning, "soundfont-damaged", reference, found, wanted, action)
    };
    notes.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_what_follows_the_last_colon_if_it_is_a_number() {
        let named = |text: &str| text.parse::<Named>().map(|it| (it.path, it.offset));
        let is = |path: &str, offset| Ok((PathBuf::from(path), offset));
        assert_eq!(named("a.sf2"), is("a.sf2", 0));
        assert_eq!(named("a.sf2:8"), is("a.sf2", 8));
        assert_eq!(named("c:/a.sf2"), is("c:/a.sf2", 0));
        assert!(named("a.sf2:99999").is_err());
    }
}
