//! Who computes what when.
//!
//! A pipeline: at tick *t* a node of depth *d* computes window *t - d*, reading what the nodes
//! before it have handed on in earlier ticks (strips of one row in one task). So all nodes of a tick are independent, a tick is
//! one parallel loop with a barrier at its end, and nothing is locked. With one thread the same
//! loop runs in order.

use crate::clock::Clock;
use crate::error::Error;
use crate::handed::{Handed, Reading, Ring, rings};
use crate::plan::Plan;
use crate::pool::{self, Pool};
use crate::prepare::Prepared;
use crate::scaling::Costs;
use crate::survey::Music;
use crate::window::{Span, State, row, window};
use rebounce_dsp::lanes::Level;
use std::sync::Arc;

/// The nodes at work.
pub(crate) struct Schedule {
    /// Longest first, so that no thread ends a tick with the longest.
    tasks: Vec<Task>,
    /// By node: what it has handed on lately.
    handed: Vec<Ring>,
    pool: Option<Arc<Pool>>,
    tick: u64,
    window: usize,
    total: u64,
    level: Level,
    costs: bool,
    /// What each tick took; empty unless costs were asked for.
    ticks: Vec<f32>,
    clock: Clock,
}

/// What one thread computes at a time: a node, or strips side by side.
struct Task {
    depth: u64,
    parts: Vec<Part>,
}

/// A node's state and the window it is computing.
pub(crate) struct Part {
    pub(crate) node: usize,
    pub(crate) state: State,
    out: Handed,
    pub(crate) seconds: f64,
    /// What each window took; empty unless it was asked for.
    each: Vec<f32>,
}

impl Schedule {
    /// # Errors
    /// [`Error::Threads`].
    pub(crate) fn new(
        plan: &Plan,
        prepared: &Prepared,
        music: &Music,
        options: &crate::Options,
    ) -> Result<Self, Error> {
        let cost = |nodes: &[usize]| nodes.iter().map(|&node| plan.nodes[node].cost).sum::<f32>();
        let mut order = plan.tasks();
        order.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
        let threads = pool::count(options.threads);
        let pool = (threads > 1)
            .then(|| options.resources.pool(threads, || Pool::new(threads)))
            .transpose()
            .map_err(|reason| Error::Threads { threads, reason })?;
        let part = |node| Part {
            node,
            state: State::new(plan, prepared, music, node),
            out: Handed::new(options.window),
            seconds: 0.0,
            each: Vec::new(),
        };
        let task = |nodes: Vec<usize>| Task {
            depth: plan.nodes[nodes[0]].depth as u64,
            parts: nodes.into_iter().map(part).collect(),
        };
        Ok(Self {
            tasks: order.into_iter().map(task).collect(),
            handed: rings(plan, options.window),
            pool,
            tick: 0,
            window: options.window,
            total: plan.skip + plan.length,
            level: options.level,
            costs: options.costs,
            ticks: Vec::new(),
            clock: options.clock.clone(),
        })
    }

    pub(crate) fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, |pool| pool.threads())
    }

    /// All nodes, in no order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.tasks.iter().flat_map(|task| &task.parts)
    }

    /// What every task has taken.
    pub(crate) fn costs(&self) -> Costs {
        let mut seconds = vec![Vec::new(); self.handed.len()];
        for part in self.parts() {
            seconds[part.node].clone_from(&part.each);
        }
        let nodes = |task: &Task| task.parts.iter().map(|part| part.node).collect();
        let (order, ticks) = (self.tasks.iter().map(nodes).collect(), self.ticks.clone());
        Costs { seconds, order, ticks, threads: self.threads() }
    }

    /// Puts another state in a node's place.
    #[cfg(test)]
    pub(crate) fn replace(&mut self, node: usize, state: State) {
        let mut parts = self.tasks.iter_mut().flat_map(|task| &mut task.parts);
        parts.find(|part| part.node == node).expect("every node has a task").state = state;
    }

    /// The state of a node.
    pub(crate) fn state(&self, node: usize) -> &State {
        &self.parts().find(|part| part.node == node).expect("every node has a task").state
    }

    /// Computes on until window `number` has left `node`, and gives what that node handed on.
    pub(crate) fn until(&mut self, plan: &Plan, node: usize, number: u64) -> &Handed {
        while self.tick <= number + plan.nodes[node].depth as u64 {
            self.tick(plan);
        }
        self.handed[node].window(number)
    }

    /// What `node` handed on for window `number`, which must be recent.
    pub(crate) fn handed(&self, node: usize, number: u64) -> &Handed {
        self.handed[node].window(number)
    }

    /// The frames of window `number`; `None` behind the end.
    pub(crate) fn span(&self, number: u64) -> Option<Span> {
        let from = number * self.window as u64;
        let frames = self.total.checked_sub(from)?.min(self.window as u64) as usize;
        (frames > 0).then_some(Span { from, frames })
    }

    fn tick(&mut self, plan: &Plan) {
        let (tick, rings, level) = (self.tick, &self.handed[..], self.level);
        let (window_frames, total, clock) = (self.window as u64, self.total, &self.clock);
        let costs = self.costs;
        let compute = |task: &mut Task| {
            let Some(number) = tick.checked_sub(task.depth) else { return };
            let from = number * window_frames;
            if from >= total {
                return;
            }
            let span = Span { from, frames: (total - from).min(window_frames) as usize };
            let began = clock.seconds();
            let reading = Reading { rings, number, window: window_frames as usize };
            if let [Part { node, state, out, .. }] = &mut task.parts[..] {
                window(plan, *node, state, span, level, reading, out);
            } else {
                let parts = task.parts.iter_mut().map(|part| (&mut part.state, &mut part.out));
                row(&mut parts.collect::<Vec<_>>(), span, reading);
            }
            // What is done side by side is done for all alike.
            let took = (clock.seconds() - began) / task.parts.len() as f64;
            for part in &mut task.parts {
                part.seconds += took;
                if costs {
                    part.each.push(took as f32);
                }
            }
        };
        let began = clock.seconds();
        match &self.pool {
            // The longest begin first.
            Some(pool) => pool.each(&mut self.tasks, compute),
            None => self.tasks.iter_mut().for_each(compute),
        }
        if costs {
            self.ticks.push((clock.seconds() - began) as f32);
        }
        for task in &mut self.tasks {
            let Some(number) = tick.checked_sub(task.depth) else { continue };
            for part in &mut task.parts {
                std::mem::swap(self.handed[part.node].window_mut(number), &mut part.out);
            }
        }
        self.tick += 1;
    }
}
