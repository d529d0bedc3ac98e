//! How a render would scale with threads: its schedule played again from what each task took.
//!
//! ```text
//! for each tick: tasks in the schedule's order, each to the thread that is free first;
//!                the tick lasts until the last thread is done, and a moment to meet
//! ```
//!
//! What a task takes is the least of several runs: whatever else the machine does delays now this
//! task and now that one, and of many threads one would always wait. How much longer tasks take while
//! others work beside them, and how long threads take to meet, is measured: by runs on several threads
//! beside those on one. For more threads than those had both are taken to stay the same.

use crate::plan::Plan;
use crate::schedule::frames_at_once;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What threads that work at once cost each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contention {
    /// How many times as long as alone a task takes while others work: they share memory and
    /// caches.
    pub slowdown: f64,
    /// Seconds in which threads meet at the end of a tick and set out again.
    pub meeting: f64,
}

/// What every task of a render took.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Costs {
    /// `[node][window]`, in seconds of one thread.
    pub(crate) seconds: Vec<Vec<f32>>,
    /// Nodes in the order in which threads take them, those together that are one task.
    pub(crate) order: Vec<Vec<usize>>,
    /// What each tick took from the first task's beginning to the last one's end.
    pub(crate) ticks: Vec<f32>,
    /// Threads it was run on.
    pub(crate) threads: usize,
    /// Frames of a window.
    pub(crate) window: usize,
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
    /// What several runs of one plan with the same options show together: each task takes the least
    /// that it took, and all of them the same times longer, so that together they take as long as in
    /// the fastest run.
    #[must_use]
    pub fn of(runs: &[Self]) -> Self {
        let Some((first, others)) = runs.split_first() else { return Self::default() };
        let mut costs = Self { ticks: Vec::new(), ..first.clone() };
        for run in others {
            for (node, of_run) in costs.seconds.iter_mut().zip(&run.seconds) {
                node.iter_mut().zip(of_run).for_each(|(least, took)| *least = least.min(*took));
            }
        }
        let longer = (fastest(runs) / costs.total().max(f64::MIN_POSITIVE)) as f32;
        costs.seconds.iter_mut().flatten().for_each(|seconds| *seconds *= longer);
        costs
    }

    /// What runs of the same plan on several threads show of them, this being [`Costs::of`] runs on
    /// one thread.
    #[must_use]
    pub fn contention(&self, plan: &Plan, together: &[Self]) -> Contention {
        let idle = |run: &Self| {
            let idle = |(tick, took): (usize, &f32)| {
                f64::from(*took) - run.tick(plan, tick, run.threads).1
            };
            run.ticks.iter().enumerate().map(idle).collect::<Vec<_>>()
        };
        let mut idle: Vec<f64> = together.iter().flat_map(idle).collect();
        idle.sort_by(f64::total_cmp);
        let slowdown = fastest(together) / self.total().max(f64::MIN_POSITIVE);
        Contention {
            // Their windows need not be alike, and there may be none.
            slowdown: if slowdown.is_finite() { slowdown.max(1.0) } else { 1.0 },
            // The median: in some ticks another program has a thread's processor.
            meeting: idle.get(idle.len() / 2).copied().unwrap_or(0.0).max(0.0),
        }
    }

    /// All tasks together.
    fn total(&self) -> f64 {
        self.seconds.iter().flatten().map(|seconds| f64::from(*seconds)).sum()
    }

    /// What a render with this plan would take on `threads` threads, at least one, of which several
    /// cost each other what `contention` says.
    #[must_use]
    pub fn scaling(&self, plan: &Plan, threads: usize, contention: Contention) -> Scaling {
        let threads = threads.max(1);
        let Contention { slowdown, meeting } =
            if threads > 1 { contention } else { Contention { slowdown: 1.0, meeting: 0.0 } };
        let longer = frames_at_once(self.window, threads) / self.window.max(1);
        if longer > 1 {
            return self.with_windows(longer).scaling(plan, threads, contention);
        }
        let windows = self.seconds.iter().map(Vec::len).max().unwrap_or(0);
        let deepest = plan.nodes.iter().map(|node| node.depth).max().unwrap_or(0);
        let mut waits = vec![0.0; plan.nodes.len()];
        let mut seconds = 0.0;
        for tick in 0..windows + deepest {
            let (last, until) = self.tick(plan, tick, threads);
            if let Some(node) = last {
                waits[node] += until * slowdown;
            }
            seconds += until * slowdown + meeting;
        }
        let mut waits: Vec<(usize, f64)> =
            waits.into_iter().enumerate().filter(|(_, waited)| *waited > 0.0).collect();
        waits.sort_by(|a, b| b.1.total_cmp(&a.1));
        Scaling { threads, seconds, waits }
    }

    /// The same in windows so many times as long.
    fn with_windows(&self, longer: usize) -> Self {
        let together =
            |each: &Vec<f32>| each.chunks(longer).map(|each| each.iter().sum()).collect();
        Self {
            seconds: self.seconds.iter().map(together).collect(),
            order: self.order.clone(),
            ticks: Vec::new(),
            window: self.window * longer,
            ..*self
        }
    }

    /// The node that a tick waits for, and how long the tick takes.
    fn tick(&self, plan: &Plan, tick: usize, threads: usize) -> (Option<usize>, f64) {
        // Free from when, as bits of an f64 that is not negative.
        let mut free: BinaryHeap<Reverse<u64>> = (0..threads).map(|_| Reverse(0)).collect();
        let (mut last, mut until) = (None, 0.0);
        for nodes in &self.order {
            let node = nodes[0];
            let Some(window) = tick.checked_sub(plan.nodes[node].depth) else { continue };
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
        (last, until)
    }
}

/// What all tasks take in the fastest of some runs.
fn fastest(runs: &[Costs]) -> f64 {
    runs.iter().map(Costs::total).fold(f64::INFINITY, f64::min)
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

    const MEETING: f64 = 6e-6;
    const CONTENTION: Contention = Contention { slowdown: 1.0, meeting: MEETING };

    #[test]
    fn a_pipeline_of_equal_stages_is_as_fast_as_it_is_deep() {
        let plan = plan();
        let nodes = plan.nodes.len();
        let costs = Costs {
            seconds: vec![vec![0.001; 1000]; nodes],
            order: alone(nodes),
            window: 65_536,
            ..Costs::default()
        };
        let one = costs.scaling(&plan, 1, CONTENTION);
        assert!((one.seconds - nodes as f64).abs() < 1e-3, "{}", one.seconds);
        // Each node a thread of its own: a tick lasts as long as one node, and the pipeline fills
        // and empties once.
        let all = costs.scaling(&plan, nodes, CONTENTION);
        let meetings = MEETING * 1010.0;
        assert!(all.seconds < 1.0 + 0.001 * nodes as f64 + meetings, "{}", all.seconds);
        // Two threads share whole tasks.
        let two = costs.scaling(&plan, 2, CONTENTION).seconds;
        let fair = nodes.div_ceil(2) as f64;
        assert!(two >= fair && two < fair + 0.001 * nodes as f64 + meetings, "{two}");
    }

    #[test]
    fn the_node_that_all_wait_for_is_named() {
        let plan = plan();
        let mut seconds = vec![vec![0.001; 100]; plan.nodes.len()];
        seconds[1] = vec![0.02; 100];
        let order = alone(plan.nodes.len());
        let costs = Costs { seconds, order, window: 65_536, ..Costs::default() };
        let scaling = costs.scaling(&plan, 8, CONTENTION);
        assert_eq!(scaling.waits[0].0, 1);
        assert!((scaling.waits[0].1 - 2.0).abs() < 1e-3);
    }

    #[test]
    fn what_delays_a_task_once_is_spread_over_all() {
        let plan = plan();
        let nodes = plan.nodes.len();
        let run = |late: usize| {
            let mut seconds = vec![vec![0.001; 100]; nodes];
            seconds[late][50 + late] = 0.05;
            Costs { seconds, order: alone(nodes), window: 65_536, ..Costs::default() }
        };
        let costs = Costs::of(&[run(0), run(1)]);
        let total = 0.1 * nodes as f64 + 0.049;
        assert!((costs.total() - total).abs() < 1e-4, "{}", costs.total());
        let each = (total / (100 * nodes) as f64) as f32;
        let seconds = || costs.seconds.iter().flatten();
        assert!(seconds().all(|seconds| (seconds - each).abs() < 1e-6), "{each}");
    }

    #[test]
    fn what_threads_cost_each_other_is_found_and_counted() {
        let plan = plan();
        let nodes = plan.nodes.len();
        let deepest = plan.nodes.iter().map(|node| node.depth).max().expect("there are nodes");
        let run = |cost: f32| Costs {
            seconds: vec![vec![cost; 500]; nodes],
            order: alone(nodes),
            window: 65_536,
            ..Costs::default()
        };
        let (alone, mut together) = (run(0.001), run(0.0012));
        together.threads = 2;
        let ticks = 0..500 + deepest;
        together.ticks = ticks.map(|tick| together.tick(&plan, tick, 2).1 as f32 + 1e-5).collect();
        let contention = alone.contention(&plan, std::slice::from_ref(&together));
        assert!((contention.slowdown - 1.2).abs() < 1e-4, "{contention:?}");
        // Sums of f32 of some milliseconds.
        assert!((contention.meeting - 1e-5).abs() < 1e-8, "{contention:?}");
        let measured: f64 = together.ticks.iter().map(|took| f64::from(*took)).sum();
        let predicted = alone.scaling(&plan, 2, contention).seconds;
        assert!((predicted / measured - 1.0).abs() < 1e-3, "{predicted} {measured}");
    }
}
