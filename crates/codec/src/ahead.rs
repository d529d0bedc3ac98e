//! A file whose bytes come to lie on the disk while more are written, so that little is left to wait
//! for at its end.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::thread::{self, JoinHandle};

use tempfile::NamedTempFile;

/// Bytes between one time and the next that the disk is asked to take what there is: it takes them
/// in about the time in which it answers at all. Found by measurement on 2026-11-26 (an SSD: 4 ms
/// for nothing, 15 ms for 19 MB).
const STRETCH: u64 = 4 << 20;

/// A file being written.
#[derive(Debug)]
pub(crate) struct Ahead {
    file: NamedTempFile,
    /// Whether anybody will wait for the disk.
    pub(crate) waits: bool,
    /// Bytes since the disk was asked last.
    bytes: u64,
    asked: Option<JoinHandle<io::Result<()>>>,
}

impl Ahead {
    pub(crate) fn new(file: NamedTempFile) -> Self {
        Self { file, waits: true, bytes: 0, asked: None }
    }

    /// The file, all of it on the disk if anybody waits for that.
    ///
    /// # Errors
    /// What the disk says now, or has said meanwhile.
    pub(crate) fn finish(mut self) -> io::Result<NamedTempFile> {
        self.answer()?;
        if self.waits {
            self.file.as_file().sync_all()?;
        }
        Ok(self.file)
    }

    /// Waits until the disk has done what it was asked for.
    fn answer(&mut self) -> io::Result<()> {
        let answer = self.asked.take().map(JoinHandle::join);
        // A thread that panicked has asked nothing: what is on the disk is seen at the end.
        answer.and_then(Result::ok).unwrap_or(Ok(()))
    }

    /// Has the disk take what there is, beside what goes on here. Where there is no thread for it, it
    /// is done at the end.
    fn ask(&mut self) -> io::Result<()> {
        if self.asked.as_ref().is_some_and(|asked| !asked.is_finished()) {
            return Ok(());
        }
        self.answer()?;
        self.bytes = 0;
        let file: File = self.file.as_file().try_clone()?;
        let disk = thread::Builder::new().name("disk".to_owned());
        self.asked = disk.spawn(move || file.sync_data()).ok();
        Ok(())
    }
}

impl Write for Ahead {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        if self.waits && self.bytes >= STRETCH {
            self.ask()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Ahead {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_takes_meanwhile_stays_whole() {
        let folder = tempfile::tempdir().unwrap();
        for waits in [true, false] {
            let mut file = Ahead::new(NamedTempFile::new_in(folder.path()).unwrap());
            file.waits = waits;
            let piece: Vec<u8> = (0..1 << 16).map(|i: u32| (i / 7) as u8).collect();
            for _ in 0..150 {
                file.write_all(&piece).unwrap();
            }
            assert_eq!(file.asked.is_some(), waits);
            file.seek(SeekFrom::Start(0)).unwrap();
            file.write_all(b"head").unwrap();
            let file = file.finish().unwrap();
            let there = std::fs::read(file.path()).unwrap();
            assert_eq!(there.len(), 150 << 16);
            assert_eq!(&there[..4], b"head");
            assert!(there[4..1 << 16] == piece[4..]);
            assert!(there.chunks(1 << 16).skip(1).all(|part| part == piece));
        }
    }
}
