//! Zenith's factory presets. A family a file.

mod basses;
mod effects;
mod keys;
mod leads;
mod pads;
pub(super) mod table;

use crate::zenith::Zenith;

/// Names of all presets of the Zenith synth.
#[must_use]
pub fn zenith_names() -> &'static [&'static str] {
    NAMES
}

/// The settings of a preset of the Zenith synth; `None` if there is none of that name. ASCII case
/// does not matter. The settings' `preset` is the name as [`zenith_names`] has it.
///
/// ```
/// let riser = rebounce_song::preset::zenith("riser").expect("it is one of the names");
/// assert_eq!(riser.preset.as_deref(), Some("Riser"));
/// ```
#[must_use]
pub fn zenith(name: &str) -> Option<Zenith> {
    let name = NAMES.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let families =
        [basses::PATCHES, leads::PATCHES, pads::PATCHES, keys::PATCHES, effects::PATCHES];
    let (_, patch) = families.into_iter().flatten().find(|(known, _)| known == name)?;
    Some(Zenith { preset: Some((*name).to_owned()), ..patch() })
}

/// In the order of the engine Rebounce replaces; the first is its default.
const NAMES: &[&str] = &[
    "Deep Sub Bass",
    "Reese Bass",
    "Supersaw Lead",
    "Pluck Lead",
    "Warm Pad",
    "Dream Pad",
    "Riser",
    "E.Piano",
    "808 Sub",
    "Acid Bass",
    "Wobble Bass",
    "Sync Lead",
    "Arp Lead",
    "Brass Lead",
    "Strings",
    "Ambient Pad",
    "Impact",
    "Sweep",
    "Organ",
    "Bell",
];
