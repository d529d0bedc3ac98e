//! A motion followed along the song, step by step of a grid. What it says at a step is a function
//! of the step alone, wherever it came from.
//!
//! A jump is spread over the steps ahead of its place, so that what is muted on a beat is silent
//! by that beat, and what is opened there is open: with `e(n)` the motion at step `n`, `d(n)` by
//! how much it jumps between `n - 1` and `n`, and `N` steps a jump,
//! `v(n) = e(n) + sum of d(n + j) (1 - j / N)` over `j` in `1..N`.

use super::motion::{Motion, Piece};
use std::sync::Arc;

/// Follows a motion on a grid counted from the song's start.
#[derive(Clone, Debug)]
pub(crate) struct Mover {
    motion: Arc<Motion>,
    /// Frames of a step.
    step: u64,
    /// Where the last step of `ahead` is.
    piece: Piece,
    /// The step that was asked for last; `None`: none yet.
    at: Option<u64>,
    value: f64,
    /// Of the step before, if it was on the way.
    last: Option<f64>,
    /// `[step modulo its length]`, from `at` on: the motion, and by how much it has jumped since
    /// the step before.
    ahead: Vec<(f64, f64)>,
    /// Jumps in `ahead` that are not zero.
    jumps: usize,
}

impl Mover {
    /// On steps of `step` frames, where a jump takes `steps` of them, at least 1.
    pub(crate) fn new(motion: &Arc<Motion>, step: u64, steps: usize) -> Self {
        Self {
            motion: Arc::clone(motion),
            step,
            piece: motion.find(0.0),
            at: None,
            value: 0.0,
            last: None,
            ahead: vec![(0.0, 0.0); steps.max(1)],
            jumps: 0,
        }
    }

    /// The value at a step; before the song it is that of its start.
    pub(crate) fn at(&mut self, step: i64) -> f64 {
        let step = u64::try_from(step).unwrap_or(0);
        match (self.at, self.last) {
            (Some(at), _) if at == step => return self.value,
            (Some(at), Some(last)) if at == step + 1 => return last,
            (Some(at), _) if at + 1 == step => {
                self.last = Some(self.value);
                self.look(step + self.ahead.len() as u64 - 1);
            }
            _ => {
                self.last = None;
                self.seek(step);
            }
        }
        self.at = Some(step);
        self.value = self.spread(step);
        self.value
    }

    /// Fills what lies ahead of a step anew.
    fn seek(&mut self, step: u64) {
        let beat = self.motion.beat(step * self.step);
        self.piece = self.motion.find(beat);
        self.ahead.fill((0.0, 0.0));
        self.jumps = 0;
        let count = self.ahead.len() as u64;
        self.ahead[(step % count) as usize].0 = self.piece.at(beat);
        (step + 1..step + count).for_each(|step| self.look(step));
    }

    /// Takes the step behind the last one ahead.
    fn look(&mut self, step: u64) {
        let beat = self.motion.beat(step * self.step);
        let mut jump = 0.0;
        while self.piece.to <= beat {
            let next = self.motion.next(&self.piece);
            jump += next.at(self.piece.to) - self.piece.at(self.piece.to);
            self.piece = next;
        }
        let slot = (step % self.ahead.len() as u64) as usize;
        self.jumps += usize::from(jump != 0.0);
        self.jumps -= usize::from(self.ahead[slot].1 != 0.0);
        self.ahead[slot] = (self.piece.at(beat), jump);
    }

    fn spread(&self, step: u64) -> f64 {
        let count = self.ahead.len();
        let slot = |j: usize| ((step + j as u64) % count as u64) as usize;
        let mut value = self.ahead[slot(0)].0;
        if self.jumps > 0 {
            for j in 1..count {
                value += self.ahead[slot(j)].1 * (1.0 - j as f64 / count as f64);
            }
        }
        value
    }
}
