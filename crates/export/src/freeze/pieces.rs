//! Recordings cut at silence: what sounds between two pauses is a piece, and a piece that comes
//! again is written once.

use super::units::Unit;
use crate::error::Error;
use rebounce_codec::{Format, Kind};

/// Silence of so many seconds is a pause. Shorter ones would make more files, and find few more
/// that are the same.
const PAUSE: f64 = 0.5;
/// Different recordings of a unit, at most: beyond that nothing is cut any more. They share the
/// keys of a sampler, 64 to a semitone.
const MOST: usize = 8000;
/// A voice lasts whole tiles of so many frames.
const TILE: u64 = 16;

/// A recording that is complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Name of the file, safe on every system.
    pub name: String,
    /// `[channel][frame]`, one or two channels.
    pub channels: Vec<Vec<f32>>,
    /// What it is to be written as.
    pub format: Format,
}

impl Piece {
    /// The bytes of its file.
    ///
    /// # Errors
    /// As [`rebounce_codec::encode`].
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let left = &self.channels[0];
        let right = self.channels.get(1).unwrap_or(left);
        Ok(rebounce_codec::encode(&self.format, left, right)?)
    }
}

/// Where a piece is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Played {
    /// Number of its recording.
    pub(super) recording: usize,
    /// Frames of the song.
    pub(super) start: u64,
    pub(super) end: u64,
    /// What it was divided by, for integer files that hold no more than 1: 1, 2 or 4.
    pub(super) scale: f64,
}

/// What a unit came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Track {
    /// File names of its recordings.
    pub(super) recordings: Vec<String>,
    /// In order of time.
    pub(super) played: Vec<Played>,
}

type Write<'a> = &'a mut dyn FnMut(&Piece) -> Result<(), Error>;

/// Cuts what a unit sounds like.
pub(super) struct Cutter {
    name: String,
    rate: u32,
    bits: u16,
    notes_end: u64,
    voices_end: u64,
    pause: u64,
    /// Of the sound since the last pause.
    channels: Vec<Vec<f32>>,
    start: u64,
    /// Frames of silence at its end.
    quiet: u64,
    /// Frames that have come.
    at: u64,
    /// End of the last piece.
    last: u64,
    /// BLAKE3 of each recording, in their order.
    known: Vec<blake3::Hash>,
    track: Track,
}

impl Cutter {
    pub(super) fn new(unit: &Unit, stereo: bool, rate: u32, bits: u16) -> Self {
        Self {
            name: unit.name.clone(),
            rate,
            bits,
            notes_end: unit.notes_end,
            voices_end: unit.voices_end,
            pause: (PAUSE * f64::from(rate)) as u64,
            channels: vec![Vec::new(); if stereo { 2 } else { 1 }],
            start: 0,
            quiet: 0,
            at: 0,
            last: 0,
            known: Vec::new(),
            track: Track::default(),
        }
    }

    /// Takes the next frames.
    pub(super) fn push(
        &mut self,
        left: &[f32],
        right: &[f32],
        write: Write<'_>,
    ) -> Result<(), Error> {
        for (l, r) in left.iter().zip(right) {
            let silent = *l == 0.0 && *r == 0.0;
            if silent && self.channels[0].is_empty() {
                self.at += 1;
                continue;
            }
            if self.channels[0].is_empty() {
                self.start = self.at;
            }
            self.channels[0].push(*l);
            if let Some(channel) = self.channels.get_mut(1) {
                channel.push(*r);
            }
            self.at += 1;
            self.quiet = if silent { self.quiet + 1 } else { 0 };
            // Behind the last key nothing is cut, so that no note begins there.
            if self.quiet >= self.pause && self.at < self.notes_end && self.known.len() < MOST {
                self.cut(write)?;
            }
        }
        Ok(())
    }

    /// Ends a piece in front of the silence.
    fn cut(&mut self, write: Write<'_>) -> Result<(), Error> {
        let frames = self.channels[0].len() - self.quiet as usize;
        let channels = self.channels.iter_mut().map(|channel| {
            let piece = channel[..frames].to_vec();
            channel.clear();
            piece
        });
        let channels = channels.collect();
        self.quiet = 0;
        self.keep(self.start, channels, write)
    }

    /// Writes a piece unless it is known, and notes where it is played.
    fn keep(&mut self, start: u64, channels: Vec<Vec<f32>>, write: Write<'_>) -> Result<(), Error> {
        let end = start + channels[0].len() as u64;
        self.last = end;
        let hash = hash(&channels);
        let same = self.known.iter().position(|known| *known == hash);
        let peak = channels.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let scale = match (self.bits, peak) {
            (32, _) => 1.0,
            (_, peak) if peak < 1.0 => 1.0,
            (_, peak) if peak < 2.0 => 2.0,
            _ => 4.0,
        };
        let recording = match same {
            Some(number) => number,
            None => {
                let number = self.known.len();
                // What no scale brings within full scale is kept in float.
                let bits = if peak < 4.0 { self.bits } else { 32 };
                let factor = (1.0 / scale) as f32;
                let scaled = channels.iter().map(|it| it.iter().map(|x| x * factor).collect());
                let piece = Piece {
                    name: format!("{}-{}.wav", self.name, number + 1),
                    format: Format {
                        kind: Kind::Wav,
                        bit_depth: bits,
                        sample_rate: self.rate,
                        channels: channels.len() as u16,
                        dither: true,
                        seed: number as u64,
                        ..Format::default()
                    },
                    channels: scaled.collect(),
                };
                write(&piece)?;
                self.track.recordings.push(piece.name);
                self.known.push(hash);
                number
            }
        };
        self.track.played.push(Played { recording, start, end, scale });
        Ok(())
    }

    /// The last piece ends where the last voice did, so that the song ends where it did.
    pub(super) fn finish(mut self, write: Write<'_>) -> Result<Track, Error> {
        if self.channels[0].is_empty() && self.track.played.is_empty() {
            return Ok(self.track);
        }
        let quiet = std::mem::take(&mut self.quiet) as usize;
        let mut channels = std::mem::take(&mut self.channels);
        let mut start = self.start;
        if channels[0].is_empty() {
            (start, self.start) = (self.last, self.last);
        }
        channels.iter_mut().for_each(|channel| channel.truncate(channel.len() - quiet));
        let end = start + channels[0].len() as u64;
        if end > self.voices_end {
            self.keep(start, channels, write)?;
            return Ok(self.track);
        }
        // A voice lasts whole tiles, so the piece must too if it is to end there: it begins
        // earlier, in the silence before it, or else is cut in two.
        let over = (self.voices_end - start) % TILE;
        let early = (TILE - over) % TILE;
        for channel in &mut channels {
            channel.resize((self.voices_end - start) as usize, 0.0);
        }
        if start >= self.last + early {
            for channel in &mut channels {
                channel.splice(..0, std::iter::repeat_n(0.0, early as usize));
            }
            self.keep(start - early, channels, write)?;
            return Ok(self.track);
        }
        let frames = channels[0].len() as u64;
        // The second half begins with a key still held, or the notes would end later than they did.
        let latest = self.notes_end.saturating_sub(start + 1).min(frames);
        let place = over + (latest.saturating_sub(over)) / TILE * TILE;
        let second = channels.iter_mut().map(|it| it.split_off(place as usize)).collect();
        self.keep(start, channels, write)?;
        self.keep(start + place, second, write)?;
        Ok(self.track)
    }
}

/// Of all samples.
fn hash(channels: &[Vec<f32>]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for samples in channels.iter().flat_map(|channel| channel.chunks(4096)) {
        let bytes: Vec<u8> = samples.iter().flat_map(|x| x.to_le_bytes()).collect();
        hasher.update(&bytes);
    }
    hasher.finalize()
}
