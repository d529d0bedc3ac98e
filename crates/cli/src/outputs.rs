//! Files that appear all together or not at all: each is made in a hidden folder beside its place,
//! and when every one of them is whole they are renamed into place. Until then older files stay.

use crate::error::Error;
use crate::interrupt::Interrupt;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The outputs of a run. Dropped before [`Outputs::commit`], it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Outputs {
    interrupt: Interrupt,
    input: Option<PathBuf>,
    /// A hidden folder in each folder that gets outputs.
    hidden: Vec<(PathBuf, TempDir)>,
    /// Folders made at the end, for stems and recordings.
    new_folders: Vec<PathBuf>,
    files: Vec<Output>,
}

#[derive(Debug)]
struct Output {
    hidden: PathBuf,
    place: PathBuf,
}

impl Outputs {
    /// No outputs yet. None of them may be `input`.
    pub(crate) fn new(input: Option<&Path>, interrupt: &Interrupt) -> Self {
        Self {
            interrupt: interrupt.clone(),
            input: input.and_then(|input| input.canonicalize().ok()),
            hidden: Vec::new(),
            new_folders: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Makes room for a file that shall stand at `path`; the path to write it to meanwhile.
    ///
    /// # Errors
    /// [`Error::Output`] if there can be no such file, [`Error::Usage`] if it is the input or
    /// another output.
    pub(crate) fn file(&mut self, path: &Path) -> Result<PathBuf, Error> {
        let place = self.place(path)?;
        let folder = place.parent().unwrap_or(Path::new("/")).to_path_buf();
        self.add(place, &folder)
    }

    /// Makes room for `names` in `folder`, which is made at the end if it is not there yet.
    ///
    /// # Errors
    /// As [`Outputs::file`].
    pub(crate) fn folder(
        &mut self,
        folder: &Path,
        names: &[String],
    ) -> Result<Vec<PathBuf>, Error> {
        if folder.is_dir() {
            return names.iter().map(|name| self.file(&folder.join(name))).collect();
        }
        let place = self.place(folder)?;
        if place.exists() {
            return Err(Error::Output(format!(
                "{}: it is a file: wanted a folder",
                folder.display()
            )));
        }
        let parent = place.parent().unwrap_or(Path::new("/")).to_path_buf();
        if !self.new_folders.contains(&place) {
            self.new_folders.push(place.clone());
        }
        names.iter().map(|name| self.add(place.join(name), &parent)).collect()
    }

    fn add(&mut self, place: PathBuf, folder: &Path) -> Result<PathBuf, Error> {
        if self.files.iter().any(|other| other.place == place) {
            return Err(Error::Usage(format!(
                "{}: two outputs would have this name: give each its own",
                place.display()
            )));
        }
        let number = self.files.len();
        let hidden = self.hidden_in(folder)?.join(number.to_string());
        self.files.push(Output { hidden: hidden.clone(), place });
        Ok(hidden)
    }

    fn hidden_in(&mut self, folder: &Path) -> Result<&Path, Error> {
        let known = self.hidden.iter().position(|(of, _)| of == folder);
        let index = match known {
            Some(index) => index,
            None => {
                let hidden = tempfile::Builder::new()
                    .prefix(".rebounce-")
                    .tempdir_in(folder)
                    .map_err(|error| Error::file(folder, &error))?;
                self.interrupt.watch(hidden.path());
                self.hidden.push((folder.to_path_buf(), hidden));
                self.hidden.len() - 1
            }
        };
        Ok(self.hidden[index].1.path())
    }

    /// Where `path` really is, links followed.
    fn place(&self, path: &Path) -> Result<PathBuf, Error> {
        let refuse = |why: &str| Err(Error::Output(format!("{}: {why}", path.display())));
        let place = if let Ok(place) = path.canonicalize() {
            place
        } else {
            let Some(name) = path.file_name() else {
                return refuse("wanted the name of a file");
            };
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            match folder.canonicalize() {
                Ok(real) if real.is_dir() => real.join(name),
                Ok(_) => return refuse(&format!("{} is not a folder", folder.display())),
                Err(_) => {
                    return refuse(&format!(
                        "there is no folder {0}: make it (mkdir -p {0}), or choose another place",
                        folder.display()
                    ));
                }
            }
        };
        if self.input.as_ref() == Some(&place) {
            return Err(Error::Usage(format!(
                "{}: this is the input, which must not be overwritten: choose another name",
                path.display()
            )));
        }
        if place.is_dir() {
            return refuse("it is a folder: wanted the name of a file");
        }
        if place.exists() && !place.is_file() {
            return refuse("it is no regular file (to stream, use -o -)");
        }
        Ok(place)
    }

    /// Writes a whole small file to where [`Outputs::file`] said.
    ///
    /// # Errors
    /// [`Error::Output`], naming `path`.
    pub(crate) fn write(path: &Path, hidden: &Path, bytes: &[u8]) -> Result<(), Error> {
        let write = || {
            fs::write(hidden, bytes)?;
            fs::File::open(hidden)?.sync_all()
        };
        write().map_err(|error| Error::file(path, &error))
    }

    /// Puts all files in place.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if a signal came before; [`Error::Output`] if a name cannot be taken.
    pub(crate) fn commit(self) -> Result<(), Error> {
        self.interrupt.commit(|| {
            for folder in &self.new_folders {
                fs::create_dir(folder).map_err(|error| Error::file(folder, &error))?;
            }
            for (number, file) in self.files.iter().enumerate() {
                fs::rename(&file.hidden, &file.place).map_err(|error| {
                    let place = file.place.display();
                    Error::Output(format!(
                        "{place}: {error} ({number} of {} files are in place)",
                        self.files.len()
                    ))
                })?;
            }
            Ok(())
        })
    }
}
