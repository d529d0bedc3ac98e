//! A motion followed along the song, step by step of a grid. What it says at a step is a function
//! of the step alone, wherever it came from.

use super::motion::{Motion, Piece};
use std::sync::Arc;

/// Follows a motion on a grid counted from the song's start.
#[derive(Clone, Debug)]
pub(crate) struct Mover {
    motion: Arc<Motion>,
    /// Frames of a step.
    step: u64,
    piece: Piece,
    /// The step that was asked for last.
    at: u64,
    value: f64,
    /// Of the step before, if it was on the way.
    last: Option<f64>,
    /// `[step modulo its length]`: by how much the motion jumped since the step before. Empty: it
    /// is followed through its jumps.
    jumps: Vec<f64>,
    /// Jumps that are not zero.
    jumped: usize,
}

impl Mover {
    /// On steps of `step` frames, where a jump takes `steps` of them (0: none).
    pub(crate) fn new(motion: &Arc<Motion>, step: u64, steps: usize) -> Self {
        let piece = motion.find(0.0);
        Self {
            motion: Arc::clone(motion),
            step,
            piece,
            at: 0,
            value: piece.at(0.0),
            last: None,
            jumps: vec![0.0; steps],
            jumped: 0,
        }
    }

    /// The value at a step; before the song it is that of its start.
    pub(crate) fn at(&mut self, step: i64) -> f64 {
        let step = u64::try_from(step).unwrap_or(0);
        if step == self.at {
            return self.value;
        }
        if let Some(last) = self.last
            && step + 1 == self.at
        {
            return last;
        }
        if step != self.at + 1 {
            self.seek(step.saturating_sub(self.jumps.len() as u64));
        }
        while self.at < step {
            self.advance();
        }
        self.value
    }

    /// Goes to a step as if there had been no jump for long.
    fn seek(&mut self, step: u64) {
        let beat = self.motion.beat(step * self.step);
        self.piece = self.motion.find(beat);
        self.at = step;
        self.value = self.piece.at(beat);
        self.last = None;
        self.jumps.fill(0.0);
        self.jumped = 0;
    }

    fn advance(&mut self) {
        self.last = Some(self.value);
        self.at += 1;
        let beat = self.motion.beat(self.at * self.step);
        let mut jump = 0.0;
        while self.piece.to <= beat {
            let next = self.motion.next(&self.piece);
            jump += next.at(self.piece.to) - self.piece.at(self.piece.to);
            self.piece = next;
        }
        self.value = self.piece.at(beat);
        let count = self.jumps.len();
        if count == 0 {
            return;
        }
        let slot = (self.at % count as u64) as usize;
        self.jumped += usize::from(jump != 0.0);
        self.jumped -= usize::from(self.jumps[slot] != 0.0);
        self.jumps[slot] = jump;
        if self.jumped == 0 {
            return;
        }
        // A jump is spread over as many steps as there are slots: what is not there yet is held back.
        for (slot, jump) in self.jumps.iter().enumerate() {
            let age = (self.at + count as u64 - slot as u64) % count as u64;
            self.value -= jump * (1.0 - (age + 1) as f64 / count as f64);
        }
    }
}
