//! Presets of the synths by name: the one place that asks for them.

use crate::node::Node;
use crate::scalar::folded;
use rebounce_song::preset;
use rebounce_song::va::Va;
use rebounce_song::zenith::Zenith;

/// What the original plays on Zenith where an instrument says nothing.
const DEFAULT_OF_ZENITH: &str = "Deep Sub Bass";

/// The VA patch that a preset's name at `node` stands for, or the default sound; that is a loss
/// only if the document does not give the patch itself.
pub(crate) fn va(node: Option<&Node<'_>>, has_patch: bool) -> Va {
    let Some((node, name)) = node.and_then(|node| Some((node, node.text()?))) else {
        return Va::default();
    };
    let found = known(&name, preset::names()).and_then(preset::va);
    found.unwrap_or_else(|| {
        unknown(node, "VA", has_patch);
        Va { preset: Some(name), ..Va::default() }
    })
}

/// The same for Zenith; without a name or a patch it has a preset of its own.
pub(crate) fn zenith(node: Option<&Node<'_>>, has_patch: bool) -> Zenith {
    let plain = || match has_patch {
        true => Zenith::default(),
        false => preset::zenith(DEFAULT_OF_ZENITH).unwrap_or_default(),
    };
    let Some((node, name)) = node.and_then(|node| Some((node, node.text()?))) else {
        return plain();
    };
    let found = known(&name, preset::zenith_names()).and_then(preset::zenith);
    found.unwrap_or_else(|| {
        unknown(node, "Zenith", has_patch);
        Zenith { preset: Some(name), ..plain() }
    })
}

fn known(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let word = folded(name);
    names.iter().copied().find(|known| folded(known) == word)
}

fn unknown(node: &Node<'_>, synth: &str, has_patch: bool) {
    let wanted = format!("the name of a preset of the {synth} synth");
    if has_patch {
        node.info("unknown-preset", wanted, "the patch beside it plays");
    } else {
        node.warn("unknown-preset", wanted, "the synth's default sound plays");
    }
}
