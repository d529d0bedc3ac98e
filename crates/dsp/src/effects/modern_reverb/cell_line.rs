//! A delay line read by whole cells of the grid, without a wrap in the middle: its first frames are
//! kept a second time behind its end.

use crate::effects::delay_line::cubic;
use crate::effects::glide::GRID;

/// Sixteen frames of one channel; of a cell that is cut short only the first count.
pub(super) type Cell = [f32; GRID];

/// Frames kept twice: a cell and the neighbours of the interpolation.
const TWICE: usize = GRID + 4;

/// A channel's past.
#[derive(Clone, Debug)]
pub(super) struct CellLine {
    buffer: Vec<f32>,
    mask: usize,
    head: usize,
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

    /// Appends the first `count` frames of a cell.
    #[inline(always)]
    pub(super) fn push(&mut self, cell: &Cell, count: usize) {
        let size = self.mask + 1;
        if count == GRID && self.head >= TWICE && self.head + GRID <= size {
            self.buffer[self.head..self.head + GRID].copy_from_slice(cell);
        } else {
            for (i, x) in cell[..count].iter().enumerate() {
                let at = (self.head + i) & self.mask;
                self.buffer[at] = *x;
                if at < TWICE {
                    self.buffer[size + at] = *x;
                }
            }
        }
        self.head = (self.head + count) & self.mask;
    }

    /// The frames `delay` before those pushed next; `delay` is at least [`GRID`].
    #[inline(always)]
    pub(super) fn read(&self, delay: usize) -> Cell {
        let start = self.head.wrapping_sub(delay) & self.mask;
        let mut cell = [0.0; GRID];
        cell.copy_from_slice(&self.buffer[start..start + GRID]);
        cell
    }

    /// The frames `from + slope * i` before frame `i` of the grid's cell, by a cubic; `offset` frames
    /// of that cell are past. The delay is at least `GRID + 2` and moves
    /// by less than half a frame within the cell, so one run of neighbours serves all: the cubic is
    /// used up to a quarter of a frame beyond its middle.
    #[inline(always)]
    pub(super) fn read_moving(&self, from: f64, slope: f64, offset: usize) -> Cell {
        let whole = (from + slope * (0.5 * GRID as f64)).floor();
        let (part, slope) = ((from - whole) as f32, slope as f32);
        let first = self.head.wrapping_sub(whole as usize + 2) & self.mask;
        let x = &self.buffer[first..first + GRID + 3];
        let mut cell = [0.0; GRID];
        for (i, out) in cell.iter_mut().enumerate() {
            let part = part + slope * (offset + i) as f32;
            *out = cubic([x[i + 3], x[i + 2], x[i + 1], x[i]], part);
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
        let mut next = 0;
        for count in [16, 5, 11, 16, 16, 3, 16].into_iter().cycle().take(200) {
            let cell = std::array::from_fn(|i| (next + i) as f32);
            line.push(&cell, count);
            next += count;
            if next > 100 {
                let whole = line.read(33);
                assert_eq!(whole, std::array::from_fn(|i| (next + i - 33) as f32));
                // A ramp is read exactly by a cubic; these numbers are below 2^12, so 1e-3.
                let moving = line.read_moving(33.3, 0.02, 4);
                for (i, x) in moving[..12].iter().enumerate() {
                    let delay = 33.3 + 0.02 * (4 + i) as f32;
                    assert!((x - ((next + i) as f32 - delay)).abs() < 2e-3);
                }
            }
        }
    }
}
