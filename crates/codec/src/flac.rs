//! FLAC (RFC 9639, key: rfc9639) to any sink, window by window. The crate flac-codec makes the
//! frames, of 4096 samples each; the head, with the length and the MD5 of the samples, is made
//! here, because flac-codec's own file writer keeps a seek point for every frame. No seek
//! table.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use flac_codec::encode::{FlacStreamWriter, Options};

use crate::format::{clipped, interleave};
use crate::quantize::{RUN, quantize};
use crate::{Error, Format};

/// Frames in a block: what the reference encoder takes up to 48 kHz, and legal at every rate.
const BLOCK: usize = 4096;

/// A FLAC on its way into `W`. Memory is a few blocks.
pub(crate) struct FlacStream<W: Write> {
    sink: W,
    format: Format,
    encoder: FlacStreamWriter<Shared>,
    /// Where the encoder, which keeps its own sink for good, leaves each block.
    encoded: Shared,
    /// Samples that do not fill a block yet, left and right in turn.
    pending: Vec<i32>,
    values: Vec<f32>,
    md5: md5::Context,
    samples: u64,
    clipped: u64,
    /// Bytes of the smallest and the largest block.
    block_bytes: Option<(usize, usize)>,
    /// A block went in only in part, so what follows would be out of step.
    broken: bool,
}

impl<W: Write> FlacStream<W> {
    /// Writes a head that knows neither length nor MD5; [`Self::head`] gives the true one.
    pub(crate) fn new(sink: W, format: &Format) -> Result<Self, Error> {
        format.check()?;
        let encoded = Shared::default();
        let mut stream = Self {
            sink,
            format: format.clone(),
            encoder: FlacStreamWriter::new(encoded.clone(), options()?),
            encoded,
            pending: Vec::with_capacity(BLOCK * 2),
            values: Vec::new(),
            md5: md5::Context::new(),
            samples: 0,
            clipped: 0,
            block_bytes: None,
            broken: false,
        };
        stream.sink.write_all(&streaminfo(format, 0, None, [0; 16]))?;
        Ok(stream)
    }

    /// Takes one window, of any length.
    pub(crate) fn write(&mut self, left: &[f32], right: &[f32]) -> Result<(), Error> {
        interleave(left, right, &mut self.values)?;
        self.clipped += clipped(&self.values);
        let values = std::mem::take(&mut self.values);
        let bits = self.format.bit_depth;
        let mut run = [0; RUN];
        for values in values.chunks(RUN) {
            quantize(values, bits, self.format.dither_seed(), self.samples, &mut run);
            self.samples += values.len() as u64;
            for step in &run[..values.len()] {
                self.md5.consume(&step.to_le_bytes()[..usize::from(bits / 8)]);
                self.pending.push(*step);
                if self.pending.len() == BLOCK * 2 {
                    self.write_block()?;
                }
            }
        }
        self.values = values;
        Ok(())
    }

    /// Encodes what is pending, as one block.
    fn write_block(&mut self) -> Result<(), Error> {
        self.broken = true;
        let Format { sample_rate, bit_depth, .. } = self.format;
        (self.encoder.write(sample_rate, 2, bit_depth.into(), &self.pending)).map_err(|error| {
            match error {
                flac_codec::Error::Io(error) => error,
                other => std::io::Error::other(other.to_string()),
            }
        })?;
        self.pending.clear();
        let bytes = self.encoded.take();
        let (least, most) = self.block_bytes.unwrap_or((usize::MAX, 0));
        self.block_bytes = Some((least.min(bytes.len()), most.max(bytes.len())));
        self.sink.write_all(&bytes)?;
        self.broken = false;
        Ok(())
    }

    /// As [`WavStream::clipped`](crate::WavStream::clipped).
    pub(crate) fn clipped(&self) -> u64 {
        self.clipped
    }

    /// The sink, for taking out what has been written to it.
    pub(crate) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }

    /// Writes the last block, flushes, and gives the sink back with the head that belongs at its
    /// start.
    pub(crate) fn finish(mut self) -> Result<(W, Vec<u8>), Error> {
        if self.broken {
            return Err(std::io::Error::other("a window before was not written").into());
        }
        if !self.pending.is_empty() {
            self.write_block()?;
        }
        self.sink.flush()?;
        let digest = self.md5.finalize().0;
        let head = streaminfo(&self.format, self.samples / 2, self.block_bytes, digest);
        Ok((self.sink, head))
    }
}

/// Fixed predictors only. Fitted ones (LPC) save 2 to 3 per cent, but are found with `cos` and `ln`
/// of the platform, so the bytes could differ from one machine to another. What remains in float
/// is the ceiling of a `log2` of a ratio of integers under 2^40, which is far enough from every
/// whole number, or exactly one, that no libm can miss it.
fn options() -> Result<Options, Error> {
    Options::default().max_lpc_order(None).map_err(|error| std::io::Error::other(error).into())
}

/// The marker, the one metadata block every FLAC has (RFC 9639, section 8.2), and a block of tags
/// (section 8.6) where there are any. Zero means unknown, for the frames as for the sizes of blocks.
fn streaminfo(
    format: &Format,
    frames: u64,
    block_bytes: Option<(usize, usize)>,
    md5: [u8; 16],
) -> Vec<u8> {
    let mut head = Vec::from(*b"fLaC");
    let tags = &format.tags;
    let told = !tags.pairs.is_empty() || tags.repeat.is_some();
    // A metadata block of kind 0, 34 bytes long; the last one, if nothing is told.
    head.extend([if told { 0 } else { 0x80 }, 0, 0, 34]);
    head.extend((BLOCK as u16).to_be_bytes());
    head.extend((BLOCK as u16).to_be_bytes());
    let (least, most) = block_bytes.unwrap_or((0, 0));
    for size in [least, most] {
        let size = u32::try_from(size).ok().filter(|size| *size < 1 << 24).unwrap_or(0);
        head.extend(&size.to_be_bytes()[1..]);
    }
    // 20 bits of rate, 3 of channels less one, 5 of depth less one, 36 of frames.
    let frames = if frames < 1 << 36 { frames } else { 0 };
    let packed = u64::from(format.sample_rate) << 44
        | u64::from(format.channels - 1) << 41
        | u64::from(format.bit_depth - 1) << 36
        | frames;
    head.extend(packed.to_be_bytes());
    head.extend(md5);
    if told {
        let comments = tags.comment_block();
        // The last block, of kind 4.
        head.push(0x84);
        head.extend(&(comments.len() as u32).to_be_bytes()[1..]);
        head.extend(comments);
    }
    head
}

/// Bytes that the encoder writes and the stream takes.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<W: Write> std::fmt::Debug for FlacStream<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FlacStream").field("samples", &self.samples).finish_non_exhaustive()
    }
}
