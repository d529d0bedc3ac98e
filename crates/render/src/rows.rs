//! Strips side by side: those of one stage that begin with the same effects, which go in lanes, are
//! computed as one task. A strip with other effects behind them is cut in two, so that these are
//! another task, which another thread may take; a row that is long is cut behind each effect.

use crate::cuts;
use crate::effects::goes_beside;
use crate::plan::{InsertPlan, Node, NodeKind, Plan};
use rebounce_dsp::lanes::WIDTH;
use std::collections::BTreeMap;

/// Makes rows of a plan's strips; what costs more than `most` is cut.
pub(crate) fn form(plan: &mut Plan, most: f32) {
    let rows = rows(&plan.nodes);
    let mut lengths = vec![Vec::new(); plan.nodes.len()];
    for row in &rows {
        let effects = beginning(&plan.nodes[row[0]]);
        let cost: f32 = effects.iter().map(|it| it.traits.cost).sum();
        let pieces = if cost > most { vec![1; effects.len()] } else { vec![effects.len()] };
        row.iter().for_each(|&node| lengths[node].clone_from(&pieces));
    }
    let places = cuts::cut(plan, |number, node, at| {
        let mut ahead = Vec::new();
        for &length in &lengths[number] {
            // The last piece is what is left of the strip.
            if inserts(node).len() > length {
                ahead.push(cuts::split(node, length, at + ahead.len()));
            }
        }
        ahead
    });
    for row in rows {
        for piece in 0..lengths[row[0]].len() {
            plan.rows.push(row.iter().map(|&node| places[node].start + piece).collect());
        }
    }
    for row in &plan.rows {
        for &node in row {
            // All of them together take the time of one.
            let inserts: f32 = beginning(&plan.nodes[node]).iter().map(|it| it.traits.cost).sum();
            plan.nodes[node].cost -= inserts * (1.0 - 1.0 / row.len() as f32);
        }
    }
    cuts::deepen(plan);
}

/// The inserts that a strip begins with and that go beside others.
fn beginning(node: &Node) -> &[InsertPlan] {
    let goes = |it: &&InsertPlan| it.side.is_none() && it.moves.is_empty() && goes_beside(&it.what);
    let inserts = inserts(node);
    &inserts[..inserts.iter().take_while(goes).count()]
}

fn inserts(node: &Node) -> &[InsertPlan] {
    match &node.kind {
        NodeKind::Channel(channel) => &channel.inserts,
        _ => &[],
    }
}

/// Strips of one stage and share that begin alike, as many together as have lanes.
fn rows(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<(usize, usize, Vec<&str>), Vec<usize>> = BTreeMap::new();
    for (number, node) in nodes.iter().enumerate() {
        let kinds: Vec<&str> = beginning(node).iter().map(|it| it.what.id()).collect();
        if !kinds.is_empty() {
            alike.entry((node.share, node.depth, kinds)).or_default().push(number);
        }
    }
    let mut rows = Vec::new();
    for strips in alike.into_values() {
        let (mut row, mut lanes) = (Vec::new(), 0);
        for strip in strips {
            let stereo = nodes[strip].kind.reads().any(|input| nodes[input.node].stereo);
            let channels = if stereo { 2 } else { 1 };
            if lanes + channels > WIDTH {
                rows.push(std::mem::take(&mut row));
                lanes = 0;
            }
            row.push(strip);
            lanes += channels;
        }
        rows.push(row);
    }
    rows.retain(|row| row.len() > 1);
    rows
}
