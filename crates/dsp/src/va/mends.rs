//! What is added to the naive waveforms of eight voices around their corners, each lane's frames
//! side by side, so that a corner's taps are a few contiguous sums; they are turned into lanes
//! when they are heard.

use super::blep::{PLACES, TAPS};
use crate::batch::Tile;
use crate::lanes::{F32, Simd, transpose};
use crate::voice::{LANES, TILE};

/// Tiles between two moves of the frames back to the front.
const RUN: usize = 8;
/// Frames that hold something: the tile that is heard, the two ahead that are known, and what
/// spills behind them.
const LIVE: usize = 4 * TILE;
/// A tile ahead of the first, which takes what would lie before a voice's start, then the run.
const ROWS: usize = RUN * TILE + LIVE;
/// The frames of a tile.
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
    ///
    /// `rise` adds a plain step too, from `frame` to the end of the tile: of the same amount, and
    /// so much more a frame. For what is drawn through the jump as if there was none.
    #[inline(always)]
    pub(super) fn add<S: Simd, const CHANNELS: usize>(
        &mut self,
        simd: S,
        table: &[[f32; TAPS]],
        place: Place,
        amounts: [f32; CHANNELS],
        rise: Option<[f32; CHANNELS]>,
    ) {
        let at = place.since * PLACES as f32;
        let index = (at as i32 as usize).min(PLACES - 1);
        let share = F32::splat(simd, at - index as f32);
        let (first, second) =
            (table[index].as_chunks::<8>().0, table[index + 1].as_chunks::<8>().0);
        // Tap TAPS / 2 falls on `frame`.
        let row = self.heard + place.tile * TILE + place.frame - TAPS / 2;
        let left = F32::splat(simd, TILE as f32 - place.frame as f32);
        for channel in 0..CHANNELS {
            let amount = F32::splat(simd, amounts[channel]);
            let into = &mut self.rows[channel][place.lane][row..row + TAPS];
            for (i, into) in into.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                let a = F32::load(simd, &first[i]);
                let tap = a + (F32::load(simd, &second[i]) - a) * share;
                let mut mended = F32::load(simd, into) + tap * amount;
                if let Some(rise) = rise
                    && let Some(later) = i.checked_sub(TAPS / 16)
                {
                    let frame = F32::load(simd, &FRAMES[later]);
                    let step = frame * rise[channel] + amount;
                    mended += frame.lt(left).select(step, F32::splat(simd, 0.0));
                }
                mended.store(into);
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
                let live: [f32; LIVE - TILE] = *lane.last_chunk().expect("rows end with them");
                *lane = [0.0; ROWS];
                lane[TILE..LIVE].copy_from_slice(&live);
            }
            self.heard = TILE;
        }
    }
}
