//! Each kind of fault in lanes of automation: what is said about it and what is done.

mod songs;

use rebounce_song::automation::{Control, Curve, Insert, Target};
use songs::mended;

const MIXER: &str = r#""mixer": {
    "tracks": [{"id": "a", "sends": [{"to": "b"}], "inserts": [{"type": "tidal-filter", "id": "f"}]},
               {"id": "b", "kind": "bus"}]},
    "instruments": [{"id": "i", "sound": {"type": "drum"}}]"#;

/// What is said of a song whose lanes are these, and the targets that are left.
fn left(lanes: &str) -> (Vec<String>, Vec<Target>) {
    let (said, song) = mended(&format!(r#"{MIXER}, "automation": [{lanes}]"#));
    (said, song.automation.into_iter().map(|lane| lane.target).collect())
}

fn lane(target: &str) -> String {
    format!(r#"{{"target": {target}, "points": [{{"at": 0, "value": 1}}]}}"#)
}

#[test]
fn every_target_that_is_there_is_kept() {
    let lanes = [
        r#"{"type": "gain", "track": "a"}"#,
        r#"{"type": "pan", "track": "master"}"#,
        r#"{"type": "mute", "track": "b"}"#,
        r#"{"type": "send", "track": "a", "to": "b"}"#,
        r#"{"type": "masterVolume"}"#,
        r#"{"type": "effect", "track": "a", "effect": 0, "parameter": "wet"}"#,
        r#"{"type": "effect", "track": "a", "effect": "f", "parameter": "drive"}"#,
        r#"{"type": "instrument", "instrument": "i", "control": "pitchBend"}"#,
        r#"{"type": "tempo"}"#,
    ]
    .map(lane);
    let (said, targets) = left(&lanes.join(", "));
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(targets.len(), 9);
    assert_eq!(
        targets[6],
        Target::Effect {
            track: "a".into(),
            effect: Insert::Id("f".into()),
            parameter: "drive".into()
        }
    );
    assert_eq!(
        targets[7],
        Target::Instrument { instrument: "i".into(), control: Control::PitchBend }
    );
}

#[test]
fn a_lane_of_what_is_not_there_is_dropped() {
    let lanes = [
        r#"{"type": "gain", "track": "x"}"#,
        r#"{"type": "send", "track": "a", "to": "a"}"#,
        r#"{"type": "effect", "track": "b", "effect": 0, "parameter": "wet"}"#,
        r#"{"type": "effect", "track": "a", "effect": 0, "parameter": "wetness"}"#,
        r#"{"type": "instrument", "instrument": "x", "control": "pan"}"#,
    ]
    .map(lane);
    let (said, targets) = left(&lanes.join(", "));
    assert_eq!(targets, []);
    assert_eq!(said.len(), 5);
    for (i, said) in said.iter().enumerate() {
        assert!(said.starts_with(&format!("warning lane-of-nothing: automation[{i}].target")));
    }
}

#[test]
fn of_two_lanes_for_one_parameter_the_first_counts() {
    let by = |effect: &str| {
        lane(&format!(
            r#"{{"type": "effect", "track": "a", "effect": {effect}, "parameter": "wet"}}"#
        ))
    };
    let (said, targets) = left(&format!("{}, {}", by("0"), by(r#""f""#)));
    assert_eq!(targets.len(), 1);
    assert!(said[0].starts_with("warning lane-doubled: automation[1].target"), "{said:?}");
}

#[test]
fn points_are_put_into_range_and_order() {
    let (said, song) = mended(&format!(
        r#"{MIXER}, "automation": [{{"target": {{"type": "pan", "track": "a"}}, "points":
            [{{"at": 4, "value": 9}}, {{"at": -1, "value": 0.5, "curve": "easeIn"}}]}},
            {{"target": {{"type": "gain", "track": "a"}}, "points": []}}]"#
    ));
    assert_eq!(said.len(), 4, "{said:?}");
    let points = &song.automation[0].points;
    assert_eq!((points[0].at.0, points[0].value, points[0].curve), (0.0, 0.5, Curve::EaseIn));
    assert_eq!((points[1].at.0, points[1].value), (4.0, 1.0));
    assert_eq!(song.automation.len(), 1);
}

#[test]
fn tempo_moves_in_lanes_of_the_song_only() {
    let (said, song) = mended(&format!(
        r#""patterns": [{{"id": "p", "automation": [{}]}}]"#,
        lane(r#"{"type": "tempo"}"#)
    ));
    assert!(said[0].starts_with("warning lane-of-pattern-tempo"), "{said:?}");
    assert_eq!(song.patterns[0].automation, []);
}
