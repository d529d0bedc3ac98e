//! Worker threads: the only file that knows there are any. Built without the feature `threads`
//! (WebAssembly, where a thread is not to be had) the same work is done in order.

#[cfg(feature = "threads")]
use rayon::prelude::*;

/// Threads that stay; at least two.
pub(crate) struct Pool {
    #[cfg(feature = "threads")]
    threads: rayon::ThreadPool,
    #[cfg(not(feature = "threads"))]
    never: std::convert::Infallible,
}

/// How many threads `wanted` stands for: 0 is as many as the machine has.
pub(crate) fn count(wanted: usize) -> usize {
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
    pub(crate) fn new(threads: usize) -> Result<Self, String> {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().map(|threads| Self { threads }).map_err(|error| error.to_string())
    }

    /// How many there are.
    pub(crate) fn threads(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// Works on every task. They are handed out one by one, so that the first begin first.
    pub(crate) fn each<T: Send>(&self, tasks: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
        self.threads.install(|| tasks.iter_mut().par_bridge().for_each(work));
    }
}

#[cfg(not(feature = "threads"))]
impl Pool {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn new(_threads: usize) -> Result<Self, String> {
        Err("this build has no threads".to_owned())
    }

    /// There is no pool to ask.
    pub(crate) fn threads(&self) -> usize {
        match self.never {}
    }

    /// There is no pool to ask.
    pub(crate) fn each<T>(&self, _tasks: &mut [T], _work: impl Fn(&mut T)) {
        match self.never {}
    }
}
