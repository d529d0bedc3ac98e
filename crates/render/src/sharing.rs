//! Which share of a render computes which nodes, where shares have no memory in common: tracks with
//! all that only they read go to one share or another; what brings tracks together (buses, the
//! master, the output, and stems) is share 0's, to which the others hand their windows.

use crate::plan::{Node, NodeKind, Plan};
use std::collections::BTreeSet;

/// Numbers every node's share, of `count`, so that they have about the same work.
pub(crate) fn share_out(plan: &mut Plan, count: usize) {
    if count < 2 {
        return;
    }
    let clusters = clusters(plan);
    let mut loads = vec![0.0; count];
    let mut costs: Vec<f32> = vec![0.0; plan.nodes.len()];
    for (node, cluster) in plan.nodes.iter().zip(&clusters) {
        match cluster {
            Some(cluster) => costs[*cluster] += node.cost,
            None => loads[0] += node.cost,
        }
    }
    let mut order: Vec<usize> =
        clusters.iter().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
    // The longest first, each to the share that has least to do.
    order.sort_by(|a, b| costs[*b].total_cmp(&costs[*a]));
    let mut shares = vec![0; plan.nodes.len()];
    for cluster in order {
        let least = (0..count).min_by(|a, b| loads[*a].total_cmp(&loads[*b])).unwrap_or(0);
        loads[least] += costs[cluster];
        shares[cluster] = least;
    }
    for (node, cluster) in plan.nodes.iter_mut().zip(clusters) {
        node.share = cluster.map_or(0, |cluster| shares[cluster]);
    }
}

/// By node: the first node of what must be computed in one place with it; `None`: it brings several
/// such clusters together, or is handed out.
fn clusters(plan: &Plan) -> Vec<Option<usize>> {
    let mut clusters: Vec<Option<usize>> = Vec::with_capacity(plan.nodes.len());
    for (number, node) in plan.nodes.iter().enumerate() {
        let handed_out = number == plan.output || plan.stems.iter().any(|stem| stem.node == number);
        let read: Vec<Option<usize>> = inputs(node).map(|input| clusters[input]).collect();
        let cluster = match (&node.kind, node.track) {
            (_, None) => None,
            _ if handed_out => None,
            // All voices of a track are one cluster.
            (NodeKind::Voices(_), track) => {
                let of_track = |it: &usize| {
                    let it = &plan.nodes[*it];
                    it.track == track && matches!(it.kind, NodeKind::Voices(_))
                };
                (0..number).find(of_track).map_or(Some(number), |first| clusters[first])
            }
            _ => match read.split_first() {
                Some((first, others)) if others.iter().all(|other| other == first) => *first,
                _ => None,
            },
        };
        clusters.push(cluster);
        // What drives a side chain must be where it is heard.
        for side in sides(node) {
            let Some(mine) = cluster else { break };
            match clusters[side] {
                Some(other) => clusters.iter_mut().for_each(|it| {
                    if *it == Some(other) {
                        *it = Some(mine);
                    }
                }),
                None => clusters[number] = None,
            }
        }
    }
    clusters
}

fn inputs(node: &Node) -> impl Iterator<Item = usize> {
    let inputs = match &node.kind {
        NodeKind::Channel(channel) => &channel.inputs[..],
        NodeKind::Voices(_) | NodeKind::Output(_) => &[],
    };
    inputs.iter().map(|input| input.node)
}

fn sides(node: &Node) -> impl Iterator<Item = usize> {
    let inserts = match &node.kind {
        NodeKind::Channel(channel) => &channel.inserts[..],
        NodeKind::Voices(_) | NodeKind::Output(_) => &[],
    };
    inserts.iter().filter_map(|insert| insert.side.as_ref().map(|side| side.node))
}

impl Plan {
    /// The nodes of `share` whose windows other shares read, in order.
    pub(crate) fn handed_over(&self, share: usize) -> Vec<usize> {
        let read: BTreeSet<usize> = self
            .nodes
            .iter()
            .filter(|reader| reader.share != share)
            .flat_map(|reader| reader.kind.reads().map(|input| input.node))
            .collect();
        read.into_iter().filter(|&node| self.nodes[node].share == share).collect()
    }
}
