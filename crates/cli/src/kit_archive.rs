//! A kit of Hydrogen in one file (`.h2drumkit`): a tar, mostly in gzip, with `drumkit.xml` and its
//! recordings in a folder. It is read into memory, within a bound; nothing of it is written to disk,
//! so no name in it can lead anywhere.

use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Component, Path};

/// Bytes of all files of a kit. A choice: the largest kits that go round have some hundred MB.
const MOST: u64 = 512 << 20;

/// The files of a kit.
#[derive(Clone, Debug, Default)]
pub(crate) struct KitArchive {
    /// By their paths below the kit's own folder.
    files: BTreeMap<String, Vec<u8>>,
}

/// Whether bytes begin as an archive does.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B]) || bytes.get(257..262) == Some(b"ustar")
}

impl KitArchive {
    /// Reads an archive.
    ///
    /// # Errors
    /// It is none, it is damaged, holds no kit, or more than 512 MiB.
    pub(crate) fn read(bytes: &[u8]) -> io::Result<Self> {
        let plain: Box<dyn Read + '_> = match bytes.starts_with(&[0x1F, 0x8B]) {
            true => Box::new(MultiGzDecoder::new(bytes)),
            false => Box::new(bytes),
        };
        // One byte more tells that there is more.
        let mut archive = tar::Archive::new(plain.take(MOST + 1));
        let mut found: Vec<(Vec<String>, Vec<u8>)> = Vec::new();
        let mut total = 0;
        for entry in archive.entries()? {
            let entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let Some(path) = plain_path(&entry.path()?) else { continue };
            let mut bytes = Vec::new();
            entry.take(MOST + 1 - total).read_to_end(&mut bytes)?;
            total += bytes.len() as u64;
            if total > MOST {
                return Err(io::Error::other("a kit of more than 512 MiB is not read"));
            }
            found.push((path, bytes));
        }
        let document = found.iter().map(|(path, _)| path);
        let document = document.filter(|path| path.last().is_some_and(|it| it == "drumkit.xml"));
        let Some(top) = document.min_by_key(|path| path.len()).cloned() else {
            return Err(io::Error::other("it is an archive without a drumkit.xml"));
        };
        let folder = &top[..top.len() - 1];
        let below = |(path, bytes): (Vec<String>, Vec<u8>)| {
            let rest = path.strip_prefix(folder)?.join("/");
            Some((rest, bytes))
        };
        Ok(Self { files: found.into_iter().filter_map(below).collect() })
    }

    /// A file of the kit, by its path below the kit's folder.
    pub(crate) fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Its description.
    pub(crate) fn document(&self) -> &[u8] {
        self.file("drumkit.xml").unwrap_or_default()
    }
}

/// The names of a path that leads down only.
fn plain_path(path: &Path) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => names.push(name.to_str()?.to_owned()),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            // As a hostile archive would: the library refuses to write such a name.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_are_found_below_the_kits_folder_packed_or_not() {
        let plain = tar(&[("Kit/drumkit.xml", b"<x/>"), ("Kit/a/kick.wav", b"RIFF")]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&plain).unwrap();
        for bytes in [plain, packed.finish().unwrap()] {
            assert!(is_archive(&bytes));
            let kit = KitArchive::read(&bytes).unwrap();
            assert_eq!(
                (kit.document(), kit.file("a/kick.wav")),
                (&b"<x/>"[..], Some(&b"RIFF"[..]))
            );
            assert_eq!(kit.file("kick.wav"), None);
        }
    }

    #[test]
    fn names_that_lead_out_are_nowhere_and_what_is_no_kit_is_refused() {
        let evil = tar(&[("Kit/drumkit.xml", b"<x/>"), ("Kit/../../etc/passwd", b"no")]);
        assert_eq!(KitArchive::read(&evil).unwrap().files.len(), 1);
        assert!(KitArchive::read(&tar(&[("a.txt", b"x")])).is_err());
        let whole = tar(&[("Kit/drumkit.xml", b"<x/>"), ("Kit/kick.wav", &[7; 5000])]);
        for end in (0..whole.len()).step_by(97) {
            // Cut anywhere: an error or what came before, never more.
            let _ = KitArchive::read(&whole[..end]);
        }
    }
}
