//! What a kind of instrument is to a batch: eight voices that are computed a tile at a time.

use crate::lanes::{F32, Simd, transpose};
use crate::voice::{LANES, TILE, Voice};

/// What a kernel computes at once, of one channel: `[frame][lane]`.
pub type Tile = [[f32; LANES]; TILE];

/// Frames that are computed in one go at most.
pub const BLOCK: usize = 16 * TILE;

/// What is computed in one go: `[channel][lane][frame]`.
pub type Block = [[[f32; BLOCK]; LANES]; 2];

/// Eight voices of one kind of instrument.
pub trait Kernel: Default {
    /// Prepared settings, shared by the voices.
    type Patch;

    /// Frames from the voice's start after which it is exactly zero.
    fn length(patch: &Self::Patch, voice: &Voice) -> u64;

    /// Whether it fills both channels of a tile, or only the first.
    fn is_stereo(patch: &Self::Patch) -> bool;

    /// The voice as a print of it is made, without what is applied when the print is mixed: it
    /// starts at frame 0, its gain is 1 and its pan 0. The factor that goes with it is the
    /// voice's gain, times that of its velocity where the velocity is no more than a gain.
    fn print(patch: &Self::Patch, voice: &Voice) -> (Voice, f32);

    /// Puts a voice into a lane, in place of what was there. The other lanes do not notice.
    fn start(&mut self, lane: usize, patch: &Self::Patch, voice: &Voice);

    /// The next tile of all lanes, `[channel]`, each lane in its own voice's time; lanes without
    /// a voice may hold anything. Start, gain and pan of the voice are not applied.
    /// `#[inline(always)]`, like all it calls.
    fn tile<S: Simd>(&mut self, simd: S, patch: &Self::Patch, out: &mut [Tile; 2]);

    /// The next tiles, at most a block, written into the rows of the lanes: by way of
    /// [`Kernel::tile`] or not. `#[inline(always)]` too.
    #[inline(always)]
    fn tiles<S: Simd>(&mut self, simd: S, patch: &Self::Patch, tiles: usize, block: &mut Block) {
        by_tiles(simd, self, patch, tiles, block);
    }
}

/// Computes tiles one after another.
#[inline(always)]
pub(crate) fn by_tiles<S: Simd, K: Kernel>(
    simd: S,
    kernel: &mut K,
    patch: &K::Patch,
    tiles: usize,
    block: &mut Block,
) {
    let mut out = [[[0.0; LANES]; TILE]; 2];
    let channels = 1 + usize::from(K::is_stereo(patch));
    for tile in 0..tiles {
        kernel.tile(simd, patch, &mut out);
        for (rows, tile_of) in block[..channels].iter_mut().zip(&out) {
            turn(simd, tile_of, rows, tile);
        }
    }
}

/// Writes a tile into the rows of its lanes.
#[inline(always)]
fn turn<S: Simd>(simd: S, tile: &Tile, rows: &mut [[f32; BLOCK]; LANES], number: usize) {
    for (half, frames) in tile.as_chunks::<LANES>().0.iter().enumerate() {
        let mut lanes = [F32::splat(simd, 0.0); LANES];
        for (lane, frame) in lanes.iter_mut().zip(frames) {
            *lane = F32::load(simd, frame);
        }
        let place = number * TILE / LANES + half;
        for (row, lane) in rows.iter_mut().zip(transpose(lanes)) {
            lane.store(&mut row.as_chunks_mut().0[place]);
        }
    }
}
