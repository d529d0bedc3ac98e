//! An octave up, for the loop: two overlapping grains read the past twice as fast as it was written.
//!
//! A grain starts one grain's length back and ends at the present, so the delays are whole numbers
//! and nothing is interpolated. The grains' windows are Hann's and sum to 1: the output is a mean
//! of two past frames and never exceeds them. Two poles ahead keep most of what would alias out.
//! What comes out is held within a bound, so that no loop around it can run away.

use super::network::Place;
use crate::effects::cell_lines::Cell;
use crate::effects::glide::GRID;
use crate::effects::silence::{flushed, pole};

/// Length of a grain, in seconds: two cycles of 40 Hz.
pub(super) const GRAIN_S: f64 = 0.05;
/// Cutoff of the two poles.
const CUTOFF_HZ: f64 = 5000.0;
/// 24 dB: far above what music puts into one line. A cell has a quarter of a line's level (see
/// [`super::network`]).
const BOUND: f32 = 16.0 * 0.25;

/// One channel's octave.
#[derive(Clone, Debug)]
pub(super) struct Octave {
    past: Vec<f32>,
    head: usize,
    /// Hann's window over a grain; its length is even.
    window: Vec<f32>,
    step: f32,
    poles: [f32; 2],
}

impl Octave {
    pub(super) fn new(sample_rate: f64) -> Self {
        let half = (libm::round(0.5 * GRAIN_S * sample_rate) as usize).max(GRID);
        let window = (0..2 * half).map(|n| {
            let sine = libm::sin(std::f64::consts::PI * n as f64 / (2 * half) as f64);
            (sine * sine) as f32
        });
        let step = 1.0 - libm::exp(-std::f64::consts::TAU * CUTOFF_HZ / sample_rate);
        Self {
            past: vec![0.0; (2 * half + 1 + GRID).next_power_of_two()],
            head: 0,
            window: window.collect(),
            step: step as f32,
            poles: [0.0; 2],
        }
    }

    pub(super) fn clear(&mut self) {
        self.past.fill(0.0);
        self.head = 0;
        self.poles = [0.0; 2];
    }

    /// Lays tiny states to rest.
    pub(super) fn flush(&mut self) {
        self.poles = self.poles.map(flushed);
    }

    /// Replaces a share of a cell by the octave above it. `place.now` is what the grains keep time
    /// with. A cell that is not whole leaves no trace but in what the next will write again.
    #[inline(always)]
    pub(super) fn cell(&mut self, cell: &mut Cell, place: Place, share: &Cell) {
        let before = (self.head, self.poles);
        let (grain, mask) = (self.window.len(), self.past.len() - 1);
        let mut at = (place.now % grain as u64) as usize;
        for (x, share) in cell.iter_mut().zip(share) {
            let first = pole(&mut self.poles[0], *x, self.step);
            self.past[self.head] = pole(&mut self.poles[1], first, self.step);
            let other = if at < grain / 2 { at + grain / 2 } else { at - grain / 2 };
            let read = |at: usize| {
                self.window[at] * self.past[self.head.wrapping_sub(grain - 1 - at) & mask]
            };
            let octave = (read(at) + read(other)).clamp(-BOUND, BOUND);
            *x += (octave - *x) * share;
            self.head = (self.head + 1) & mask;
            at = if at + 1 == grain { 0 } else { at + 1 };
        }
        if !place.whole {
            (self.head, self.poles) = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_comes_out_an_octave_higher() {
        let mut octave = Octave::new(48_000.0);
        // 440 Hz of whole cycles per half grain, so that both grains agree.
        let tau = std::f64::consts::TAU;
        let mut out = Vec::new();
        for start in (0..48_000_u64).step_by(GRID) {
            let mut cell: Cell = std::array::from_fn(|i| {
                libm::sin(tau * 440.0 * (start + i as u64) as f64 / 48_000.0) as f32
            });
            octave.cell(&mut cell, Place { now: start, whole: true }, &[1.0; GRID]);
            out.extend(cell);
        }
        let level = |hz: f64| {
            let sum = |part: fn(f64) -> f64| {
                let term =
                    |(n, x): (usize, &f32)| f64::from(*x) * part(tau * hz * n as f64 / 48_000.0);
                out[24_000..].iter().enumerate().map(term).sum::<f64>() / 12_000.0
            };
            let (re, im) = (sum(libm::cos), sum(libm::sin));
            (re * re + im * im).sqrt()
        };
        // 440 Hz at a half grain of 1200 frames is 11 cycles: the grains add up to the tone, which
        // the poles leave at 1 / (1 + (440 / 5000)^2).
        assert!((level(880.0) - 0.992).abs() < 0.005, "{}", level(880.0));
        assert!(level(440.0) < 1e-3);
    }
}
