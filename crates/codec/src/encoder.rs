//! Any kind of file into any sink, window by window. The sink need not seek: what belongs at the
//! file's start once the length is known is handed out at the end, as long as what stood there.

use std::io::Write;

use crate::aiff::AiffStream;
use crate::flac::FlacStream;
use crate::lossy::LossyStream;
use crate::{Error, Format, Kind, WavStream};

/// A file on its way into `W`. Memory is a few blocks.
#[derive(Debug)]
pub struct Encoder<W: Write>(Stream<W>);

#[derive(Debug)]
enum Stream<W: Write> {
    Wav(WavStream<W>),
    Aiff(AiffStream<W>),
    Flac(Box<FlacStream<W>>),
    Lossy(LossyStream<W>),
}

impl<W: Write> Encoder<W> {
    /// Writes a head. With `frames` that of a WAV is exact, and as many must come; that of another
    /// kind knows no length until the end.
    ///
    /// # Errors
    /// The format is not writable, or the sink refuses.
    pub fn new(sink: W, format: &Format, frames: Option<u64>) -> Result<Self, Error> {
        format.check()?;
        match format.kind {
            Kind::Wav => WavStream::new(sink, format, frames).map(Stream::Wav),
            Kind::Aiff => AiffStream::new(sink, format).map(Stream::Aiff),
            Kind::Flac => FlacStream::new(sink, format).map(Box::new).map(Stream::Flac),
            Kind::Vorbis | Kind::Opus | Kind::Mp3 => {
                LossyStream::new(sink, format).map(Stream::Lossy)
            }
        }
        .map(Self)
    }

    /// Writes one window, of any length.
    ///
    /// # Errors
    /// The channels differ in length, or the sink refuses.
    pub fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        match &mut self.0 {
            Stream::Wav(stream) => stream.write(left, right),
            Stream::Aiff(stream) => stream.write(left, right),
            Stream::Lossy(stream) => stream.write(left, right),
            Stream::Flac(stream) => stream.write(left, right),
        }
    }

    /// Samples so far beyond full scale: see [`WavStream::clipped`].
    #[must_use]
    pub fn clipped(&self) -> u64 {
        match &self.0 {
            Stream::Wav(stream) => stream.clipped(),
            Stream::Aiff(stream) => stream.clipped(),
            Stream::Lossy(stream) => stream.clipped(),
            Stream::Flac(stream) => stream.clipped(),
        }
    }

    /// The sink, for taking out what has been written to it.
    pub fn sink_mut(&mut self) -> &mut W {
        match &mut self.0 {
            Stream::Wav(stream) => stream.sink_mut(),
            Stream::Aiff(stream) => stream.sink_mut(),
            Stream::Lossy(stream) => stream.sink_mut(),
            Stream::Flac(stream) => stream.sink_mut(),
        }
    }

    /// Writes what is pending, flushes, and gives the sink back with the head that belongs at its
    /// start, in place of as many bytes there.
    ///
    /// # Errors
    /// The sink refuses or has refused a window, or the frames are not as many as promised.
    pub fn finish(self) -> Result<(W, Vec<u8>), Error> {
        self.finish_above(u64::from(u32::MAX))
    }

    /// As [`Self::finish`]; a WAV becomes RF64 where its RIFF size passes `limit`.
    pub(crate) fn finish_above(self, limit: u64) -> Result<(W, Vec<u8>), Error> {
        match self.0 {
            Stream::Wav(stream) => {
                let head = stream.head(limit);
                Ok((stream.finish()?, head))
            }
            Stream::Aiff(stream) => stream.finish(),
            Stream::Flac(stream) => stream.finish(),
            Stream::Lossy(stream) => stream.finish(),
        }
    }
}
