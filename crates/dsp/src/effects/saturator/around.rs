//! What stands ahead of the saturator's curves and after them: cuts, the tape's movement and
//! brightness, the tilt, and the block of what is constant.
//!
//! Both channels go through each filter side by side, for a filter waits for itself. What is off
//! is skipped, and begins from rest when it is on again: its share then comes in a glide.

use super::{Saturator, is_off, row};
use crate::effects::crossover::butterworth::Circuit;
use crate::effects::glide::GRID;
use crate::effects::silence::pole;

impl Saturator {
    /// The low cut and the tape's movement.
    #[inline(always)]
    pub(super) fn ahead(&mut self, sound: &mut [[f32; GRID]; 2], count: usize, offset: usize) {
        let at = &self.now_at;
        if is_off(&at.low_cut) {
            self.low_cut = Circuit::default();
        } else {
            let factors = self.cutoffs[0].factors(offset);
            self.low_cut.cut_low(sound, count, &factors, &row(&at.low_cut, offset));
        }
        let shares = row(&at.moved, offset);
        let [from, to] = self.moves;
        let slope = (to - from) * (1.0 / GRID as f32);
        let delays: [f32; GRID] = std::array::from_fn(|i| from + slope * (offset + i) as f32);
        for (tape, sound) in self.tape.iter_mut().zip(sound) {
            let sound = &mut sound[..count];
            tape.push(sound);
            if self.tape_delay > 0 {
                tape.read(self.tape_delay, sound);
            }
            if !is_off(&at.moved) {
                let mut moved = [0.0; GRID];
                tape.read_moving(count, &delays[..count], &mut moved[..count]);
                for ((x, moved), share) in sound.iter_mut().zip(moved).zip(shares) {
                    *x += (moved - *x) * share;
                }
            }
        }
    }

    /// All that comes after the curves.
    #[inline(always)]
    pub(super) fn behind(&mut self, sound: &mut [[f32; GRID]; 2], count: usize, offset: usize) {
        let at = &self.now_at;
        let count = count.min(GRID);
        if is_off(&at.blocked) {
            self.constant = [0.0; 2];
        } else {
            let blocked = row(&at.blocked, offset);
            let [mut left, mut right] = self.constant;
            for i in 0..count {
                let constant = pole(&mut left, sound[0][i], self.constant_step);
                sound[0][i] -= blocked[i] * constant;
                let constant = pole(&mut right, sound[1][i], self.constant_step);
                sound[1][i] -= blocked[i] * constant;
            }
            self.constant = [left, right];
        }
        if at.tape_step.at_rest() && at.tape_step.end() == 1.0 {
            self.brightness = [sound[0][count - 1], sound[1][count - 1]];
        } else {
            let step = row(&at.tape_step, offset);
            for i in 0..count {
                for (state, sound) in self.brightness.iter_mut().zip(&mut *sound) {
                    sound[i] = pole(state, sound[i], step[i]);
                }
            }
        }
        self.tilt(sound, count, offset);
        let at = &self.now_at;
        if is_off(&at.high_cut) {
            self.high_cut = Circuit::default();
        } else {
            let factors = self.cutoffs[1].factors(offset);
            self.high_cut.cut_high(sound, count, &factors, &row(&at.high_cut, offset));
        }
    }

    #[inline(always)]
    fn tilt(&mut self, sound: &mut [[f32; GRID]; 2], count: usize, offset: usize) {
        let [top, low, step] = &self.now_at.tilt;
        // Without a tilt the top is 1 and no low is added.
        if is_off(low) && top.at_rest() && top.end() == 1.0 {
            self.tilt = [0.0; 2];
            return;
        }
        let [top, low, step] = [top, low, step].map(|glide| row(glide, offset));
        for i in 0..count {
            for (state, sound) in self.tilt.iter_mut().zip(&mut *sound) {
                let way = (sound[i] - *state) * step[i];
                let bottom = *state + way;
                *state = bottom + way;
                sound[i] = top[i] * sound[i] + low[i] * bottom;
            }
        }
    }
}
