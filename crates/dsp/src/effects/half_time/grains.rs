//! Grains that begin at the head and run at a pitch of their own.
//!
//! Two grains of one tone that begin anywhere cancel each other as often as they add up. So a grain
//! begins where the sound is most like what the grain before is playing (key: verhelst1993): within
//! 10 ms of the head, by the greatest normalised correlation over 10 ms, in steps of four frames
//! and then of one.

use super::head::lag_at;
use super::patch::{MAX_GRAINS, Plan};
use crate::effects::delay_line::DelayLine;
use crate::effects::glide::GRID;
use crate::math;

/// Seed of jitter and jumps.
const SEED: u32 = 0x4a1f;
/// The coarse step of the search in frames.
const STRIDE: usize = 4;

/// One grain.
#[derive(Clone, Copy, Debug, Default)]
struct Grain {
    /// Its number, if it ever began, and its lag when it did.
    number: Option<u64>,
    lag: f64,
    /// Lag and window at the cell's start and end.
    from: [f32; 2],
    to: [f32; 2],
}

/// The grains that sound.
#[derive(Clone, Debug, Default)]
pub(super) struct Grains {
    grains: [Grain; MAX_GRAINS],
    /// What the last grain plays, and where the next may begin: room for the search.
    last: Vec<f32>,
    around: Vec<f32>,
    side: Vec<f32>,
}

/// Where grain `number` begins if nothing is looked for, and whether that is at the head.
fn lag_of(plan: &Plan, number: u64) -> (f64, bool) {
    let noise = |which: u64| f64::from(math::noise(SEED, (3 * number + which) as u32));
    let elsewhere = 0.5 + 0.5 * noise(1) < f64::from(plan.glitch);
    let lag = if elsewhere {
        plan.longest * (0.5 + 0.5 * noise(2))
    } else {
        lag_at(plan, number * plan.hop) + plan.jitter * noise(0)
    };
    (plan.held(lag), !elsewhere && plan.jitter == 0.0)
}

impl Grains {
    /// Silent ones at the start of cell `cell`, for there is no sound yet to be alike.
    pub(super) fn reset(&mut self, plan: &Plan, cell: u64) {
        let (reach, window) = (plan.reach, plan.window);
        self.last.resize(window, 0.0);
        self.around.resize(2 * reach + window, 0.0);
        self.side.resize(2 * reach + window, 0.0);
        self.grains = [Grain::default(); MAX_GRAINS];
        let number = cell / plan.hop;
        for number in number.saturating_sub(plan.grains as u64 - 1)..=number {
            let grain =
                Grain { number: Some(number), lag: lag_of(plan, number).0, ..Grain::default() };
            self.grains[(number % plan.grains as u64) as usize] = grain;
        }
    }

    /// Enters cell `cell`.
    pub(super) fn enter(&mut self, plan: &Plan, cell: u64, lines: &[DelayLine; 2]) {
        let number = cell / plan.hop;
        if cell.is_multiple_of(plan.hop) {
            let (mut lag, at_head) = lag_of(plan, number);
            if at_head && number > 0 {
                let last = &self.grains[((number - 1) % plan.grains as u64) as usize];
                lag = plan.held(self.alike(plan, lag, f64::from(last.to[0]), lines));
            }
            let grain = Grain { number: Some(number), lag, ..Grain::default() };
            self.grains[(number % plan.grains as u64) as usize] = grain;
        }
        let length = (plan.hop * plan.grains as u64) as f32;
        for grain in &mut self.grains[..plan.grains] {
            let Some(number) = grain.number else { continue };
            let since = cell - number * plan.hop;
            let at = |since: u64| {
                let lag = grain.lag + (1.0 - plan.speed) * (since * GRID as u64) as f64;
                let part = (since as f32 / length).min(1.0);
                [lag as f32, 0.5 - 0.5 * math::cos_cycles(part)]
            };
            (grain.from, grain.to) = (at(since), at(since + 1));
        }
    }

    /// The lag near `lag` at which the sound is most like that at `last`.
    fn alike(&mut self, plan: &Plan, lag: f64, last: f64, lines: &[DelayLine; 2]) -> f64 {
        let (reach, window) = (plan.reach, plan.window);
        let most = plan.longest as usize + reach;
        // The windows end at the lags.
        let (lag, whole) = ((lag as usize).max(reach + 1), (last as usize).clamp(1, most));
        let both = |delay: usize, out: &mut [f32], side: &mut [f32]| {
            let side = &mut side[..out.len()];
            lines[0].read_ahead(delay, out);
            lines[1].read_ahead(delay, side);
            for (out, side) in out.iter_mut().zip(side) {
                *out += *side;
            }
        };
        both(whole + window, &mut self.last, &mut self.side);
        both(lag + reach + window, &mut self.around, &mut self.side);
        let likeness = |start: usize, stride: usize| {
            let (mut product, mut power) = (0.0, 1e-9);
            let pairs = self.last.iter().zip(&self.around[start..]);
            for (a, b) in pairs.step_by(stride) {
                product += a * b;
                power += b * b;
            }
            if product > 0.0 { product * product / power } else { 0.0 }
        };
        let mut best = (0.0, reach);
        for start in (0..=2 * reach).step_by(STRIDE) {
            let found = likeness(start, STRIDE);
            if found > best.0 {
                best = (found, start);
            }
        }
        let middle = best.1;
        best.0 = 0.0;
        for start in middle.saturating_sub(STRIDE - 1)..=(middle + STRIDE - 1).min(2 * reach) {
            let found = likeness(start, 1);
            if found > best.0 {
                best = (found, start);
            }
        }
        // The last grain's place within a frame is kept, or its phase would be lost.
        (lag + reach - best.1) as f64 + (last - whole as f64)
    }

    /// What they play in place of `sound`, whose run `line` has last.
    #[inline(always)]
    pub(super) fn play(&self, plan: &Plan, line: &DelayLine, offset: usize, sound: &mut [f32]) {
        let count = sound.len();
        let part = |i: usize| (offset + i) as f32 * (1.0 / GRID as f32);
        let mut sum = [0.0; GRID];
        for Grain { from, to, .. } in &self.grains[..plan.grains] {
            if from[1] == 0.0 && to[1] == 0.0 {
                continue;
            }
            let way = |i: usize, which: usize| from[which] + (to[which] - from[which]) * part(i);
            let lags: [f32; GRID] = std::array::from_fn(|i| way(i, 0));
            let mut heard = [0.0; GRID];
            line.read_moving(count, &lags[..count], &mut heard[..count]);
            for (i, (sum, heard)) in sum.iter_mut().zip(heard).enumerate() {
                *sum += way(i, 1) * heard;
            }
        }
        for (x, sum) in sound.iter_mut().zip(sum) {
            *x = plan.gain * sum;
        }
    }
}
