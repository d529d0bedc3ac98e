//! Pitches are MIDI keys or names, in either case, with sharps and flats.

use rebounce_import::{Limits, read};
use rebounce_song::Severity;

fn key(fields: &str) -> (f64, Vec<(Severity, String)>) {
    let json = format!(
        r#"{{"instruments": {{"a": {{"type": "vasynth"}}}}, "data": {{"a": [{{{fields}}}]}}}}"#
    );
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    let said = read.diagnostics.into_iter().map(|said| (said.severity, said.code)).collect();
    (read.song.patterns[0].parts[0].notes[0].key, said)
}

#[test]
fn the_usual_names_and_numbers_are_read_without_a_word() {
    let table = [
        (r#""pitch": "C4""#, 60.0),
        (r#""note": "A4""#, 69.0),
        (r#""pitch": "F#3""#, 54.0),
        (r#""pitch": "Bb2""#, 46.0),
        (r#""pitch": "C-1""#, 0.0),
        (r#""pitch": "G9""#, 127.0),
        (r#""pitch": 64"#, 64.0),
        (r#""pitch": 60.5"#, 60.5),
        (r#""pitch": null, "note": 67"#, 67.0),
        (r#""pitch": null"#, 60.0),
        ("", 60.0),
    ];
    for (fields, wanted) in table {
        assert_eq!(key(fields), (wanted, vec![]), "{fields}");
    }
}

#[test]
fn unusual_names_are_read_and_mentioned() {
    let table = [
        ("c4", 60.0),
        ("bb2", 46.0),
        ("f#3", 54.0),
        ("Cb4", 59.0),
        ("E#4", 65.0),
        ("B#3", 60.0),
        ("Fb4", 64.0),
        ("F♯3", 54.0),
        ("E♭3", 51.0),
        ("C##4", 62.0),
        ("Dbb4", 60.0),
        (" D3 ", 50.0),
    ];
    for (name, wanted) in table {
        let (got, said) = key(&format!(r#""pitch": "{name}""#));
        assert_eq!(got, wanted, "{name}");
        let quiet = name.trim() != name;
        let spelled = [(Severity::Info, "pitch-spelled".to_owned())];
        assert!(said == spelled || (quiet && said.is_empty()), "{name}: {said:?}");
    }
    let (got, said) = key(r#""pitch": "64""#);
    assert_eq!((got, said), (64.0, vec![(Severity::Info, "number-as-text".to_owned())]));
}

#[test]
fn what_is_no_pitch_is_middle_c_and_said() {
    for name in ["H4", "C", "4", "C#b4", "C###4", "C4x", "C--1", "C1000", "", "NaN"] {
        let (got, said) = key(&format!(r#""pitch": "{name}""#));
        if name == "4" {
            assert_eq!(got, 4.0, "a number in quotes is a number");
            continue;
        }
        assert_eq!(got, 60.0, "{name}");
        assert_eq!(said, [(Severity::Warning, "unknown-pitch".to_owned())], "{name}");
    }
}

#[test]
fn keys_outside_midi_are_moved_to_its_ends_and_said() {
    for (value, wanted) in [("200", 127.0), ("-1", 0.0), (r#""C11""#, 127.0), (r#""C-2""#, 0.0)] {
        let (got, said) = key(&format!(r#""pitch": {value}"#));
        assert_eq!(got, wanted, "{value}");
        assert_eq!(said, [(Severity::Warning, "out-of-range".to_owned())], "{value}");
    }
}
