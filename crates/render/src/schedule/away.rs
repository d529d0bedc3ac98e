//! Nodes that are computed elsewhere: their windows wait here until the tick in which they would have
//! been computed.

use super::Pace;
use crate::handed::{Handed, Ring};
use crate::plan::Plan;
use std::collections::{BTreeSet, VecDeque};

/// A node of another share.
pub(super) struct Away {
    pub(super) node: usize,
    pub(super) share: usize,
    depth: u64,
    /// Windows that have come.
    come: u64,
    /// Those that wait, the next first.
    waiting: VecDeque<Handed>,
    /// To be filled again.
    pub(super) spare: Vec<Handed>,
    pub(super) peak: f32,
}

impl Away {
    /// All that share 0 reads of other shares, in order.
    pub(super) fn all(plan: &Plan) -> Vec<Self> {
        let shares: BTreeSet<usize> = plan.nodes.iter().map(|node| node.share).collect();
        let nodes = shares.into_iter().filter(|&share| share > 0);
        let away = |node: usize| Self {
            node,
            share: plan.nodes[node].share,
            depth: plan.nodes[node].depth as u64,
            come: 0,
            waiting: VecDeque::new(),
            spare: Vec::new(),
            peak: 0.0,
        };
        nodes.flat_map(|share| plan.handed_over(share)).map(away).collect()
    }

    /// Number of the window that is to come.
    pub(super) fn next(&self) -> u64 {
        self.come
    }

    /// How many windows have come and are not needed yet.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    pub(super) fn take(&mut self, window: Handed) {
        self.peak = self.peak.max(window.post.peak());
        self.come += 1;
        self.waiting.push_back(window);
    }

    /// Whether a tick cannot be computed for want of its window.
    pub(super) fn is_missing(&self, tick: u64, pace: &Pace) -> bool {
        let wanted = tick.checked_sub(self.depth).and_then(|number| pace.span(number));
        wanted.is_some() && self.waiting.is_empty()
    }

    /// Hands on the window of a tick.
    pub(super) fn hand_on(&mut self, tick: u64, rings: &mut [Ring]) {
        let Some(number) = tick.checked_sub(self.depth) else { return };
        if let Some(window) = self.waiting.pop_front() {
            self.spare.push(std::mem::replace(rings[self.node].window_mut(number), window));
        }
    }
}
