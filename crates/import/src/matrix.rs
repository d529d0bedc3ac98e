//! The modulation matrix of the synths.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use rebounce_song::va::ModulationCurve;

/// Most slots there are.
const MOST: usize = 16;

const CURVES: &[(&str, ModulationCurve)] = &[
    ("linear", ModulationCurve::Linear),
    ("exponential", ModulationCurve::Exponential),
    ("s-curve", ModulationCurve::SCurve),
];

/// A slot of either synth.
pub(crate) struct Slot<S, T> {
    pub(crate) source: S,
    pub(crate) target: T,
    pub(crate) amount: f64,
    pub(crate) curve: ModulationCurve,
}

/// The slots at `node` that can be had, of a synth with these sources and targets.
pub(crate) fn matrix<S: Clone, T: Clone>(
    node: &Node<'_>,
    sources: &[(&str, S)],
    targets: &[(&str, T)],
) -> Vec<Slot<S, T>> {
    if !matches!(node.value, Json::Array(_)) {
        node.warn("not-a-list", "a list of slots", "ignored");
    }
    if node.items().len() > MOST {
        node.warn("too-many-slots", format!("at most {MOST} slots"), "the later ones left out");
    }
    node.items().take(MOST).filter_map(|item| slot(&item, sources, targets)).collect()
}

fn slot<S: Clone, T: Clone>(
    node: &Node<'_>,
    sources: &[(&str, S)],
    targets: &[(&str, T)],
) -> Option<Slot<S, T>> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-slot", "{source, destination, amount}", "left out");
        return None;
    };
    let amount = object.number(&["amount"], -1.0..=1.0).unwrap_or(0.0);
    let curve = object.get(&["curve"]);
    let source = object.get(&["source"]);
    let target = object.get(&["destination", "target"]);
    let on = object.flag(&["enabled"]).unwrap_or(true);
    object.silent(&["id", "name"]);
    object.finish("a modulation slot");
    // A slot that does nothing needs no source and no destination.
    if !on || amount == 0.0 {
        return None;
    }
    let curve = curve.and_then(|node| node.choice(CURVES)).unwrap_or_default();
    let (Some(source), Some(target)) = (source, target) else {
        node.warn("not-a-slot", "a source and a destination", "left out");
        return None;
    };
    let action = "slot left out";
    let source = source.choice_or(sources, action);
    let target = target.choice_or(targets, action);
    Some(Slot { source: source?, target: target?, amount, curve })
}
