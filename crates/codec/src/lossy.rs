//! Kinds of files that keep what is heard rather than what is there: how large they may be, and
//! their stream into any sink. Encoders are others' (Vorbis: libvorbis; Opus: a port of libopus;
//! MP3: LAME), each behind a feature of its name.

use std::io::{self, Write};

#[cfg(any(feature = "vorbis", feature = "opus", feature = "mp3"))]
use crate::Kind;
use crate::format::clipped;
use crate::{Error, Format};

/// How a lossy kind weighs size against likeness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As many bits as the sound takes, 0 (small) to 10 (alike); what a number means is the
    /// kind's: Vorbis knows it by itself; MP3 from V9 to V0; Opus 64 to 224 kbit/s.
    Quality(u8),
    /// Thousands of bits per second: of MP3 always, of Vorbis and Opus on average.
    Bitrate(u16),
}

impl Default for Compression {
    /// Transparent to most ears: Vorbis q6, MP3 V2 or so, Opus at 160 kbit/s.
    fn default() -> Self {
        Self::Quality(6)
    }
}

/// Frames that an encoder is given at once: what libvorbis takes with ease.
const CUT: usize = 4096;

/// What makes bytes of frames.
pub(crate) trait Encode: Send {
    /// Takes frames, [`CUT`] at most; bytes that come of it are added to `out`.
    fn take(&mut self, left: &[f32], right: &[f32], out: &mut Vec<u8>) -> Result<(), Error>;

    /// Adds the last bytes, and gives what belongs at the file's start in place of as many bytes.
    fn end(&mut self, out: &mut Vec<u8>) -> Result<Vec<u8>, Error>;
}

/// A file on its way into `W`. Memory is what the encoder looks ahead.
pub(crate) struct LossyStream<W: Write> {
    sink: W,
    encoder: Box<dyn Encode>,
    bytes: Vec<u8>,
    clipped: u64,
    /// Bytes went in only in part, so what follows would be out of step.
    broken: bool,
}

impl<W: Write> LossyStream<W> {
    /// Writes what comes before the sound.
    pub(crate) fn new(sink: W, format: &Format) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        let encoder = open(format, &mut bytes)?;
        let mut stream = Self { sink, encoder, bytes, clipped: 0, broken: false };
        stream.hand_on()?;
        Ok(stream)
    }

    pub(crate) fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        if left.len() != right.len() {
            return Err(Error::Uneven { left: left.len(), right: right.len() });
        }
        self.clipped += clipped(left) + clipped(right);
        for (left, right) in left.chunks(CUT).zip(right.chunks(CUT)) {
            self.encoder.take(left, right, &mut self.bytes)?;
            self.hand_on()?;
        }
        Ok(())
    }

    fn hand_on(&mut self) -> Result<(), Error> {
        self.broken = true;
        self.sink.write_all(&self.bytes)?;
        self.bytes.clear();
        self.broken = false;
        Ok(())
    }

    pub(crate) fn clipped(&self) -> u64 {
        self.clipped
    }

    pub(crate) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }

    /// Writes what is pending, and gives the sink back with the head that belongs at its start.
    pub(crate) fn finish(mut self) -> Result<(W, Vec<u8>), Error> {
        if self.broken {
            return Err(io::Error::other("a window before was not written").into());
        }
        let head = self.encoder.end(&mut self.bytes)?;
        self.hand_on()?;
        self.sink.flush()?;
        Ok((self.sink, head))
    }
}

impl<W: Write> std::fmt::Debug for LossyStream<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LossyStream").field("clipped", &self.clipped).finish_non_exhaustive()
    }
}

/// The encoder of a format; what comes before the sound is added to `out`.
#[cfg_attr(
    not(any(feature = "vorbis", feature = "opus", feature = "mp3")),
    expect(unused_variables, clippy::ptr_arg, reason = "there is no lossy encoder in this build")
)]
fn open(format: &Format, out: &mut Vec<u8>) -> Result<Box<dyn Encode>, Error> {
    match format.kind {
        #[cfg(feature = "vorbis")]
        Kind::Vorbis => Ok(Box::new(crate::vorbis::Vorbis::new(format, out)?)),
        #[cfg(feature = "opus")]
        Kind::Opus => Ok(Box::new(crate::opus::Opus::new(format, out)?)),
        #[cfg(feature = "mp3")]
        Kind::Mp3 => Ok(Box::new(crate::mp3::Mp3::new(format, out)?)),
        kind => Err(Error::NotBuilt { kind }),
    }
}

/// What an encoder of others had to say.
#[cfg(any(feature = "vorbis", feature = "opus", feature = "mp3"))]
pub(crate) fn refused(error: impl std::fmt::Display) -> Error {
    io::Error::other(error.to_string()).into()
}
