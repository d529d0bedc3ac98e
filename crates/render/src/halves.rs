//! Long reverbs in halves: left and right of a convolution do not hear one another, so they are two
//! tasks, and the strip goes on with the left of the one and the right of the other.

use crate::cuts;
use crate::effects::has_halves;
use crate::plan::{Input, Node, NodeKind, Plan};

/// Halves a plan's reverbs of stereo sounds that cost more than `most`: what is the same on both
/// sides is transformed once for both, so there halves would be more than half the work.
pub(crate) fn form(plan: &mut Plan, most: f32) {
    let reverbs: Vec<Option<usize>> =
        plan.nodes.iter().map(|node| reverb(node, &plan.nodes, most)).collect();
    cuts::cut(plan, |number, node, at| {
        reverbs[number].map_or_else(Vec::new, |reverb| halve(node, reverb, at))
    });
    cuts::deepen(plan);
}

/// Which of a strip's inserts is a reverb that hears stereo and costs more than `most`.
fn reverb(node: &Node, nodes: &[Node], most: f32) -> Option<usize> {
    let NodeKind::Channel(channel) = &node.kind else { return None };
    let inserts = &channel.inserts;
    let at = inserts.iter().position(|it| it.traits.cost > most && has_halves(&it.what))?;
    let stereo = channel.inputs.iter().any(|input| nodes[input.node].stereo)
        || inserts[..at].iter().any(|it| it.traits.makes_stereo);
    stereo.then_some(at)
}

/// Leaves a strip what follows insert number `reverb`; what goes ahead of it, from node number
/// `number` on: the sum and what comes before the reverb, unless that is one input, and the halves.
fn halve(node: &mut Node, reverb: usize, number: usize) -> Vec<Node> {
    let mut ahead = Vec::new();
    if reverb > 0 || node.kind.reads().count() > 1 {
        ahead.push(cuts::split(node, reverb, number));
    }
    let number = number + ahead.len();
    let half = cuts::split(node, 1, number);
    if let NodeKind::Channel(channel) = &mut node.kind {
        channel.inputs = vec![Input::plain(number), Input::plain(number + 1)];
        channel.halves = true;
    }
    for (channel, side) in ["left", "right"].into_iter().enumerate() {
        let mut half = half.clone();
        half.name = format!("{}, {side}", node.name);
        if let NodeKind::Channel(strip) = &mut half.kind {
            half.cost -= strip.inserts[0].traits.cost / 2.0;
            strip.inserts[0].only = Some(channel);
        }
        ahead.push(half);
    }
    ahead
}
