//! One cell of the delay: all that happens to the sound.

use super::{MOVING_PEAK, ModernDelay, Side, States};
use crate::effects::cell_lines::{Cell, Movement};
use crate::effects::glide::{GRID, Glide};
use crate::effects::pole::low_pass;
use crate::effects::silence::flushed_lanes;
use crate::lanes::Simd;
use crate::lanes::wide::{Vector, WIDEST, Wide};
use crate::math::Number;

/// Feedback coefficient of the all-passes; 1/2 decays fast enough not to ring.
const DIFFUSION: f32 = 0.5;
/// A delay of `time + from` that moves by `slope` per frame; its neighbours are those of `middle`.
#[inline(always)]
fn movement(time: usize, middle: f32, from: f32, slope: f32) -> Movement {
    let middle = middle.floor();
    Movement { whole: time.wrapping_add_signed(middle as isize), part: from - middle, slope }
}

/// The frames of a cell, one in each lane.
#[inline(always)]
fn frames<S: Simd>(simd: S, cell: &Cell) -> Wide<S> {
    const { assert!(GRID == WIDEST) }
    Wide::load(simd, cell)
}

/// A cell of the numbers in the lanes.
#[inline(always)]
fn cell<S: Simd>(frames: Wide<S>) -> Cell {
    let mut cell = [0.0; GRID];
    frames.store(&mut cell);
    cell
}

/// A share of `one` and the rest of `other`.
#[inline(always)]
fn mixed<S: Simd>(share: Wide<S>, one: Wide<S>, other: Wide<S>) -> Wide<S> {
    (-share + 1.0) * other + share * one
}

impl ModernDelay {
    /// What comes out of the cell, of both sides, or one that is as the other; `whole` if all of it
    /// is known.
    #[inline(always)]
    pub(super) fn cell<S: Simd, const N: usize>(&mut self, simd: S, whole: bool) -> [Cell; N] {
        let zero = Wide::splat(simd, 0.0);
        let (mut out, mut taps) = ([[0.0; GRID]; N], [zero; N]);
        for (side, tap) in taps.iter_mut().enumerate() {
            *tap = self.tap(simd, side);
        }
        self.write(simd, &taps, whole);
        let g = &self.gliding;
        if !(g.diffusion.at_rest() && g.diffusion.end() == 0.0) {
            for (side, tap) in taps.iter_mut().enumerate() {
                *tap = self.diffused(simd, side, *tap);
            }
        }
        let wet = self.gliding.wet.over_cell(simd);
        for ((out, tap), dry) in out.iter_mut().zip(taps).zip(&self.cell) {
            *out = cell(mixed(wet, tap, frames(simd, dry)));
        }
        if whole {
            self.cell = [[0.0; GRID]; 2];
            self.lines.advance();
            self.diffusers.advance();
        }
        out
    }

    /// What the line holds one time ago.
    #[inline(always)]
    fn tap<S: Simd>(&self, simd: S, side: usize) -> Wide<S> {
        let tap = frames(simd, &self.heard(side, self.times[1][side]));
        if self.fade.at_rest() {
            return tap;
        }
        let old = frames(simd, &self.heard(side, self.times[0][side]));
        old + (tap - old) * self.fade.over_cell(simd)
    }

    #[inline(always)]
    fn heard(&self, side: usize, time: usize) -> Cell {
        let Side { from, to, .. } = self.sides[side];
        if from == 0.0 && to == 0.0 {
            return *self.lines.read(side, time);
        }
        let slope = (to - from) * (1.0 / GRID as f32);
        let mut cell = [0.0; GRID];
        if (to - from).abs() < 0.5 {
            let movement = movement(time, 0.5 * (from + to), from, slope);
            self.lines.read_moving(side, movement, &mut cell);
        } else {
            // Only while a depth glides: each frame has neighbours of its own.
            let mut still = cell;
            for (i, x) in cell.iter_mut().enumerate() {
                let offset = from + slope * i as f32;
                self.lines.read_moving(side, movement(time, offset, offset, 0.0), &mut still);
                *x = still[i];
            }
        }
        cell
    }

    /// Puts into the lines what they hear next.
    #[inline(always)]
    fn write<S: Simd, const N: usize>(&mut self, simd: S, taps: &[Wide<S>; N], whole: bool) {
        let g = &self.gliding;
        let mut states = self.sides.map(|side| side.poles);
        let mut back = *taps;
        for (side, back) in back.iter_mut().enumerate() {
            let state = &mut states[side].feedback;
            let heard = low_pass(simd, &cell(*back), state, &g.loop_step, &self.powers.feedback);
            *back = frames(simd, &heard) * g.feedback[side].over_cell(simd);
        }
        let moving = self.sides.iter().any(|side| side.from != 0.0 || side.to != 0.0);
        let limit = Wide::splat(simd, if moving { MOVING_PEAK } else { f32::MAX });
        let cross = g.ping_pong.over_cell(simd);
        for side in 0..N {
            let back = mixed(cross, back[N - 1 - side], back[side]);
            let x = frames(simd, &self.cell[side]) + back;
            let x = self.coloured(simd, side, x, &mut states[side]);
            self.lines.write(side, &cell(flushed_lanes(limit.min((-limit).max(x)))));
        }
        if whole {
            for (side, states) in self.sides.iter_mut().zip(states) {
                side.poles = states;
            }
        }
    }

    #[inline(always)]
    fn coloured<S: Simd>(
        &self,
        simd: S,
        side: usize,
        mut x: Wide<S>,
        states: &mut States,
    ) -> Wide<S> {
        let is_off = |glide: &Glide, off: f32| glide.at_rest() && glide.end() == off;
        let (g, powers) = (&self.gliding, &self.powers);
        if !is_off(&g.high_pass_step, 0.0) {
            let (state, step) = (&mut states.high_pass, &g.high_pass_step);
            let lows = low_pass(simd, &cell(x), state, step, &powers.high_pass);
            x = x - frames(simd, &lows);
        }
        if !is_off(&g.drive, 0.0) {
            let driven = g.drive.over_cell(simd) * x;
            x = x / (driven * driven + 1.0).sqrt();
        }
        let (step, pole) = (&g.colour_step[side], &powers.colour[side]);
        let mut coloured = cell(x);
        if is_off(step, 1.0) {
            states.colour = [coloured[GRID - 1]; 2];
            return x;
        }
        for state in &mut states.colour {
            coloured = low_pass(simd, &coloured, state, step, pole);
        }
        frames(simd, &coloured)
    }

    /// A cell through two all-passes, by a share that glides.
    #[inline(always)]
    fn diffused<S: Simd>(&mut self, simd: S, side: usize, x: Wide<S>) -> Wide<S> {
        let mut smeared = x;
        for stage in 0..2 {
            let line = 2 * side + stage;
            let past = self.diffusers.read(line, self.diffuser_lengths[side][stage]);
            let past = frames(simd, past);
            let inner = flushed_lanes(smeared - past * DIFFUSION);
            smeared = past + inner * DIFFUSION;
            self.diffusers.write(line, &cell(inner));
        }
        x + (smeared - x) * self.gliding.diffusion.over_cell(simd)
    }
}
