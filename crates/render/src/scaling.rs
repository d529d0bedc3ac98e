//! How a render would scale with threads: its schedule played again from what each task took.
//!
//! ```text
//! for each tick: tasks in the schedule's order, each to the thread that is free first;
//!                the tick lasts until the last thread is done, and a moment to meet
//! ```

use crate::plan::Plan;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Seconds that threads take to meet at the end of a tick and set out again: found by measurement
/// on 2026-11-25, a render of almost nothing (`songs/bass-glide.json`) with 1 and 2 threads.
const MEETING: f64 = 6e-6;

/// What every task of a render took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Costs {
    /// `[node][window]`, in seconds of one thread.
    pub(crate) seconds: Vec<Vec<f32>>,
    /// Nodes in the order in which threads take them, those together that are one task.
    pub(crate) order: Vec<Vec<usize>>,
}

/// A render on so many threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// Worker threads.
    pub threads: usize,
    /// How long it takes.
    pub seconds: f64,
    /// The nodes that ticks wait for, by index in the plan, and the seconds of those ticks; the
    /// most first.
    pub waits: Vec<(usize, f64)>,
}

impl Costs {
    /// What a render with this plan would take on `threads` threads, at least one.
    #[must_use]
    pub fn scaling(&self, plan: &Plan, threads: usize) -> Scaling {
        let depth = |node: usize| plan.nodes[node].depth;
        let windows = self.seconds.iter().map(Vec::len).max().unwrap_or(0);
        let deepest = plan.nodes.iter().map(|node| node.depth).max().unwrap_or(0);
        let mut waits = vec![0.0; plan.nodes.len()];
        let mut seconds = 0.0;
        for tick in 0..windows + deepest {
            // Free from when, as bits of an f64 that is not negative.
            let mut free: BinaryHeap<Reverse<u64>> =
                (0..threads.max(1)).map(|_| Reverse(0)).collect();
            let (mut last, mut until) = (None, 0.0);
            for nodes in &self.order {
                let node = nodes[0];
                let Some(window) = tick.checked_sub(depth(node)) else { continue };
                if window >= self.seconds[node].len() {
                    continue;
                }
                let cost: f64 = nodes.iter().map(|&it| f64::from(self.seconds[it][window])).sum();
                let Some(Reverse(from)) = free.pop() else { continue };
                let end = f64::from_bits(from) + cost;
                free.push(Reverse(end.to_bits()));
                if end > until {
                    (last, until) = (Some(node), end);
                }
            }
            if let Some(node) = last {
                waits[node] += until;
            }
            seconds += until + if threads > 1 { MEETING } else { 0.0 };
        }
        let mut waits: Vec<(usize, f64)> =
            waits.into_iter().enumerate().filter(|(_, waited)| *waited > 0.0).collect();
        waits.sort_by(|a, b| b.1.total_cmp(&a.1));
        Scaling { threads: threads.max(1), seconds, waits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoAssets, Options, Render};
    use rebounce_song::json;

    /// The plan of a kick: voices, their track if it has one, master, ceiling, output.
    fn plan() -> Plan {
        let song = json::read(
            r#"{"format": "rebounce-song", "version": 1,
                "instruments": [{"id": "kick", "sound": {"type": "drum", "kind": "kick"}}],
                "patterns": [{"id": "p", "parts": [{"instrument": "kick", "notes": [{"start": 0}]}]}]}"#,
        );
        let song = song.expect("the song is well formed");
        Render::new(&song, &NoAssets, &Options::default()).expect("it is legal").plan().clone()
    }

    /// Every node a task of its own.
    fn alone(nodes: usize) -> Vec<Vec<usize>> {
        (0..nodes).map(|node| vec![node]).collect()
    }

    #[test]
    fn a_pipeline_of_equal_stages_is_as_fast_as_it_is_deep() {
        let plan = plan();
        let nodes = plan.nodes.len();
        let costs = Costs { seconds: vec![vec![0.001; 1000]; nodes], order: alone(nodes) };
        let one = costs.scaling(&plan, 1);
        assert!((one.seconds - nodes as f64).abs() < 1e-3, "{}", one.seconds);
        // Each node a thread of its own: a tick lasts as long as one node, and the pipeline fills
        // and empties once.
        let all = costs.scaling(&plan, nodes);
        let meetings = MEETING * 1010.0;
        assert!(all.seconds < 1.0 + 0.001 * nodes as f64 + meetings, "{}", all.seconds);
        // Two threads share whole tasks.
        let two = costs.scaling(&plan, 2).seconds;
        let fair = nodes.div_ceil(2) as f64;
        assert!(two >= fair && two < fair + 0.001 * nodes as f64 + meetings, "{two}");
    }

    #[test]
    fn the_node_that_all_wait_for_is_named() {
        let plan = plan();
        let mut seconds = vec![vec![0.001; 100]; plan.nodes.len()];
        seconds[1] = vec![0.02; 100];
        let order = alone(plan.nodes.len());
        let scaling = Costs { seconds, order }.scaling(&plan, 8);
        assert_eq!(scaling.waits[0].0, 1);
        assert!((scaling.waits[0].1 - 2.0).abs() < 1e-3);
    }
}
