//! SoundFont 2 files, and SF3, whose samples are Ogg Vorbis, to a [`Font`] (key: soundfont2006).
//! Bytes that lie are mended or left out, with a note; samples stay where they lie in the file.
//!
//! Our own reading, since the libraries there are copy every sample, refuse what can be mended, or
//! know no SF3.

mod hydra;
mod riff;

use crate::decode::{DecodeLimits, decode};
use crate::error::Error;
use hydra::Hydra;
use rebounce_dsp::soundfont::{Font, Parts};
use std::fmt;

/// A font, and what was not as it should be.
#[derive(Debug)]
pub struct ReadFont {
    /// The font.
    pub font: Font,
    /// What was mended or left out; empty for a font in order.
    pub notes: Vec<FontNote>,
}

/// Something in a font that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontNote {
    /// In words, without the count.
    pub what: &'static str,
    /// How often.
    pub count: usize,
    /// Where it was found first.
    pub first: String,
}

impl fmt::Display for FontNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (first at {}", self.what, self.first)?;
        if self.count > 1 {
            write!(f, "; {} in all", self.count)?;
        }
        f.write_str(")")
    }
}

/// Whether the bytes begin as a SoundFont does.
#[must_use]
pub fn is_soundfont(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"sfbk")
}

/// Reads a SoundFont, which keeps the bytes. Beyond them it takes memory for presets, instruments
/// and samples' headers: less than 24 times the bytes of those chunks.
///
/// # Errors
/// [`Error::Unreadable`]: it is no SoundFont, or there is nothing that could be played.
pub fn soundfont(bytes: Vec<u8>) -> Result<ReadFont, Error> {
    let unreadable = |reason: &str| Error::Unreadable { reason: reason.to_owned() };
    if !is_soundfont(&bytes) {
        return Err(unreadable("it is no SoundFont"));
    }
    let mut notes = Notes::default();
    let chunks = riff::chunks(&bytes, &mut notes);
    let hydra = Hydra::new(&bytes, &chunks).map_err(unreadable)?;
    let words = chunks.samples.clone().unwrap_or(0..0);
    let low = chunks.low.clone().filter(|low| 2 * low.len() >= words.len());
    let samples = hydra.samples(words.len(), &mut notes);
    let instruments = hydra.instruments(samples.len(), &mut notes);
    let presets = hydra.presets(instruments.len(), &mut notes);
    if presets.is_empty() {
        return Err(unreadable("it has no presets"));
    }
    if samples.iter().all(|sample| sample.missing) {
        return Err(unreadable("it has no samples"));
    }
    let name = chunks.name.clone().map_or_else(String::new, |name| riff::text(&bytes[name]));
    let parts =
        Parts { name, words, low, samples, instruments, presets, unpack: Some(unpack), bytes };
    Ok(ReadFont { font: Font::new(parts), notes: notes.0 })
}

/// Frames of a compressed sample; two channels are mixed. Decoded it may take 2048 times its bytes.
fn unpack(packed: &[u8]) -> Vec<i16> {
    let bytes = (packed.len() as u64).saturating_mul(2048).max(1 << 20);
    let Ok(decoded) = decode(packed, &DecodeLimits { bytes }) else { return Vec::new() };
    let channels = decoded.recording.channels;
    let Some(first) = channels.first() else { return Vec::new() };
    let share = 32_768.0 / channels.len() as f32;
    let frame = |i: usize| {
        let sum: f32 = channels.iter().map(|channel| channel[i]).sum();
        (sum * share).round() as i16
    };
    (0..first.len()).map(frame).collect()
}

/// Notes so far, one of a kind.
#[derive(Default)]
struct Notes(Vec<FontNote>);

impl Notes {
    fn add(&mut self, what: &'static str, first: impl FnOnce() -> String) {
        match self.0.iter_mut().find(|note| note.what == what) {
            Some(note) => note.count += 1,
            None => self.0.push(FontNote { what, count: 1, first: first() }),
        }
    }
}
