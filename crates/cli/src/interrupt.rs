//! Ctrl-C, SIGTERM and SIGHUP: the render stops at its next window and cleans up behind itself.
//! Where it is not between windows (it prepares, or a disk is slow), this thread cleans up in its
//! place and ends the process, so that a tenth of a second is always enough.

use crate::error::Error;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the render may take to stop by itself: what is left of 100 ms is for cleaning up.
const PATIENCE: Duration = Duration::from_millis(60);

/// Whether someone wants the render to stop, and what must be removed then.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    cancelled: Arc<AtomicBool>,
    /// Locked while outputs are put in place: either all are, or none is.
    work: Arc<Mutex<Work>>,
}

#[derive(Debug, Default)]
struct Work {
    /// Folders of unfinished files.
    folders: Vec<PathBuf>,
    /// The outputs are in place, and it is too late to cancel.
    committed: bool,
}

impl Interrupt {
    /// For a part of the work, which ends by the same signals but whose outputs are in place before
    /// all is done. What it leaves is below a folder that the whole watches.
    pub(crate) fn part(&self) -> Self {
        Self { cancelled: Arc::clone(&self.cancelled), work: Arc::default() }
    }

    /// Listens for signals from now on. Call it once.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn listen(&self) -> Result<(), Error> {
        let interrupt = self.clone();
        ctrlc::set_handler(move || interrupt.signalled())
            .map_err(|error| Error::Failed(format!("cannot listen for Ctrl-C: {error}")))
    }

    fn signalled(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        thread::sleep(PATIENCE);
        let work = self.work();
        if work.committed {
            return;
        }
        for folder in &work.folders {
            // A file that is being made this moment can make it fail once.
            if std::fs::remove_dir_all(folder).is_err() {
                let _ = std::fs::remove_dir_all(folder);
            }
        }
        // The lock is held to the end, so nothing can be put in place any more.
        process::exit(i32::from(Error::Cancelled.exit_code()));
    }

    /// Passes until a signal has come.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Has `folder` removed should the process have to end at once.
    pub(crate) fn watch(&self, folder: &Path) {
        self.work().folders.push(folder.to_path_buf());
    }

    /// Puts outputs in place, all of it before or all of it after a signal.
    ///
    /// # Errors
    /// [`Error::Cancelled`], and what `place` says.
    pub(crate) fn commit(&self, place: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        let mut work = self.work();
        self.check()?;
        place()?;
        work.committed = true;
        Ok(())
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
