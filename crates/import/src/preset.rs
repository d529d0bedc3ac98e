//! Presets of the synths by name: the one place that asks for them.

use crate::node::Node;
use crate::scalar::folded;
use crate::va::Synth;
use rebounce_song::preset;
use rebounce_song::va::Va;

/// Zenith's presets that the VA synth has under no name of its own, and what is like them.
const LIKE: &[(&str, &str)] = &[
    ("Deep Sub Bass", "Sub Bass"),
    ("Pluck Lead", "Trance Pluck"),
    ("E.Piano", "E. Piano"),
    ("808 Sub", "808 Bass"),
    ("Acid Bass", "Acid Lead"),
    ("Sync Lead", "Classic Lead"),
    ("Brass Lead", "Classic Lead"),
    ("Ambient Pad", "Lush Pad"),
    ("Riser", "Hyper Saw"),
    ("Sweep", "Analog Pad"),
    ("Impact", "808 Bass"),
    ("Bell", "Bell Synth"),
];

/// The patch a preset's name at `node` stands for. Where there is none such, one that is like it
/// or the default sound; that is a loss only if the document does not give the patch itself.
pub(crate) fn preset(node: &Node<'_>, synth: Synth, has_patch: bool) -> Va {
    let Some(name) = node.text() else { return Va::default() };
    let word = folded(&name);
    let known = preset::names().iter().find(|known| folded(known) == word);
    if let Some(patch) = known.and_then(|known| preset::va(known)) {
        return patch;
    }
    let like = LIKE.iter().find(|(theirs, _)| synth == Synth::Zenith && folded(theirs) == word);
    let like = like.and_then(|(_, ours)| preset::va(ours));
    let wanted = "the name of a preset of the VA synth";
    if has_patch {
        node.info("unknown-preset", wanted, "the patch beside it plays");
    } else if let Some(like) = &like {
        let name = like.preset.as_deref().unwrap_or_default();
        node.warn("unknown-preset", wanted, format!("`{name}` plays, which is like it"));
    } else {
        node.warn("unknown-preset", wanted, "the synth's default sound plays");
    }
    Va { preset: Some(name), ..like.unwrap_or_default() }
}
