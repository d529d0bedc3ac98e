//! A run of columns over a length that need not be known: when they are full, neighbours are
//! merged and each column stands for twice the time. So memory never grows with length, and a
//! picture has between half the columns and all of them to draw from.

use std::ops::Range;

/// What one column holds.
pub(super) trait Merge: Default {
    /// Takes in the column that follows.
    fn merge(&mut self, later: &Self);
}

/// Columns of equal length, from frame 0 on.
pub(super) struct Timeline<T> {
    columns: Vec<T>,
    frames_per_column: u64,
    capacity: usize,
}

impl<T: Merge> Timeline<T> {
    /// At most `capacity` columns (even), of `least` frames or more. A length hint saves the
    /// merging; one that is too short does no harm, one too long makes columns coarse.
    pub(super) fn new(capacity: usize, least: u64, length_hint: Option<u64>) -> Self {
        let hinted = length_hint.unwrap_or(0).div_ceil(capacity as u64);
        Self { columns: Vec::new(), frames_per_column: least.max(hinted).max(1), capacity }
    }

    pub(super) fn frames_per_column(&self) -> u64 {
        self.frames_per_column
    }

    /// The column in which a frame lies, and the frames that a column has now.
    pub(super) fn at(&mut self, frame: u64) -> (&mut T, u64) {
        while frame / self.frames_per_column >= self.capacity as u64 {
            self.halve();
        }
        let index = (frame / self.frames_per_column) as usize;
        if index >= self.columns.len() {
            self.columns.resize_with(index + 1, T::default);
        }
        (&mut self.columns[index], self.frames_per_column)
    }

    fn halve(&mut self) {
        self.frames_per_column *= 2;
        let mut merged = Vec::with_capacity(self.capacity);
        let mut columns = std::mem::take(&mut self.columns).into_iter();
        while let Some(mut column) = columns.next() {
            if let Some(later) = columns.next() {
                column.merge(&later);
            }
            merged.push(column);
        }
        self.columns = merged;
    }

    /// The columns that a stretch of frames touches.
    pub(super) fn touched(&self, frames: &Range<f64>) -> &[T] {
        let unit = self.frames_per_column as f64;
        let first = ((frames.start / unit).floor().max(0.0) as usize).min(self.columns.len());
        let end = ((frames.end / unit).ceil().max(0.0) as usize).min(self.columns.len());
        &self.columns[first..end.max(first)]
    }

    /// The two columns whose middles lie about a frame, and how far it is from the first to the
    /// second, 0..=1. At the ends both are the same column.
    pub(super) fn about(&self, frame: f64) -> Option<(&T, &T, f32)> {
        let place = (frame / self.frames_per_column as f64 - 0.5).max(0.0);
        let last = self.columns.len().checked_sub(1)?;
        let first = (place as usize).min(last);
        let second = (first + 1).min(last);
        Some((&self.columns[first], &self.columns[second], (place - first as f64).min(1.0) as f32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Sum(u64);

    impl Merge for Sum {
        fn merge(&mut self, later: &Self) {
            self.0 += later.0;
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_grows_whatever_the_hint_says() {
        for hint in [None, Some(0), Some(100), Some(10_000), Some(1 << 40)] {
            let mut timeline: Timeline<Sum> = Timeline::new(64, 1, hint);
            for frame in 0..10_000 {
                timeline.at(frame).0.0 += frame;
                assert!(timeline.columns.len() <= 64);
            }
            let sum = |frames| timeline.touched(&frames).iter().map(|column| column.0).sum::<u64>();
            assert_eq!(sum(0.0..1e9), 10_000 * 9_999 / 2);
            // A column holds what lies in it, and only that.
            let unit = timeline.frames_per_column;
            let wanted: u64 = (0..unit.min(10_000)).sum();
            assert_eq!(sum(0.0..0.5), wanted, "{hint:?}");
            if hint != Some(1 << 40) {
                assert!(timeline.columns.len() > 31, "{hint:?}");
            }
        }
    }
}
