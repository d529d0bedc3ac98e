//! Sounds by name: the factory presets of the two synths.
//!
//! The names, the voice modes and the release times are those of the engine Rebounce replaces,
//! because songs refer to the names and the releases enter the length of a render. The patches
//! are Rebounce's own: made to sound as their names say, not copies. A family a file.

mod basses;
pub mod general_midi;
mod keys;
mod leads;
mod pads;
mod plucks;
mod table;
mod zenith;

pub use zenith::{zenith, zenith_names};

use crate::va::Va;

/// Names of all presets of the virtual-analogue synth.
#[must_use]
pub fn names() -> &'static [&'static str] {
    NAMES
}

/// The settings of a preset; `None` if there is none of that name. ASCII case does not matter. The
/// settings' `preset` is the name as [`names`] has it.
///
/// ```
/// let bass = rebounce_song::preset::va("808 bass").expect("it is one of the names");
/// assert_eq!(bass.preset.as_deref(), Some("808 Bass"));
/// ```
#[must_use]
pub fn va(name: &str) -> Option<Va> {
    let name = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let families = [keys::PATCHES, pads::PATCHES, leads::PATCHES, basses::PATCHES, plucks::PATCHES];
    let (_, patch) = families.into_iter().flatten().find(|(known, _)| known == name)?;
    Some(Va { preset: Some((*name).to_owned()), ..patch() })
}

/// In the order of the engine Rebounce replaces.
const NAMES: &[&str] = &[
    "Piano",
    "E. Piano",
    "Warm Pad",
    "Classic Lead",
    "Bass",
    "Pluck",
    "Organ",
    "Strings",
    "808 Bass",
    "Bell Synth",
    "Sub Bass",
    "Reese Bass",
    "Supersaw Lead",
    "Acid Lead",
    "Lush Pad",
    "Analog Pad",
    "Hyper Saw",
    "Trance Pluck",
    "Dream Pad",
    "Wobble Bass",
    "Arp Lead",
    "Fat Bass",
    "Vocal Synth",
    "Sidechain Lead",
];
