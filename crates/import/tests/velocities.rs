//! Velocities are shares of one or MIDI's, told apart by size.

use rebounce_import::{Limits, read};
use rebounce_song::Severity;

fn velocity(value: &str) -> (f64, Vec<(Severity, String)>) {
    let json = format!(
        r#"{{"instruments": {{"a": {{"type": "vasynth"}}}},
            "data": {{"a": [{{"velocity": {value}}}]}}}}"#
    );
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    let said = read.diagnostics.into_iter().map(|said| (said.severity, said.code)).collect();
    (read.song.patterns[0].parts[0].notes[0].velocity, said)
}

#[test]
fn up_to_one_is_a_share_and_above_is_midi() {
    let table = [
        ("0.25", 0.25),
        ("0.8", 0.8),
        ("1", 1.0),
        ("1.5", 1.5 / 127.0),
        ("2", 2.0 / 127.0),
        ("100", 100.0 / 127.0),
        ("127", 1.0),
        ("null", 1.0),
    ];
    for (value, wanted) in table {
        assert_eq!(velocity(value), (wanted, vec![]), "{value}");
    }
}

#[test]
fn outside_it_is_moved_to_the_end_and_said() {
    for (value, wanted) in [("140", 1.0), ("1e300", 1.0), ("-5", 0.0), ("-0.01", 0.0)] {
        let (got, said) = velocity(value);
        assert_eq!(got, wanted, "{value}");
        assert_eq!(said, [(Severity::Warning, "out-of-range".to_owned())], "{value}");
    }
}

#[test]
fn text_is_read_as_the_number_it_spells() {
    let (got, said) = velocity(r#""90""#);
    assert_eq!(got, 90.0 / 127.0);
    assert_eq!(said, [(Severity::Info, "number-as-text".to_owned())]);
}

#[test]
fn what_is_no_number_leaves_the_default_and_is_said() {
    for value in [r#""loud""#, r#""NaN""#, r#""Infinity""#, r#""1e999""#, "[1]", "true", "{}"] {
        let (got, said) = velocity(value);
        assert_eq!(got, 1.0, "{value}");
        assert_eq!(said, [(Severity::Warning, "not-a-number".to_owned())], "{value}");
    }
}

#[test]
fn a_velocity_of_nothing_is_a_note_without_sound() {
    assert_eq!(velocity("0"), (0.0, vec![(Severity::Info, "silent-note".to_owned())]));
}
