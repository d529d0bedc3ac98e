//! What was written is read again, and what cannot be read is refused with its place.

mod songs;

use rebounce_song::{Song, json};

#[test]
fn a_rich_song_reads_back_equal() {
    let song = songs::rich();
    let text = json::write(&song);
    assert_eq!(json::read(&text).unwrap(), song);
}

#[test]
fn writing_is_stable() {
    let text = json::write(&songs::rich());
    assert_eq!(json::write(&json::read(&text).unwrap()), text);
}

#[test]
fn an_empty_document_is_the_default_song() {
    let song = json::read(r#"{"format": "rebounce-song", "version": 1}"#).unwrap();
    assert_eq!(song, Song::default());
    assert_eq!(json::read(&json::write(&song)).unwrap(), song);
}

#[test]
fn every_bit_of_a_number_survives() {
    let mut song = songs::rich();
    for tempo in [0.1 + 0.2, 1.0 / 3.0, f64::MIN_POSITIVE, f64::MAX, 5e-324, -0.0, 1e15 + 0.3] {
        song.tempo.0 = tempo;
        song.instruments[0].inserts[0].settings.set(0, tempo as f32);
        let read = json::read(&json::write(&song));
        if tempo.abs() > f64::from(f32::MAX) {
            assert!(read.is_err(), "an infinite f32 is written as null, which is refused");
            continue;
        }
        let read = read.unwrap();
        assert_eq!(read.tempo.0.to_bits(), tempo.to_bits());
        let settings = &read.instruments[0].inserts[0].settings;
        assert_eq!(settings.value(0).unwrap().to_bits(), (tempo as f32).to_bits());
    }
}

#[test]
fn notes_are_written_on_one_line_without_what_is_default() {
    let text = json::write(&songs::rich());
    let line = r#"{"start": 0.5, "length": 0.25, "key": 60.0, "velocity": 1.0}"#;
    assert!(text.contains(line), "{text}");
    assert!(text.lines().all(|line| line.len() < 200));
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert!(json::read("\u{feff}{\"format\": \"rebounce-song\", \"version\": 1}").is_ok());
}

/// The message for a text.
fn refusal(text: &str) -> String {
    json::read(text).expect_err("it is refused").to_string()
}

/// The message for a document of the right format with these fields.
fn refusal_of(fields: &str) -> String {
    refusal(&format!(r#"{{"format": "rebounce-song", "version": 1, {fields}}}"#))
}

#[test]
fn another_format_or_version_is_named() {
    assert_eq!(
        refusal(r#"{"version": 1}"#),
        "format: missing, \"rebounce-song\" wanted (this is not a song of Rebounce's format)"
    );
    assert_eq!(
        refusal(r#"{"format": "midi", "version": 1}"#),
        "format: \"midi\" found, \"rebounce-song\" wanted"
    );
    assert_eq!(
        refusal(r#"{"format": "rebounce-song", "version": 2, "newField": 0}"#),
        "version: 2 found, 1 wanted"
    );
}

#[test]
fn what_is_no_json_is_refused_with_line_and_column() {
    assert_eq!(refusal("{\n  \"format\": }"), "the document: expected value at line 2 column 13");
    assert!(refusal("[1]").starts_with("the document: "), "{}", refusal("[1]"));
    assert!(refusal("").starts_with("the document: "), "{}", refusal(""));
    let deep = "[".repeat(10_000);
    for place in ["format", "name", "instruments"] {
        refusal(&format!("{{\"{place}\": {deep}"));
    }
    let sound = format!("\"instruments\": [{{\"id\": \"a\", \"sound\": {{\"type\": {deep}");
    refusal_of(&sound);
    let closed = format!("{deep}{}", "]".repeat(10_000));
    let sound = format!(r#""instruments": [{{"id": "a", "sound": {{"type": {closed}}}}}]"#);
    assert!(refusal_of(&sound).contains("recursion limit"), "{}", refusal_of(&sound));
    let more = refusal(r#"{"format": "rebounce-song", "version": 1} x"#);
    assert!(more.contains("trailing characters"), "{more}");
}

#[test]
fn a_value_of_another_type_is_refused_with_its_place() {
    let note = r#""patterns": [{"parts": [{}, {"notes": [{}, {}, {}, {"velocity": "x"}]}]}]"#;
    assert_eq!(
        refusal_of(note),
        "patterns[0].parts[1].notes[3].velocity: invalid type: string \"x\", expected f64 \
         at line 1 column 109"
    );
    let inner =
        r#""instruments": [{"id": "a", "sound": {"type": "va", "filter": {"cutoff": []}}}]"#;
    let message = refusal_of(inner);
    let wanted = "instruments[0].sound.filter.cutoff: invalid type: sequence, expected f64";
    assert!(message.starts_with(wanted), "{message}");
    let effect =
        r#""mixer": {"tracks": [{"inserts": [{"type": "limiter", "settings": {"ceiling": ""}}]}]}"#;
    let message = refusal_of(effect);
    let wanted =
        "mixer.tracks[0].inserts[0].settings.ceiling: invalid type: string \"\", expected f32";
    assert!(message.starts_with(wanted), "{message}");
}

#[test]
fn unknown_fields_and_kinds_are_refused_everywhere() {
    let cases = [
        (r#""tempoo": 1"#, "the document: unknown field `tempoo`, expected one of `name`"),
        (r#""mixer": {"x": 1}"#, "mixer.x: unknown field `x`"),
        (
            r#""instruments": [{"id": "a", "sound": {"type": "va", "lfo": {"rate": 1}}}]"#,
            "instruments[0].sound.lfo.rate: unknown field `rate`",
        ),
        (
            r#""instruments": [{"id": "a", "sound": {"type": "organ"}}]"#,
            "instruments[0].sound.type: \"organ\" found, one of va, zenith, sampler, drum, soundFont wanted",
        ),
        (
            r#""mixer": {"master": {"inserts": [{"type": "limiter", "bypas": true}]}}"#,
            "mixer.master.inserts[0].bypas: unknown field `bypas`",
        ),
        (
            r#""mixer": {"master": {"inserts": [{"type": "flanger"}]}}"#,
            "mixer.master.inserts[0].type: \"flanger\" found, one of compressor, limiter",
        ),
        (
            r#""arrangement": {"clips": [{"start": 0, "length": 1, "content": {}}]}"#,
            "arrangement.clips[0].content: missing field `type`",
        ),
        (
            r#""arrangement": {"clips": [{"start": 0, "content": {"type": "pattern"}}]}"#,
            "arrangement.clips[0]: missing field `length`",
        ),
    ];
    for (fields, wanted) in cases {
        let message = refusal_of(fields);
        assert!(message.starts_with(wanted), "{message}\nwanted {wanted}");
    }
}
