//! A place where threads wait for one another, some thousands of times a second: they look again
//! and again instead of sleeping, since to be woken takes longer than what they wait for.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::{hint, thread};

/// How often a thread looks before it lets others have its processor: some microseconds.
const LOOKS: usize = 1000;

/// A meeting of so many threads, again and again.
pub(super) struct Meeting {
    threads: usize,
    arrived: AtomicUsize,
    /// Meetings that are over.
    over: AtomicUsize,
    /// Whether one of the threads will never come.
    broken: AtomicBool,
}

impl Meeting {
    pub(super) fn of(threads: usize) -> Self {
        Self {
            threads,
            arrived: AtomicUsize::new(0),
            over: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
        }
    }

    /// Waits until all threads have come; the last does `last`, for all.
    ///
    /// # Panics
    /// Where a thread that has promised to come has panicked.
    pub(super) fn meet(&self, last: impl FnOnce()) {
        let over = self.over.load(Ordering::Acquire);
        if self.arrived.fetch_add(1, Ordering::AcqRel) + 1 == self.threads {
            last();
            self.arrived.store(0, Ordering::Relaxed);
            self.over.store(over + 1, Ordering::Release);
            return;
        }
        let mut looks = 0;
        while self.over.load(Ordering::Acquire) == over {
            assert!(!self.broken.load(Ordering::Relaxed), "another thread has panicked");
            looks += 1;
            if looks < LOOKS { hint::spin_loop() } else { thread::yield_now() }
        }
    }

    /// A promise to come to every meeting while it is kept.
    pub(super) fn promise(&self) -> Promise<'_> {
        Promise(self)
    }
}

/// Tells the others if its thread panics, so that nobody waits for ever.
pub(super) struct Promise<'a>(&'a Meeting);

impl Drop for Promise<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.broken.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn nobody_goes_on_before_the_last_has_come_and_done_its_part() {
        let (meeting, sum, seen) = (Meeting::of(3), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for round in 0..1000 {
                        sum.fetch_add(1, Ordering::Relaxed);
                        meeting.meet(|| seen.store(sum.load(Ordering::Relaxed), Ordering::Relaxed));
                        assert_eq!(seen.load(Ordering::Relaxed), 3 * (round + 1));
                        meeting.meet(|| ());
                    }
                });
            }
        });
    }

    #[test]
    fn nobody_waits_for_one_who_panicked() {
        let meeting = Meeting::of(2);
        let wait = |panics: bool| {
            let _promise = meeting.promise();
            assert!(!panics, "as the test wants it");
            meeting.meet(|| ());
        };
        thread::scope(|scope| {
            let other = scope.spawn(|| catch_unwind(AssertUnwindSafe(|| wait(false))));
            assert!(catch_unwind(AssertUnwindSafe(|| wait(true))).is_err());
            assert!(other.join().expect("its panic was caught").is_err());
        });
    }
}
