//! The sound of one window, as nodes hand it on.

use crate::handed::Part;
use rebounce_dsp::mixing::{self, peak};

/// The gains at which a sound is itself.
pub(crate) const UNITY: [f32; 2] = [1.0; 2];

/// Left and right of one window.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sound {
    /// As long as the window.
    pub(crate) left: Vec<f32>,
    /// As long as the window, but while `mono`: then it holds anything, or is not even there.
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
        Self { left: vec![0.0; frames], right: Vec::new(), silent: true, mono: true }
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
        if !self.mono {
            self.right.resize(frames, 0.0);
        }
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
            self.right.clear();
            self.right.extend_from_slice(&self.left);
            self.mono = false;
        }
        [&mut self.left, &mut self.right]
    }

    /// Both channels, to be overwritten whole.
    pub(crate) fn blank_mut(&mut self) -> [&mut [f32]; 2] {
        self.mono = false;
        self.right.resize(self.left.len(), 0.0);
        [&mut self.left, &mut self.right]
    }

    /// One channel for both, to be changed if they are the same, else overwritten whole.
    pub(crate) fn mono_mut(&mut self) -> &mut [f32] {
        self.mono = true;
        &mut self.left
    }

    /// Overwrites all with the sum of `parts`, which do not overlap, times the gains of left and
    /// right; or adds them, if it has `begun`. False: they are silence, and nothing was done.
    pub(crate) fn take<'a>(
        &mut self,
        parts: impl Iterator<Item = Part<'a>> + Clone,
        gains: [f32; 2],
        begun: bool,
    ) -> bool {
        let frames = parts.clone().map(|part| part.frames.len()).sum::<usize>();
        if frames == 0 || gains == [0.0; 2] {
            return false;
        }
        let mono = gains[0] == gains[1] && parts.clone().all(|part| part.sound.mono);
        if !begun {
            self.silent = false;
            self.mono = mono;
            self.resize(self.left.len());
            if frames < self.left.len() {
                self.left.fill(0.0);
                self.right.fill(0.0);
            }
        } else if self.mono && !mono {
            self.channels_mut();
        }
        let put = if begun { mixing::add } else { mixing::put };
        for Part { sound, frames, at } in parts {
            let to = at..at + frames.len();
            put(&mut self.left[to.clone()], &sound.left[frames.clone()], gains[0]);
            if !self.mono {
                put(&mut self.right[to], &sound.right()[frames], gains[1]);
            }
        }
        true
    }

    /// Becomes a copy of `other`, which is as long.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        if !self.take(Part::whole(other), UNITY, false) {
            self.clear();
        }
    }

    /// Becomes the left of one and the right of another, as long, that are silent together.
    pub(crate) fn join(&mut self, left: &Self, right: &Self) {
        if left.silent {
            return self.clear();
        }
        self.silent = false;
        let channels = self.blank_mut();
        channels[0].copy_from_slice(&left.left);
        channels[1].copy_from_slice(right.right());
    }

    /// Appends how many channels are written out (none of silence), and these.
    pub(crate) fn pack(&self, packed: &mut Vec<f32>) {
        let channels = if self.silent { 0 } else { 2 - usize::from(self.mono) };
        packed.push(channels as f32);
        for channel in [&self.left, &self.right].into_iter().take(channels) {
            packed.extend_from_slice(channel);
        }
    }

    /// Becomes what was packed, of so many frames, and takes it off `packed`. False: it was not that.
    pub(crate) fn unpack(&mut self, packed: &mut &[f32], frames: usize) -> bool {
        self.resize(frames);
        let Some((&channels, rest)) = packed.split_first() else { return false };
        let channels = match channels {
            0.0 => 0,
            1.0 => 1,
            2.0 => 2,
            _ => return false,
        };
        let Some((samples, rest)) = rest.split_at_checked(channels * frames) else { return false };
        *packed = rest;
        match channels {
            0 => self.clear(),
            1 => self.mono_mut().copy_from_slice(samples),
            _ => {
                let [left, right] = self.blank_mut();
                left.copy_from_slice(&samples[..frames]);
                right.copy_from_slice(&samples[frames..]);
            }
        }
        self.silent = channels == 0;
        true
    }

    /// Largest magnitude.
    pub(crate) fn peak(&self) -> f32 {
        if self.silent {
            return 0.0;
        }
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
            let mut sum = Sound::of(&[7.0; 3], &[8.0; 3]);
            sum.take(Part::whole(&a[first]), [0.5; 2], false);
            sum.take(Part::whole(&b[second]), [-0.25; 2], true);
            assert_eq!(sum.is_mono(), (first, second) == (0, 0));
            assert_eq!(
                (&sum.left[..], sum.right()),
                (&[0.375, -1.03125, 0.875][..], &sum.left[..])
            );
            sum.take(Part::whole(&other), UNITY, true);
            assert_eq!(sum.right(), [0.275, -1.03125, 1.575]);
            assert_eq!(sum.peak(), 1.575);
            sum.clear();
            assert_eq!((sum.right(), sum.peak()), (&[0.0; 3][..], 0.0));
        }
    }

    #[test]
    fn what_is_held_back_is_made_of_two_parts() {
        let [old, new] = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]].map(|samples| twins(&samples));
        let parts = |old, new| {
            [Part { sound: old, frames: 1..3, at: 0 }, Part { sound: new, frames: 0..1, at: 2 }]
        };
        for (first, second) in [(0, 0), (0, 1), (1, 1)] {
            let mut late = Sound::of(&[7.0; 3], &[8.0; 3]);
            let parts = parts(&old[first], &new[second]);
            assert!(late.take(parts.iter().cloned(), [2.0; 2], false));
            assert_eq!(
                (&late.left[..], late.right()),
                (&[4.0, 6.0, 8.0][..], &[4.0, 6.0, 8.0][..])
            );
            assert!(late.take(parts[1..].iter().cloned(), UNITY, false), "the rest is silence");
            assert_eq!(
                (&late.left[..], late.right()),
                (&[0.0, 0.0, 4.0][..], &[0.0, 0.0, 4.0][..])
            );
            assert!(!late.take(parts[1..1].iter().cloned(), UNITY, false));
        }
    }

    #[test]
    fn sides_have_gains_of_their_own() {
        for other in twins(&[1.0, -2.0]) {
            let mut sum = Sound::of(&[7.0; 2], &[8.0; 2]);
            sum.take(Part::whole(&other), [0.5, 0.0], false);
            sum.take(Part::whole(&other), [0.25, 2.0], true);
            assert_eq!((&sum.left[..], sum.right()), (&[0.75, -1.5][..], &[2.0, -4.0][..]));
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
