//! Delay lines of whole cells of the grid, read without a wrap in the middle: their first frames are
//! kept a second time behind their end.
//!
//! A cell is written at the head any number of times, as far as it is known; then the head goes on.

use super::glide::{GRID, Glide};
use crate::lanes::{F32, Simd, WIDTH};

/// Sixteen frames of one channel.
pub(crate) type Cell = [f32; GRID];

/// A glide's values over the cell.
#[inline(always)]
pub(crate) fn ramp(glide: &Glide) -> Cell {
    let mut cell = [0.0; GRID];
    for (i, x) in cell.iter_mut().enumerate() {
        *x = glide.at(i);
    }
    cell
}

/// Frames kept twice: a cell and the neighbours of the interpolation, in whole cells.
const TWICE: usize = 2 * GRID;
/// Frames a moving read of a cell takes.
const REACH: usize = GRID + 3;

/// The pasts of several channels, which go on together.
#[derive(Clone, Debug)]
pub(crate) struct CellLines {
    buffer: Vec<f32>,
    /// From line to line in the buffer. No power of two, so that lines do not fight for the same
    /// places of a cache.
    stride: usize,
    mask: usize,
    head: usize,
    /// Where the head has come to at most: what is behind has not been written.
    reached: usize,
}

/// Where a moving read of one cell begins: whole frames of the delay in the middle of the cell, the
/// rest at the cell's first frame, and what that grows by per frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Movement {
    pub(crate) whole: usize,
    pub(crate) part: f32,
    pub(crate) slope: f32,
}

impl CellLines {
    /// Each of `count` lines remembers at least `frames` frames.
    pub(crate) fn new(count: usize, frames: usize) -> Self {
        let size = (frames + 2 * GRID + 4).next_power_of_two();
        let stride = size + TWICE;
        Self { buffer: vec![0.0; stride * count], stride, mask: size - 1, head: 0, reached: 0 }
    }

    /// Remembers at least `frames` frames from here on, and all that it remembered.
    pub(crate) fn lengthen(&mut self, frames: usize) {
        let count = self.buffer.len() / self.stride;
        let longer = Self::new(count, frames);
        if longer.mask <= self.mask {
            return;
        }
        let old = std::mem::replace(self, longer);
        let size = old.mask + 1;
        for (line, past) in
            self.buffer.chunks_exact_mut(self.stride).zip(old.buffer.chunks_exact(old.stride))
        {
            // The oldest first, the head behind the newest.
            line[..size - old.head].copy_from_slice(&past[old.head..size]);
            line[size - old.head..size].copy_from_slice(&past[..old.head]);
            let again = self.mask + 1;
            line.copy_within(..TWICE, again);
        }
        (self.head, self.reached) = (size, size);
    }

    /// Forgets all. What has never been written is left alone, for it may not even be there yet.
    pub(crate) fn clear(&mut self) {
        let (written, size) = (self.reached + GRID, self.mask + 1);
        for line in self.buffer.chunks_exact_mut(self.stride) {
            line[..written].fill(0.0);
            line[size..].fill(0.0);
        }
        (self.head, self.reached) = (0, 0);
    }

    /// Line `to` becomes as line `from`.
    pub(crate) fn copy(&mut self, from: usize, to: usize) {
        let from = from * self.stride;
        self.buffer.copy_within(from..from + self.stride, to * self.stride);
    }

    /// Writes a cell at the head.
    #[inline(always)]
    pub(crate) fn write(&mut self, line: usize, cell: &Cell) {
        let line = &mut self.buffer[line * self.stride..][..self.mask + 1 + TWICE];
        line[self.head..self.head + GRID].copy_from_slice(cell);
        if self.head < TWICE {
            let again = self.head + self.mask + 1;
            line[again..again + GRID].copy_from_slice(cell);
        }
    }

    /// Writes eight frames of each line from `line` on, beginning at frame `part` of the cell at the
    /// head; after both halves of it [`CellLines::written`] is to follow.
    #[inline(always)]
    pub(crate) fn write_eights<S: Simd, const LINES: usize>(
        &mut self,
        line: usize,
        part: usize,
        eights: [F32<S>; LINES],
    ) {
        let at = self.head + part;
        let lines = self.buffer[line * self.stride..].chunks_exact_mut(self.stride);
        for (line, eight) in lines.zip(eights) {
            eight.store(line[at..at + WIDTH].as_chunks_mut().0.first_mut().expect("eight"));
        }
    }

    /// Keeps the cells at the head a second time where that is to be.
    #[inline(always)]
    pub(crate) fn written(&mut self) {
        if self.head < TWICE {
            let (head, again) = (self.head, self.head + self.mask + 1);
            for line in self.buffer.chunks_exact_mut(self.stride) {
                line.copy_within(head..head + GRID, again);
            }
        }
    }

    /// Goes past the cells at the head.
    #[inline(always)]
    pub(crate) fn advance(&mut self) {
        self.head = (self.head + GRID) & self.mask;
        self.reached = self.reached.max(self.head);
    }

    /// Where in a line the frames `delay` before those of the cell at the head begin.
    #[inline(always)]
    fn start(&self, delay: usize) -> usize {
        self.head.wrapping_sub(delay) & self.mask
    }

    /// The frames `delay` before those of the cell at the head; if that is not yet written, `delay`
    /// is at least [`GRID`].
    #[inline(always)]
    pub(crate) fn read(&self, line: usize, delay: usize) -> &Cell {
        run(&self.buffer[line * self.stride..], self.start(delay))
    }

    /// As [`CellLines::read`], of each line.
    #[inline(always)]
    pub(crate) fn read_all<const LINES: usize>(&self, delay: usize) -> [&Cell; LINES] {
        let start = self.start(delay);
        let mut cells = [&[0.0; GRID]; LINES];
        for (cell, line) in cells.iter_mut().zip(self.buffer.chunks_exact(self.stride)) {
            *cell = run(line, start);
        }
        cells
    }

    /// As [`CellLines::read`], of a delay that moves, by the cubic through the four nearest (key:
    /// laakso1996, Lagrange; in Gauss's form). The delay is at least `GRID + 2` and moves by less
    /// than half a frame within the cell, so one run of neighbours serves all: the cubic is used up
    /// to a quarter of a frame beyond its middle. Exact where the delay is whole.
    #[inline(always)]
    pub(crate) fn read_moving(&self, line: usize, movement: Movement, out: &mut Cell) {
        let line = &self.buffer[line * self.stride..];
        moving(run(line, self.start(movement.whole + 2)), movement, out);
    }

    /// As [`CellLines::read_moving`], of each line.
    #[inline(always)]
    pub(crate) fn read_all_moving(
        &self,
        movements: impl Iterator<Item = Movement>,
        out: &mut [Cell],
    ) {
        let lines = self.buffer.chunks_exact(self.stride);
        for ((line, movement), out) in lines.zip(movements).zip(out) {
            moving(run(line, self.start(movement.whole + 2)), movement, out);
        }
    }
}

/// As many frames of a line as asked for.
#[inline(always)]
fn run<const FRAMES: usize>(line: &[f32], start: usize) -> &[f32; FRAMES] {
    line[start..].first_chunk().expect("a part is kept twice")
}

/// A cell from its past and the neighbours of that. Not small, and a module for a browser is to be.
#[cfg_attr(not(target_family = "wasm"), inline(always))]
#[cfg_attr(target_family = "wasm", inline(never))]
fn moving(x: &[f32; REACH], movement: Movement, out: &mut Cell) {
    let Movement { part, slope, .. } = movement;
    for (i, out) in out.iter_mut().enumerate() {
        let part = part + slope * i as f32;
        // Times run backwards: the second is the delay's whole.
        let (next, here, past, far) = (x[i + 3], x[i + 2], x[i + 1], x[i]);
        let (a, b, c) = (here - next, past - here, far - past);
        let (ab, bc) = (b - a, c - b);
        let third = ab + (part * (1.0 / 3.0) + 1.0 / 3.0) * (bc - ab);
        *out = here + part * (b + (part * 0.5 - 0.5) * third);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moving(lines: &CellLines, from: f64, to: f64) -> Cell {
        let whole = (0.5 * (from + to)) as usize;
        let part = (from - whole as f64) as f32;
        let movement = Movement { whole, part, slope: (to - from) as f32 / GRID as f32 };
        let mut cell = [0.0; GRID];
        lines.read_moving(1, movement, &mut cell);
        cell
    }

    #[test]
    fn whole_and_moving_reads_agree_across_the_wrap() {
        let mut lines = CellLines::new(3, 40);
        for start in (0..3200).step_by(GRID) {
            if start > 100 {
                let whole = *lines.read(1, 33);
                assert_eq!(whole, std::array::from_fn(|i| (start + i - 33) as f32));
                assert_eq!(moving(&lines, 33.0, 33.0), whole);
                // A ramp is read exactly by a cubic; these numbers are below 2^12, so 1e-3.
                for (i, x) in moving(&lines, 33.3, 33.3 + 0.02 * GRID as f64).iter().enumerate() {
                    let delay = 33.3 + 0.02 * i as f32;
                    assert!((x - ((start + i) as f32 - delay)).abs() < 2e-3);
                }
            }
            let ramp = std::array::from_fn(|i| (start + i) as f32);
            lines.write(1, &ramp.map(|x| if x > start as f32 + 5.0 { 0.0 } else { x }));
            lines.write(1, &ramp);
            for other in [0, 2] {
                lines.write(other, &[7.0; GRID]);
            }
            lines.advance();
        }
        lines.copy(1, 2);
        assert_eq!(lines.read(1, 33), lines.read(2, 33));
        lines.clear();
        assert!(lines.buffer.iter().all(|x| *x == 0.0));
    }

    #[test]
    fn a_longer_line_remembers_what_it_did() {
        for cells in [0, 1, 5, 40] {
            let [mut short, mut long] = [90, 1000].map(|frames| CellLines::new(2, frames));
            let mut ramp = 0.0;
            let mut go_on = |lines: &mut [&mut CellLines], cells: usize| {
                for _ in 0..cells {
                    ramp += 1.0;
                    for lines in &mut *lines {
                        lines.write(0, &[ramp; GRID]);
                        lines.write(1, &[-ramp; GRID]);
                        lines.advance();
                    }
                }
            };
            go_on(&mut [&mut short, &mut long], cells);
            short.lengthen(1000);
            for more in [0, 1, 30, 100] {
                go_on(&mut [&mut short, &mut long], more);
                for (line, delay) in [(0, 0), (1, 17), (0, 90)] {
                    assert_eq!(short.read(line, delay + GRID), long.read(line, delay + GRID));
                }
            }
            short.clear();
            assert!(short.buffer.iter().all(|x| *x == 0.0), "{cells}");
        }
    }

    #[test]
    fn what_has_been_written_is_cleared_wherever_the_head_is() {
        for cells in [0, 1, 3, 7] {
            let mut lines = CellLines::new(2, 90);
            for _ in 0..cells {
                lines.write(0, &[1.0; GRID]);
                lines.write(1, &[1.0; GRID]);
                lines.advance();
            }
            lines.write(1, &[1.0; GRID]);
            lines.clear();
            assert!(lines.buffer.iter().all(|x| *x == 0.0), "{cells}");
        }
    }

    #[test]
    fn a_moving_read_is_the_cubic() {
        let f = |t: f64| 0.001 * t * t * t - 0.05 * t * t + t - 3.0;
        let mut lines = CellLines::new(2, 40);
        for start in [0, GRID, 2 * GRID] {
            lines.write(1, &std::array::from_fn(|i| f((start + i) as f64) as f32));
            lines.advance();
        }
        for (i, x) in moving(&lines, 21.9, 22.3).iter().enumerate() {
            let delay = 21.9 + 0.4 / 16.0 * i as f64;
            // f32 holds these values to 24 bits of at most 48^3 / 1000: errors of some 1e-5.
            assert!((f64::from(*x) - f((3 * GRID + i) as f64 - delay)).abs() < 5e-5);
        }
    }
}
