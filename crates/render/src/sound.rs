//! The sound of one window, as nodes hand it on.

/// Left and right of one window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sound {
    /// As long as the window.
    pub(crate) left: Vec<f32>,
    /// As long as the window; holds anything while `mono`.
    right: Vec<f32>,
    /// All exactly zero. The samples are zero then too.
    pub(crate) silent: bool,
    /// The right is the same as the left, and not written out.
    mono: bool,
}

impl Default for Sound {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Sound {
    pub(crate) fn new(frames: usize) -> Self {
        Self { left: vec![0.0; frames], right: vec![0.0; frames], silent: true, mono: true }
    }

    /// Of two channels of one length.
    #[cfg(test)]
    pub(crate) fn of(left: &[f32], right: &[f32]) -> Self {
        let silent = left.iter().chain(right).all(|x| *x == 0.0);
        Self { left: left.to_vec(), right: right.to_vec(), silent, mono: false }
    }

    /// Makes it `frames` long without clearing.
    pub(crate) fn resize(&mut self, frames: usize) {
        self.left.resize(frames, 0.0);
        self.right.resize(frames, 0.0);
    }

    /// Fills it with silence.
    pub(crate) fn clear(&mut self) {
        if !self.silent {
            self.left.fill(0.0);
            self.silent = true;
        }
        self.mono = true;
    }

    /// The right channel.
    pub(crate) fn right(&self) -> &[f32] {
        if self.mono { &self.left } else { &self.right }
    }

    /// Whether both channels are the same.
    pub(crate) fn is_mono(&self) -> bool {
        self.mono
    }

    /// Both channels, to be changed apart.
    pub(crate) fn channels_mut(&mut self) -> [&mut [f32]; 2] {
        if self.mono {
            self.right.copy_from_slice(&self.left);
            self.mono = false;
        }
        [&mut self.left, &mut self.right]
    }

    /// Both channels, to be overwritten whole.
    pub(crate) fn blank_mut(&mut self) -> [&mut [f32]; 2] {
        self.mono = false;
        [&mut self.left, &mut self.right]
    }

    /// One channel for both, to be changed if they are the same, else overwritten whole.
    pub(crate) fn mono_mut(&mut self) -> &mut [f32] {
        self.mono = true;
        &mut self.left
    }

    /// Adds `other * gain`.
    pub(crate) fn add(&mut self, other: &Self, gain: f32) {
        if other.silent || gain == 0.0 {
            return;
        }
        if self.silent {
            self.mono = other.mono;
            for (to, from) in self.left.iter_mut().zip(&other.left) {
                *to = from * gain;
            }
            if !other.mono {
                for (to, from) in self.right.iter_mut().zip(&other.right) {
                    *to = from * gain;
                }
            }
            self.silent = false;
            return;
        }
        if self.mono && !other.mono {
            self.channels_mut();
        }
        for (to, from) in self.left.iter_mut().zip(&other.left) {
            *to += from * gain;
        }
        if !self.mono {
            for (to, from) in self.right.iter_mut().zip(other.right()) {
                *to += from * gain;
            }
        }
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
        let left = peak(&self.left);
        if self.mono { left } else { left.max(peak(&self.right)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One channel for both, and the same written out.
    fn twins(samples: &[f32]) -> [Sound; 2] {
        let mut mono = Sound::new(samples.len());
        mono.mono_mut().copy_from_slice(samples);
        mono.silent = false;
        [mono, Sound::of(samples, samples)]
    }

    #[test]
    fn what_is_not_written_out_adds_up_as_if_it_were() {
        let [a, b] = [[1.0, -2.0, 0.25], [0.5, 0.125, -3.0]].map(|samples| twins(&samples));
        let other = Sound::of(&[0.1, 0.2, 0.3], &[-0.1, 0.0, 0.7]);
        for (first, second) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let mut sum = Sound::new(3);
            sum.add(&a[first], 0.5);
            sum.add(&b[second], -0.25);
            assert_eq!(sum.is_mono(), (first, second) == (0, 0));
            assert_eq!(
                (&sum.left[..], sum.right()),
                (&[0.375, -1.03125, 0.875][..], &sum.left[..])
            );
            sum.add(&other, 1.0);
            assert_eq!(sum.right(), [0.275, -1.03125, 1.575]);
            assert_eq!(sum.peak(), 1.575);
            sum.clear();
            assert_eq!((sum.right(), sum.peak()), (&[0.0; 3][..], 0.0));
        }
    }

    #[test]
    fn channels_part_when_one_is_to_be_changed() {
        let [mut mono, _] = twins(&[1.0, 2.0]);
        let [_, right] = mono.channels_mut();
        right[0] = 7.0;
        assert_eq!((&mono.left[..], mono.right()), (&[1.0, 2.0][..], &[7.0, 2.0][..]));
    }
}
