//! How loud a patch gets: measured when it is prepared, for sums of noise and inharmonic squares
//! behind resonant filters have no formula worth its error.

use super::kernel::State;
use super::patch::Patch;
use crate::batch::{Kernel, Tile};
use crate::lanes::{Level, Simd, dispatch};
use crate::voice::{LANES, TILE, Voice};

/// Keys at which voices are measured: an octave apart, from here on. Below, the peak is the first
/// key's, above the last one's.
const FIRST_KEY: f32 = 36.0;
const STEP: f32 = 12.0;
/// Seeds at each key.
const SEEDS: u32 = 8;
/// Seconds measured; the loudest frame of each kind comes within 50 ms (the clap's last stroke
/// begins at 30).
const SPAN: f64 = 0.05;
/// From the loudest of `SEEDS` voices to what no other passes: with 1000 seeds of each kind at
/// keys 36..=84 none was above 1.3 (2026-11-25).
const MARGIN: f32 = 1.35;

/// Peaks at velocity 1, by key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Peaks([f32; LANES]);

impl Peaks {
    pub(super) fn measure(patch: &Patch, sample_rate: f64) -> Self {
        let tiles = ((SPAN * sample_rate) as u64).min(patch.length).div_ceil(TILE as u64);
        let mut peaks = [0.0; LANES];
        for seed in 0..SEEDS {
            let mut state = State::default();
            for lane in 0..LANES {
                let key = FIRST_KEY + STEP * lane as f32 - patch.tune;
                state.start(lane, patch, &Voice { key, seed, ..Voice::default() });
            }
            dispatch!(Level::best(), simd => raise(simd, patch, &mut state, tiles, &mut peaks));
        }
        Self(peaks.map(|peak| peak * MARGIN))
    }

    /// At a key, the patch's tune included.
    pub(super) fn at(&self, key: f32) -> f32 {
        let place = ((key - FIRST_KEY) / STEP).clamp(0.0, (LANES - 1) as f32);
        let below = (place as usize).min(LANES - 2);
        let share = place - below as f32;
        self.0[below] + (self.0[below + 1] - self.0[below]) * share
    }
}

#[inline(always)]
fn raise<S: Simd>(simd: S, patch: &Patch, state: &mut State, tiles: u64, peaks: &mut [f32; LANES]) {
    let mut out: [Tile; 2] = [[[0.0; LANES]; TILE]; 2];
    for _ in 0..tiles {
        state.tile(simd, patch, &mut out);
        for frame in &out[0] {
            for (peak, sound) in peaks.iter_mut().zip(frame) {
                *peak = peak.max(sound.abs());
            }
        }
    }
}
