//! Beats to frames and back: tempo segments, ramps and swing, looked up once per segment, not per
//! note.
//!
//! In a ramp the tempo is linear in beats, `T(b) = T0 + k b`; time is its exact integral,
//! `60 / k * ln(1 + k b / T0)`. A lane's other curves are followed by [`PIECES`] ramps a stretch.

use rebounce_song::automation::{Curve, Lane, Point, Target};
use rebounce_song::song::Swing;
use rebounce_song::{Beats, BeatsPerMinute, Song};

/// Ramps that stand for a stretch of a lane that is not straight. Between them the tempo is off by
/// at most `s" / 8 / 256^2` of the stretch's difference: 0.0004 % for `u^2`.
const PIECES: usize = 256;

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
    /// Where it begins.
    seconds_per_beat: f64,
    /// Beats per minute that the tempo rises a beat; 0: it stays.
    rise: f64,
}

impl Segment {
    /// Seconds that its first `beats` take.
    fn seconds(&self, beats: f64) -> f64 {
        if self.rise == 0.0 {
            return beats * self.seconds_per_beat;
        }
        let share = self.rise * beats * self.seconds_per_beat / 60.0;
        60.0 / self.rise * libm::log1p(share)
    }

    /// Beats of its first `seconds`.
    fn beats(&self, seconds: f64) -> f64 {
        if self.rise == 0.0 {
            return seconds / self.seconds_per_beat;
        }
        libm::expm1(self.rise * seconds / 60.0) * 60.0 / (self.rise * self.seconds_per_beat)
    }
}

impl TempoMap {
    /// Of a legal song.
    #[must_use]
    pub(crate) fn new(song: &Song, sample_rate: u32) -> Self {
        let mut map =
            Self { segments: Vec::new(), swing: song.swing, sample_rate: f64::from(sample_rate) };
        map.push(0.0, song.tempo, 0.0);
        let lane = song.automation.iter().find(|lane| lane.target == Target::Tempo);
        let until = lane.map_or(f64::INFINITY, |lane| lane.points[0].at.0);
        for change in song.tempo_changes.iter().filter(|change| change.at.0 < until) {
            map.push(change.at.0, change.tempo, 0.0);
        }
        if let Some(lane) = lane {
            map.follow(lane);
        }
        map
    }

    /// From `beat` on, behind all segments that are there, the tempo is this and rises so.
    fn push(&mut self, beat: f64, tempo: BeatsPerMinute, rise: f64) {
        let seconds =
            self.segments.last().map_or(0.0, |last| last.seconds + last.seconds(beat - last.beat));
        let seconds_per_beat = 60.0 / tempo.0;
        // What begins where the last one did takes its place.
        self.segments.pop_if(|last| last.beat >= beat);
        self.segments.push(Segment { beat, seconds, seconds_per_beat, rise });
    }

    fn follow(&mut self, lane: &Lane) {
        for pair in lane.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length = b.at.0 - a.at.0;
            if length <= 0.0 {
                continue;
            }
            let straight = |it: Point| matches!(it.curve, Curve::Linear | Curve::Step);
            let pieces = if straight(a) || a.value == b.value { 1 } else { PIECES };
            let tempo = |piece: usize| {
                let share = crate::automation::bent(a.curve, piece as f64 / pieces as f64);
                a.value + (b.value - a.value) * share
            };
            for piece in 0..pieces {
                let rise = (tempo(piece + 1) - tempo(piece)) / (length / pieces as f64);
                let at = a.at.0 + length * (piece as f64 / pieces as f64);
                self.push(at, BeatsPerMinute(tempo(piece)), rise);
            }
        }
        let last = lane.points[lane.points.len() - 1];
        self.push(last.at.0, BeatsPerMinute(last.value), 0.0);
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
        let segment = self.segments[next.max(1) - 1];
        BeatsPerMinute(60.0 / segment.seconds_per_beat + segment.rise * (beat.0 - segment.beat))
    }

    /// The beat at a frame, as it is without swing.
    pub(crate) fn straight_beat(&self, frame: u64) -> f64 {
        let seconds = frame as f64 / self.sample_rate;
        let next = self.segments.partition_point(|segment| segment.seconds <= seconds);
        let segment = self.segments[next.max(1) - 1];
        segment.beat + segment.beats(seconds - segment.seconds)
    }

    /// The nearest frame to a beat to which swing has been applied.
    pub(crate) fn frame_of_straight(&self, beat: f64) -> u64 {
        let next = self.segments.partition_point(|segment| segment.beat <= beat);
        let segment = self.segments[next.max(1) - 1];
        self.frame_of_seconds(segment.seconds + segment.seconds(beat - segment.beat))
    }

    /// Frames of a second.
    pub(crate) fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// The nearest frame to `seconds`.
    #[must_use]
    pub(crate) fn frame_of_seconds(&self, seconds: f64) -> u64 {
        (seconds * self.sample_rate).round().max(0.0) as u64
    }

    /// Where swing puts a beat.
    pub(crate) fn swung(&self, beat: f64) -> f64 {
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

impl TempoMap {
    /// The beat that swing puts here.
    pub(crate) fn unswung(&self, beat: f64) -> f64 {
        let Swing { amount, subdivision: Beats(step) } = self.swing;
        if amount == 0.0 || step <= 0.0 {
            return beat;
        }
        let pair = (beat / (2.0 * step)).floor() * 2.0 * step;
        let bent = (beat - pair) / step;
        let inside = if bent < 1.0 + amount {
            bent / (1.0 + amount)
        } else {
            1.0 + (bent - 1.0 - amount) / (1.0 - amount)
        };
        pair + inside * step
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
        let seconds = segment.seconds + segment.seconds(beat - segment.beat);
        map.frame_of_seconds(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::song::TempoChange;

    fn map(changes: &[TempoChange], amount: f64) -> TempoMap {
        let song = Song {
            tempo: BeatsPerMinute(120.0),
            tempo_changes: changes.to_vec(),
            swing: Swing { amount, subdivision: Beats(0.25) },
            ..Song::default()
        };
        TempoMap::new(&song, 48_000)
    }

    fn lane(points: &[(f64, f64, Curve)]) -> TempoMap {
        let points = points
            .iter()
            .map(|&(at, value, curve)| Point { at: Beats(at), value, curve })
            .collect();
        let song = Song {
            tempo: BeatsPerMinute(120.0),
            automation: vec![Lane { target: Target::Tempo, points }],
            ..Song::default()
        };
        TempoMap::new(&song, 48_000)
    }

    #[test]
    fn a_ramp_takes_the_integral_of_its_tempo() {
        let map = lane(&[(4.0, 60.0, Curve::Linear), (12.0, 180.0, Curve::Linear)]);
        // Four beats at 120, then 60 / 15 * ln 3 s for eight beats from 60 up to 180.
        let ramp = 4.0 * libm::log(3.0);
        assert_eq!(map.frame(Beats(4.0)), 96_000);
        assert_eq!(map.frame(Beats(12.0)), 96_000 + (ramp * 48_000.0).round() as u64);
        assert_eq!(map.frame(Beats(15.0)) - map.frame(Beats(12.0)), 48_000);
        assert_eq!(map.tempo_at(Beats(8.0)), BeatsPerMinute(120.0));
    }

    #[test]
    fn a_steady_lane_is_the_same_as_the_tempo_and_a_step_the_same_as_a_change() {
        let steady = lane(&[(0.0, 120.0, Curve::Linear), (8.0, 120.0, Curve::Linear)]);
        let step = lane(&[(0.0, 120.0, Curve::Step), (4.0, 60.0, Curve::Step)]);
        let changed = map(&[TempoChange { at: Beats(4.0), tempo: BeatsPerMinute(60.0) }], 0.0);
        for i in 0..200 {
            let beat = Beats(f64::from(i) * 0.173);
            assert_eq!(steady.frame(beat), map(&[], 0.0).frame(beat));
            assert_eq!(step.frame(beat), changed.frame(beat));
        }
    }

    #[test]
    fn a_bent_lane_takes_the_integral_of_its_curve() {
        let map = lane(&[(0.0, 60.0, Curve::EaseInOut), (16.0, 240.0, Curve::Linear)]);
        let tempo = |beat: f64| 60.0 + 90.0 * (1.0 - libm::cos(std::f64::consts::PI * beat / 16.0));
        let steps = 100_000;
        let width = 16.0 / f64::from(steps);
        let seconds: f64 =
            (0..steps).map(|i| width * 60.0 / tempo((f64::from(i) + 0.5) * width)).sum();
        // The tempo is off by at most 90 pi^2 / 8 / 256^2 = 0.0017 at 60 and more: 11 frames of 8 s.
        let frames = map.frame(Beats(16.0)) as f64;
        assert!((frames - seconds * 48_000.0).abs() < 12.0, "{frames} {}", seconds * 48_000.0);
    }

    #[test]
    fn frames_lead_back_to_their_beats() {
        let map = lane(&[
            (0.0, 90.0, Curve::Exponential),
            (8.0, 30.0, Curve::Step),
            (12.0, 300.0, Curve::Linear),
            (20.0, 70.0, Curve::Linear),
        ]);
        for frame in (0..2_000_000).step_by(7919) {
            assert_eq!(map.frame_of_straight(map.straight_beat(frame)), frame);
        }
        let swung = self::map(&[], 0.6);
        for i in 0..1000 {
            let beat = f64::from(i) * 0.0173;
            assert!((swung.unswung(swung.swung(beat)) - beat).abs() < 1e-12);
        }
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
