//! A preset of a SoundFont as an instrument's sound.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A preset of a SoundFont.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SoundFont {
    /// The file (.sf2 or .sf3): a path relative to the song, as of a recording.
    pub font: String,
    /// The preset's bank as the font has it, 0..=16383; 128 is drums. Default 0.
    pub bank: u16,
    /// The preset's program, 0..=127; default 0.
    pub program: u16,
    /// Softer notes are darker, by the specification's default modulator from velocity to cutoff
    /// (SoundFont 2.04, section 8.4.2), which few synths follow and few fonts expect; default
    /// false.
    #[serde(skip_serializing_if = "crate::sampler::is_false")]
    pub velocity_filter: bool,
}
