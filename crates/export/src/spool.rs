//! Where sound waits until its level is known: memory, or whatever can be written, read and
//! sought, so that memory need not grow with length.

use crate::audio::Audio;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Frames that wait.
pub trait Spool {
    /// Adds frames at the end; the channels are equally long.
    ///
    /// # Errors
    /// The storage refuses.
    fn write(&mut self, left: &[f32], right: &[f32]) -> io::Result<()>;

    /// Fills both, which are equally long, with the frames from number `start` on.
    ///
    /// # Errors
    /// The storage refuses, or there are no so many frames.
    fn read(&mut self, start: u64, left: &mut [f32], right: &mut [f32]) -> io::Result<()>;
}

impl Spool for Audio {
    fn write(&mut self, left: &[f32], right: &[f32]) -> io::Result<()> {
        self.push(left, right);
        Ok(())
    }

    fn read(&mut self, start: u64, left: &mut [f32], right: &mut [f32]) -> io::Result<()> {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        for (out, kept) in [left, right].into_iter().zip(&self.channels) {
            let range = start..start.saturating_add(out.len());
            let kept = kept.get(range).ok_or(io::ErrorKind::UnexpectedEof)?;
            out.copy_from_slice(kept);
        }
        Ok(())
    }
}

/// Frames in something like a file: interleaved little-endian f32 from its start on.
#[derive(Debug)]
pub struct Stored<F> {
    file: F,
    frames: u64,
    bytes: Vec<u8>,
}

/// Bytes of a frame.
const FRAME: u64 = 8;

impl<F: Read + Write + Seek> Stored<F> {
    /// In `file`, whose content is overwritten.
    pub fn new(file: F) -> Self {
        Self { file, frames: 0, bytes: Vec::new() }
    }
}

impl<F: Read + Write + Seek> Spool for Stored<F> {
    fn write(&mut self, left: &[f32], right: &[f32]) -> io::Result<()> {
        self.bytes.clear();
        for (left, right) in left.iter().zip(right) {
            self.bytes.extend_from_slice(&left.to_le_bytes());
            self.bytes.extend_from_slice(&right.to_le_bytes());
        }
        self.file.seek(SeekFrom::Start(self.frames * FRAME))?;
        self.file.write_all(&self.bytes)?;
        self.frames += left.len() as u64;
        Ok(())
    }

    fn read(&mut self, start: u64, left: &mut [f32], right: &mut [f32]) -> io::Result<()> {
        self.bytes.resize(left.len() * FRAME as usize, 0);
        self.file.seek(SeekFrom::Start(start * FRAME))?;
        self.file.read_exact(&mut self.bytes)?;
        let samples = self.bytes.as_chunks::<4>().0.as_chunks::<2>().0;
        for ([l, r], (left, right)) in samples.iter().zip(left.iter_mut().zip(right)) {
            (*left, *right) = (f32::from_le_bytes(*l), f32::from_le_bytes(*r));
        }
        Ok(())
    }
}
