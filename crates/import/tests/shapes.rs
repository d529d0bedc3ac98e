//! Each shape of document is known by its content and read into the same song.

use rebounce_import::{Error, Kind, Limits, Read, read};
use rebounce_song::Severity;
use rebounce_song::arrangement::ClipContent;

fn ok(json: &[u8]) -> Read {
    read(json, &Limits::default()).expect("a legal document")
}

fn problems(read: &Read) -> Vec<String> {
    let said = read.diagnostics.iter().filter(|said| said.severity > Severity::Info);
    said.map(|said| format!("{} at {}: {}", said.code, said.place, said.found)).collect()
}

#[test]
fn a_bare_pattern_is_read_without_a_complaint() {
    let read = ok(include_bytes!("fixtures/pattern.json"));
    assert_eq!(read.kind, Kind::Pattern);
    assert_eq!(problems(&read), Vec::<String>::new());
    let song = &read.song;
    assert_eq!(song.tempo.0, 100.0);
    assert_eq!(song.name, "Small");
    assert_eq!(song.patterns[0].length.expect("a length").0, 8.0);
    let parts: Vec<_> = song.patterns[0].parts.iter().map(|part| &*part.instrument).collect();
    assert_eq!(parts, ["kick", "bass"]);
    assert_eq!(song.instruments[1].output, "t-bass");
    assert_eq!(song.mixer.tracks.len(), 3);
    assert_eq!(song.mixer.tracks[1].sends[0].to, "bus-1");
    assert_eq!(song.mixer.master.inserts.len(), 1);
}

#[test]
fn a_pattern_without_a_tempo_plays_at_140() {
    assert_eq!(ok(br#"{"data": {}}"#).song.tempo.0, 140.0);
}

#[test]
fn the_transport_of_a_wrapper_has_the_last_word_on_tempo() {
    let json = br#"{"transport": {"bpm": 90}, "patternData": {"bpm": 120, "data": {}}}"#;
    let read = ok(json);
    assert_eq!(read.kind, Kind::Wrapper);
    assert_eq!(read.song.tempo.0, 90.0);
}

#[test]
fn the_options_of_a_wrapper_are_handed_on() {
    let read = ok(br#"{"options": {"sampleRate": "48000", "quality": "STUDIO", "bitDepth": 24,
        "includeEffects": false, "fadeOut": true, "normalize": true, "startTime": 4, "endTime": 8,
        "length": 1000, "bpm": 99}, "patternData": {"data": {}}}"#);
    let options = read.options;
    // What is said for itself counts more than what a quality implies.
    assert_eq!(options.sample_rate, Some(48_000));
    assert_eq!(options.bit_depth, Some(24));
    assert_eq!(options.effects, Some(false));
    assert_eq!(options.fade, Some(true));
    assert_eq!(options.normalize, Some(true));
    assert_eq!(options.from.map(|beats| beats.0), Some(4.0));
    assert_eq!(options.to.map(|beats| beats.0), Some(8.0));
    assert_eq!(options.frames, Some(1000));
    assert_eq!(options.tempo.map(|bpm| bpm.0), Some(99.0));
}

#[test]
fn a_sequence_places_its_patterns_and_shares_those_that_are_equal() {
    let read = ok(include_bytes!("fixtures/sequence.json"));
    assert_eq!(read.kind, Kind::Arrangement);
    assert_eq!(problems(&read), Vec::<String>::new());
    let song = &read.song;
    let patterns: Vec<_> = song.patterns.iter().map(|pattern| &*pattern.id).collect();
    assert_eq!(patterns, ["p", "p (2)"]);
    let clips = song.arrangement.clips.iter().map(|clip| match &clip.content {
        ClipContent::Pattern(content) => (clip.start.0, clip.length.0, &*content.pattern),
        ClipContent::Audio(_) => panic!("an audio clip"),
    });
    // The last one has no duration: the pattern's own bars.
    assert_eq!(clips.collect::<Vec<_>>(), [(0.0, 4.0, "p"), (4.0, 4.0, "p"), (8.0, 4.0, "p (2)")]);
    assert_eq!(song.instruments.len(), 1);
}

#[test]
fn of_two_instruments_with_one_id_in_a_sequence_the_first_counts() {
    let entry = |preset: &str| {
        format!(
            r#"{{"patternData": {{"data": {{}}, "bpm": 90, "instruments": {{"a":
                {{"type": "vasynth", "presetName": "{preset}"}}}}}}, "duration": 4}}"#
        )
    };
    let json = format!("[{}, {}]", entry("Bass"), entry("Pluck"));
    let read = ok(json.as_bytes());
    assert_eq!(read.song.tempo.0, 90.0, "the first tempo there is");
    assert_eq!(read.song.instruments.len(), 1);
    let place = "[1].patternData.instruments.a";
    assert_eq!(problems(&read).len(), 1);
    assert!(problems(&read)[0].starts_with(&format!("doubled-id at {place}")));
}

#[test]
fn a_workspace_stands_in_for_an_arrangement_without_clips() {
    let read = ok(br#"{"instruments": [{"id": "a", "type": "synth"}],
        "patterns": [{"id": "p", "data": {"a": [{"time": 0}]}}],
        "arrangement": {"clips": []}, "workspace": {"activeArrangementId": "two", "arrangements": [
            {"id": "one", "clips": [{"patternId": "p", "startTime": 1, "duration": 4}]},
            {"id": "two", "tempo": 77, "clips": [{"patternId": "p", "startTime": 2, "duration": 4}]}
        ]}}"#);
    assert_eq!(read.song.arrangement.clips[0].start.0, 2.0);
    assert_eq!(read.song.tempo.0, 77.0);
    let said: Vec<_> = read.diagnostics.iter().map(|said| &*said.code).collect();
    assert!(said.contains(&"second-arrangement"), "{said:?}");
}

#[test]
fn an_instrument_of_a_project_without_a_track_finds_the_one_of_its_name() {
    let read = ok(br#"{"patterns": [], "instruments": [
        {"id": "a", "name": "Kick", "type": "synth", "mixerTrackId": "master"},
        {"id": "b", "name": "Snare", "type": "synth"}],
        "mixer": {"tracks": [{"id": "t-1", "name": "Kick"}]}}"#);
    let outputs: Vec<_> = read.song.instruments.iter().map(|one| &*one.output).collect();
    assert_eq!(outputs, ["t-1", "master"]);
}

#[test]
fn a_project_is_read_with_its_arrangement() {
    let read = ok(include_bytes!("fixtures/project.json"));
    assert_eq!(read.kind, Kind::Project);
    assert_eq!(problems(&read), Vec::<String>::new());
    let song = &read.song;
    assert_eq!(song.tempo.0, 96.0);
    assert_eq!((song.time_signature.beats, song.time_signature.unit), (3, 4));
    let patterns: Vec<_> = song.patterns.iter().map(|pattern| &*pattern.id).collect();
    assert_eq!(patterns, ["verse", "intro"], "in the project's own order");
    let clips = &song.arrangement.clips;
    let ClipContent::Pattern(first) = &clips[0].content else { panic!("a pattern first") };
    assert_eq!(first.loops, None, "one turn in a longer clip means that the clip is filled");
    assert_eq!(first.offset.0, 2.0);
    let ClipContent::Pattern(second) = &clips[1].content else { panic!("a pattern second") };
    assert_eq!(second.loops, Some(3));
    let ClipContent::Audio(audio) = &clips[2].content else { panic!("audio third") };
    assert_eq!(audio.recording, "rain.wav", "found in the list of assets");
    assert_eq!(audio.output, "t-2");
    assert_eq!(audio.gain.0, -9.0);
    assert!(song.arrangement.tracks[1].muted);
    // -6.0206 dB is half.
    assert!((song.mixer.tracks[0].gain - 0.5).abs() < 1e-6);
    assert_eq!(song.arrangement.markers[0].name, "Start");
}

#[test]
fn a_project_without_clips_begins_with_the_active_pattern() {
    let read = ok(br#"{"patterns": [{"id": "a", "data": {}}, {"id": "b", "data": {}}],
        "active_pattern_id": "b"}"#);
    assert_eq!(read.song.patterns[0].id, "b");
}

#[test]
fn other_documents_are_refused_with_what_was_wanted() {
    for json in ["{}", "3", "null", r#"{"a": 1}"#, "[1]", r#""text""#, r#"[{"time": 0}]"#] {
        let error = read(json.as_bytes(), &Limits::default()).expect_err(json);
        assert!(matches!(error, Error::Shape { .. }), "{json}: {error}");
        assert!(error.to_string().contains("wanted a pattern"), "{error}");
    }
}
