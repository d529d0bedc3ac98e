//! Which thread takes which task: the one that did it last, whose cache holds what it needs, unless
//! another has nothing else to do.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Where tasks are at home.
pub(super) struct Homes {
    /// By task: a thread.
    homes: Vec<AtomicUsize>,
    /// By task: ticks it has been taken for.
    taken: Vec<AtomicU64>,
}

impl Homes {
    /// Each task, of which the longest comes first, to the thread that has least to do; `costs` are
    /// estimates in any unit.
    pub(super) fn new(costs: &[f32], threads: usize) -> Self {
        let mut loads = vec![0.0; threads];
        let home = |&cost: &f32| {
            let least = loads.iter().copied().fold(f32::INFINITY, f32::min);
            let home = loads.iter().position(|load| *load == least).unwrap_or(0);
            loads[home] += cost;
            AtomicUsize::new(home)
        };
        let homes = costs.iter().map(home).collect();
        Self { homes, taken: costs.iter().map(|_| AtomicU64::new(0)).collect() }
    }

    /// The tasks that `thread` is to do in this tick, one after another: its own, the longest first,
    /// then what others have not begun, the shortest first, which are its own from then on. No task
    /// is given twice in a tick.
    pub(super) fn tasks(&self, thread: usize, tick: u64) -> impl Iterator<Item = usize> {
        let all = 0..self.homes.len();
        let own = all.clone().filter(move |&task| self.home(task) == thread);
        own.chain(all.rev()).filter(move |&task| {
            let free = |taken| taken <= tick;
            let taken = &self.taken[task];
            let mine = free(taken.load(Ordering::Relaxed))
                && free(taken.swap(tick + 1, Ordering::Relaxed));
            if mine {
                self.homes[task].store(thread, Ordering::Relaxed);
            }
            mine
        })
    }

    fn home(&self, task: usize) -> usize {
        self.homes[task].load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_are_shared_out_first() {
        let homes = Homes::new(&[5.0, 4.0, 3.0, 2.0, 1.0], 2);
        let of: Vec<usize> = (0..5).map(|task| homes.home(task)).collect();
        assert_eq!(of, [0, 1, 1, 0, 0]);
    }

    #[test]
    fn a_task_stays_with_the_thread_that_did_it_last() {
        let homes = Homes::new(&[3.0, 2.0, 1.0], 2);
        assert_eq!(homes.tasks(1, 0).collect::<Vec<_>>(), [1, 2, 0], "the other never came");
        assert_eq!(homes.tasks(0, 0).next(), None, "all is taken");
        assert_eq!(homes.tasks(0, 1).next(), Some(2), "the shortest of another's");
        assert_eq!(homes.tasks(1, 1).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(homes.tasks(0, 2).next(), Some(2), "it is at home there now");
    }
}
