//! A delay line of whole cells of the grid, read without a wrap in the middle: its first frames are
//! kept a second time behind its end.
//!
//! A cell is written at the head any number of times, as far as it is known; then the head goes on.

use crate::effects::glide::GRID;

/// Sixteen frames of one channel.
pub(super) type Cell = [f32; GRID];

/// Frames kept twice: a cell and the neighbours of the interpolation, in whole cells.
const TWICE: usize = 2 * GRID;
/// Frames a moving read of a cell takes.
const REACH: usize = GRID + 3;

/// A channel's past.
#[derive(Clone, Debug)]
pub(super) struct CellLine {
    buffer: Vec<f32>,
    mask: usize,
    head: usize,
}

/// Where a moving read of one cell begins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Movement {
    /// Whole frames of the delay in the middle of the cell.
    whole: usize,
    /// The rest at the cell's first frame, and what it grows by per frame.
    part: f32,
    slope: f32,
}

impl Movement {
    /// From a delay of `from` at the cell's first frame to one of `to` at its end.
    #[inline(always)]
    pub(super) fn new(from: f64, to: f64) -> Self {
        // Delays are above zero, so to cut is to floor.
        let whole = (0.5 * (from + to)) as u32;
        let slope = (to - from) * (1.0 / GRID as f64);
        Self { whole: whole as usize, part: (from - f64::from(whole)) as f32, slope: slope as f32 }
    }
}

impl CellLine {
    /// Remembers at least `frames` frames.
    pub(super) fn new(frames: usize) -> Self {
        let size = (frames + 2 * GRID + 4).next_power_of_two();
        Self { buffer: vec![0.0; size + TWICE], mask: size - 1, head: 0 }
    }

    pub(super) fn clear(&mut self) {
        self.buffer.fill(0.0);
        self.head = 0;
    }

    /// Writes the cell at the head.
    #[inline(always)]
    pub(super) fn write(&mut self, cell: &Cell) {
        self.buffer[self.head..self.head + GRID].copy_from_slice(cell);
        if self.head < TWICE {
            let again = self.head + self.mask + 1;
            self.buffer[again..again + GRID].copy_from_slice(cell);
        }
    }

    /// Goes past the cell at the head.
    #[inline(always)]
    pub(super) fn advance(&mut self) {
        self.head = (self.head + GRID) & self.mask;
    }

    /// The frames `delay` before those of the cell at the head; if that is not yet written, `delay`
    /// is at least [`GRID`].
    #[inline(always)]
    pub(super) fn read(&self, delay: usize) -> Cell {
        let start = self.head.wrapping_sub(delay) & self.mask;
        let mut cell = [0.0; GRID];
        cell.copy_from_slice(&self.buffer[start..start + GRID]);
        cell
    }

    /// As [`CellLine::read`], of a delay that moves, by the cubic through the four nearest (key:
    /// laakso1996, Lagrange; in Gauss's form). The delay is at least `GRID + 2` and moves by less
    /// than half a frame within the cell, so one run of neighbours serves all: the cubic is used up
    /// to a quarter of a frame beyond its middle. Exact where the delay is whole.
    #[inline(always)]
    pub(super) fn read_moving(&self, movement: Movement) -> Cell {
        let Movement { whole, part, slope } = movement;
        let first = self.head.wrapping_sub(whole + 2) & self.mask;
        let mut x = [0.0; REACH];
        x.copy_from_slice(&self.buffer[first..first + REACH]);
        let mut cell = [0.0; GRID];
        for (i, out) in cell.iter_mut().enumerate() {
            let part = part + slope * i as f32;
            // Times run backwards: the second is the delay's whole.
            let (next, here, past, far) = (x[i + 3], x[i + 2], x[i + 1], x[i]);
            let (a, b, c) = (here - next, past - here, far - past);
            let (ab, bc) = (b - a, c - b);
            let third = ab + (part * (1.0 / 3.0) + 1.0 / 3.0) * (bc - ab);
            *out = here + part * (b + (part * 0.5 - 0.5) * third);
        }
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_and_moving_reads_agree_across_the_wrap() {
        let mut line = CellLine::new(40);
        for start in (0..3200).step_by(GRID) {
            if start > 100 {
                let whole = line.read(33);
                assert_eq!(whole, std::array::from_fn(|i| (start + i - 33) as f32));
                assert_eq!(line.read_moving(Movement::new(33.0, 33.0)), whole);
                // A ramp is read exactly by a cubic; these numbers are below 2^12, so 1e-3.
                let moving = line.read_moving(Movement::new(33.3, 33.3 + 0.02 * GRID as f64));
                for (i, x) in moving.iter().enumerate() {
                    let delay = 33.3 + 0.02 * i as f32;
                    assert!((x - ((start + i) as f32 - delay)).abs() < 2e-3);
                }
            }
            line.write(&std::array::from_fn(|i| {
                (start + i) as f32 * if i < 5 { 1.0 } else { 0.0 }
            }));
            line.write(&std::array::from_fn(|i| (start + i) as f32));
            line.advance();
        }
    }

    #[test]
    fn a_moving_read_is_the_cubic() {
        let f = |t: f64| 0.001 * t * t * t - 0.05 * t * t + t - 3.0;
        let mut line = CellLine::new(40);
        for start in [0, GRID, 2 * GRID] {
            line.write(&std::array::from_fn(|i| f((start + i) as f64) as f32));
            line.advance();
        }
        let moving = line.read_moving(Movement::new(21.9, 22.3));
        for (i, x) in moving.iter().enumerate() {
            let delay = 21.9 + 0.4 / 16.0 * i as f64;
            // f32 holds these values to 24 bits of at most 48^3 / 1000: errors of some 1e-5.
            assert!((f64::from(*x) - f((3 * GRID + i) as f64 - delay)).abs() < 5e-5);
        }
    }
}
