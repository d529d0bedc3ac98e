//! How loud a patch gets: measured when it is prepared, for sums of noise and inharmonic squares
//! behind filters that clip have no formula worth its error.

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
const SEEDS: u32 = 16;
/// Seconds measured behind the last burst: the loudest frame is within the first waves.
const SPAN: f64 = 0.02;
/// How many standard deviations of the peaks of voices of unlike seeds a peak may lie above their
/// mean: with 600 seeds of each kind at keys 36..=96 the farthest was 4.5 (2026-11-25).
const DEVIATIONS: f64 = 5.0;
/// For keys between those measured, and the deviation of 16 peaks from that of many.
const MARGIN: f64 = 1.1;

/// Peaks at velocity 1, by key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Peaks([f32; LANES]);

impl Peaks {
    pub(super) fn measure(patch: &Patch, sample_rate: f64) -> Self {
        let last = patch.bands.iter().map(|band| band.envelope.last()).fold(0.0, f32::max);
        let frames = f64::from(last) + SPAN * sample_rate;
        let tiles = (frames as u64).min(patch.length).div_ceil(TILE as u64);
        let (mut sums, mut squares) = ([0.0; LANES], [0.0; LANES]);
        for seed in 0..SEEDS {
            let mut state = State::default();
            for lane in 0..LANES {
                let key = FIRST_KEY + STEP * lane as f32 - patch.tune;
                state.start(lane, patch, &Voice { key, seed, ..Voice::default() });
            }
            let level = Level::best().narrow();
            let peaks = dispatch!(level, simd => loudest(simd, patch, &mut state, tiles));
            for (lane, peak) in peaks.into_iter().map(f64::from).enumerate() {
                sums[lane] += peak;
                squares[lane] += peak * peak;
            }
        }
        Self(core::array::from_fn(|lane| {
            let mean = sums[lane] / f64::from(SEEDS);
            let variance = squares[lane] / f64::from(SEEDS) - mean * mean;
            ((mean + DEVIATIONS * variance.max(0.0).sqrt()) * MARGIN) as f32
        }))
    }

    /// At a key, the patch's tune included.
    pub(super) fn at(&self, key: f32) -> f32 {
        let place = ((key - FIRST_KEY) / STEP).clamp(0.0, (LANES - 1) as f32);
        let below = (place as usize).min(LANES - 2);
        let share = place - below as f32;
        self.0[below] + (self.0[below + 1] - self.0[below]) * share
    }
}

/// The loudest frame of each lane.
#[inline(always)]
fn loudest<S: Simd>(simd: S, patch: &Patch, state: &mut State, tiles: u64) -> [f32; LANES] {
    let mut peaks = [0.0_f32; LANES];
    let mut out: [Tile; 2] = [[[0.0; LANES]; TILE]; 2];
    for _ in 0..tiles {
        state.tile(simd, patch, &mut out);
        for frame in &out[0] {
            for (peak, sound) in peaks.iter_mut().zip(frame) {
                *peak = peak.max(sound.abs());
            }
        }
    }
    peaks
}
