//! The hidden folder in which a batch makes its files. Its name is always the same, so that what a
//! batch left that was killed is found and removed by the next one.

use crate::error::Error;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The folder, removed when dropped.
pub(crate) struct Work {
    path: PathBuf,
    /// Held by the batch at work; a process that was killed holds it no more.
    _lock: File,
}

impl Work {
    /// An empty folder in `out`.
    ///
    /// # Errors
    /// [`Error::Output`], also if another batch is at work there.
    pub(crate) fn begin(out: &Path) -> Result<Self, Error> {
        let path = out.join(".rebounce-batch");
        let failed = |error: std::io::Error| Error::file(&path, &error);
        fs::create_dir_all(&path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Output(format!(
                    "{}: another batch writes into this folder: wait, or choose another one",
                    out.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let left = entry.path();
            if entry.file_name() == "lock" {
                continue;
            }
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            if is_folder { fs::remove_dir_all(left) } else { fs::remove_file(left) }
                .map_err(failed)?;
        }
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        // The next batch would do it.
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_removed_and_there_is_one_batch_at_a_time() {
        let out = tempfile::tempdir().unwrap();
        let left = out.path().join(".rebounce-batch/.rebounce-x");
        fs::create_dir_all(&left).unwrap();
        fs::write(left.join("0"), "half a file").unwrap();
        let work = Work::begin(out.path()).unwrap();
        assert!(!left.exists());
        assert!(Work::begin(out.path()).is_err());
        drop(work);
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }
}
