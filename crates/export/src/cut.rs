//! A part of a song as a song of its own, which may be played several times over: clips and lanes
//! cut at its ends, its tempo as it is there.

use rebounce::{Timeline, bent};
use rebounce_song::arrangement::{Arrangement, Clip, ClipContent, PatternClip};
use rebounce_song::automation::{Curve, Lane, Point, Target};
use rebounce_song::{Beats, Seconds, Song};
use std::ops::Range;

/// Straight lines that stand for what is left of a bent one. Off by `s" / 8 / 64^2` of its height
/// at most, 0.006 % for `u^2`.
const PIECES: usize = 64;

/// Sample rate of a timeline that tells seconds: a frame is a quarter of a nanosecond.
const FINE: u32 = 4_000_000_000;

/// Seconds from the song's beginning to a beat.
pub(crate) fn seconds(song: &Song, beat: f64) -> f64 {
    Timeline::new(song, FINE).frame(Beats(beat)) as f64 / f64::from(FINE)
}

/// Where the music of a song ends, in beats: behind the last clip that is heard, or behind the
/// first pattern.
pub(crate) fn end(song: &Song) -> f64 {
    let clips = song.arrangement.clips.iter().filter(|clip| !clip.muted);
    match song.patterns.first() {
        Some(pattern) if song.arrangement.clips.is_empty() => song.pattern_length(pattern).0,
        _ => clips.map(|clip| clip.start.0 + clip.length.0).fold(0.0, f64::max),
    }
}

/// The part `part` (beats) of a legal song, played `turns` times from beat `at` on.
pub(crate) fn part(song: &Song, part: &Range<f64>, turns: u32, at: f64) -> Song {
    let length = part.end - part.start;
    let begins = |turn: u32| at + f64::from(turn) * length;
    let mut whole = song.clone();
    if whole.arrangement.clips.is_empty() {
        whole.arrangement.clips.extend(song.patterns.first().map(|pattern| Clip {
            track: None,
            start: Beats(0.0),
            length: song.pattern_length(pattern),
            muted: false,
            content: ClipContent::Pattern(PatternClip {
                pattern: pattern.id.clone(),
                loops: Some(1),
                ..PatternClip::default()
            }),
        }));
    }
    let clips: Vec<Clip> =
        whole.arrangement.clips.iter().filter_map(|clip| cut(clip, part, song)).collect();
    let repeated = (0..turns).flat_map(|turn| {
        clips
            .iter()
            .map(move |clip| Clip { start: Beats(clip.start.0 + begins(turn)), ..clip.clone() })
    });
    let arrangement = Arrangement { clips: repeated.collect(), ..song.arrangement.clone() };
    let lanes = song.automation.iter().filter(|lane| lane.target != Target::Tempo);
    let tempo = tempo(song, part);
    let constant = tempo.iter().all(|point| point.value == tempo[0].value);
    let mut lanes: Vec<(Target, Vec<Point>)> =
        lanes.map(|lane| (lane.target.clone(), points(&lane.points, part))).collect();
    if !constant {
        lanes.push((Target::Tempo, tempo.clone()));
    }
    let repeated = |points: &[Point]| {
        let turn =
            |turn| points.iter().map(move |it| Point { at: Beats(it.at.0 + begins(turn)), ..*it });
        (0..turns).flat_map(turn).collect()
    };
    let automation =
        lanes.into_iter().map(|(target, points)| Lane { target, points: repeated(&points) });
    let mut song = Song { arrangement, automation: automation.collect(), ..song.clone() };
    song.tempo.0 = tempo[0].value;
    song.tempo_changes.clear();
    song
}

/// A clip within the part, from whose beginning it counts; none if it lies outside.
fn cut(clip: &Clip, part: &Range<f64>, song: &Song) -> Option<Clip> {
    let (start, end) = (clip.start.0, clip.start.0 + clip.length.0);
    let (from, to) = (start.max(part.start), end.min(part.end));
    if to - from <= 1e-9 {
        return None;
    }
    let mut clip = clip.clone();
    match &mut clip.content {
        ClipContent::Pattern(pattern) => pattern.offset.0 += from - start,
        ClipContent::Audio(audio) => {
            let late = seconds(song, from) - seconds(song, start);
            audio.offset = Seconds(audio.offset.0 + late * audio.rate);
            audio.fade_in.0 = (audio.fade_in.0 - (from - start)).max(0.0);
            audio.fade_out.0 = (audio.fade_out.0 - (end - to)).max(0.0);
        }
    }
    (clip.start, clip.length) = (Beats(from - part.start), Beats(to - from));
    Some(clip)
}

/// The points of a lane within a part, from whose beginning they count, with one at each end.
fn points(lane: &[Point], part: &Range<f64>) -> Vec<Point> {
    let straight =
        |at: f64, value| Point { at: Beats(at - part.start), value, curve: Curve::Linear };
    // Before its first point and behind its last one a lane holds.
    let (Some(first), Some(last)) = (lane.first(), lane.last()) else { return Vec::new() };
    let before = Point { at: Beats(f64::NEG_INFINITY), curve: Curve::Step, ..*first };
    let behind = Point { at: Beats(f64::INFINITY), ..*last };
    let all: Vec<Point> = [&[before], lane, &[behind]].concat();
    let mut cut = Vec::new();
    for pair in all.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (from, to) = (a.at.0.max(part.start), b.at.0.min(part.end));
        if to < from || from == part.end && a.at.0 > part.end {
            continue;
        }
        let whole = from == a.at.0 && to == b.at.0;
        if whole || matches!(a.curve, Curve::Step) || b.at.0.is_infinite() || a.value == b.value {
            cut.push(Point { at: Beats(from - part.start), ..a });
            continue;
        }
        if to == from {
            continue;
        }
        let value = |at: f64| {
            a.value + (b.value - a.value) * bent(a.curve, (at - a.at.0) / (b.at.0 - a.at.0))
        };
        let pieces = if a.curve == Curve::Linear { 1 } else { PIECES };
        let place = |piece: usize| from + (to - from) * piece as f64 / pieces as f64;
        cut.extend((0..pieces).map(|piece| straight(place(piece), value(place(piece)))));
        if to == part.end {
            cut.push(straight(to, value(to)));
        }
    }
    let length = part.end - part.start;
    if let Some(last) = cut.last().copied().filter(|last| last.at.0 < length) {
        cut.push(Point { at: Beats(length), ..last });
    }
    cut
}

/// The tempo within a part as points, of which there is one at each end.
fn tempo(song: &Song, part: &Range<f64>) -> Vec<Point> {
    let lane = song.automation.iter().find(|lane| lane.target == Target::Tempo);
    let until = lane.and_then(|lane| lane.points.first()).map_or(f64::INFINITY, |it| it.at.0);
    let step = |at: f64, value| Point { at: Beats(at), value, curve: Curve::Step };
    let changes = song.tempo_changes.iter().filter(|change| change.at.0 < until);
    let mut all = vec![step(0.0, song.tempo.0)];
    all.extend(changes.map(|change| step(change.at.0, change.tempo.0)));
    all.extend(lane.into_iter().flat_map(|lane| lane.points.iter().copied()));
    points(&all, part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::BeatsPerMinute;
    use rebounce_song::song::TempoChange;

    fn point(at: f64, value: f64, curve: Curve) -> Point {
        Point { at: Beats(at), value, curve }
    }

    #[test]
    fn a_lane_is_cut_where_the_part_begins_and_ends() {
        use Curve::{Linear, Step};
        let lane = [point(2.0, 1.0, Linear), point(6.0, 5.0, Step), point(9.0, 0.0, Linear)];
        // Within a ramp, over its end, into the step.
        let wanted = [point(0.0, 2.0, Linear), point(3.0, 5.0, Step), point(5.0, 5.0, Step)];
        assert_eq!(points(&lane, &(3.0..8.0)), wanted);
        // What holds before the first and behind the last.
        assert_eq!(points(&lane, &(0.0..1.0)), [point(0.0, 1.0, Step), point(1.0, 1.0, Step)]);
        let behind = points(&lane, &(10.0..12.0));
        assert!(behind.iter().all(|it| it.value == 0.0) && behind.len() == 2, "{behind:?}");
        // Exactly one ramp.
        let ramp = points(&lane, &(2.0..6.0));
        assert_eq!((ramp[0].value, ramp[0].at.0), (1.0, 0.0));
        let last = ramp[ramp.len() - 1];
        assert_eq!((last.value, last.at.0), (5.0, 4.0));
    }

    #[test]
    fn a_bent_lane_keeps_its_way() {
        let lane = [point(0.0, 0.0, Curve::Exponential), point(4.0, 16.0, Curve::Linear)];
        for it in points(&lane, &(1.0..3.0)) {
            let at = it.at.0 + 1.0;
            assert!((it.value - at * at).abs() < 1e-12, "{it:?}");
        }
    }

    #[test]
    fn a_part_lasts_as_long_as_in_the_song_whatever_its_tempo_does() {
        let mut song = Song { tempo: BeatsPerMinute(100.0), ..Song::default() };
        song.tempo_changes = vec![TempoChange { at: Beats(4.0), tempo: BeatsPerMinute(50.0) }];
        let ramp = vec![point(8.0, 50.0, Curve::Linear), point(12.0, 200.0, Curve::Bezier)];
        song.automation = vec![Lane { target: Target::Tempo, points: ramp }];
        for range in [0.0..2.0, 1.0..6.0, 3.0..9.0, 8.5..11.0, 10.0..20.0, 13.0..14.0] {
            let cut = part(&song, &range, 3, 0.5);
            let wanted = seconds(&song, range.end) - seconds(&song, range.start);
            let length = range.end - range.start;
            for turn in 0..3 {
                let at = 0.5 + f64::from(turn) * length;
                let found = seconds(&cut, at + length) - seconds(&cut, at);
                assert!((found - wanted).abs() < 1e-8, "{range:?} {turn}: {found} {wanted}");
            }
        }
    }
}
