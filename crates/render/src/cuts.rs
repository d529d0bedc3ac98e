//! Strips cut in several, so that several threads can take what was one task: each piece a stage of
//! the pipeline of its own.

use crate::pan;
use crate::plan::{ChannelPlan, Input, InsertPlan, Node, NodeKind, Plan};
use std::ops::Range;

/// What part of a thread's share of the work a task is at most if it can be cut: a sixth, by
/// trial; one thread needs no cuts, and each costs the copy of a window. Estimates are rough, and
/// rows do not count as one strip in them.
const OF_SHARE: f32 = 6.0;

/// What a task is to cost at most if it can be cut, on so many threads, by the plan's estimates.
pub(crate) fn most(plan: &Plan, threads: usize) -> f32 {
    let whole: f32 = plan.nodes.iter().map(|node| node.cost).sum();
    whole / (OF_SHARE * threads as f32)
}

/// Puts nodes ahead of others, and numbers all anew: `ahead` is given each node and its old number,
/// and the new number that the first it puts ahead of it will have. Where each node's pieces are then.
pub(crate) fn cut(
    plan: &mut Plan,
    mut ahead: impl FnMut(usize, &mut Node, usize) -> Vec<Node>,
) -> Vec<Range<usize>> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut places: Vec<Range<usize>> = Vec::new();
    for (number, mut node) in std::mem::take(&mut plan.nodes).into_iter().enumerate() {
        node.kind.reads_mut().for_each(|input| input.node = places[input.node].end - 1);
        let first = nodes.len();
        nodes.extend(ahead(number, &mut node, first));
        nodes.push(node);
        places.push(first..nodes.len());
    }
    plan.nodes = nodes;
    let last = |node: usize| places[node].end - 1;
    plan.output = last(plan.output);
    plan.stems.iter_mut().for_each(|stem| stem.node = last(stem.node));
    places
}

/// Takes a strip's first `length` inserts off, as a strip ahead of it that is node number `number`.
pub(crate) fn split(node: &mut Node, length: usize, number: usize) -> Node {
    let mut before = node.clone();
    let NodeKind::Channel(channel) = &mut node.kind else { return before };
    let rest = channel.inserts.split_off(length);
    let late = rest.first().map_or(channel.late[1], |insert| insert.late);
    let sum = |of: fn(&InsertPlan) -> u64| rest.iter().map(of).sum::<u64>();
    before.name = format!("{}, ahead", node.name);
    before.latency = late;
    before.tail -= sum(|it| it.traits.tail);
    before.memory -= sum(|it| it.traits.memory);
    let cost: f32 = rest.iter().map(|it| it.traits.cost).sum();
    before.cost -= cost;
    node.cost = 1.5 + cost;
    before.kind = NodeKind::Channel(ChannelPlan {
        inputs: std::mem::replace(&mut channel.inputs, vec![Input::plain(number)]),
        halves: std::mem::replace(&mut channel.halves, false),
        inserts: std::mem::replace(&mut channel.inserts, rest),
        mono: false,
        fader: pan::UNITY,
        pre_fader: false,
        moves: None,
        late: [channel.late[0], late],
    });
    channel.late[0] = late;
    before
}

/// Makes every node deeper than those it reads, and those of a row equally deep.
pub(crate) fn deepen(plan: &mut Plan) {
    loop {
        let before: Vec<usize> = plan.nodes.iter().map(|node| node.depth).collect();
        for node in 0..plan.nodes.len() {
            let reads = plan.nodes[node].kind.reads();
            let least = reads.map(|input| plan.nodes[input.node].depth + 1).max().unwrap_or(0);
            plan.nodes[node].depth = plan.nodes[node].depth.max(least);
        }
        for row in &plan.rows {
            let most = row.iter().map(|&node| plan.nodes[node].depth).max().unwrap_or(0);
            row.iter().for_each(|&node| plan.nodes[node].depth = most);
        }
        if plan.nodes.iter().map(|node| node.depth).eq(before) {
            return;
        }
    }
}
