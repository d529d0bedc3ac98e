//! What is done: a line of JSON for each file, told by what it was made of. Lines are added while
//! the batch works, so that a batch that was killed knows what it had; at its end they are sorted.

use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Its name in the output folder.
const NAME: &str = "rebounce-batch.jsonl";

/// A file that is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// Below the output folder.
    pub(crate) output: PathBuf,
    /// BLAKE3 of the input's bytes and of all options.
    pub(crate) made_of: String,
    /// Recordings that were read, and the BLAKE3 of each.
    pub(crate) recordings: BTreeMap<PathBuf, String>,
    /// BLAKE3 of the file.
    pub(crate) hash: String,
    /// Its size.
    pub(crate) bytes: u64,
}

/// All that is done.
pub(crate) struct Manifest {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

struct Inner {
    entries: BTreeMap<PathBuf, Entry>,
    log: File,
}

impl Manifest {
    /// Reads what there is in `folder`; a line that was not written to its end is none.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(NAME);
        let open = || -> io::Result<Inner> {
            let text = match fs::read(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
                read => read?,
            };
            let lines = text.split(|byte| *byte == b'\n');
            let read = lines.filter_map(|line| serde_json::from_slice::<Entry>(line).ok());
            let entries = read.map(|entry| (entry.output.clone(), entry)).collect();
            let mut log = OpenOptions::new().append(true).create(true).open(&path)?;
            // What comes now must not be glued to half a line.
            if text.last().is_some_and(|byte| *byte != b'\n') {
                log.write_all(b"\n")?;
            }
            Ok(Inner { entries, log })
        };
        let inner = open().map_err(|error| Error::file(&path, &error))?;
        Ok(Self { folder: folder.to_path_buf(), inner: Mutex::new(inner) })
    }

    /// What is said about `output`, if it was made of the same, its recordings are the same, and
    /// the file is as it was left.
    pub(crate) fn done(&self, output: &Path, made_of: &str) -> Option<Entry> {
        let entry = self.with(|inner| inner.entries.get(output).cloned())?;
        let same = |(path, hash): (&PathBuf, &String)| hash_of(path).is_ok_and(|it| it == *hash);
        (entry.made_of == made_of
            && hash_of(&self.folder.join(output)).is_ok_and(|hash| hash == entry.hash)
            && entry.recordings.iter().all(same))
        .then_some(entry)
    }

    /// Adds a file that is in its place.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(crate) fn add(&self, entry: Entry) -> Result<(), Error> {
        let written = self.with(|inner| {
            let written = inner.log.write_all(&line(&entry));
            inner.entries.insert(entry.output.clone(), entry);
            written
        });
        written.map_err(|error| Error::file(&self.folder.join(NAME), &error))
    }

    /// Writes all lines anew, sorted, by way of `hidden`: the same whatever came first.
    ///
    /// # Errors
    /// [`Error::Output`].
    pub(crate) fn finish(self, hidden: &Path) -> Result<(), Error> {
        let path = self.folder.join(NAME);
        let text: Vec<u8> = self.with(|inner| inner.entries.values().flat_map(line).collect());
        let hidden = hidden.join(NAME);
        fs::write(&hidden, text)
            .and_then(|()| fs::rename(&hidden, &path))
            .map_err(|error| Error::file(&path, &error))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn line(entry: &Entry) -> Vec<u8> {
    // JSON has no names that are not Unicode: such a file is made again each time.
    let mut line = serde_json::to_vec(entry).unwrap_or_default();
    line.push(b'\n');
    line
}

/// BLAKE3 of a file, hexadecimal.
///
/// # Errors
/// It cannot be read.
pub(crate) fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_line_is_no_entry_and_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let entry = |name: &str| {
            fs::write(folder.path().join(name), name).unwrap();
            Entry {
                output: name.into(),
                made_of: "x".to_owned(),
                recordings: BTreeMap::new(),
                hash: blake3::hash(name.as_bytes()).to_hex().to_string(),
                bytes: 1,
            }
        };
        let manifest = Manifest::open(folder.path()).unwrap();
        manifest.add(entry("b")).unwrap();
        let path = folder.path().join(NAME);
        let mut text = fs::read(&path).unwrap();
        text.extend(&line(&entry("c"))[..20]);
        fs::write(&path, text).unwrap();
        let manifest = Manifest::open(folder.path()).unwrap();
        manifest.add(entry("a")).unwrap();
        let manifest = Manifest::open(folder.path()).unwrap();
        let done = |name: &str, of: &str| manifest.done(Path::new(name), of).is_some();
        assert_eq!([done("a", "x"), done("b", "x"), done("c", "x")], [true, true, false]);
        assert!(!done("a", "y"));
        fs::write(folder.path().join("a"), "changed").unwrap();
        assert!(!done("a", "x"));
        manifest.finish(folder.path()).unwrap();
        let text = fs::read(&path).unwrap();
        assert_eq!(text, [line(&entry("a")), line(&entry("b"))].concat());
    }
}
