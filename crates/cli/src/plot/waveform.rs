//! The outline of one channel: least, greatest and root-mean-square value of each column.

use std::ops::Range;

use super::timeline::{Merge, Timeline};

/// Columns kept at most: more than twice the pixels drawn, after halving.
const COLUMNS: usize = 4096;

/// A stretch of one channel. Without frames, `least` is above `greatest`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) least: f32,
    pub(super) greatest: f32,
    squares: f64,
    frames: u64,
}

impl Default for Stretch {
    fn default() -> Self {
        Self { least: f32::INFINITY, greatest: f32::NEG_INFINITY, squares: 0.0, frames: 0 }
    }
}

impl Merge for Stretch {
    fn merge(&mut self, later: &Self) {
        self.least = self.least.min(later.least);
        self.greatest = self.greatest.max(later.greatest);
        self.squares += later.squares;
        self.frames += later.frames;
    }
}

impl Stretch {
    fn of(samples: &[f32]) -> Self {
        let mut stretch = Self { frames: samples.len() as u64, ..Self::default() };
        // What is not a number has no place in a picture: it is drawn as silence.
        for sample in samples.iter().map(|x| if x.is_finite() { *x } else { 0.0 }) {
            stretch.least = stretch.least.min(sample);
            stretch.greatest = stretch.greatest.max(sample);
            stretch.squares += f64::from(sample) * f64::from(sample);
        }
        stretch
    }

    /// Largest magnitude; 0 without frames.
    pub(super) fn peak(&self) -> f32 {
        self.greatest.max(-self.least).max(0.0)
    }

    /// Root mean square; 0 without frames.
    pub(super) fn rms(&self) -> f32 {
        (self.squares / self.frames.max(1) as f64).sqrt() as f32
    }
}

/// One channel, window by window.
pub(super) struct Waveform {
    timeline: Timeline<Stretch>,
    whole: Stretch,
}

impl Waveform {
    pub(super) fn new(length_hint: Option<u64>) -> Self {
        Self { timeline: Timeline::new(COLUMNS, 1, length_hint), whole: Stretch::default() }
    }

    pub(super) fn push(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let frame = self.whole.frames;
            let (column, unit) = self.timeline.at(frame);
            let room = (unit - frame % unit).min(samples.len() as u64) as usize;
            let stretch = Stretch::of(&samples[..room]);
            column.merge(&stretch);
            self.whole.merge(&stretch);
            samples = &samples[room..];
        }
    }

    /// All of it.
    pub(super) fn whole(&self) -> Stretch {
        self.whole
    }

    /// A stretch of frames, widened to whole columns.
    pub(super) fn stretch(&self, frames: &Range<f64>) -> Stretch {
        let mut stretch = Stretch::default();
        for column in self.timeline.touched(frames) {
            stretch.merge(column);
        }
        stretch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_stay_where_they_are_and_power_is_kept() {
        let mut samples: Vec<f32> =
            (0..100_000).map(|i| if i % 2 == 0 { 0.25 } else { -0.25 }).collect();
        samples[70_000] = -0.9;
        samples[80_000] = f32::NAN;
        for (cut, hint) in [(1, None), (777, None), (100_000, Some(100_000)), (5, Some(1_000_000))]
        {
            let mut waveform = Waveform::new(hint);
            samples.chunks(cut).for_each(|window| waveform.push(window));
            let at = |frame: f64| waveform.stretch(&(frame..frame + 1.0)).peak();
            assert_eq!([at(69_000.0), at(70_000.0), at(71_000.0)], [0.25, 0.9, 0.25], "{cut}");
            let whole = waveform.whole();
            assert_eq!((whole.least, whole.greatest, whole.frames), (-0.9, 0.25, 100_000));
            // 99 998 squares of 1/16, one of 0.81, one of nothing.
            let wanted = ((99_998.0 / 16.0 + 0.81) / 100_000.0_f64).sqrt() as f32;
            assert!((whole.rms() - wanted).abs() < 1e-6);
        }
    }
}
