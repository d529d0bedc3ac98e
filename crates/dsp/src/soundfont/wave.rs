//! Reading a sample: frames around a tile's positions, loops followed, and what lies between them.

use super::font::Wave;
use super::interpolation::{BEFORE, PHASE_BITS, TAPS, Table};
use crate::lanes::{F32, I32, Simd, WIDTH, row_sums};
use crate::voice::TILE;

/// One frame of the sample, in fixed point.
pub(super) const ONE: u64 = 1 << 32;
/// The last frame of a tile lies at most so far behind its first: two octaves above the sample's
/// pitch. One less than a power of two.
const FARTHEST: usize = 63;
/// Frames that are fetched at once.
pub(super) const NEAR: usize = (FARTHEST + 1 + TAPS).next_multiple_of(WIDTH);
/// Bits of a fraction within a tile, and those it has less than a position.
const PLACE_BITS: u32 = 32 - 7;
const WITHIN: u32 = 32 - PLACE_BITS;
/// A voice's part of a sample, in frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) loop_start: u32,
    pub(super) loop_end: u32,
    /// Whether it turns back at the loop's end.
    pub(super) loops: bool,
}

/// Where a tile's frames lie: fixed-point position, its increment a frame and that one's change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motion {
    pub(super) position: u64,
    pub(super) increment: u64,
    pub(super) step: u64,
}

impl Motion {
    /// On to the next tile.
    #[inline(always)]
    pub(super) fn go(&mut self) {
        let turns = self.increment.wrapping_mul(TILE as u64);
        let changes = self.step.wrapping_mul((TILE * (TILE - 1) / 2) as u64);
        self.position = self.position.wrapping_add(turns).wrapping_add(changes);
    }
}

impl Span {
    /// A position some turns of the loop back, where it is as far behind the loop's start as the
    /// taps reach: they hear the loop, not what was before it.
    #[inline(always)]
    pub(super) fn turned_back(&self, position: u64) -> u64 {
        let frame = position >> 32;
        let from = u64::from(self.loop_end) + BEFORE as u64;
        if !self.loops || frame < from {
            return position;
        }
        let turn = u64::from(self.loop_end - self.loop_start);
        position - ((frame - from) / turn + 1) * turn * ONE
    }

    /// The frame that is heard in the place of another; `None`: silence.
    #[inline(always)]
    fn place(&self, frame: i64) -> Option<usize> {
        let mut frame = frame;
        if self.loops && frame >= i64::from(self.loop_end) {
            let turn = i64::from(self.loop_end - self.loop_start);
            frame = i64::from(self.loop_start) + (frame - i64::from(self.loop_start)) % turn;
        }
        (0..i64::from(self.end)).contains(&frame).then_some(frame as usize)
    }

    /// Brings the frames around a tile near; false: they are too far apart for that.
    #[inline(always)]
    pub(super) fn bring<S: Simd>(
        &self,
        simd: S,
        wave: Wave<'_>,
        motion: Motion,
        near: &mut [f32; NEAR],
    ) -> bool {
        let Motion { position, increment, step } = motion;
        let last = position
            .wrapping_add(increment.wrapping_mul(TILE as u64 - 1))
            .wrapping_add(step.wrapping_mul((TILE * (TILE - 1) / 2) as u64));
        let first = (position >> 32) as i64 - BEFORE as i64;
        // One more than is needed, for what is rounded within the tile.
        let farthest = ((last >> 32) as i64 - (position >> 32) as i64) as usize + 1;
        if farthest > FARTHEST {
            return false;
        }
        self.fetch(simd, wave, first, farthest + TAPS, near);
        true
    }

    /// Sixteen frames of sound that are far apart.
    #[inline(never)]
    pub(super) fn read_apart<S: Simd>(
        &self,
        simd: S,
        table: &Table,
        wave: Wave<'_>,
        motion: Motion,
    ) -> [f32; TILE] {
        let mut out = [0.0; TILE];
        let Motion { mut position, mut increment, step } = motion;
        for out in &mut out {
            let first = (position >> 32) as i64 - BEFORE as i64;
            let mut near = [0.0; NEAR];
            self.pick(wave, first, TAPS, &mut near);
            let frames = near.first_chunk().expect("as many as there are taps");
            let phase = position as u32 >> (32 - PHASE_BITS);
            let product = table.row(simd, phase) * F32::load(simd, frames);
            *out = row_sums([product; WIDTH]).to_array()[0];
            position = position.wrapping_add(increment);
            increment = increment.wrapping_add(step);
        }
        out
    }

    /// The frames from `first` on.
    #[inline(always)]
    fn fetch<S: Simd>(
        &self,
        simd: S,
        wave: Wave<'_>,
        first: i64,
        count: usize,
        into: &mut [f32; NEAR],
    ) {
        let chunks = count.div_ceil(WIDTH);
        let until = first + (chunks * WIDTH) as i64;
        let end = if self.loops { self.loop_end } else { self.end };
        if first < 0 || until > i64::from(end) || !wave.low.is_empty() {
            return self.fetch_apart(wave, first, count, into);
        }
        match wave.words.get(first as usize..until as usize) {
            Some(words) => {
                for (into, words) in
                    into.as_chunks_mut::<WIDTH>().0.iter_mut().zip(words.as_chunks::<WIDTH>().0)
                {
                    widened(simd, words).store(into);
                }
            }
            None => self.fetch_apart(wave, first, count, into),
        }
    }

    /// As `fetch`, where the loop turns, at the sample's ends, and of 24 bits.
    #[inline(never)]
    fn fetch_apart(&self, wave: Wave<'_>, first: i64, count: usize, into: &mut [f32; NEAR]) {
        let (start, end) = (i64::from(self.loop_start), i64::from(self.loop_end));
        let before = end - first;
        // Once around a loop that is long enough, in two pieces.
        if self.loops
            && wave.low.is_empty()
            && first >= 0
            && (0..=count as i64).contains(&before)
            && end - start >= NEAR as i64
            && end <= wave.words.len() as i64
        {
            let (head, tail) = into[..count].split_at_mut(before as usize);
            copy(&wave.words[first as usize..end as usize], head);
            copy(&wave.words[start as usize..][..tail.len()], tail);
            return;
        }
        self.pick(wave, first, count, into);
    }

    /// One frame after another.
    fn pick(&self, wave: Wave<'_>, first: i64, count: usize, into: &mut [f32; NEAR]) {
        for (frame, into) in (first..).zip(&mut into[..count]) {
            let place = self.place(frame);
            let word = place.and_then(|place| wave.words.get(place));
            let low = place.and_then(|place| wave.low.get(place)).copied().unwrap_or(0);
            let word = word.map_or(0, |word| i16::from_le_bytes(*word));
            *into = f32::from(word) + f32::from(low) * (1.0 / 256.0);
        }
    }
}

/// Sixteen frames of sound, of frames that were brought near.
#[inline(always)]
pub(super) fn read<S: Simd>(
    simd: S,
    table: &Table,
    motion: Motion,
    near: &[f32; NEAR],
    out: &mut [f32; TILE],
) {
    // Within the tile positions are told from its first frame on, with fewer bits.
    let mut place = motion.position as u32 >> WITHIN;
    let mut go = (motion.increment >> WITHIN) as u32;
    let bend = ((motion.step as i64) >> WITHIN) as u32;
    for out in out.as_chunks_mut::<WIDTH>().0 {
        let mut products = [F32::splat(simd, 0.0); WIDTH];
        for product in &mut products {
            let from = (place >> PLACE_BITS) as usize % (FARTHEST + 1);
            let frames = near[from..].first_chunk().expect("as many as there are taps");
            let phase = place >> (PLACE_BITS - PHASE_BITS);
            *product = table.row(simd, phase) * F32::load(simd, frames);
            place = place.wrapping_add(go);
            go = go.wrapping_add(bend);
        }
        row_sums(products).store(out);
    }
}

/// Eight frames of 16 bits as numbers.
#[inline(always)]
fn widened<S: Simd>(simd: S, words: &[[u8; 2]; WIDTH]) -> F32<S> {
    let [a, b, c, d, e, f, g, h] = *words;
    let wide = |word: [u8; 2]| i32::from(i16::from_le_bytes(word));
    let all = [wide(a), wide(b), wide(c), wide(d), wide(e), wide(f), wide(g), wide(h)];
    I32::load(simd, &all).to_f32()
}

/// Frames of 16 bits as numbers.
#[inline(always)]
fn copy(words: &[[u8; 2]], into: &mut [f32]) {
    for (into, word) in into.iter_mut().zip(words) {
        *into = f32::from(i16::from_le_bytes(*word));
    }
}
