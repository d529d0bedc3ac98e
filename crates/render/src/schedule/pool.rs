//! Worker threads: the only file that knows there are any. Built without the feature `threads`
//! (WebAssembly, where a thread is not to be had) the same work is done in order.

#[cfg(feature = "threads")]
use std::sync::{Mutex, PoisonError};

/// Threads that stay; at least two.
pub(crate) struct Pool {
    #[cfg(feature = "threads")]
    threads: rayon::ThreadPool,
    /// Held by the one whose work it is: of two works begun at once each would have some of the
    /// threads, and wait for the others.
    #[cfg(feature = "threads")]
    turn: Mutex<()>,
    #[cfg(not(feature = "threads"))]
    never: std::convert::Infallible,
}

/// How many threads `wanted` stands for: 0 is as many as the machine has.
pub(super) fn count(wanted: usize) -> usize {
    match wanted {
        _ if cfg!(not(feature = "threads")) => 1,
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    }
}

#[cfg(feature = "threads")]
impl Pool {
    /// Starts them.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn new(threads: usize) -> Result<Self, String> {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let threads = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { threads, turn: Mutex::new(()) })
    }

    /// How many there are.
    pub(super) fn threads(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// Does `works` on them while the caller does `here`; what each came to, in their order.
    pub(super) fn beside<W: FnOnce() -> T + Send, T: Send, U>(
        &self,
        works: Vec<W>,
        here: impl FnOnce() -> U,
    ) -> (Vec<T>, U) {
        let mut made: Vec<Option<T>> = works.iter().map(|_| None).collect();
        let here = self.threads.in_place_scope(|scope| {
            for (work, made) in works.into_iter().zip(&mut made) {
                scope.spawn(|_| *made = Some(work()));
            }
            here()
        });
        let made = made.into_iter().map(|it| it.expect("a scope ends when all in it has"));
        (made.collect(), here)
    }

    /// Calls `work` on all threads at once, with the number of each, and waits until all are through
    /// with it; they may wait for one another.
    pub(super) fn together(&self, work: impl Fn(usize) + Sync) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.threads.broadcast(|thread| work(thread.index()));
    }
}

#[cfg(not(feature = "threads"))]
impl Pool {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub(super) fn new(_threads: usize) -> Result<Self, String> {
        Err("this build has no threads".to_owned())
    }

    /// There is no pool to ask.
    pub(super) fn threads(&self) -> usize {
        match self.never {}
    }

    /// There is no pool to ask.
    pub(super) fn beside<W: FnOnce() -> T + Send, T: Send, U>(
        &self,
        _works: Vec<W>,
        _here: impl FnOnce() -> U,
    ) -> (Vec<T>, U) {
        match self.never {}
    }

    /// There is no pool to ask.
    pub(super) fn together(&self, _work: impl Fn(usize) + Sync) {
        match self.never {}
    }
}
