//! What cannot be read at all is refused, with what was found and where.

use rebounce_import::{Error, Limits, read};

fn refused(bytes: &[u8]) -> String {
    match read(bytes, &Limits::default()) {
        Ok(read) => panic!("read as {:?}", read.kind),
        Err(error) => error.to_string(),
    }
}

#[test]
fn malformed_json_is_refused_with_its_line_and_column() {
    let table: &[(&str, &str)] = &[
        (
            "{\"data\": {\n  \"a\": [1, 2,, 3]\n}}",
            "line 2, column 14: expected value, found `, 3]`",
        ),
        ("{\"data\": {},\n}", "line 2, column 1: trailing comma, found `}`"),
        ("{\"data\": [1", "line 1, column 11: EOF while parsing a list, found the end"),
        ("", "line 1, column 0: EOF while parsing a value, found the end of the document"),
        ("{\"bpm\": NaN}", "line 1, column 9: expected value, found `NaN}`"),
        ("{\"bpm\": Infinity}", "line 1, column 9: expected value, found `Infinity}`"),
        ("{\"bpm\": 1e999}", "line 1, column 13: number out of range"),
        ("{\"a\": \"b\"} x", "line 1, column 12: trailing characters, found `x`"),
        ("{\"a\": 01}", "line 1, column 8: invalid number, found `1}`"),
    ];
    for (json, wanted) in table {
        let message = refused(json.as_bytes());
        assert!(message.starts_with(wanted), "{json}\n  got    {message}\n  wanted {wanted}");
    }
}

#[test]
fn nesting_without_end_is_refused() {
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        let message = refused(deep.as_bytes());
        assert!(message.contains("recursion limit exceeded"), "{message}");
    }
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let table: &[(&[u8], &str)] = &[
        (b"RIFF\xFF\x00\x00\x00WAVE", "byte 4: a RIFF file"),
        (b"MThd\x00\x00\x00\x06\xFF", "a MIDI file that cannot be read: "),
        (b"{\"a\": \"\xC3\x28\"}", "byte 7: bytes that are not UTF-8"),
        (b"\xFF\xFE{\x00", "byte 0: text in UTF-16"),
    ];
    for (bytes, wanted) in table {
        assert!(refused(bytes).starts_with(wanted), "{}", refused(bytes));
    }
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert!(read(b"\xEF\xBB\xBF{\"data\": {}}", &Limits::default()).is_ok());
}

#[test]
fn too_many_bytes_values_or_notes_are_refused() {
    let json = br#"{"data": {"a": [{}, {}, {}]}, "instruments": {"a": {"type": "synth"}}}"#;
    let mut limits = Limits::default();
    limits.notes = 3;
    assert!(read(json, &limits).is_ok());
    limits.notes = 2;
    let error = read(json, &limits).expect_err("three notes are more than two");
    assert_eq!(error.to_string(), "the document has 3 notes, more than the limit of 2");

    let mut limits = Limits::default();
    limits.bytes = json.len() as u64 - 1;
    let error = read(json, &limits).expect_err("one byte too many");
    assert!(matches!(error, Error::TooLarge { what: "bytes", .. }), "{error}");

    let mut limits = Limits::default();
    limits.values = 5;
    let error = read(json, &limits).expect_err("more than five values");
    assert!(matches!(error, Error::TooLarge { what: "values", .. }), "{error}");
}

#[test]
fn a_song_of_rebounce_is_read_by_its_own_reader() {
    let song = br#"{"format": "rebounce-song", "version": 1, "tempo": 96}"#;
    let got = read(song, &Limits::default()).expect("a legal song");
    assert_eq!(got.kind, rebounce_import::Kind::Song);
    assert_eq!(got.song.tempo.0, 96.0);
    let message = refused(br#"{"format": "rebounce-song", "version": 1, "tempo": "fast"}"#);
    assert!(message.starts_with("tempo"), "{message}");
}

#[test]
fn one_kind_of_fault_is_told_so_often_and_then_counted() {
    let note = |at| format!(r#"{{"time": {at}, "velocity": 999}}"#);
    let notes = (0..5000).map(note).collect::<Vec<_>>().join(",");
    let json =
        format!(r#"{{"data": {{"a": [{notes}]}}, "instruments": {{"a": {{"type": "va"}}}}}}"#);
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    assert_eq!(read.diagnostics.len(), 1001);
    assert_eq!(read.diagnostics[1000].found, "4000 more like these");
    assert_eq!(read.diagnostics[1000].severity, rebounce_song::Severity::Warning);
}
