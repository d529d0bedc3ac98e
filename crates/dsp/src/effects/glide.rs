//! The grid on which effects move their parameters, and a parameter that moves on it.
//!
//! The grid is counted in absolute frames, so that neither the cut of calls nor the place where
//! an effect was reset changes what an LFO does.

use crate::lanes::wide::{Vector, Wide};
use crate::lanes::{F32, Simd};
use std::ops::Range;

/// Frames between two points of the grid.
pub const GRID: usize = 16;

/// What part of a cell is past at each of its frames.
const PARTS: [f32; GRID] = {
    let mut parts = [0.0; GRID];
    let mut frame = 0;
    while frame < GRID {
        parts[frame] = frame as f32 / GRID as f32;
        frame += 1;
    }
    parts
};

/// Time a parameter takes to its new value: short for an ear, long for a click (the sidelobes of
/// a ramp this long are below -40 dB from 200 Hz on).
const GLIDE_S: f64 = 0.02;

/// `0..frames` cut at the points of the grid, `now` being the absolute frame of the first.
pub(crate) fn grid_pieces(now: u64, frames: usize) -> impl Iterator<Item = Range<usize>> {
    let first = GRID - (now % GRID as u64) as usize;
    let mut start = 0;
    std::iter::from_fn(move || {
        let end = if start == 0 { first.min(frames) } else { (start + GRID).min(frames) };
        let piece = start..end;
        start = end;
        (!piece.is_empty()).then_some(piece)
    })
}

/// As much of `frames` as lies before the next multiple of `every`, `now` being the absolute frame
/// of the first.
pub(crate) fn stretch(now: u64, frames: Range<usize>, every: u64) -> Range<usize> {
    let room = (every - now % every) as usize;
    frames.start..frames.end.min(frames.start + room)
}

/// `range` of each channel.
#[inline(always)]
pub(crate) fn part<'a, const N: usize>(
    sound: &'a mut [&mut [f32]; N],
    range: &Range<usize>,
) -> [&'a mut [f32]; N] {
    sound.each_mut().map(|channel| &mut channel[range.clone()])
}

/// Cuts a run of both channels, whose first frame is the absolute frame `now`, at the points of the
/// grid, and hands on each piece with the absolute frame it begins at.
#[inline(always)]
pub(crate) fn cells(
    now: u64,
    left: &mut [f32],
    right: &mut [f32],
    mut each: impl FnMut(u64, [&mut [f32]; 2]),
) {
    for piece in grid_pieces(now, left.len()) {
        let at = now + piece.start as u64;
        each(at, [&mut left[piece.clone()], &mut right[piece]]);
    }
}

/// A parameter that glides linearly to what it is aimed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    from: f32,
    to: f32,
    target: f32,
    step: f32,
    left: u32,
    cells: u32,
}

impl Glide {
    /// At rest at `value`.
    #[must_use]
    pub fn new(value: f32, sample_rate: f64) -> Self {
        let cells = libm::ceil(GLIDE_S * sample_rate / GRID as f64).max(1.0) as u32;
        Self { from: value, to: value, target: value, step: 0.0, left: 0, cells }
    }

    /// Sets out for `target` at the next point of the grid.
    pub fn aim(&mut self, target: f32) {
        if target != self.target {
            self.target = target;
            self.left = self.cells;
            self.step = (target - self.to) / self.cells as f32;
        }
    }

    /// Is at `value` at once.
    pub fn jump(&mut self, value: f32) {
        (self.from, self.to, self.target, self.left) = (value, value, value, 0);
    }

    /// Is at its target at once.
    pub fn finish(&mut self) {
        self.jump(self.target);
    }

    /// Goes on to the next cell of the grid.
    pub fn tick(&mut self) {
        self.from = self.to;
        if self.left > 0 {
            self.left -= 1;
            self.to = if self.left == 0 { self.target } else { self.to + self.step };
        }
    }

    /// Its value at frame `offset` of the cell, 0..[`GRID`].
    #[inline(always)]
    #[must_use]
    pub fn at(&self, offset: usize) -> f32 {
        self.from + (self.to - self.from) * (offset as f32 * (1.0 / GRID as f32))
    }

    /// [`Glide::at`] of as many frames as there are lanes, the first at `offset`.
    #[inline(always)]
    #[must_use]
    pub fn lanes_at<S: Simd>(&self, simd: S, offset: usize) -> F32<S> {
        let frames = F32::load(simd, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) + offset as f32;
        frames * (1.0 / GRID as f32) * (self.to - self.from) + self.from
    }

    /// [`Glide::at`] of all frames of the cell.
    #[inline(always)]
    pub(crate) fn over_cell<S: Simd>(&self, simd: S) -> Wide<S> {
        Wide::load(simd, &PARTS) * (self.to - self.from) + self.from
    }

    /// Its value at the cell's end.
    #[must_use]
    pub fn end(&self) -> f32 {
        self.to
    }

    /// Where it is going.
    #[must_use]
    pub fn target(&self) -> f32 {
        self.target
    }

    /// Whether it stands still in this cell and after.
    #[must_use]
    pub fn at_rest(&self) -> bool {
        self.from == self.to && self.left == 0
    }
}

/// Several parameters that glide, in an order of their user's.
#[derive(Clone, Copy, Debug)]
pub struct Glides<const N: usize>([Glide; N]);

impl<const N: usize> Glides<N> {
    /// At rest at `values`.
    #[must_use]
    pub fn new(values: [f32; N], sample_rate: f64) -> Self {
        Self(values.map(|value| Glide::new(value, sample_rate)))
    }

    /// All set out for `targets`.
    pub fn aim(&mut self, targets: [f32; N]) {
        for (glide, target) in self.0.iter_mut().zip(targets) {
            glide.aim(target);
        }
    }

    /// All are at their targets at once.
    pub fn finish(&mut self) {
        self.0.iter_mut().for_each(Glide::finish);
    }

    /// All go on to the next cell of the grid.
    #[inline(always)]
    pub fn tick(&mut self) {
        self.0.iter_mut().for_each(Glide::tick);
    }

    /// Whether all stand still in this cell and after.
    #[must_use]
    pub fn at_rest(&self) -> bool {
        self.0.iter().all(Glide::at_rest)
    }

    /// Number `index`, for the frames of the cell from `offset` on.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, index: usize, offset: usize) -> [f32; GRID] {
        std::array::from_fn(|i| self.0[index].at(offset + i))
    }
}

impl<const N: usize> std::ops::Index<usize> for Glides<N> {
    type Output = Glide;

    fn index(&self, index: usize) -> &Glide {
        &self.0[index]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glide_arrives_exactly_and_never_jumps() {
        let mut glide = Glide::new(0.25, 48_000.0);
        glide.aim(1.0);
        let mut last = 0.25;
        for _ in 0..61 {
            glide.tick();
            for offset in 0..GRID {
                // 0.75 over 960 frames, plus rounding.
                assert!((glide.at(offset) - last).abs() <= 0.75 / 960.0 + 1e-6);
                last = glide.at(offset);
            }
        }
        assert!(glide.at_rest() && glide.at(3) == 1.0);
    }

    #[test]
    fn pieces_end_on_the_grid() {
        let pieces: Vec<_> = grid_pieces(13, 40).collect();
        assert_eq!(pieces, [0..3, 3..19, 19..35, 35..40]);
        assert!(grid_pieces(16, 5).eq([0..5, 5..7].into_iter().take(1)));
        assert_eq!(grid_pieces(5, 0).count(), 0);
        assert_eq!([stretch(13, 0..40, 16), stretch(16, 3..40, 16)], [0..3, 3..19]);
        assert_eq!(stretch(15, 3..4, 512), 3..4);
    }
}
