//! AIFF, and AIFF-C for float, to any sink, window by window (keys: aiff, aiff-c). The head has the
//! same length for a format, so that it can be written anew when the length is known. There is no
//! form for more than 4 GiB: what would pass them is refused.

use std::io::Write;

use crate::pcm::{Order, Pcm};
use crate::{Error, Format, id3};

/// An AIFF on its way into `W`. Memory is one window's bytes.
#[derive(Debug)]
pub(crate) struct AiffStream<W: Write> {
    sink: W,
    format: Format,
    pcm: Pcm,
    /// A window went in only in part, so what follows would be out of step.
    broken: bool,
}

impl<W: Write> AiffStream<W> {
    /// Writes a head, which knows no length until the end.
    pub(crate) fn new(mut sink: W, format: &Format) -> Result<Self, Error> {
        sink.write_all(&header(format, 0))?;
        let pcm = Pcm::new(format, Order::Big);
        Ok(Self { sink, format: format.clone(), pcm, broken: false })
    }

    /// Takes one window, of any length.
    pub(crate) fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        let frames = self.pcm.frames + left.len() as u64;
        // The longest head is far under 64 KiB less what tags take, which are counted here too.
        let head = header(&self.format, 0).len() as u64;
        if frames * u64::from(self.format.frame_bytes()) + head > u64::from(u32::MAX) {
            return Err(std::io::Error::other(
                "AIFF ends at 4 GiB: wanted WAV or FLAC for what is longer",
            )
            .into());
        }
        let bytes = self.pcm.take(left, right)?;
        self.broken = true;
        self.sink.write_all(bytes)?;
        self.broken = false;
        Ok(())
    }

    pub(crate) fn clipped(&self) -> u64 {
        self.pcm.clipped
    }

    pub(crate) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }

    /// Flushes, and gives the sink back with the head that belongs at its start.
    pub(crate) fn finish(mut self) -> Result<(W, Vec<u8>), Error> {
        if self.broken {
            return Err(std::io::Error::other("a window before was not written").into());
        }
        let frames = self.pcm.frames;
        if frames * u64::from(self.format.frame_bytes()) % 2 == 1 {
            self.sink.write_all(&[0])?;
        }
        self.sink.flush()?;
        Ok((self.sink, header(&self.format, frames as u32)))
    }
}

/// All up to the samples.
fn header(format: &Format, frames: u32) -> Vec<u8> {
    let float = format.bit_depth == 32;
    let mut chunks = Vec::new();
    let mut common = Vec::new();
    common.extend(format.channels.to_be_bytes());
    common.extend(frames.to_be_bytes());
    common.extend(format.bit_depth.to_be_bytes());
    common.extend(extended(format.sample_rate));
    if float {
        // The version of AIFF-C, of 23 May 1990, and the kind of its samples in letters and words.
        chunk(&mut chunks, b"FVER", &0xA280_5140_u32.to_be_bytes());
        common.extend(b"fl32\x0C32-bit float\0");
    }
    chunk(&mut chunks, b"COMM", &common);
    if let Some(repeat) = &format.tags.repeat
        && let (Ok(start), Ok(end)) = (u32::try_from(repeat.start), u32::try_from(repeat.end))
    {
        // Marks lie between frames, so the second one is behind the last frame.
        let mut marks = Vec::from(2u16.to_be_bytes());
        for (id, at) in [(1u16, start), (2, end)] {
            marks.extend(id.to_be_bytes());
            marks.extend(at.to_be_bytes());
            marks.extend([0, 0]);
        }
        chunk(&mut chunks, b"MARK", &marks);
        // Key 60 as it is, all keys and velocities, no gain; then the loop of a held key, forward
        // from mark 1 to mark 2, and none for a key let go.
        let mut instrument = vec![60, 0, 0, 127, 1, 127, 0, 0];
        instrument.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0]);
        chunk(&mut chunks, b"INST", &instrument);
    }
    let tag = id3::tag(&format.tags);
    if !tag.is_empty() {
        chunk(&mut chunks, b"ID3 ", &tag);
    }
    let data = frames.saturating_mul(u32::from(format.frame_bytes()));
    let size = 4 + chunks.len() as u32 + 16;
    let mut head = Vec::from(*b"FORM");
    head.extend(size.saturating_add(data).saturating_add(data % 2).to_be_bytes());
    head.extend(if float { b"AIFC" } else { b"AIFF" });
    head.extend(chunks);
    head.extend(b"SSND");
    head.extend(data.saturating_add(8).to_be_bytes());
    // No offset, no blocks.
    head.extend([0; 8]);
    head
}

/// A chunk, filled up to an even length.
fn chunk(into: &mut Vec<u8>, id: &[u8; 4], body: &[u8]) {
    into.extend(id);
    into.extend((body.len() as u32).to_be_bytes());
    into.extend(body);
    into.extend(std::iter::repeat_n(0, body.len() % 2));
}

/// A whole number as the 80 bits of extended precision: sign, 15 of exponent, 64 of mantissa.
fn extended(number: u32) -> [u8; 10] {
    let number = u64::from(number);
    let zeros = number.leading_zeros();
    let mut bytes = [0; 10];
    if number > 0 {
        bytes[..2].copy_from_slice(&(16_383 + 63 - zeros as u16).to_be_bytes());
        bytes[2..].copy_from_slice(&(number << zeros).to_be_bytes());
    }
    bytes
}
