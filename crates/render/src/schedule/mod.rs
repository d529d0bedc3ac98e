//! Who computes what when.
//!
//! A pipeline: at tick *t* a node of depth *d* computes window *t - d*, reading what the nodes
//! before it have handed on in earlier ticks (strips of one row in one task). So all nodes of a tick
//! are independent: each thread takes a task ([`homes`]) until there is none, and at the tick's end
//! all meet ([`meeting`]). Threads are called together for a run of ticks, since that takes longer
//! than to meet. With one thread the same loop runs in order, tick by tick.

mod away;
mod homes;
mod meeting;
mod pool;
#[cfg(test)]
mod tests;

pub(crate) use self::pool::Pool;

use self::away::Away;
use self::homes::Homes;
use self::meeting::Meeting;
use crate::clock::Clock;
use crate::effects;
use crate::error::Error;
use crate::handed::{Handed, Reading, Ring, rings};
use crate::plan::Plan;
use crate::prepare::Prepared;
use crate::scaling::Costs;
use crate::survey::Music;
use crate::window::{Span, State, row, window};
use rebounce_dsp::lanes::Level;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};

/// Seconds that a run of ticks is to take, by the plan's estimate: long beside the time in which
/// threads are called together (some 0.2 ms), short beside a short song: what a run has made is
/// written while the next is computed, and what the last has made, behind it.
const RUN_SECONDS: f64 = 0.005;

/// Ticks of a run, at most: as many windows of the output are kept.
const MOST_TICKS: f64 = 32.0;

/// Frames of a tick of a few threads, and of many (from how many on): each has so little to do in a
/// short one that to meet takes a good part of it, and that it waits for whatever takes long now and
/// then; 16384 frames hold a whole turn of a convolution's sums (dsp's convolution). Found by
/// measurement on 2026-11-26: on two threads longer ones cost memory and give nothing.
const OF_FEW: usize = 8192;
const OF_MANY: (usize, usize) = (5, 16_384);

/// Frames that are computed in a tick where `window` are handed out at once: a multiple of them. It
/// changes no sample.
pub(crate) fn frames_at_once(window: usize, threads: usize) -> usize {
    let (many, of_many) = OF_MANY;
    let frames = match threads {
        0 | 1 => window,
        _ if threads < many => OF_FEW,
        _ => of_many,
    };
    window * (frames / window).max(1)
}

/// Threads that a plan is made for whose costs are to foresee many.
const FORESEEN: usize = 16;

/// How many threads a plan in so many shares is for.
pub(crate) fn planned(options: &crate::Options, shares: usize) -> usize {
    match shares {
        1 if options.costs => FORESEEN,
        1 => pool::count(options.threads),
        _ => 1,
    }
}

/// The threads that a render in so many shares has; `None`: it has one.
///
/// # Errors
/// [`Error::Threads`].
pub(crate) fn pool(options: &crate::Options, shares: usize) -> Result<Option<Arc<Pool>>, Error> {
    let threads = if shares > 1 { 1 } else { pool::count(options.threads) };
    (threads > 1)
        .then(|| options.resources.pool(threads, || Pool::new(threads)))
        .transpose()
        .map_err(|reason| Error::Threads { threads, reason })
}

/// Does `works` on the threads of a pool while the caller does `here`, or all of it in order where
/// there is none; what each came to, in their order.
pub(crate) fn beside<W: FnOnce() -> T + Send, T: Send, U>(
    pool: Option<&Pool>,
    works: Vec<W>,
    here: impl FnOnce() -> U,
) -> (Vec<T>, U) {
    match pool {
        Some(pool) => pool.beside(works, here),
        None => (works.into_iter().map(|work| work()).collect(), here()),
    }
}

/// The nodes at work.
pub(crate) struct Schedule {
    /// Longest first, so that no thread ends a tick with the longest.
    tasks: Vec<Task>,
    /// By node: what it has handed on lately.
    handed: Vec<Ring>,
    /// Nodes of other shares that are read.
    away: Vec<Away>,
    /// With which thread does what.
    pool: Option<(Arc<Pool>, Homes)>,
    tick: u64,
    /// Ticks that are computed at once.
    run: usize,
    pace: Pace,
    /// What each tick took; empty unless costs were asked for.
    ticks: Vec<f32>,
}

/// How all tasks compute.
pub(crate) struct Pace {
    /// Frames of a tick.
    pub(crate) window: usize,
    /// Frames of all.
    pub(crate) total: u64,
    pub(crate) level: Level,
    /// Whether what each task took is kept.
    pub(crate) costs: bool,
    pub(crate) clock: Clock,
    /// What moves goes on in a window, ascending, at another frame.
    pub(crate) jumps: Vec<Jump>,
}

/// At which frame of the song what moves goes on.
pub(crate) struct Jump {
    pub(crate) window: u64,
    pub(crate) to: u64,
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
    /// That of a share of a render; `pool` is as [`pool()`] gives it.
    pub(crate) fn new(
        plan: &Plan,
        prepared: &Prepared,
        music: &Music,
        options: &crate::Options,
        (pool, share): (Option<Arc<Pool>>, usize),
    ) -> Self {
        let mut tasks = plan.tasks();
        tasks.retain(|nodes| plan.nodes[nodes[0]].share == share);
        // Those of other shares were made for the plan alone.
        for node in plan.nodes.iter().filter(|node| node.share != share) {
            node.kind.inserts().iter().for_each(|it| effects::drop_spare(prepared, &it.what));
        }
        let pace = Pace {
            window: frames_at_once(options.window, pool.as_ref().map_or(1, |it| it.threads())),
            total: plan.skip + plan.length,
            level: options.level,
            costs: options.costs,
            clock: options.clock.clone(),
            jumps: Vec::new(),
        };
        let outward = if share == 0 {
            plan.stems.iter().map(|stem| stem.node).chain([plan.output]).collect()
        } else {
            plan.handed_over(share)
        };
        let states = tasks.iter().map(|nodes| {
            nodes.iter().map(|&node| State::new(plan, prepared, music, node)).collect()
        });
        let states = states.collect();
        Self::of(plan, (tasks, states), pace, (pool, share), &outward)
    }

    /// Of tasks and the states of their nodes, whose windows are the caller's where they go
    /// `outward`.
    pub(crate) fn of(
        plan: &Plan,
        (tasks, states): (Vec<Vec<usize>>, Vec<Vec<State>>),
        pace: Pace,
        (pool, share): (Option<Arc<Pool>>, usize),
        outward: &[usize],
    ) -> Self {
        let window = pace.window;
        let cost = |nodes: &[usize]| nodes.iter().map(|&node| plan.nodes[node].cost).sum::<f32>();
        let mut order: Vec<_> = tasks.into_iter().zip(states).collect();
        order.sort_by(|(a, _), (b, _)| cost(b).total_cmp(&cost(a)));
        let pool = pool.map(|pool| {
            let costs: Vec<f32> = order.iter().map(|(nodes, _)| cost(nodes)).collect();
            let homes = Homes::new(&costs, pool.threads());
            (pool, homes)
        });
        let part = |(node, state)| Part {
            node,
            state,
            out: Handed::new(window),
            seconds: 0.0,
            each: Vec::new(),
        };
        let task = |(nodes, states): (Vec<usize>, Vec<State>)| Task {
            depth: plan.nodes[nodes[0]].depth as u64,
            parts: nodes.into_iter().zip(states).map(part).collect(),
        };
        let run = match &pool {
            Some((pool, _)) => ticks_at_once(plan, window, pool.threads()),
            None => 1,
        };
        Self {
            tasks: order.into_iter().map(task).collect(),
            handed: rings(plan, window, run, share, outward),
            away: if share == 0 { Away::all(plan) } else { Vec::new() },
            pool,
            tick: 0,
            run,
            pace,
            ticks: Vec::new(),
        }
    }

    pub(crate) fn threads(&self) -> usize {
        self.pool.as_ref().map_or(1, |(pool, _)| pool.threads())
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
        Costs { seconds, order, ticks, threads: self.threads(), window: self.pace.window }
    }

    /// Ends it: the effects that sounded are left to other renders.
    pub(crate) fn leave_effects(self, plan: &Plan, prepared: &Prepared) {
        for part in self.tasks.into_iter().flat_map(|task| task.parts) {
            part.state.leave_effects(plan, prepared, part.node);
        }
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

    /// Computes on until window `number` has left `node`, and gives what that node handed on;
    /// `None` while windows of other shares are missing.
    pub(crate) fn until(&mut self, plan: &Plan, node: usize, number: u64) -> Option<&Handed> {
        while self.tick <= number + plan.nodes[node].depth as u64 {
            if self.away.iter().any(|away| away.is_missing(self.tick, &self.pace)) {
                return None;
            }
            self.run(plan);
        }
        Some(self.handed[node].window(number))
    }

    /// Takes the next window of another share. False: it is not that.
    pub(crate) fn take(&mut self, share: usize, mut packed: &[f32]) -> bool {
        let mine = |away: &&mut Away| away.share == share;
        let mut taken = Vec::new();
        for away in self.away.iter_mut().filter(mine) {
            let Some(span) = self.pace.span(away.next()) else { return false };
            let mut window = away.spare.pop().unwrap_or_else(|| Handed::new(span.frames));
            if !window.unpack(&mut packed, span.frames) {
                return false;
            }
            taken.push(window);
        }
        let any = !taken.is_empty();
        for (away, window) in self.away.iter_mut().filter(mine).zip(taken) {
            away.take(window);
        }
        any && packed.is_empty()
    }

    /// How many windows of another share wait.
    pub(crate) fn waiting(&self, share: usize) -> usize {
        self.away.iter().find(|away| away.share == share).map_or(0, Away::waiting)
    }

    /// The largest sample so far of every strip, behind its fader, by node.
    pub(crate) fn peaks(&self) -> impl Iterator<Item = (usize, f32)> {
        let here = self.parts().filter_map(|part| match &part.state {
            State::Channel(channel) => Some((part.node, channel.peak)),
            State::Failed(_) => Some((part.node, 0.0)),
            State::Voices(_) | State::Output(_) => None,
        });
        here.chain(self.away.iter().map(|away| (away.node, away.peak)))
    }

    /// What `node` handed on for window `number`, which must be recent.
    pub(crate) fn handed(&self, node: usize, number: u64) -> &Handed {
        self.handed[node].window(number)
    }

    /// The frames of window `number`; `None` behind the end.
    pub(crate) fn span(&self, number: u64) -> Option<Span> {
        self.pace.span(number)
    }

    /// Computes a run of ticks.
    fn run(&mut self, plan: &Plan) {
        let ticks = self.tick..self.tick + self.run as u64;
        match &self.pool {
            Some((pool, homes)) => together(
                (pool, homes),
                ticks.clone(),
                &self.pace,
                plan,
                (&mut self.tasks, &mut self.handed),
                &mut self.ticks,
            ),
            None => {
                for tick in ticks.clone() {
                    let began = self.pace.clock.seconds();
                    for task in &mut self.tasks {
                        self.pace.compute(plan, tick, task, &self.handed);
                    }
                    self.tasks.iter_mut().for_each(|task| task.hand_on(tick, &mut self.handed));
                    for away in &mut self.away {
                        away.hand_on(tick, &mut self.handed);
                    }
                    self.pace.note(began, &mut self.ticks);
                }
            }
        }
        self.tick = ticks.end;
    }
}

/// Computes ticks on all threads of a pool, up to the one in which the output comes to its end: what
/// lies behind is not heard.
fn together(
    (pool, homes): (&Pool, &Homes),
    ticks: Range<u64>,
    pace: &Pace,
    plan: &Plan,
    (tasks, handed): (&mut [Task], &mut [Ring]),
    took: &mut Vec<f32>,
) {
    let meeting = Meeting::of(pool.threads());
    // Nobody ever waits for one of these: a task is taken once a tick, and what has been handed on
    // is changed when all have met.
    let tasks: Vec<Mutex<&mut Task>> = tasks.iter_mut().map(Mutex::new).collect();
    let handed = RwLock::new(handed);
    let took = Mutex::new((pace.clock.seconds(), took));
    let ended = AtomicBool::new(false);
    const FREE: &str = "a thread that panics with it ends the run";
    pool.together(|thread| {
        let _promise = meeting.promise();
        for tick in ticks.clone() {
            let rings = handed.read().expect(FREE);
            for task in homes.tasks(thread, tick) {
                pace.compute(plan, tick, &mut tasks[task].lock().expect(FREE), &rings);
            }
            drop(rings);
            meeting.meet(|| {
                let mut rings = handed.write().expect(FREE);
                for task in &tasks {
                    let mut task = task.lock().expect(FREE);
                    task.hand_on(tick, &mut rings);
                    ended.fetch_or(task.has_ended(), Ordering::Relaxed);
                }
                let (began, took) = &mut *took.lock().expect(FREE);
                *began = pace.note(*began, took);
            });
            // It changes in meetings only, so all see the same.
            if ended.load(Ordering::Relaxed) {
                break;
            }
        }
    });
}

/// How many ticks threads are called together for.
fn ticks_at_once(plan: &Plan, window: usize, threads: usize) -> usize {
    let cost: f64 = plan.nodes.iter().map(|node| f64::from(node.cost)).sum();
    let tick = cost * 1e-9 * window as f64 / threads as f64;
    (RUN_SECONDS / tick).clamp(1.0, MOST_TICKS) as usize
}

impl Pace {
    /// The frames of window `number`; `None` behind the end.
    fn span(&self, number: u64) -> Option<Span> {
        let from = number * self.window as u64;
        let frames = self.total.checked_sub(from)?.min(self.window as u64) as usize;
        (frames > 0).then_some(Span { from, frames })
    }

    /// Computes a task's share of a tick.
    fn compute(&self, plan: &Plan, tick: u64, task: &mut Task, rings: &[Ring]) {
        let Some(number) = tick.checked_sub(task.depth) else { return };
        let Some(span) = self.span(number) else { return };
        if let Ok(jump) = self.jumps.binary_search_by_key(&number, |jump| jump.window) {
            let to = self.jumps[jump].to;
            task.parts.iter_mut().for_each(|part| part.state.jump(to));
        }
        let began = self.clock.seconds();
        let reading = Reading { rings, number, window: self.window };
        if let [Part { node, state, out, .. }] = &mut task.parts[..] {
            window(plan, *node, state, span, self.level, reading, out);
        } else {
            let parts = task.parts.iter_mut().map(|part| (&mut part.state, &mut part.out));
            row(&mut parts.collect::<Vec<_>>(), span, reading);
        }
        // What is done side by side is done for all alike.
        let took = (self.clock.seconds() - began) / task.parts.len() as f64;
        for part in &mut task.parts {
            part.seconds += took;
            if self.costs {
                part.each.push(took as f32);
            }
        }
    }

    /// Notes what a tick took that began then, and tells when it ended.
    fn note(&self, began: f64, took: &mut Vec<f32>) -> f64 {
        let now = self.clock.seconds();
        if self.costs {
            took.push((now - began) as f32);
        }
        now
    }
}

impl Task {
    /// Hands on what a tick has made.
    fn hand_on(&mut self, tick: u64, rings: &mut [Ring]) {
        let Some(number) = tick.checked_sub(self.depth) else { return };
        for part in &mut self.parts {
            std::mem::swap(rings[part.node].window_mut(number), &mut part.out);
        }
    }

    /// Whether it is the output, and all has been heard.
    fn has_ended(&self) -> bool {
        self.parts.iter().any(|part| matches!(&part.state, State::Output(output) if output.ended))
    }
}
