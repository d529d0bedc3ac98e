//! The envelopes of eight voices in lanes. Between its corners an envelope is a straight piece, so
//! a tile in which no lane has a corner is a product and a sum for all of them; the corners are
//! walked one lane at a time (`envelope.rs`).

use super::envelope::{Levels, Times, Walk};
use crate::lanes::{F32, I32, Mask, Simd};
use crate::voice::{LANES, TILE, Voice};

/// Frames after which a piece that goes on is looked at anew, so that counts fit 32 bits. Only
/// level pieces are that long, and those do not notice.
const FAR: u64 = 1 << 30;

/// Eight envelopes, each on a straight piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelopes {
    walks: [Walk; LANES],
    from: [f32; LANES],
    slope: [f32; LANES],
    /// Frames since the piece began.
    since: [f32; LANES],
    /// Frames until something happens.
    left: [i32; LANES],
}

impl Envelopes {
    /// A new voice in a lane, at its frame 0.
    pub(super) fn start(&mut self, lane: usize, walk: Walk) {
        self.walks[lane] = walk;
        self.set(lane, 0, u64::MAX);
    }

    /// What a lane knows at frame `n` of its voice; something happens at `until` at the latest.
    pub(super) fn set(&mut self, lane: usize, n: u64, until: u64) {
        let walk = &self.walks[lane];
        self.from[lane] = walk.from;
        self.slope[lane] = walk.slope;
        self.since[lane] = (n - walk.at) as f32;
        self.left[lane] = walk.until.min(until).saturating_sub(n).min(FAR) as i32;
    }

    /// A lane without a voice: level 0.
    pub(super) fn end(&mut self, lane: usize) {
        (self.from[lane], self.slope[lane], self.left[lane]) = (0.0, 0.0, 0);
    }

    /// The lane's own walk.
    pub(super) fn walk(&mut self, lane: usize) -> &mut Walk {
        &mut self.walks[lane]
    }

    /// Bits of the lanes in which something happens in less than so many frames.
    #[inline(always)]
    pub(super) fn due<S: Simd>(&self, simd: S, frames: i32) -> u8 {
        I32::load(simd, &self.left).lt(I32::splat(simd, frames)).to_bits()
    }

    #[inline(always)]
    pub(super) fn value<S: Simd>(&self, simd: S) -> F32<S> {
        F32::load(simd, &self.from) + self.slope(simd) * F32::load(simd, &self.since)
    }

    /// Change of the value a frame.
    #[inline(always)]
    pub(super) fn slope<S: Simd>(&self, simd: S) -> F32<S> {
        F32::load(simd, &self.slope)
    }

    /// Some lanes go a tile on.
    #[inline(always)]
    pub(super) fn go<S: Simd>(&mut self, simd: S, lanes: Mask<S>) {
        let zero = F32::splat(simd, 0.0);
        let since = lanes.select(F32::splat(simd, TILE as f32), zero);
        (F32::load(simd, &self.since) + since).store(&mut self.since);
        let left = lanes.select_i32(I32::splat(simd, TILE as i32), I32::splat(simd, 0));
        (I32::load(simd, &self.left) - left).store(&mut self.left);
    }

    /// A lane's walk goes on to the piece that holds frame `n`.
    #[inline(never)]
    pub(super) fn advance(
        &mut self,
        lane: usize,
        times: &Times,
        voice: &Voice,
        n: u64,
        levels: impl Fn(f32, f32) -> Levels,
    ) {
        self.walks[lane].advance(times, voice, n, levels);
        self.set(lane, n, u64::MAX);
    }
}
