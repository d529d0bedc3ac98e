//! MP3, by LAME through the crate mp3lame-encoder. LAME is LGPL, so the feature is off unless it is
//! asked for. The tag is ours; LAME's own first frame, which tells how many frames of delay and
//! padding to drop, is written anew at the end, when these are known.

use mp3lame_encoder::{
    Bitrate, Builder, DualPcm, Encoder, FlushGap, Quality, VbrMode, max_required_buffer_size,
};
use std::num::NonZeroU32;

use crate::lossy::{Encode, refused};
use crate::{Compression, Error, Format, id3};

/// Bytes that ending a stream may take: LAME's own bound.
const AT_END: usize = 7200;

/// Bitrates there are, in kbit/s.
const BITRATES: [Bitrate; 16] = [
    Bitrate::Kbps8,
    Bitrate::Kbps16,
    Bitrate::Kbps24,
    Bitrate::Kbps32,
    Bitrate::Kbps40,
    Bitrate::Kbps48,
    Bitrate::Kbps64,
    Bitrate::Kbps80,
    Bitrate::Kbps96,
    Bitrate::Kbps112,
    Bitrate::Kbps128,
    Bitrate::Kbps160,
    Bitrate::Kbps192,
    Bitrate::Kbps224,
    Bitrate::Kbps256,
    Bitrate::Kbps320,
];

/// LAME's scale, best first.
const QUALITIES: [Quality; 10] = [
    Quality::Best,
    Quality::SecondBest,
    Quality::NearBest,
    Quality::VeryNice,
    Quality::Nice,
    Quality::Good,
    Quality::Decent,
    Quality::Ok,
    Quality::SecondWorst,
    Quality::Worst,
];

/// A LAME at work.
pub(crate) struct Mp3 {
    encoder: Encoder,
    tag: Vec<u8>,
    /// Bytes that LAME has made.
    made: usize,
}

impl Mp3 {
    pub(crate) fn new(format: &Format, out: &mut Vec<u8>) -> Result<Self, Error> {
        let builder = || -> Result<Encoder, mp3lame_encoder::BuildError> {
            let builder = Builder::new().ok_or(mp3lame_encoder::BuildError::NoMem)?;
            let builder = builder
                .with_num_channels(2)?
                .with_sample_rate(format.sample_rate)?
                .with_output_sample_rate(NonZeroU32::new(format.sample_rate))?
                // Of its algorithms, what LAME's makers recommend.
                .with_quality(Quality::NearBest)?
                .with_to_write_vbr_tag(true)?;
            let builder = match format.compression {
                Compression::Quality(quality) => {
                    // V0 for 10 and V9 for 0.
                    let best_first = (9 * usize::from(10 - quality.min(10)) + 5) / 10;
                    builder.with_vbr_mode(VbrMode::Mtrh)?.with_vbr_quality(QUALITIES[best_first])?
                }
                Compression::Bitrate(kilobits) => {
                    let named = BITRATES.into_iter().find(|it| *it as u16 == kilobits);
                    builder.with_brate(named.ok_or(mp3lame_encoder::BuildError::BadBRate)?)?
                }
            };
            builder.build()
        };
        let encoder = builder().map_err(|error| {
            let (rate, how) = (format.sample_rate, format.compression);
            refused(format!("MP3 cannot have {how:?} at {rate} Hz: {error}"))
        })?;
        let tag = id3::tag(&format.tags);
        out.extend(&tag);
        Ok(Self { encoder, tag, made: 0 })
    }
}

impl Encode for Mp3 {
    fn take(&mut self, left: &[f32], right: &[f32], out: &mut Vec<u8>) -> Result<(), Error> {
        out.reserve(max_required_buffer_size(left.len()));
        self.made += self.encoder.encode_to_vec(DualPcm { left, right }, out).map_err(refused)?;
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        out.reserve(AT_END);
        self.made += self.encoder.flush_to_vec::<FlushGap>(out).map_err(refused)?;
        let mut head = std::mem::take(&mut self.tag);
        let first = self.encoder.lame_tag_size();
        if first > 0 && first <= self.made {
            head.reserve(first);
            self.encoder.lame_tag_encode_to_vec(&mut head);
        }
        Ok(head)
    }
}
