//! The input: bytes from a file or standard input, their hash, and the song in them.

use crate::error::Error;
use crate::kit_archive::{KitArchive, is_archive};
use rebounce::{Clock, Options};
use rebounce_export::Job;
use rebounce_import::{Fonts, Kind, Wanted};
use rebounce_song::{Diagnostic, Song};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A song that was read.
pub(crate) struct Input {
    /// As it was given; `-` for standard input.
    pub(crate) path: PathBuf,
    /// BLAKE3 of its bytes, hexadecimal.
    pub(crate) hash: String,
    /// The song.
    pub(crate) song: Song,
    /// The document's shape.
    pub(crate) kind: Kind,
    /// It is the document of an archive, in which its recordings are too.
    pub(crate) archive: bool,
    /// What the document says about how it is to be rendered.
    pub(crate) wanted: Wanted,
    /// What was not as wanted.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How long it took.
    pub(crate) seconds: f64,
}

impl Input {
    /// Reads `path`, or standard input for `-`; `fonts` play a MIDI file's programs.
    ///
    /// # Errors
    /// [`Error::Input`].
    pub(crate) fn read(path: &Path, fonts: &Fonts, clock: &Clock) -> Result<Self, Error> {
        let began = clock.seconds();
        let limits = rebounce_import::Limits::default();
        let bytes = bytes(path, limits.bytes).map_err(|error| {
            let mend = match error.kind() {
                io::ErrorKind::NotFound => ": wanted a song to read",
                io::ErrorKind::IsADirectory => ": wanted a file, not a folder",
                _ => "",
            };
            Error::Input(format!("{}: {error}{mend}", path.display()))
        })?;
        let refused = |error: &dyn Display| Error::Input(format!("{}: {error}", path.display()));
        let archive = is_archive(&bytes);
        let read = if archive {
            let kit = KitArchive::read(&bytes).map_err(|error| refused(&error))?;
            rebounce_import::read_with(kit.document(), fonts, &limits)
        } else {
            rebounce_import::read_with(&bytes, fonts, &limits)
        };
        let read = read.map_err(|error| refused(&error))?;
        Ok(Self {
            path: path.to_path_buf(),
            hash: blake3::hash(&bytes).to_hex().to_string(),
            song: read.song,
            kind: read.kind,
            archive,
            wanted: read.options,
            diagnostics: read.diagnostics,
            seconds: clock.seconds() - began,
        })
    }

    /// Leaves but one pattern, if one is named.
    ///
    /// # Errors
    /// [`Error::Input`]: there is none of this id.
    pub(crate) fn only(&mut self, pattern: Option<&str>, options: &Options) -> Result<(), Error> {
        let Some(pattern) = pattern else { return Ok(()) };
        let job = Job::pattern(&self.song, pattern, options)
            .map_err(|error| self.without_pattern(&error))?;
        self.song = job.song;
        Ok(())
    }

    /// What a call refused about a pattern, with the patterns there are.
    pub(crate) fn without_pattern(&self, error: &rebounce_export::Error) -> Error {
        let mut told = format!("{}: {error}", self.path.display());
        if matches!(error, rebounce_export::Error::NoPattern(_)) {
            let ids = self.song.patterns.iter().take(12).map(|pattern| pattern.id.as_str());
            told += &format!(": wanted one of {}", ids.collect::<Vec<_>>().join(", "));
        }
        Error::Input(told)
    }

    /// The name of the file without folder and extension; nothing for standard input.
    pub(crate) fn stem(&self) -> String {
        let stem = self.file().and_then(Path::file_stem).unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// The kind of document, for people.
    pub(crate) fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Pattern => "pattern",
            Kind::Wrapper => "pattern with options",
            Kind::Arrangement => "arrangement",
            Kind::Project => "project",
            Kind::Song => "Rebounce song",
            Kind::Midi => "MIDI file",
            Kind::Hydrogen if self.archive => "Hydrogen kit",
            Kind::Hydrogen => "Hydrogen song",
            _ => "document",
        }
    }

    /// The file, unless it is standard input.
    pub(crate) fn file(&self) -> Option<&Path> {
        (self.path != Path::new("-")).then_some(&self.path)
    }

    /// The folder its recordings are beside.
    pub(crate) fn folder(&self) -> &Path {
        let folder = self.file().and_then(Path::parent);
        folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// The bytes, one more than `limit` at most, so that the reader can refuse them.
fn bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
