//! The sound of one window, as nodes hand it on.

/// Left and right of one window.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sound {
    /// As long as the window.
    pub(crate) left: Vec<f32>,
    /// As long as the window.
    pub(crate) right: Vec<f32>,
    /// All exactly zero. The samples are zero then too.
    pub(crate) silent: bool,
}

impl Sound {
    pub(crate) fn new(frames: usize) -> Self {
        Self { left: vec![0.0; frames], right: vec![0.0; frames], silent: true }
    }

    /// Makes it `frames` long (at most its capacity) without clearing.
    pub(crate) fn resize(&mut self, frames: usize) {
        self.left.resize(frames, 0.0);
        self.right.resize(frames, 0.0);
    }

    /// Fills it with silence.
    pub(crate) fn clear(&mut self) {
        if !self.silent {
            self.left.fill(0.0);
            self.right.fill(0.0);
            self.silent = true;
        }
    }

    /// Adds `other * gain`.
    pub(crate) fn add(&mut self, other: &Self, gain: f32) {
        if other.silent || gain == 0.0 {
            return;
        }
        if self.silent {
            for (to, from) in self.left.iter_mut().zip(&other.left) {
                *to = from * gain;
            }
            for (to, from) in self.right.iter_mut().zip(&other.right) {
                *to = from * gain;
            }
        } else {
            for (to, from) in self.left.iter_mut().zip(&other.left) {
                *to += from * gain;
            }
            for (to, from) in self.right.iter_mut().zip(&other.right) {
                *to += from * gain;
            }
        }
        self.silent = false;
    }

    /// Largest magnitude.
    pub(crate) fn peak(&self) -> f32 {
        if self.silent {
            return 0.0;
        }
        let peak = |samples: &[f32]| {
            // Eight maxima side by side: a maximum is the same in any order.
            let mut lanes = [0.0f32; 8];
            let mut chunks = samples.chunks_exact(8);
            for chunk in &mut chunks {
                for (lane, x) in lanes.iter_mut().zip(chunk) {
                    *lane = lane.max(x.abs());
                }
            }
            let rest = chunks.remainder().iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
            lanes.into_iter().fold(rest, f32::max)
        };
        peak(&self.left).max(peak(&self.right))
    }
}
