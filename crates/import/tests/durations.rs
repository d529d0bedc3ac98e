//! Every way to say how long a note is, and what cannot be one.

use rebounce_import::{Limits, read};
use rebounce_song::Severity;

/// The length in beats of a note whose `length` or `duration` is this JSON, at 120 BPM, and the
/// severities and codes of what is said about it.
fn length(field: &str, value: &str) -> (f64, Vec<(Severity, String)>) {
    let json = format!(
        r#"{{"bpm": 120, "instruments": {{"a": {{"type": "vasynth"}}}},
            "data": {{"a": [{{"{field}": {value}}}]}}}}"#
    );
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    let said = read.diagnostics.into_iter().map(|said| (said.severity, said.code)).collect();
    (read.song.patterns[0].parts[0].notes[0].length.0, said)
}

#[test]
fn every_duration_that_is_understood_has_its_beats() {
    // Fact sheet 2.2: the table of the original, and what its live parser adds.
    let table = [
        ("1", 0.25),
        ("2.5", 0.625),
        (r#""1n""#, 4.0),
        (r#""2n""#, 2.0),
        (r#""4n""#, 1.0),
        (r#""8n""#, 0.5),
        (r#""16n""#, 0.25),
        (r#""32n""#, 0.125),
        (r#""4*16n""#, 1.0),
        (r#""3*8n""#, 1.5),
        (r#""8n.""#, 0.75),
        (r#""8d""#, 0.75),
        (r#""4t""#, 2.0 / 3.0),
        (r#""8T""#, 1.0 / 3.0),
        (r#""0.5m""#, 2.0),
        (r#""1:2:0""#, 6.0),
        (r#""0:1:0""#, 1.0),
        (r#""0:0:3""#, 0.75),
        (r#""1:1""#, 5.0),
        // 120 beats a minute are two a second.
        (r#""300ms""#, 0.6),
        (r#""0.5s""#, 1.0),
        (r#""4hz""#, 0.5),
        (r#""trigger""#, 0.025),
        (r#""1/8""#, 0.5),
        (r#""1/8.""#, 0.75),
        (r#""1/4t""#, 2.0 / 3.0),
        (r#""4n + 8n""#, 1.5),
        (r#"" 4n ""#, 1.0),
        (r#""2""#, 0.5),
        (r#"{"value": 4}"#, 1.0),
    ];
    for (value, beats) in table {
        for field in ["length", "duration"] {
            let (length, said) = length(field, value);
            // Sums and quotients of a few terms: a few units in the last place.
            assert!((length - beats).abs() < 1e-12, "{value}: {length} beats, not {beats}");
            assert!(said.iter().all(|said| said.0 == Severity::Info), "{value}: {said:?}");
        }
    }
}

#[test]
fn what_the_original_reads_too_is_read_without_a_word() {
    for value in ["1", "0.75", r#""8n""#, r#""3*8n""#] {
        assert_eq!(length("length", value).1, [], "{value}");
    }
}

#[test]
fn what_is_no_duration_is_a_step_and_said() {
    let table = [
        (r#""soon""#, "unknown-length"),
        (r#""n""#, "unknown-length"),
        (r#""8x""#, "unknown-length"),
        (r#""1:2:3:4""#, "unknown-length"),
        (r#""0n""#, "unknown-length"),
        (r#""0hz""#, "unknown-length"),
        (r#""NaN""#, "unknown-length"),
        (r#""Infinity""#, "unknown-length"),
        (r#""1e999""#, "unknown-length"),
        (r#""1e300*1e300n""#, "unknown-length"),
        (r#""""#, "unknown-length"),
        ("0", "length-not-positive"),
        ("-3", "length-not-positive"),
        (r#""-8n""#, "length-not-positive"),
        ("[]", "not-a-number"),
        ("true", "not-a-number"),
    ];
    for (value, code) in table {
        let (length, said) = length("length", value);
        assert_eq!(length, 0.25, "{value}");
        let codes: Vec<_> = said.iter().filter(|said| said.0 == Severity::Warning).collect();
        assert!(codes.iter().any(|said| said.1 == code), "{value}: {said:?}");
    }
}

#[test]
fn a_length_beyond_all_music_is_held_at_a_million_beats() {
    let (length, said) = length("length", "1e300");
    assert_eq!(length, 1e6);
    assert_eq!(said, [(Severity::Warning, "out-of-range".to_owned())]);
}

#[test]
fn no_length_is_a_step_without_a_word() {
    assert_eq!(length("color", "0"), (0.25, vec![]));
    assert_eq!(length("length", "null"), (0.25, vec![]));
}
