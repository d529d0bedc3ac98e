//! Who computes what when.
//!
//! A pipeline: at tick *t* a node of depth *d* computes window *t - d*, reading what the nodes
//! before it have handed on in earlier ticks. So all nodes of a tick are independent, a tick is
//! one parallel loop with a barrier at its end, and nothing is locked. With one thread the same
//! loop runs in order.

use crate::channel::Handed;
use crate::clock::Clock;
use crate::error::Error;
use crate::plan::{Node, NodeKind, Plan};
use crate::pool::{self, Pool};
use crate::prepare::Prepared;
use crate::scaling::Costs;
use crate::survey::Music;
use crate::window::{Span, State, window};
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
    clock: Clock,
}

/// A node's state and the window it is computing.
pub(crate) struct Task {
    pub(crate) node: usize,
    depth: u64,
    pub(crate) state: State,
    out: Handed,
    pub(crate) seconds: f64,
    /// What each window took; empty unless it was asked for.
    each: Vec<f32>,
}

/// The last windows a node has handed on, by window number modulo its length.
struct Ring {
    windows: Vec<Handed>,
}

impl Ring {
    fn window(&self, number: u64) -> &Handed {
        &self.windows[(number % self.windows.len() as u64) as usize]
    }
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
        let mut order: Vec<usize> = (0..plan.nodes.len()).collect();
        order.sort_by(|&a, &b| plan.nodes[b].cost.total_cmp(&plan.nodes[a].cost));
        let threads = pool::count(options.threads);
        let pool = (threads > 1)
            .then(|| options.resources.pool(threads, || Pool::new(threads)))
            .transpose()
            .map_err(|reason| Error::Threads { threads, reason })?;
        let depth = |node: usize| plan.nodes[node].depth as u64;
        Ok(Self {
            tasks: order
                .into_iter()
                .map(|node| Task {
                    node,
                    depth: depth(node),
                    state: State::new(plan, prepared, music, node),
                    out: Handed::default(),
                    seconds: 0.0,
                    each: Vec::new(),
                })
                .collect(),
            handed: rings(plan),
            pool,
            tick: 0,
            window: options.window,
            total: plan.skip + plan.length,
            level: options.level,
            costs: options.costs,
            clock: options.clock.clone(),
        })
    }

    pub(crate) fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, |pool| pool.threads())
    }

    pub(crate) fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// What every task has taken.
    pub(crate) fn costs(&self) -> Costs {
        let mut seconds = vec![Vec::new(); self.tasks.len()];
        for task in &self.tasks {
            seconds[task.node].clone_from(&task.each);
        }
        Costs { seconds, order: self.tasks.iter().map(|task| task.node).collect() }
    }

    /// Puts another state in a node's place.
    #[cfg(test)]
    pub(crate) fn replace(&mut self, node: usize, state: State) {
        let task = self.tasks.iter_mut().find(|task| task.node == node);
        task.expect("every node has a task").state = state;
    }

    /// The state of a node.
    pub(crate) fn state(&self, node: usize) -> &State {
        let task = self.tasks.iter().find(|task| task.node == node);
        &task.expect("every node has a task").state
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
        let (tick, handed, level) = (self.tick, &self.handed, self.level);
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
            let read = |node: usize| handed[node].window(number);
            window(plan, task.node, &mut task.state, span, level, read, &mut task.out);
            let took = clock.seconds() - began;
            task.seconds += took;
            if costs {
                task.each.push(took as f32);
            }
        };
        match &self.pool {
            // The longest begin first.
            Some(pool) => pool.each(&mut self.tasks, compute),
            None => self.tasks.iter_mut().for_each(compute),
        }
        for task in &mut self.tasks {
            if let Some(number) = tick.checked_sub(task.depth) {
                let ring = &mut self.handed[task.node].windows;
                let slot = (number % ring.len() as u64) as usize;
                std::mem::swap(&mut ring[slot], &mut task.out);
            }
        }
        self.tick += 1;
    }
}

/// Room for as many windows of each node as its latest reader is ticks behind it; a stem's reader
/// is the caller, who comes with the output.
fn rings(plan: &Plan) -> Vec<Ring> {
    let mut behind: Vec<usize> = vec![1; plan.nodes.len()];
    let mut read = |reader: &Node, node: usize| {
        behind[node] = behind[node].max(reader.depth - plan.nodes[node].depth);
    };
    for node in &plan.nodes {
        match &node.kind {
            NodeKind::Voices(_) => {}
            NodeKind::Channel(channel) => {
                let sides = channel.inserts.iter().filter_map(|insert| insert.side);
                for input in channel.inputs.iter().copied().chain(sides) {
                    read(node, input.node);
                }
            }
            NodeKind::Output(input) => read(node, input.node),
        }
    }
    let last = plan.nodes[plan.output].depth;
    for stem in &plan.stems {
        let depth = plan.nodes[stem.node].depth;
        behind[stem.node] = behind[stem.node].max(last - depth + 1);
    }
    behind
        .into_iter()
        .map(|windows| Ring { windows: (0..windows).map(|_| Handed::default()).collect() })
        .collect()
}
