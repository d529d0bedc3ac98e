//! A place is a path that can be followed into the document, and quotes of it stay short.

use rebounce_import::{Limits, read};

#[test]
fn names_that_are_no_words_are_quoted() {
    let json = r#"{"instruments": {"my \"bass\"": {"type": "synth"}},
        "data": {"my \"bass\"": [{"velocity": 999}]}}"#;
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    let places: Vec<_> = read.diagnostics.iter().map(|said| &*said.place).collect();
    assert!(places.contains(&r#"data["my \"bass\""][0].velocity"#), "{places:?}");
}

#[test]
fn long_names_and_texts_are_cut() {
    let long = "x".repeat(100_000);
    let json = format!(
        r#"{{"{long}": 1, "data": {{"{long}": [{{}}]}}, "instruments": {{"{long}": {{"type": "{long}"}}}},
            "mixerTracks": [{{"id": "a", "output": "{long}", "sends": [{{"busId": "{long}"}}]}}]}}"#
    );
    let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
    assert!(read.diagnostics.len() >= 4);
    for said in &read.diagnostics {
        for text in [&said.place, &said.found, &said.wanted, &said.action] {
            assert!(text.len() < 300, "{} bytes: {said:?}", text.len());
        }
    }
}

#[test]
fn a_slide_finds_the_key_of_the_note_it_leads_to() {
    let json = br#"{"instruments": {"a": {"type": "vasynth"}}, "data": {"a": [
        {"id": "one", "time": 0, "length": 4, "pitch": 60, "slideTo": "two", "slideDuration": 2},
        {"id": "two", "time": 4, "pitch": 67},
        {"time": 8, "pitch": 60, "slideTo": "two", "slideEnabled": false},
        {"time": 12, "length": 1, "pitch": 60, "slideTargetPitch": "E4", "slideDuration": 8}]}}"#;
    let read = read(json, &Limits::default()).expect("legal JSON");
    assert_eq!(read.diagnostics, []);
    let notes = &read.song.patterns[0].parts[0].notes;
    let slides: Vec<_> =
        notes.iter().map(|note| note.slide.map(|slide| (slide.to_key, slide.length.0))).collect();
    // A slide is no longer than its note.
    assert_eq!(slides, [Some((67.0, 0.5)), None, None, Some((64.0, 0.25))]);
}

#[test]
fn of_two_fields_with_one_name_the_later_one_counts() {
    let few = r#"{"data": {}, "bpm": 90, "bpm": 120}"#.to_owned();
    let many: String = (0..40).map(|at| format!(r#""x{at}": 0, "#)).collect();
    let many = format!(r#"{{{many}"bpm": 90, "data": {{}}, "bpm": 120}}"#);
    for json in [few, many] {
        let read = read(json.as_bytes(), &Limits::default()).expect("legal JSON");
        assert_eq!(read.song.tempo.0, 120.0, "{json}");
        let doubled = read.diagnostics.iter().filter(|said| said.code == "doubled-field").count();
        assert_eq!(doubled, 1, "{json}");
    }
}

#[test]
fn of_two_lists_of_notes_for_one_instrument_the_later_one_counts() {
    let json = br#"{"instruments": {"a": {"type": "vasynth"}, "b": {"type": "vasynth"}},
        "data": {"a": [{"pitch": 40}], "b": [{}], "a": [{"pitch": 41}, {"pitch": 42}]}}"#;
    let read = read(json, &Limits::default()).expect("legal JSON");
    let parts = &read.song.patterns[0].parts;
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0].notes[0].key, 41.0);
    assert_eq!(read.diagnostics[0].code, "doubled-field");
}
