//! Beats to frames: tempo segments and swing, looked up once per segment, not per note.

use rebounce_song::song::{Swing, TempoChange};
use rebounce_song::{Beats, BeatsPerMinute};

/// The song's tempo as segments, ready to turn beats into frames.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TempoMap {
    /// Ascending in beat, the first at beat 0.
    segments: Vec<Segment>,
    swing: Swing,
    sample_rate: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Segment {
    beat: f64,
    seconds: f64,
    seconds_per_beat: f64,
}

impl TempoMap {
    /// `changes` ascending in `at`, all tempi within 1..=999.
    #[must_use]
    pub(crate) fn new(
        tempo: BeatsPerMinute,
        changes: &[TempoChange],
        swing: Swing,
        sample_rate: u32,
    ) -> Self {
        let mut segments =
            vec![Segment { beat: 0.0, seconds: 0.0, seconds_per_beat: 60.0 / tempo.0 }];
        for change in changes {
            let last = segments[segments.len() - 1];
            segments.push(Segment {
                beat: change.at.0,
                seconds: last.seconds + (change.at.0 - last.beat) * last.seconds_per_beat,
                seconds_per_beat: 60.0 / change.tempo.0,
            });
        }
        Self { segments, swing, sample_rate: f64::from(sample_rate) }
    }

    /// The nearest frame to `beat`, with swing.
    #[must_use]
    pub(crate) fn frame(&self, beat: Beats) -> u64 {
        Cursor::default().frame(self, beat)
    }

    /// Tempo at `beat`.
    #[must_use]
    pub(crate) fn tempo_at(&self, beat: Beats) -> BeatsPerMinute {
        let next = self.segments.partition_point(|segment| segment.beat <= beat.0);
        BeatsPerMinute(60.0 / self.segments[next.max(1) - 1].seconds_per_beat)
    }

    /// The nearest frame to `seconds`.
    #[must_use]
    pub(crate) fn frame_of_seconds(&self, seconds: f64) -> u64 {
        (seconds * self.sample_rate).round().max(0.0) as u64
    }

    fn swung(&self, beat: f64) -> f64 {
        let Swing { amount, subdivision: Beats(step) } = self.swing;
        if amount == 0.0 || step <= 0.0 {
            return beat;
        }
        let pair = (beat / (2.0 * step)).floor() * 2.0 * step;
        let inside = (beat - pair) / step;
        let bent = if inside < 1.0 {
            inside * (1.0 + amount)
        } else {
            1.0 + amount + (inside - 1.0) * (1.0 - amount)
        };
        pair + bent * step
    }
}

/// A place in a tempo map, moving on with the beats asked for: converts many beats, fastest when
/// they ascend.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    segment: usize,
}

impl Cursor {
    /// The nearest frame to `beat`, with swing.
    pub(crate) fn frame(&mut self, map: &TempoMap, beat: Beats) -> u64 {
        let segments = &map.segments;
        let beat = map.swung(beat.0);
        if beat < segments[self.segment].beat {
            self.segment = 0;
        }
        while segments.get(self.segment + 1).is_some_and(|next| next.beat <= beat) {
            self.segment += 1;
        }
        let segment = segments[self.segment];
        let seconds = segment.seconds + (beat - segment.beat) * segment.seconds_per_beat;
        map.frame_of_seconds(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(changes: &[TempoChange], amount: f64) -> TempoMap {
        let swing = Swing { amount, subdivision: Beats(0.25) };
        TempoMap::new(BeatsPerMinute(120.0), changes, swing, 48_000)
    }

    #[test]
    fn a_beat_at_120_is_half_a_second() {
        let map = map(&[], 0.0);
        assert_eq!(map.frame(Beats(1.0)), 24_000);
        assert_eq!(map.frame(Beats(3.5)), 84_000);
    }

    #[test]
    fn a_change_of_tempo_holds_from_its_beat_on() {
        let change = TempoChange { at: Beats(4.0), tempo: BeatsPerMinute(60.0) };
        let map = map(&[change], 0.0);
        assert_eq!(map.frame(Beats(4.0)), 96_000);
        assert_eq!(map.frame(Beats(6.0)), 96_000 + 96_000);
        assert_eq!(map.tempo_at(Beats(3.9)), BeatsPerMinute(120.0));
        assert_eq!(map.tempo_at(Beats(4.0)), BeatsPerMinute(60.0));
    }

    #[test]
    fn a_cursor_that_goes_back_says_the_same_as_a_new_one() {
        let changes: Vec<_> = (1..20)
            .map(|i| TempoChange {
                at: Beats(f64::from(i)),
                tempo: BeatsPerMinute(60.0 + f64::from(i) * 7.0),
            })
            .collect();
        let map = map(&changes, 0.2);
        let mut cursor = Cursor::default();
        for i in [0, 100, 37, 3, 150, 2] {
            let beat = Beats(f64::from(i) * 0.13);
            assert_eq!(cursor.frame(&map, beat), map.frame(beat));
        }
    }

    #[test]
    fn swing_delays_the_second_of_each_pair_and_keeps_the_first() {
        let map = map(&[], 1.0 / 3.0);
        // Sixteenths at 120 are 6000 frames; 2:1 puts the second at 8000.
        assert_eq!(map.frame(Beats(0.0)), 0);
        assert_eq!(map.frame(Beats(0.25)), 8_000);
        assert_eq!(map.frame(Beats(0.5)), 12_000);
        assert_eq!(map.frame(Beats(0.75)), 20_000);
    }
}
