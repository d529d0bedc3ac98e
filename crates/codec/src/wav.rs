//! WAV to any sink, window by window; the sink need not seek.

use std::io::Write;

use crate::pcm::{Order, Pcm};
use crate::wav_header::header;
use crate::{Error, Format, Kind};

/// A WAV on its way into `W`. Memory is one window's bytes.
#[derive(Debug)]
pub struct WavStream<W: Write> {
    sink: W,
    format: Format,
    promised: Option<u64>,
    pcm: Pcm,
    /// A window went in only in part, so what follows would be out of step.
    broken: bool,
}

impl<W: Write> WavStream<W> {
    /// Writes the head. With `frames` it is exact (RF64 above 4 GiB); without, every size in it is
    /// `0xFFFF_FFFF`, which readers of pipes take as "until the end".
    ///
    /// # Errors
    /// The format is not writable, or not WAV, or the sink refuses.
    pub fn new(mut sink: W, format: &Format, frames: Option<u64>) -> Result<Self, Error> {
        format.check()?;
        if format.kind != Kind::Wav {
            return Err(Error::Kind { found: format.kind });
        }
        sink.write_all(&header(format, frames, u64::from(u32::MAX)))?;
        let pcm = Pcm::new(format, Order::Little);
        Ok(Self { sink, format: format.clone(), promised: frames, pcm, broken: false })
    }

    /// Writes one window, of any length; of a file of one channel, its left.
    ///
    /// # Errors
    /// The channels differ in length, or the sink refuses.
    pub fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        let bytes = self.pcm.take(left, right)?;
        self.broken = true;
        self.sink.write_all(bytes)?;
        self.broken = false;
        Ok(())
    }

    /// Samples so far beyond full scale (over 1 either way, or not a number); float files keep
    /// them as they are, integer files hold them at the end of the range.
    #[must_use]
    pub fn clipped(&self) -> u64 {
        self.pcm.clipped
    }

    /// Frames written so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.pcm.frames
    }

    /// The sink, for taking out what has been written to it.
    pub(crate) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }

    /// The head as it is now that the length is known, RF64 where the RIFF size passes `limit`.
    pub(crate) fn head(&self, limit: u64) -> Vec<u8> {
        header(&self.format, Some(self.pcm.frames), limit)
    }

    /// Flushes, and gives the sink back.
    ///
    /// # Errors
    /// The sink refuses or has refused a window, or the frames are not as many as promised.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.broken {
            return Err(std::io::Error::other("a window before was not written").into());
        }
        if let Some(wanted) = self.promised.filter(|wanted| *wanted != self.pcm.frames) {
            return Err(Error::Length { found: self.pcm.frames, wanted });
        }
        // A chunk ends on an even byte: one channel of 24 bits may not.
        if self.pcm.frames * u64::from(self.format.frame_bytes()) % 2 == 1 {
            self.sink.write_all(&[0])?;
        }
        self.sink.flush()?;
        Ok(self.sink)
    }
}
