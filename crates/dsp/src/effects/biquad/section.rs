//! A filter at work on a stereo signal.

use super::Coefficients;
use super::still::Still;
use crate::effects::glide::GRID;
use crate::effects::silence::flushed;

/// A stereo filter at work, whose coefficients move in ramps over the cells of the grid.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    from: Coefficients,
    to: Coefficients,
    form: Form,
}

/// What it remembers, in the form that is run.
#[derive(Clone, Debug)]
enum Form {
    /// `[channel][integrator]`
    Moving([[f32; 2]; 2]),
    Still(Still),
}

impl Section {
    /// At rest.
    pub(crate) fn new(coefficients: Coefficients) -> Self {
        let form = Form::Still(Still::new(&coefficients, [[0.0; 2]; 2]));
        Self { from: coefficients, to: coefficients, form }
    }

    /// Where it is at the end of the cell.
    pub(crate) fn coefficients(&self) -> &Coefficients {
        &self.to
    }

    /// Goes on to the next cell of the grid, at whose end it will have `coefficients`.
    pub(crate) fn move_to(&mut self, coefficients: Coefficients) {
        self.from = self.to;
        self.to = coefficients;
        if self.from != self.to {
            let mut states = match &self.form {
                Form::Moving(states) => *states,
                Form::Still(still) => still.integrators(&self.from),
            };
            states.iter_mut().for_each(rest);
            self.form = Form::Moving(states);
        } else if let Form::Moving(mut states) = self.form {
            states.iter_mut().for_each(rest);
            self.form = Form::Still(Still::new(&self.to, states));
        }
    }

    /// Goes on to the next cell, standing still.
    pub(crate) fn stay(&mut self) {
        self.move_to(self.to);
    }

    /// Is at `coefficients` and silent at once.
    pub(crate) fn reset(&mut self, coefficients: Coefficients) {
        *self = Self::new(coefficients);
    }

    /// Lets what nobody could hear be silence, in a section that stands still; to be called
    /// whenever a multiple of [`super::REST`] frames has passed. (One that moves does so by itself.)
    pub(crate) fn rest(&mut self) {
        if let Form::Still(still) = &mut self.form {
            let mut states = still.integrators(&self.to);
            states.iter_mut().for_each(rest);
            still.silence(states.map(|states| states == [0.0; 2]));
        }
    }

    /// Whether it stands still until it is moved.
    pub(crate) fn is_still(&self) -> bool {
        matches!(self.form, Form::Still(_))
    }

    /// Whether it lets everything pass, and stands still.
    pub(crate) fn is_wire(&self) -> bool {
        self.is_still() && self.to.is_wire()
    }

    /// What it does while it stands still; `None` if it moves, or lets everything pass.
    pub(super) fn still(&mut self) -> Option<&mut Still> {
        match &mut self.form {
            Form::Still(still) if !self.to.is_wire() => Some(still),
            _ => None,
        }
    }

    /// Whether both channels remember the same.
    pub(crate) fn are_twins(&self) -> bool {
        match &self.form {
            Form::Moving([left, right]) => left.map(f32::to_bits) == right.map(f32::to_bits),
            Form::Still(still) => still.are_twins(),
        }
    }

    /// Filters both channels in place, or one where both are the same, at most a cell, the first
    /// frame being `offset` frames after the cell's start.
    #[inline(always)]
    pub(crate) fn process<const N: usize>(&mut self, sound: [&mut [f32]; N], offset: usize) {
        match &mut self.form {
            Form::Moving(memory) => {
                // Apart from the recursion, so that the frames' divisions go side by side.
                let steps: [Steps; GRID] = std::array::from_fn(|i| {
                    let part = (offset + i) as f32 * (1.0 / GRID as f32);
                    Steps::of(&self.from.between(&self.to, part))
                });
                let (mut sound, mut states) = (sound.map(|channel| channel.iter_mut()), *memory);
                for steps in &steps[..sound[0].len()] {
                    // Channel beside channel, for each waits for its own last frame only.
                    for (sound, states) in sound.iter_mut().zip(&mut states) {
                        let x = sound.next().expect("all are as long");
                        *x = steps.frame(states, *x);
                    }
                }
                *memory = if N == 1 { [states[0]; 2] } else { states };
            }
            Form::Still(_) if self.to.is_wire() => {}
            Form::Still(still) => still.process(sound),
        }
    }

    /// As [`Section::process`], of both channels side by side in each frame.
    #[inline(always)]
    pub(crate) fn process_pairs(&mut self, sound: &mut [[f32; 2]], offset: usize) {
        match &mut self.form {
            Form::Still(still) if !self.to.is_wire() => still.process_pairs(sound),
            _ => {
                let mut apart = [[0.0; GRID]; 2];
                for (i, frame) in sound.iter().enumerate() {
                    (apart[0][i], apart[1][i]) = (frame[0], frame[1]);
                }
                let [left, right] = &mut apart;
                let frames = sound.len();
                self.process([&mut left[..frames], &mut right[..frames]], offset);
                for (i, frame) in sound.iter_mut().enumerate() {
                    *frame = [left[i], right[i]];
                }
            }
        }
    }
}

/// Both at once: one integrator of the loop set to zero alone would be a kick.
fn rest(states: &mut [f32; 2]) {
    if states.iter().all(|state| flushed(*state) == 0.0) {
        *states = [0.0; 2];
    }
}

/// What a frame needs.
#[derive(Clone, Copy, Debug)]
struct Steps {
    /// `a0`, `a2`, `a3`: twice the source's, whose states move by two half steps.
    a: [f32; 3],
    /// Of the input, and half those of the band-pass and the low-pass.
    shares: [f32; 3],
}

impl Steps {
    #[inline(always)]
    fn of(coefficients: &Coefficients) -> Self {
        let Coefficients { g, k, shares } = *coefficients;
        let both = g * (g + k);
        let scale = 2.0 / (1.0 + both);
        let step = g * scale;
        Self {
            a: [both * scale, step, g * step],
            shares: [shares[0], 0.5 * shares[1], 0.5 * shares[2]],
        }
    }

    #[inline(always)]
    fn frame(&self, states: &mut [f32; 2], x: f32) -> f32 {
        let [ic1, ic2] = *states;
        let [a0, a2, a3] = self.a;
        let v3 = x - ic2;
        let next1 = ic1 + (a2 * v3 - a0 * ic1);
        let next2 = ic2 + (a2 * ic1 + a3 * v3);
        *states = [next1, next2];
        self.shares[0] * x + (self.shares[1] * (ic1 + next1) + self.shares[2] * (ic2 + next2))
    }
}
