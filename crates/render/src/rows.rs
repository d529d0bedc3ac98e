//! Strips side by side: those of one stage that begin with the same effects, which go in lanes, are
//! computed as one task. A strip with other effects behind them is cut in two, so that these are
//! another task, which another thread may take.

use crate::effects::goes_beside;
use crate::plan::{ChannelPlan, Input, InsertPlan, Node, NodeKind, Plan, What};
use rebounce_dsp::lanes::WIDTH;
use std::collections::BTreeMap;

/// Makes rows of a plan's strips.
pub(crate) fn form(plan: &mut Plan) {
    let rows = rows(&plan.nodes);
    let mut heads = vec![0; plan.nodes.len()];
    for &node in rows.iter().flatten() {
        heads[node] = beginning(&plan.nodes[node]).len();
    }
    cut(plan, &heads, &rows);
    deepen(plan);
}

/// The inserts that a strip begins with and that go beside others.
fn beginning(node: &Node) -> &[InsertPlan] {
    let NodeKind::Channel(channel) = &node.kind else { return &[] };
    let goes = |it: &&InsertPlan| it.side.is_none() && it.moves.is_empty() && goes_beside(&it.what);
    &channel.inserts[..channel.inserts.iter().take_while(goes).count()]
}

/// Strips of one stage and share that begin alike, as many together as have lanes.
fn rows(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut alike: BTreeMap<(usize, usize, Vec<&str>), Vec<usize>> = BTreeMap::new();
    for (number, node) in nodes.iter().enumerate() {
        let kinds: Vec<&str> = beginning(node).iter().map(|it| kind(&it.what)).collect();
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

fn kind(what: &What) -> &'static str {
    match what {
        What::Effect(effect) => effect.settings.id(),
        What::TrackEq(_) => "eq",
        What::Ceiling(_) => "ceiling",
    }
}

/// Cuts strips behind as many inserts as `heads` says, where more follow, and numbers all anew.
fn cut(plan: &mut Plan, heads: &[usize], rows: &[Vec<usize>]) {
    let mut nodes: Vec<Node> = Vec::new();
    // Where each is, and where it begins.
    let (mut places, mut begins) = (Vec::new(), Vec::new());
    for (mut node, &head) in std::mem::take(&mut plan.nodes).into_iter().zip(heads) {
        node.kind.reads_mut().for_each(|input| input.node = places[input.node]);
        begins.push(nodes.len());
        if let NodeKind::Channel(channel) = &mut node.kind
            && (1..channel.inserts.len()).contains(&head)
        {
            let before = split(&mut node, head, nodes.len());
            nodes.push(before);
        }
        places.push(nodes.len());
        nodes.push(node);
    }
    plan.nodes = nodes;
    plan.output = places[plan.output];
    plan.stems.iter_mut().for_each(|stem| stem.node = places[stem.node]);
    plan.rows = rows.iter().map(|row| row.iter().map(|&node| begins[node]).collect()).collect();
    for row in &plan.rows {
        for &node in row {
            // All of them together take the time of one.
            let inserts: f32 = beginning(&plan.nodes[node]).iter().map(|it| it.traits.cost).sum();
            plan.nodes[node].cost -= inserts * (1.0 - 1.0 / row.len() as f32);
        }
    }
}

/// Leaves a strip what follows its first `head` inserts; what it had before is node number `number`.
fn split(node: &mut Node, head: usize, number: usize) -> Node {
    let mut before = node.clone();
    let NodeKind::Channel(channel) = &mut node.kind else { return before };
    let rest = channel.inserts.split_off(head);
    let late = rest.first().map_or(channel.late[1], |insert| insert.late);
    let sum = |of: fn(&InsertPlan) -> u64| rest.iter().map(of).sum::<u64>();
    before.name = format!("{}, first effects", node.name);
    before.latency = late;
    before.tail -= sum(|it| it.traits.tail);
    before.memory -= sum(|it| it.traits.memory);
    let cost: f32 = rest.iter().map(|it| it.traits.cost).sum();
    before.cost -= cost;
    node.cost = 1.5 + cost;
    before.kind = NodeKind::Channel(ChannelPlan {
        inputs: std::mem::replace(&mut channel.inputs, vec![Input::plain(number)]),
        inserts: std::mem::replace(&mut channel.inserts, rest),
        mono: false,
        fader: crate::pan::UNITY,
        pre_fader: false,
        moves: None,
        late: [channel.late[0], late],
    });
    channel.late[0] = late;
    before
}

/// Makes every node deeper than those it reads, and those of a row equally deep.
fn deepen(plan: &mut Plan) {
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
