//! Motions against their formulas, and movers against motions.

use super::*;
use rebounce_song::arrangement::{Clip, ClipContent, PatternClip};
use rebounce_song::automation::Lane;
use rebounce_song::pattern::{Part, Pattern};
use rebounce_song::song::Swing;
use rebounce_song::{Beats, BeatsPerMinute, Instrument, json};
use std::f64::consts::PI;

fn volume(points: &[(f64, f64, Curve)]) -> Lane {
    let points =
        points.iter().map(|&(at, value, curve)| Point { at: Beats(at), value, curve }).collect();
    Lane { target: Target::MasterVolume, points }
}

/// One beat is 24,000 frames.
fn song(lanes: Vec<Lane>) -> Song {
    Song { tempo: BeatsPerMinute(120.0), automation: lanes, ..Song::default() }
}

fn motion(song: &Song) -> Arc<Motion> {
    let tempo = Arc::new(TempoMap::new(song, 48_000));
    let automation = automation(song, &tempo);
    Arc::clone(&automation.motions[automation.of(&Target::MasterVolume).unwrap()])
}

type Formula = fn(f64) -> f64;

#[test]
fn every_curve_is_that_of_its_formula() {
    let curves: [(Curve, Formula); 9] = [
        (Curve::Linear, |u| u),
        (Curve::Step, |_| 0.0),
        (Curve::Exponential, |u| u * u),
        (Curve::Logarithmic, |u| libm::log(1.0 + 9.0 * u) / libm::log(10.0)),
        (Curve::Bezier, |u| 3.0 * (1.0 - u) * (1.0 - u) * u + 3.0 * (1.0 - u) * u * u + u * u * u),
        (Curve::Cubic, |u| 3.0 * u * u - 2.0 * u * u * u),
        (Curve::EaseInOut, |u| (1.0 - libm::cos(PI * u)) / 2.0),
        (Curve::EaseIn, |u| 1.0 - libm::cos(u * PI / 2.0)),
        (Curve::EaseOut, |u| libm::sin(u * PI / 2.0)),
    ];
    for (curve, formula) in curves {
        let motion = motion(&song(vec![volume(&[(1.0, 0.25, curve), (3.0, 2.0, curve)])]));
        for i in 0..48 {
            let frame = 24_000 + i * 1000;
            let wanted = 0.25 + 1.75 * formula(i as f64 / 48.0);
            assert!((motion.at_frame(frame) - wanted).abs() < 1e-12, "{curve:?} {i}");
        }
        assert_eq!((motion.at_frame(0), motion.at_frame(72_000)), (0.25, 2.0));
    }
}

/// A pattern of two beats whose lane rises from 0 to 1, played from beat 2 to 7, and one without a
/// lane from beat 10.
fn clips_of(swing: f64) -> Song {
    let instrument: Instrument = drum();
    let part = || vec![Part { instrument: "i".into(), notes: Vec::new() }];
    let rising = Pattern {
        id: "a".into(),
        length: Some(Beats(2.0)),
        parts: part(),
        automation: vec![volume(&[(0.0, 0.0, Curve::Linear), (2.0, 1.0, Curve::Linear)])],
        ..Pattern::default()
    };
    let plain =
        Pattern { id: "b".into(), length: Some(Beats(2.0)), parts: part(), ..Pattern::default() };
    let clip = |start, length, id: &str| Clip {
        track: None,
        start: Beats(start),
        length: Beats(length),
        muted: false,
        content: ClipContent::Pattern(PatternClip { pattern: id.into(), ..PatternClip::default() }),
    };
    let mut song = song(Vec::new());
    song.swing = Swing { amount: swing, subdivision: Beats(0.25) };
    song.instruments = vec![instrument];
    song.patterns = vec![rising, plain];
    song.arrangement.clips = vec![clip(2.0, 5.0, "a"), clip(10.0, 2.0, "b")];
    song
}

fn drum() -> Instrument {
    let song = json::read(
        r#"{"format": "rebounce-song", "version": 1,
            "instruments": [{"id": "i", "sound": {"type": "drum"}}]}"#,
    );
    song.unwrap().instruments.remove(0)
}

#[test]
fn a_lane_repeats_with_its_clip_holds_behind_it_and_gives_back_the_say() {
    let motion = motion(&clips_of(0.0));
    let at = |beat: f64| motion.at_frame((beat * 24_000.0) as u64);
    assert_eq!((at(0.0), at(1.99)), (0.8, 0.8), "the setting ahead of the clip");
    assert_eq!((at(2.0), at(3.0), at(3.5)), (0.0, 0.5, 0.75));
    assert_eq!((at(4.0), at(5.0), at(6.0), at(6.5)), (0.0, 0.5, 0.0, 0.25));
    assert_eq!((at(7.0), at(9.99)), (0.5, 0.5), "held");
    assert_eq!((at(10.0), at(100.0)), (0.8, 0.8), "given back");
    assert_eq!(motion.range(), (0.0, 1.0));
}

#[test]
fn the_songs_lane_has_the_say_where_no_clips_has() {
    let mut song = clips_of(0.0);
    song.automation = vec![volume(&[(0.0, 2.0, Curve::Linear), (20.0, 4.0, Curve::Linear)])];
    let motion = motion(&song);
    let at = |beat: f64| motion.at_frame((beat * 24_000.0) as u64);
    assert_eq!((at(1.0), at(3.0), at(8.0), at(15.0)), (2.1, 0.5, 0.5, 3.5));
}

#[test]
fn points_swing_with_the_notes() {
    let points = [(0.25, 1.0, Curve::Step), (0.5, 2.0, Curve::Step)];
    let mut song = song(vec![volume(&points)]);
    song.swing = Swing { amount: 1.0 / 3.0, subdivision: Beats(0.25) };
    song.automation[0].points.insert(0, Point { at: Beats(0.0), value: 0.0, curve: Curve::Step });
    let tempo = TempoMap::new(&song, 48_000);
    let motion = motion(&song);
    let frame = tempo.frame(Beats(0.25));
    assert_eq!((motion.at_frame(frame - 1), motion.at_frame(frame + 1)), (0.0, 1.0));
    assert_eq!((motion.at_frame(11_999), motion.at_frame(12_000)), (1.0, 2.0));
}

#[test]
fn what_a_mover_says_does_not_depend_on_where_it_was() {
    for swing in [0.0, 0.4] {
        let motion = motion(&clips_of(swing));
        let new = || Mover::new(&motion, 16, 15);
        let mut along = new();
        let said: Vec<f64> = (0..20_000).map(|step| along.at(step)).collect();
        for step in (0..20_000).step_by(37) {
            assert_eq!(new().at(step).to_bits(), said[step as usize].to_bits(), "{step}");
            // And back a step, as windows ask.
            let mut there = new();
            there.at(step + 1);
            assert_eq!(there.at(step).to_bits(), said[step as usize].to_bits(), "back {step}");
        }
        let mut jumping = new();
        for step in [19_000, 3, 4, 9_001, 9_000, 9_003, 15_000, 0] {
            assert_eq!(jumping.at(step).to_bits(), said[step as usize].to_bits(), "{step}");
        }
    }
}

#[test]
fn a_jump_takes_its_time_and_has_arrived_when_it_is_due() {
    let lane = volume(&[(1.0, 1.0, Curve::Step), (2.0, 0.0, Curve::Step)]);
    let motion = motion(&song(vec![lane]));
    let mut mover = Mover::new(&motion, 16, 15);
    let jump = 48_000 / 16;
    assert_eq!(mover.at(jump - 15), 1.0);
    let mut last = 1.0;
    for step in 1..=15 {
        let value = mover.at(jump - 15 + step);
        assert!((last - value - 1.0 / 15.0).abs() < 1e-12);
        last = value;
    }
    assert_eq!(mover.at(jump), 0.0);
    assert_eq!(mover.at(jump + 100), 0.0);
}
