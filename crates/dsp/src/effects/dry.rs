//! The dry sound beside a wet one that is late.

use super::delay_line::DelayLine;
use super::glide::GRID;

/// Both channels of the dry sound, as late as the wet.
#[derive(Clone, Debug)]
pub(crate) struct Dry {
    lines: [DelayLine; 2],
    latency: usize,
}

impl Dry {
    /// Silent.
    pub(crate) fn new(latency: usize) -> Self {
        let line = DelayLine::new(latency + GRID);
        Self { lines: [line.clone(), line], latency }
    }

    /// Frames by which it is late.
    pub(crate) fn latency(&self) -> usize {
        self.latency
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::clear);
    }

    /// The late sound in place of one that comes in, at most a cell of it.
    #[inline(always)]
    pub(crate) fn late(&mut self, sound: [&mut [f32]; 2]) {
        if self.latency > 0 {
            for (line, sound) in self.lines.iter_mut().zip(sound) {
                line.push(sound);
                line.read(self.latency, sound);
            }
        }
    }
}

/// `sound` becomes `(1 - wet) * dry + wet * sound`.
#[inline(always)]
pub(crate) fn blend(sound: [&mut [f32]; 2], dry: &[[f32; GRID]; 2], wets: &[f32; GRID]) {
    for (sound, dry) in sound.into_iter().zip(dry) {
        for ((x, dry), wet) in sound.iter_mut().zip(dry).zip(wets) {
            *x = (1.0 - wet) * dry + wet * *x;
        }
    }
}

/// A copy of a cell's sound.
#[inline(always)]
pub(crate) fn copied(sound: &[&mut [f32]; 2]) -> [[f32; GRID]; 2] {
    let mut copy = [[0.0; GRID]; 2];
    for (copy, sound) in copy.iter_mut().zip(sound) {
        copy[..sound.len()].copy_from_slice(sound);
    }
    copy
}
