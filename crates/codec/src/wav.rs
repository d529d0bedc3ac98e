//! WAV to any sink, window by window; the sink need not seek.

use std::io::Write;

use crate::format::{clipped, interleave};
use crate::quantize::{RUN, quantize};
use crate::wav_header::header;
use crate::{Error, Format, Kind};

/// A WAV on its way into `W`. Memory is one window's bytes.
#[derive(Debug)]
pub struct WavStream<W: Write> {
    sink: W,
    format: Format,
    promised: Option<u64>,
    frames: u64,
    clipped: u64,
    /// A window went in only in part, so what follows would be out of step.
    broken: bool,
    values: Vec<f32>,
    bytes: Vec<u8>,
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
        let format = format.clone();
        Ok(Self {
            sink,
            format,
            promised: frames,
            frames: 0,
            clipped: 0,
            broken: false,
            values: Vec::new(),
            bytes: Vec::new(),
        })
    }

    /// Writes one window, of any length; of a file of one channel, its left.
    ///
    /// # Errors
    /// The channels differ in length, or the sink refuses.
    pub fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        interleave(left, right, &mut self.values)?;
        if self.format.channels == 1 {
            self.values.clear();
            self.values.extend_from_slice(left);
        }
        self.clipped += clipped(&self.values);
        let bits = self.format.bit_depth;
        let seed = self.format.dither_seed();
        self.bytes.clear();
        let mut steps = [0; RUN];
        for (run, values) in (0..).zip(self.values.chunks(RUN)) {
            let first = self.frames * u64::from(self.format.channels) + run * RUN as u64;
            if bits == 32 {
                self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
                continue;
            }
            quantize(values, bits, seed, first, &mut steps);
            let steps = &steps[..values.len()];
            if bits == 16 {
                self.bytes.extend(steps.iter().flat_map(|step| (*step as i16).to_le_bytes()));
            } else {
                for step in steps {
                    self.bytes.extend_from_slice(&step.to_le_bytes()[..3]);
                }
            }
        }
        self.broken = true;
        self.sink.write_all(&self.bytes)?;
        self.broken = false;
        self.frames += left.len() as u64;
        Ok(())
    }

    /// Samples so far beyond full scale (over 1 either way, or not a number); float files keep
    /// them as they are, integer files hold them at the end of the range.
    #[must_use]
    pub fn clipped(&self) -> u64 {
        self.clipped
    }

    /// Frames written so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// The sink, for taking out what has been written to it.
    pub(crate) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }

    /// The head as it is now that the length is known, RF64 where the RIFF size passes `limit`.
    pub(crate) fn head(&self, limit: u64) -> Vec<u8> {
        header(&self.format, Some(self.frames), limit)
    }

    /// Flushes, and gives the sink back.
    ///
    /// # Errors
    /// The sink refuses or has refused a window, or the frames are not as many as promised.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.broken {
            return Err(std::io::Error::other("a window before was not written").into());
        }
        if let Some(wanted) = self.promised.filter(|wanted| *wanted != self.frames) {
            return Err(Error::Length { found: self.frames, wanted });
        }
        self.sink.flush()?;
        Ok(self.sink)
    }
}
