//! One cell of the delay: all that happens to the sound.

use super::{MOVING_PEAK, ModernDelay, Side, States};
use crate::effects::cell_lines::{Cell, Movement, ramp};
use crate::effects::glide::{GRID, Glide};
use crate::effects::pole::low_pass;
use crate::effects::silence::flushed;
use crate::lanes::Simd;

/// Feedback coefficient of the all-passes; 1/2 decays fast enough not to ring.
const DIFFUSION: f32 = 0.5;
/// A delay of `time + from` that moves by `slope` per frame; its neighbours are those of `middle`.
#[inline(always)]
fn movement(time: usize, middle: f32, from: f32, slope: f32) -> Movement {
    let middle = middle.floor();
    Movement { whole: time.wrapping_add_signed(middle as isize), part: from - middle, slope }
}

impl ModernDelay {
    /// What comes out of the cell, of both sides, or one that is as the other; `whole` if all of it
    /// is known.
    #[inline(always)]
    pub(super) fn cell<S: Simd, const N: usize>(&mut self, simd: S, whole: bool) -> [Cell; N] {
        let (mut out, mut taps) = ([[0.0; GRID]; N], [[0.0; GRID]; N]);
        for side in 0..N {
            (out[side], taps[side]) = (self.cell[side], self.tap(side));
        }
        self.write(simd, &taps, whole);
        let g = &self.gliding;
        if !(g.diffusion.at_rest() && g.diffusion.end() == 0.0) {
            let share = ramp(&g.diffusion);
            for (side, tap) in taps.iter_mut().enumerate() {
                self.diffuse(side, tap, &share);
            }
        }
        let wet = ramp(&self.gliding.wet);
        for (out, tap) in out.iter_mut().zip(&taps) {
            for i in 0..GRID {
                out[i] = (1.0 - wet[i]) * out[i] + wet[i] * tap[i];
            }
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
    fn tap(&self, side: usize) -> Cell {
        let mut tap = self.heard(side, self.times[1][side]);
        if !self.fade.at_rest() {
            let old = self.heard(side, self.times[0][side]);
            for (i, (tap, old)) in tap.iter_mut().zip(old).enumerate() {
                *tap = old + (*tap - old) * self.fade.at(i);
            }
        }
        tap
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
    fn write<S: Simd, const N: usize>(&mut self, simd: S, taps: &[Cell; N], whole: bool) {
        let g = &self.gliding;
        let mut states = self.sides.map(|side| side.poles);
        let mut back = [[0.0; GRID]; N];
        for side in 0..N {
            let state = &mut states[side].feedback;
            let heard = low_pass(simd, &taps[side], state, &g.loop_step, &self.powers.feedback);
            let feedback = ramp(&g.feedback[side]);
            for i in 0..GRID {
                back[side][i] = heard[i] * feedback[i];
            }
        }
        let moving = self.sides.iter().any(|side| side.from != 0.0 || side.to != 0.0);
        let limit = if moving { MOVING_PEAK } else { f32::MAX };
        let cross = ramp(&g.ping_pong);
        for side in 0..N {
            let (mut x, other) = (self.cell[side], &back[N - 1 - side]);
            for i in 0..GRID {
                x[i] += (1.0 - cross[i]) * back[side][i] + cross[i] * other[i];
            }
            self.colour(simd, side, &mut x, &mut states[side]);
            for x in &mut x {
                *x = flushed(x.clamp(-limit, limit));
            }
            self.lines.write(side, &x);
        }
        if whole {
            for (side, states) in self.sides.iter_mut().zip(states) {
                side.poles = states;
            }
        }
    }

    #[inline(always)]
    fn colour<S: Simd>(&self, simd: S, side: usize, x: &mut Cell, states: &mut States) {
        let is_off = |glide: &Glide, off: f32| glide.at_rest() && glide.end() == off;
        let (g, powers) = (&self.gliding, &self.powers);
        if !is_off(&g.high_pass_step, 0.0) {
            let state = &mut states.high_pass;
            let lows = low_pass(simd, x, state, &g.high_pass_step, &powers.high_pass);
            for i in 0..GRID {
                x[i] -= lows[i];
            }
        }
        if !is_off(&g.drive, 0.0) {
            let drive = ramp(&g.drive);
            for i in 0..GRID {
                let driven = drive[i] * x[i];
                x[i] /= (1.0 + driven * driven).sqrt();
            }
        }
        let (step, pole) = (&g.colour_step[side], &powers.colour[side]);
        if is_off(step, 1.0) {
            states.colour = [x[GRID - 1]; 2];
        } else {
            let [first, second] = &mut states.colour;
            *x = low_pass(simd, x, first, step, pole);
            *x = low_pass(simd, x, second, step, pole);
        }
    }

    /// Sends a cell through two all-passes, by a share that glides.
    #[inline(always)]
    fn diffuse(&mut self, side: usize, cell: &mut Cell, share: &Cell) {
        let mut smeared = *cell;
        for stage in 0..2 {
            let line = 2 * side + stage;
            let past = *self.diffusers.read(line, self.diffuser_lengths[side][stage]);
            let mut inner = [0.0; GRID];
            for i in 0..GRID {
                inner[i] = flushed(smeared[i] - DIFFUSION * past[i]);
                smeared[i] = past[i] + DIFFUSION * inner[i];
            }
            self.diffusers.write(line, &inner);
        }
        for i in 0..GRID {
            cell[i] += (smeared[i] - cell[i]) * share[i];
        }
    }
}
