//! A file that appears whole or not at all: written beside its place under a temporary name, and
//! renamed when finished. Until then an older file of that name is untouched.

use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::ahead::Ahead;
use crate::{Encoder, Error, Format};

/// An audio file being written. Dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct Writer {
    encoder: Encoder<BufWriter<Ahead>>,
    path: PathBuf,
    rf64_above: u64,
}

impl Writer {
    /// Opens a temporary file in the folder of `path`.
    ///
    /// # Errors
    /// The format is not writable, or the folder refuses.
    pub fn create(path: impl AsRef<Path>, format: &Format) -> Result<Self, Error> {
        format.check()?;
        let path = path.as_ref().to_path_buf();
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".rebounce-");
        // A temporary file is private by default; the finished one obeys the umask like any other.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|source| Error::File { path: path.clone(), source })?;
        let sink = BufWriter::new(Ahead::new(file));
        let encoder = Encoder::new(sink, format, None).map_err(|error| at(&path, error))?;
        Ok(Self { encoder, path, rf64_above: u64::from(u32::MAX) })
    }

    /// Leaves it to the system when the file comes to lie on the disk. Killed, the process leaves
    /// it whole or not at all as ever; a machine without power may leave part of it.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.encoder.sink_mut().get_mut().waits = false;
        self
    }

    /// Writes one window, of any length.
    ///
    /// # Errors
    /// The channels differ in length, or the disk is full.
    pub fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        self.encoder.write(left, right).map_err(|error| at(&self.path, error))
    }

    /// Samples so far beyond full scale: see [`crate::WavStream::clipped`].
    #[must_use]
    pub fn clipped(&self) -> u64 {
        self.encoder.clipped()
    }

    /// Completes the head and puts the file in its place; gives its length in bytes.
    ///
    /// # Errors
    /// The disk is full or the name cannot be taken; nothing remains then.
    pub fn finish(self) -> Result<u64, Error> {
        let Self { encoder, path, rf64_above } = self;
        let whole = || -> Result<(NamedTempFile, u64), Error> {
            let (mut sink, head) = encoder.finish_above(rf64_above)?;
            let bytes = sink.seek(SeekFrom::End(0))?;
            sink.seek(SeekFrom::Start(0))?;
            sink.write_all(&head)?;
            let file = sink.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            Ok((file.finish()?, bytes))
        };
        let (file, bytes) = whole().map_err(|error| at(&path, error))?;
        match file.persist(&path) {
            Ok(_) => Ok(bytes),
            Err(refused) => Err(Error::File { path, source: refused.error }),
        }
    }
}

/// Names the file in an error that does not.
fn at(path: &Path, error: Error) -> Error {
    match error {
        Error::Stream(source) => Error::File { path: path.to_path_buf(), source },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn a_file_past_the_limit_is_rf64_with_its_sizes_in_ds64() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let format = Format {
            kind: Kind::Wav,
            bit_depth: 24,
            sample_rate: 48_000,
            dither: false,
            ..Format::default()
        };
        let mut writer = Writer::create(&path, &format).unwrap();
        writer.rf64_above = 1000;
        writer.write(&[0.5; 500], &[-0.5; 500]).unwrap();
        let bytes = writer.finish().unwrap();
        let file = std::fs::read(&path).unwrap();
        assert_eq!(file.len() as u64, bytes);
        assert_eq!((&file[..8], &file[12..16]), (&b"RF64\xff\xff\xff\xff"[..], &b"ds64"[..]));
        let size = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap());
        assert_eq!([size(20), size(28), size(36)], [bytes - 8, 3000, 500]);
        assert_eq!(&file[file.len() - 3008..file.len() - 3000], b"data\xff\xff\xff\xff");
    }
}
