//! What is added to the naive waveforms of eight voices around their corners, each lane's frames
//! side by side, so that a corner's taps are a few contiguous sums; they are turned into lanes
//! when they are heard.

use super::blep::{PLACES, TAPS};
use crate::batch::Tile;
use crate::lanes::{F32, Simd, transpose};
use crate::voice::{LANES, TILE};

/// Tiles between two moves of the frames back to the front.
const RUN: usize = 4;
/// Frames that hold something: the tile that is heard, the two ahead that are known, and what
/// spills behind them.
const LIVE: usize = 4 * TILE;
/// A tile ahead of the first, which takes what would lie before a voice's start, then the run.
const ROWS: usize = RUN * TILE + LIVE;
const FRAMES: [[f32; 8]; 2] =
    [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0]];

/// Corrections, `[channel][lane][frame]`.
#[derive(Clone, Debug)]
pub(super) struct Mends {
    rows: [[[f32; ROWS]; LANES]; 2],
    /// Where the tile that is heard begins.
    heard: usize,
}

/// Where something is mended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) lane: usize,
    /// Tiles ahead of the one that is heard.
    pub(super) tile: usize,
    /// The first frame of the tile behind the corner, 1..=TILE.
    pub(super) frame: usize,
    /// Frames from the corner to that frame, 0..=1.
    pub(super) since: f32,
}

impl Default for Mends {
    fn default() -> Self {
        Self { rows: [[[0.0; ROWS]; LANES]; 2], heard: TILE }
    }
}

impl Mends {
    /// A new voice in a lane.
    pub(super) fn start(&mut self, lane: usize) {
        for channel in &mut self.rows {
            channel[lane] = [0.0; ROWS];
        }
    }

    /// Adds a residual, times an amount for each channel.
    #[inline(always)]
    pub(super) fn add<S: Simd>(
        &mut self,
        simd: S,
        table: &[[f32; TAPS]],
        place: Place,
        amounts: &[f32],
    ) {
        let at = place.since * PLACES as f32;
        let index = (at as usize).min(PLACES - 1);
        let share = F32::splat(simd, at - index as f32);
        let first = table[index].as_chunks::<8>().0;
        let second = table[index + 1].as_chunks::<8>().0;
        // Tap TAPS / 2 falls on `frame`.
        let row = self.heard + place.tile * TILE + place.frame - TAPS / 2;
        for (channel, amount) in self.rows.iter_mut().zip(amounts) {
            let amount = F32::splat(simd, *amount);
            let into = channel[place.lane][row..row + TAPS].as_chunks_mut::<8>().0;
            for ((into, a), b) in into.iter_mut().zip(first).zip(second) {
                let a = F32::load(simd, a);
                let tap = a + (F32::load(simd, b) - a) * share;
                (F32::load(simd, into) + tap * amount).store(into);
            }
        }
    }

    /// Adds a plain jump from `frame` to the end of its tile: `from + slope * frame`, times an
    /// amount for each channel.
    #[inline(always)]
    pub(super) fn jump<S: Simd>(
        &mut self,
        simd: S,
        place: Place,
        (from, slope): (f32, f32),
        amounts: &[f32],
    ) {
        let row = self.heard + place.tile * TILE;
        let begin = F32::splat(simd, place.frame as f32);
        let zero = F32::splat(simd, 0.0);
        let frames = [F32::load(simd, &FRAMES[0]), F32::load(simd, &FRAMES[1])];
        for (channel, amount) in self.rows.iter_mut().zip(amounts) {
            let into = channel[place.lane][row..row + TILE].as_chunks_mut::<8>().0;
            for (into, frame) in into.iter_mut().zip(frames) {
                let size = (frame * slope + from) * *amount;
                (F32::load(simd, into) + frame.ge(begin).select(size, zero)).store(into);
            }
        }
    }

    /// Adds the corrections of the tile that is heard to a channel's.
    #[inline(always)]
    pub(super) fn hear<S: Simd>(&self, simd: S, channel: usize, tile: &mut Tile) {
        for (half, tile) in tile.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            let from = self.heard + 8 * half;
            let mut rows = [F32::splat(simd, 0.0); LANES];
            for (row, lane) in rows.iter_mut().zip(&self.rows[channel]) {
                *row = F32::load(simd, lane[from..].first_chunk().expect("rows go on"));
            }
            for (tile, row) in tile.iter_mut().zip(transpose(rows)) {
                (F32::load(simd, tile) + row).store(tile);
            }
        }
    }

    /// A tile on. `channels` of them are in use.
    #[inline(always)]
    pub(super) fn go(&mut self, channels: usize) {
        self.heard += TILE;
        if self.heard > RUN * TILE {
            for lane in self.rows[..channels].iter_mut().flatten() {
                lane.copy_within(self.heard.., TILE);
                lane[LIVE..].fill(0.0);
            }
            self.heard = TILE;
        }
    }
}
