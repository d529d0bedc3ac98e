//! Recordings from a folder: the song's own, or one that was named. A song comes from others, so
//! it may not reach out of these folders unless that was allowed.

use crate::args::SoundArgs;
use crate::fonts::{FontLibrary, Named, findings};
use crate::input::Input;
use crate::kits::{Kits, Place, folders};
use rebounce::{AssetError, Assets};
use rebounce_codec::{DecodeLimits, Note, decode};
use rebounce_dsp::Recording;
use rebounce_dsp::soundfont::Font;
use rebounce_song::{Diagnostic, Severity};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Recordings below some folders.
#[derive(Debug)]
pub(crate) struct FolderAssets {
    /// Canonical; searched in this order.
    roots: Vec<PathBuf>,
    anywhere: bool,
    /// Bytes of a file, and of what is decoded from it.
    limit: u64,
    findings: RefCell<Vec<Diagnostic>>,
    /// The BLAKE3 of each file that was read.
    read: RefCell<BTreeMap<PathBuf, String>>,
    library: Option<Library>,
    fonts: FontLibrary,
    /// Fonts of the command line.
    named: Vec<PathBuf>,
    kits: Kits,
}

/// Recordings that several songs share, decoded once; clones share the same ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Library(Arc<Mutex<Shelf>>);

#[derive(Debug, Default)]
struct Shelf {
    known: BTreeMap<PathBuf, Known>,
    bytes: u64,
}

/// A file that was decoded.
#[derive(Clone, Debug)]
struct Known {
    recording: Arc<Recording>,
    notes: Vec<Note>,
    hash: String,
}

/// Bytes of recordings that a [`Library`] holds; what comes when it is full is decoded for each
/// song. Half of what one song may ask for by default (1 GiB).
const HELD: u64 = 1 << 30;

impl Library {
    fn find(&self, path: &Path) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).known.get(path).cloned()
    }

    fn keep(&self, path: &Path, known: &Known) {
        let samples: usize = known.recording.channels.iter().map(Vec::len).sum();
        let bytes = 4 * samples as u64;
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.bytes + bytes <= HELD && !shelf.known.contains_key(path) {
            shelf.bytes += bytes;
            shelf.known.insert(path.to_path_buf(), known.clone());
        }
    }
}

impl FolderAssets {
    /// Recordings below `folders`, the first one first; those that do not exist are left out. With
    /// `anywhere`, a reference may lead out of them. `limit` bounds each file's bytes.
    pub(crate) fn new(folders: &[&Path], anywhere: bool, limit: u64) -> Self {
        let roots = folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        let (findings, read, kits) = Default::default();
        let (fonts, named) = Default::default();
        Self { roots, anywhere, limit, findings, read, library: None, kits, fonts, named }
    }

    /// The same, with recordings that other songs of `library` have loaded.
    pub(crate) fn sharing(self, library: Option<&Library>) -> Self {
        Self { library: library.cloned(), ..self }
    }

    /// The same, with fonts of the command line.
    pub(crate) fn playing(self, fonts: &FontLibrary, named: &[Named]) -> Self {
        let named = named.iter().map(|named| named.path.clone()).collect();
        Self { fonts: fonts.clone(), named, ..self }
    }

    /// All files that were read, and the BLAKE3 of each.
    pub(crate) fn read(&self) -> BTreeMap<PathBuf, String> {
        self.read.borrow().clone()
    }

    /// The recording in a file.
    fn file(&self, path: &Path) -> Result<Known, AssetError> {
        if let Some(known) = self.library.as_ref().and_then(|library| library.find(path)) {
            return Ok(known);
        }
        let bytes = self.load(path)?;
        let hash = blake3::hash(&bytes).to_hex().to_string();
        let known = self.decoded(&bytes, hash)?;
        if let Some(library) = &self.library {
            library.keep(path, &known);
        }
        Ok(known)
    }

    fn decoded(&self, bytes: &[u8], hash: String) -> Result<Known, AssetError> {
        let limits = DecodeLimits { bytes: self.limit };
        let decoded = decode(bytes, &limits).map_err(|error| unusable(&error))?;
        Ok(Known { recording: Arc::new(decoded.recording), notes: decoded.notes, hash })
    }

    /// Recordings in the folder of `--assets` and beside the song; those of a Hydrogen song also
    /// where Hydrogen keeps its kits.
    pub(crate) fn of(args: &SoundArgs, input: &Input, limit: u64) -> Self {
        let kits = folders(input);
        let own = args.assets.as_deref().into_iter().chain([input.folder()]);
        let folders: Vec<&Path> = own.chain(kits.iter().map(PathBuf::as_path)).collect();
        let mut assets = Self::new(&folders, args.allow_any_path, limit);
        assets.kits = Kits::of(input);
        assets
    }

    /// The recording `kit/file` in an archive of that kit; none if there is none.
    fn archived(&self, reference: &str) -> Result<Option<Known>, AssetError> {
        for Place { archive, file } in self.kits.places(&self.roots, reference) {
            let inside = archive.join(&file);
            if let Some(known) = self.library.as_ref().and_then(|library| library.find(&inside)) {
                return Ok(Some(known));
            }
            let Some((kit, hash)) = self.kits.open(&archive, |path| self.load(path))? else {
                continue;
            };
            let Some(bytes) = kit.file(&file) else { continue };
            let known = self.decoded(bytes, hash.clone())?;
            self.read.borrow_mut().insert(archive, hash);
            if let Some(library) = &self.library {
                library.keep(&inside, &known);
            }
            return Ok(Some(known));
        }
        Ok(None)
    }

    /// What recordings so far had wrong with them.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        self.findings.borrow().clone()
    }

    /// The file that `reference` means.
    fn resolve(&self, reference: &str) -> Result<PathBuf, AssetError> {
        // A browser's `/samples/kick.wav` is below its site's folder, so below one of ours.
        let relative = Path::new(reference.trim_start_matches('/'));
        let absolute = Path::new(reference);
        let absolute = (self.anywhere && absolute.is_absolute()).then(|| absolute.to_path_buf());
        let candidates = self.roots.iter().map(|root| root.join(relative)).chain(absolute);
        let mut outside = leads_out(relative);
        for candidate in candidates {
            let Ok(file) = candidate.canonicalize() else { continue };
            if self.anywhere || self.roots.iter().any(|root| file.starts_with(root)) {
                return Ok(file);
            }
            outside = true;
        }
        if !self.anywhere && (outside || Path::new(reference).is_absolute()) {
            return refuse(
                "path-outside",
                format!(
                    "{:?} leads out of {} (a song may reach into its own folder and that of --assets; --allow-any-path lifts this)",
                    short(reference),
                    self.searched()
                ),
            );
        }
        refuse("recording-missing", format!("{:?} is not in {}", short(reference), self.searched()))
    }

    fn searched(&self) -> String {
        let roots: Vec<String> = self.roots.iter().map(|root| root.display().to_string()).collect();
        if roots.is_empty() { "any folder".to_owned() } else { roots.join(" or ") }
    }

    fn load(&self, path: &Path) -> Result<Vec<u8>, AssetError> {
        let shown = path.display();
        let unreadable = |error| AssetError {
            code: "recording-unreadable".to_owned(),
            message: format!("{shown}: {error}"),
        };
        if !fs::metadata(path).map_err(unreadable)?.is_file() {
            return refuse("recording-unreadable", format!("{shown} is no regular file"));
        }
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(unreadable)?;
        file.take(self.limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > self.limit {
            let limit = self.limit;
            return refuse("recording-too-large", format!("{shown} has more than {limit} bytes"));
        }
        Ok(bytes)
    }
}

impl Assets for FolderAssets {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        let scheme = reference.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let known = match scheme.as_deref() {
            Some("data") => {
                let bytes = rebounce_codec::data_url(reference).unwrap_or_else(|| Ok(Vec::new()));
                self.decoded(&bytes.map_err(|error| unusable(&error))?, String::new())?
            }
            Some("http" | "https" | "blob" | "file") => {
                return refuse(
                    "recording-remote",
                    format!(
                        "{:?} is not fetched (put the file beside the song and refer to it by its path)",
                        short(reference)
                    ),
                );
            }
            _ => {
                let found = self.resolve(reference);
                match found {
                    Ok(path) => {
                        let known = self.file(&path)?;
                        self.read.borrow_mut().insert(path, known.hash.clone());
                        known
                    }
                    Err(missing) => self.archived(reference)?.ok_or(missing)?,
                }
            }
        };
        let findings = known.notes.iter().map(|note| finding(reference, note));
        self.findings.borrow_mut().extend(findings);
        Ok(known.recording)
    }

    /// A font of the command line that is called so, or by whose file name; else one that lies
    /// where recordings do.
    fn font(&self, reference: &str) -> Result<Arc<Font>, AssetError> {
        let wanted = Path::new(reference);
        let named = self
            .named
            .iter()
            .find(|path| *path == wanted)
            .or_else(|| self.named.iter().find(|path| path.file_name() == wanted.file_name()));
        let path = match named {
            Some(path) => path.clone(),
            None => self.resolve(reference)?,
        };
        let loaded = self.fonts.load(&path)?;
        self.read.borrow_mut().insert(path, loaded.hash.clone());
        self.findings.borrow_mut().extend(findings(reference, &loaded.notes));
        Ok(loaded.font)
    }
}

/// Whether a path climbs above where it begins, as far as can be told without looking.
fn leads_out(path: &Path) -> bool {
    let mut depth = 0_i32;
    path.components().any(|component| {
        depth += match component {
            Component::ParentDir => -1,
            Component::Normal(_) => 1,
            _ => 0,
        };
        depth < 0
    })
}

fn finding(reference: &str, note: &Note) -> Diagnostic {
    let (severity, code) = match note {
        Note::Mixed { .. } => (Severity::Info, "recording-mixed-down"),
        _ => (Severity::Warning, "recording-damaged"),
    };
    let action = "it is played as it was read";
    let wanted = "a sound file in order, of one or two channels";
    Diagnostic::new(severity, code, short(reference), note.to_string(), wanted, action)
}

/// A reference short enough for a line: a `data:` URL may have millions of characters.
fn short(reference: &str) -> String {
    let mut short: String = reference.chars().take(80).collect();
    if short.len() < reference.len() {
        short.push_str("...");
    }
    short
}

fn unusable(error: &rebounce_codec::Error) -> AssetError {
    AssetError { code: "recording-unusable".to_owned(), message: error.to_string() }
}

fn refuse<T>(code: &str, message: String) -> Result<T, AssetError> {
    Err(AssetError { code: code.to_owned(), message })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder `out` with a file, and in it a folder `song` with another.
    fn folders() -> (tempfile::TempDir, PathBuf) {
        let out = tempfile::tempdir().unwrap();
        let song = out.path().join("song");
        fs::create_dir_all(song.join("kit")).unwrap();
        fs::write(out.path().join("secret.wav"), "x").unwrap();
        fs::write(song.join("kit/kick.wav"), "x").unwrap();
        let song = song.canonicalize().unwrap();
        (out, song)
    }

    fn code(assets: &FolderAssets, reference: &str) -> String {
        assets.resolve(reference).map_or_else(|error| error.code, |_| "found".to_owned())
    }

    #[test]
    fn a_path_inside_is_found_by_each_of_its_spellings() {
        let (_out, song) = folders();
        let assets = FolderAssets::new(&[&song], false, 100);
        for spelling in ["kit/kick.wav", "./kit/../kit/kick.wav", "/kit/kick.wav"] {
            assert_eq!(assets.resolve(spelling).unwrap(), song.join("kit/kick.wav"));
        }
        assert_eq!(code(&assets, "kit/snare.wav"), "recording-missing");
    }

    #[test]
    fn no_path_leads_out_unless_allowed() {
        let (out, song) = folders();
        let secret = out.path().join("secret.wav");
        let assets = FolderAssets::new(&[&song], false, 100);
        let absolute = secret.to_str().unwrap();
        for reference in ["../secret.wav", "kit/../../secret.wav", "../nothing.wav", absolute] {
            assert_eq!(code(&assets, reference), "path-outside", "{reference}");
        }
        let anywhere = FolderAssets::new(&[&song], true, 100);
        for reference in ["../secret.wav", absolute] {
            assert_eq!(code(&anywhere, reference), "found", "{reference}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_is_not_followed() {
        let (out, song) = folders();
        std::os::unix::fs::symlink(out.path(), song.join("link")).unwrap();
        let assets = FolderAssets::new(&[&song], false, 100);
        assert_eq!(code(&assets, "link/secret.wav"), "path-outside");
        assert_eq!(code(&assets, "link/song/kit/kick.wav"), "found");
    }

    #[test]
    fn songs_of_one_library_decode_a_recording_once() {
        let folder = tempfile::tempdir().unwrap();
        let format = rebounce_codec::Format { dither: false, ..rebounce_codec::Format::default() };
        let wav = rebounce_codec::encode(&format, &[0.5; 9], &[0.5; 9]).unwrap();
        fs::write(folder.path().join("a.wav"), &wav).unwrap();
        let library = Library::default();
        let song = |library: Option<&Library>| {
            let assets = FolderAssets::new(&[folder.path()], false, 1000).sharing(library);
            let recording = assets.recording("a.wav").unwrap();
            let read: Vec<String> = assets.read().into_values().collect();
            assert_eq!(read, [blake3::hash(&wav).to_hex().to_string()]);
            recording
        };
        let first = song(Some(&library));
        assert!(Arc::ptr_eq(&first, &song(Some(&library))));
        assert!(!Arc::ptr_eq(&first, &song(None)));
    }

    #[test]
    fn a_file_beyond_the_limit_and_a_device_are_refused() {
        let (_out, song) = folders();
        fs::write(song.join("big.wav"), [0; 101]).unwrap();
        let assets = FolderAssets::new(&[&song], true, 100);
        assert_eq!(assets.recording("big.wav").unwrap_err().code, "recording-too-large");
        assert_eq!(assets.recording("kit").unwrap_err().code, "recording-unreadable");
        assert_eq!(assets.recording("kit/kick.wav").unwrap_err().code, "recording-unusable");
        assert_eq!(assets.recording("https://a/b.wav").unwrap_err().code, "recording-remote");
    }
}
