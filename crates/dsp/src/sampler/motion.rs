//! Where in its recording a voice is: a position and its increment a frame in 64-bit fixed
//! point, so that the longest recording keeps its pitch, and on every CPU the same.

use super::interpolation::ONE;
use crate::lanes::{Simd, U32};
use crate::va::pitch::Pitch;
use crate::voice::{TILE, Voice};

/// Fastest playing, in frames of the recording a frame.
const FASTEST: f64 = 4096.0;

/// Where the coming frames are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Path {
    /// Frames of the recording times 2^32.
    pub(super) position: u64,
    /// Of the coming frame.
    pub(super) increment: u64,
    /// What the increment changes by each frame, in two's complement.
    pub(super) step: u64,
}

impl Path {
    /// Goes on by a frame.
    #[inline(always)]
    pub(super) fn go(&mut self) {
        self.position = self.position.wrapping_add(self.increment);
        self.increment = self.increment.wrapping_add(self.step);
    }

    /// Goes on by some frames.
    #[inline(always)]
    pub(super) fn go_by(&mut self, frames: u64) {
        self.position = self.at(frames);
        self.increment = self.increment.wrapping_add(self.step.wrapping_mul(frames));
    }

    /// The position after some frames.
    #[inline(always)]
    pub(super) fn at(&self, frames: u64) -> u64 {
        // Of the numbers below the count there are so many pairs.
        let steps = frames * frames.saturating_sub(1) / 2;
        let way = self.increment.wrapping_mul(frames).wrapping_add(self.step.wrapping_mul(steps));
        self.position.wrapping_add(way)
    }

    /// The frame it begins in, and the path from there on.
    #[inline(always)]
    pub(super) fn split(self) -> (i64, Self) {
        let within = u64::from(self.position as u32);
        ((self.position >> 32) as i64, Self { position: within, ..self })
    }

    /// What the next eight positions are past whole frames, times 2^32.
    #[inline(always)]
    pub(super) fn fractions<S: Simd>(&self, simd: S) -> U32<S> {
        // As `at`, of which the lower half needs no more than lower halves.
        let frames = U32::load(simd, &[0, 1, 2, 3, 4, 5, 6, 7]);
        let steps = U32::load(simd, &[0, 0, 1, 3, 6, 10, 15, 21]);
        frames * self.increment as u32 + steps * self.step as u32 + self.position as u32
    }
}

/// The path and what bends it. Increments go straight from tile to tile.
#[derive(Clone, Debug, Default)]
pub(super) struct Motion {
    pub(super) path: Path,
    /// Key at the end of the tile, and its increment.
    pub(super) key: f32,
    target: u64,
    pitch: Pitch,
    /// Frames from which on the pitch stays.
    settled: u64,
    /// Semitones added to the key, less the base key; and the rate on top.
    transposition: f64,
    rate: f64,
}

impl Motion {
    pub(super) fn new(voice: &Voice, transposition: f64, rate: f64) -> Self {
        let mut pitch = Pitch::new(voice);
        let key = pitch.key(voice, 0);
        let mut motion = Self { key, pitch, transposition, rate, ..Self::default() };
        motion.target = motion.of_key(key);
        motion.path.increment = motion.target;
        let bend = voice.bend.as_deref().and_then(|bend| bend.last()).map_or(0, |point| point.at);
        let line = voice.line.as_deref().unwrap_or_default();
        let glided = line.last().map_or(0, |step| step.at.saturating_add(step.glide));
        motion.settled = bend.max(glided);
        motion
    }

    /// The increment of a key.
    #[inline(never)]
    fn of_key(&self, key: f32) -> u64 {
        let octaves = (f64::from(key) + self.transposition) / 12.0;
        let rate = (self.rate * libm::exp2(octaves)).min(FASTEST);
        ((rate * ONE as f64).round() as u64).max(1)
    }

    /// Prepares the tile that begins at frame `n` of the voice.
    #[inline(always)]
    pub(super) fn aim(&mut self, voice: &Voice, n: u64) {
        if self.moves(n) {
            self.move_on(voice, n);
        } else if self.path.step != 0 {
            self.path.increment = self.target;
            self.path.step = 0;
        }
    }

    /// Whether the pitch changes in or after the tile that begins at frame `n`.
    #[inline(always)]
    pub(super) fn moves(&self, n: u64) -> bool {
        n <= self.settled && self.settled > 0
    }

    #[inline(never)]
    fn move_on(&mut self, voice: &Voice, n: u64) {
        self.path.increment = self.target;
        let key = self.pitch.key(voice, n + TILE as u64);
        if key.to_bits() != self.key.to_bits() {
            self.key = key;
            self.target = self.of_key(key);
        }
        let change = self.target as i64 - self.path.increment as i64;
        self.path.step = (change / TILE as i64) as u64;
    }

    /// Whether it goes from frame to frame of the recording.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        self.path.increment == ONE && self.path.step == 0 && self.path.position as u32 == 0
    }

    /// The voice's first frame whose position is not before `end`; `None`: it is not before frame
    /// `limit`. The recording begins at frame `begin`.
    pub(super) fn reaches(
        mut self,
        voice: &Voice,
        [begin, limit]: [u64; 2],
        end: u64,
    ) -> Option<u64> {
        if u128::from(self.fastest(voice)) * u128::from(limit) < u128::from(end) {
            return None;
        }
        let mut n = 0;
        while n < limit && self.moves(n) {
            self.aim(voice, n);
            let first = n.max(begin).min(n + TILE as u64);
            n += TILE as u64;
            for frame in first..n {
                if self.path.position >= end {
                    return (frame < limit).then_some(frame);
                }
                self.path.go();
            }
        }
        self.aim(voice, n);
        let left = end.saturating_sub(self.path.position).div_ceil(self.path.increment);
        let frame = n.max(begin).saturating_add(left);
        (frame < limit).then_some(frame)
    }

    /// An increment that the voice's are never above.
    fn fastest(&self, voice: &Voice) -> u64 {
        let keys = voice.line.as_deref().unwrap_or_default().iter().map(|step| step.key);
        let key = keys.fold(voice.key, f32::max);
        let bends = voice.bend.as_deref().unwrap_or_default().iter().map(|point| point.semitones);
        // A thousandth of a semitone for what is rounded on the way.
        self.of_key(key + bends.fold(0.0, f32::max) + 0.001)
    }
}
