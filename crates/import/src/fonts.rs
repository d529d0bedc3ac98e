//! SoundFonts as an importer needs to know them: which presets they have, and how a song will call
//! them. Nobody here opens one.

use std::sync::Arc;

/// The SoundFonts that play the programs of a MIDI file. Of two that have a preset, the later one
/// plays it.
#[derive(Clone, Debug, Default)]
pub struct Fonts(pub Vec<Font>);

/// A SoundFont.
#[derive(Clone, Debug, Default)]
pub struct Font {
    /// How the song refers to it.
    pub reference: String,
    /// Added to the banks of its presets.
    pub offset: u16,
    /// Its presets, shared by all songs that they play.
    pub presets: Arc<[FontPreset]>,
}

/// A preset of a SoundFont.
#[derive(Clone, Debug, Default)]
pub struct FontPreset {
    /// As the font has it, without the offset.
    pub bank: u16,
    /// 0..=127.
    pub program: u16,
    /// What a person calls it.
    pub name: String,
    /// What it sends to the reverb by itself, 0..=1, on average.
    pub reverb: f64,
    /// What it sends to the chorus by itself, 0..=1, on average.
    pub chorus: f64,
    /// Controllers that its modulators hear (128: the bend wheel).
    pub controllers: Vec<u8>,
}

/// The bank of drums.
pub(crate) const DRUMS: u16 = 128;

/// A preset by the numbers of its font and of itself.
pub(crate) type Place = (usize, usize);

impl Fonts {
    /// The preset of a bank, offsets counted, and program.
    pub(crate) fn find(&self, bank: u16, program: u8) -> Option<Place> {
        self.0.iter().enumerate().rev().find_map(|(number, font)| {
            let own = bank.checked_sub(font.offset)?;
            let is = |it: &FontPreset| (it.bank, it.program) == (own, u16::from(program));
            Some((number, font.presets.iter().position(is)?))
        })
    }

    /// A preset, and its font.
    pub(crate) fn at(&self, (font, preset): Place) -> (&Font, &FontPreset) {
        (&self.0[font], &self.0[font].presets[preset])
    }

    /// Whether some preset hears a controller.
    pub(crate) fn hear(&self, controller: u8) -> bool {
        let mut presets = self.0.iter().flat_map(|font| &*font.presets);
        presets.any(|preset| preset.controllers.contains(&controller))
    }
}
