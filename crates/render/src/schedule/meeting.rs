//! A place where threads wait for one another, some hundreds of times a second. They look again and
//! again for a moment, since to be woken takes longer than what they mostly wait for; then they
//! sleep, for who is waited for may have lost its processor to another program.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How often a thread looks before it sleeps: some ten microseconds.
const LOOKS: usize = 1000;

/// A meeting of so many threads, again and again.
pub(super) struct Meeting {
    threads: usize,
    arrived: AtomicUsize,
    /// Meetings that are over.
    over: AtomicUsize,
    /// Whether one of the threads will never come.
    broken: AtomicBool,
    /// Threads that sleep or are about to.
    asleep: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
}

impl Meeting {
    pub(super) fn of(threads: usize) -> Self {
        Self {
            threads,
            arrived: AtomicUsize::new(0),
            over: AtomicUsize::new(0),
            broken: AtomicBool::new(false),
            asleep: AtomicUsize::new(0),
            bed: Mutex::new(()),
            bell: Condvar::new(),
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
            self.over.store(over + 1, Ordering::SeqCst);
            self.wake();
            return;
        }
        let waits = || {
            assert!(!self.broken.load(Ordering::SeqCst), "another thread has panicked");
            self.over.load(Ordering::SeqCst) == over
        };
        for _ in 0..LOOKS {
            if !waits() {
                return;
            }
            hint::spin_loop();
        }
        // Whoever ends the meeting looks who sleeps behind it, and who sleeps has looked whether it
        // has ended behind saying so: one of them sees the other.
        self.asleep.fetch_add(1, Ordering::SeqCst);
        let mut bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        while waits() {
            bed = self.bell.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
        drop(bed);
        self.asleep.fetch_sub(1, Ordering::SeqCst);
    }

    fn wake(&self) {
        if self.asleep.load(Ordering::SeqCst) > 0 {
            // Those that are about to sleep are in bed when this is theirs.
            drop(self.bed.lock().unwrap_or_else(PoisonError::into_inner));
            self.bell.notify_all();
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
            self.0.broken.store(true, Ordering::SeqCst);
            self.0.wake();
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
