//! Presets of the synths by name: the one place that asks for them.

use crate::node::Node;
use rebounce_song::va::Va;

/// The preset called `name`; until songs have presets, none.
fn named(_name: &str) -> Option<Va> {
    None
}

/// The patch a preset's name at `node` stands for. Where there is none such, the default sound;
/// that is a loss only if the document does not give the patch itself.
pub(crate) fn preset(node: &Node<'_>, has_patch: bool) -> Va {
    let Some(name) = node.text() else { return Va::default() };
    if let Some(patch) = named(&name) {
        return Va { preset: Some(name), ..patch };
    }
    if has_patch {
        node.info("unknown-preset", "the name of a preset", "the patch beside it plays");
    } else {
        node.warn("unknown-preset", "the name of a preset", "the synth's default sound plays");
    }
    Va { preset: Some(name), ..Va::default() }
}
