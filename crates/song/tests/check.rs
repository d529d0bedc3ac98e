//! Each kind of fault in numbers and amounts: what is said about it and what is done.

mod songs;

use rebounce_song::check::{KEPT_PER_CODE, Limits, check};
use rebounce_song::instrument::Sound;
use rebounce_song::{Error, Severity, Song};
use songs::{mended, said, with_note};

#[test]
fn a_legal_song_passes_untouched() {
    let mut song = songs::rich();
    assert_eq!(said(&mut song), Vec::<String>::new());
    assert_eq!(song, songs::rich());
}

#[test]
fn a_number_out_of_range_is_clamped() {
    let (said, song) = mended(&with_note(r#"{"velocity": 1.5, "key": -3, "pan": -2}"#));
    assert_eq!(
        said,
        [
            "warning key-out-of-range: patterns[0].parts[0].notes[0].key: -3; 0..=127; set to 0",
            "warning velocity-out-of-range: patterns[0].parts[0].notes[0].velocity: 1.5; 0..=1; set to 1",
            "warning pan-out-of-range: patterns[0].parts[0].notes[0].pan: -2; -1..=1; set to -1",
        ]
    );
    let note = &song.patterns[0].parts[0].notes[0];
    assert_eq!((note.key, note.velocity, note.pan), (0.0, 1.0, -1.0));
}

#[test]
fn what_is_no_number_becomes_the_default() {
    let mut song = Song::default();
    song.tempo.0 = f64::NAN;
    song.mixer.master_volume = f64::INFINITY;
    assert_eq!(
        said(&mut song),
        [
            "warning tempo-out-of-range: tempo: NaN; 1..=999; set to 140",
            "warning master-volume-out-of-range: mixer.masterVolume: inf; 0..=4; set to 0.8",
        ]
    );
    assert_eq!(song, Song::default());
}

#[test]
fn a_note_without_length_is_dropped() {
    let notes = r#"{"length": 0}, {"length": 1}, {"length": -1, "key": 200}"#;
    let (said, song) = mended(&with_note(notes));
    assert_eq!(
        said,
        [
            "warning note-without-length: patterns[0].parts[0].notes[0].length: 0; a length > 0; the note is dropped",
            "warning key-out-of-range: patterns[0].parts[0].notes[2].key: 200; 0..=127; set to 127",
            "warning note-without-length: patterns[0].parts[0].notes[2].length: -1; a length > 0; the note is dropped",
        ]
    );
    assert_eq!(song.patterns[0].parts[0].notes.len(), 1);
}

#[test]
fn bends_are_sorted_and_a_slide_without_length_is_dropped() {
    let note = r#"{"bend": [{"at": 1, "bend": 30}, {"at": 0, "bend": 0}], "slide": {"toKey": 3, "length": 0}}"#;
    let (said, song) = mended(&with_note(note));
    assert_eq!(
        said,
        [
            "warning bend-out-of-range: patterns[0].parts[0].notes[0].bend[0].bend: 30; -24..=24; set to 24",
            "warning bend-not-ascending: patterns[0].parts[0].notes[0].bend: points out of order; points ascending in `at`; sorted",
            "warning slide-dropped: patterns[0].parts[0].notes[0].slide: to key 3 in 0 beats; a key, and a length > 0; the note does not glide",
        ]
    );
    let note = &song.patterns[0].parts[0].notes[0];
    assert_eq!((note.bend[1].bend.0, note.slide), (24.0, None));
}

#[test]
fn a_pattern_of_no_length_has_that_of_its_notes() {
    let (said, song) =
        mended(r#""patterns": [{"id": "p", "length": 0}, {"id": "q", "length": 1e-9}]"#);
    assert_eq!(
        said,
        [
            "warning pattern-length-dropped: patterns[0].length: 0; a length > 0; left to the notes: the whole bars that their starts need",
            "warning length-out-of-range: patterns[1].length: 1e-9; 0.00390625..=1000000; set to 0.00390625",
        ]
    );
    assert_eq!(song.patterns[0].length, None);
}

#[test]
fn tempo_changes_are_sorted_and_the_last_of_a_beat_holds() {
    let (said, song) = mended(
        r#""tempoChanges": [{"at": 8, "tempo": 100}, {"at": 0, "tempo": 90}, {"at": 4, "tempo": 1000}, {"at": 8, "tempo": 120}]"#,
    );
    let changes: Vec<_> = song.tempo_changes.iter().map(|c| (c.at.0, c.tempo.0)).collect();
    assert_eq!(changes, [(4.0, 999.0), (8.0, 120.0)]);
    assert_eq!(
        said,
        [
            "warning tempo-change-dropped: tempoChanges[1].at: 0; a beat > 0 (the tempo from the first beat on is the song's); dropped",
            "warning tempo-out-of-range: tempoChanges[2].tempo: 1000; 1..=999; set to 999",
            "warning tempo-changes-not-ascending: tempoChanges: changes out of order, or several at one beat; changes ascending in `at`; sorted, 1 dropped that a later one overrides",
        ]
    );
}

#[test]
fn swing_and_bars_are_made_legal() {
    let (said, _) = mended(
        r#""swing": {"amount": 1, "subdivision": 0}, "timeSignature": {"beats": 0, "unit": 3}"#,
    );
    assert_eq!(
        said,
        [
            "warning amount-out-of-range: swing.amount: 1; 0..=0.75; set to 0.75",
            "warning subdivision-out-of-range: swing.subdivision: 0; 0.015625..=64; set to 0.015625",
            "warning beats-out-of-range: timeSignature.beats: 0; 1..=64; set to 1",
            "warning unit-out-of-range: timeSignature.unit: 3; 1, 2, 4, 8, 16 or 32; set to 4",
        ]
    );
}

#[test]
fn parameters_of_effects_follow_their_records() {
    let bands = "{},".repeat(32) + r#"{"q": 0}, {}"#;
    let (said, _) = mended(&format!(
        r#""mixer": {{"master": {{"inserts": [
             {{"type": "limiter", "settings": {{"ceiling": 3, "mode": 1.5}}}},
             {{"type": "multiband-eq", "settings": {{"output": 9, "bands": [{bands}]}}}},
             {{"type": "multiband-eq", "settings": {{"bands": [{{"frequency": 1}}]}}}}]}}}}"#
    ));
    assert_eq!(
        said,
        [
            "warning ceiling-out-of-range: mixer.master.inserts[0].settings.ceiling: 3; -10..=0; set to 0",
            "warning mode-not-whole: mixer.master.inserts[0].settings.mode: 1.5; a whole number; set to 2",
            "warning output-out-of-range: mixer.master.inserts[1].settings.output: 9; 0..=2; set to 2",
            "warning too-many-bands: mixer.master.inserts[1].settings.bands: 34 bands; at most 32; the last ones are dropped",
            "warning frequency-out-of-range: mixer.master.inserts[2].settings.bands[0].frequency: 1; 20..=20000; set to 20",
        ]
    );
}

#[test]
fn a_synths_settings_are_made_legal() {
    let slot = r#"{"source": "lfo", "target": "filterCutoff", "amount": 2}"#;
    let slots = vec![slot; 17].join(",");
    let (said, song) = mended(&format!(
        r#""instruments": [{{"id": "i", "sound": {{"type": "va",
             "oscillators": [{{"octave": 3, "phase": 1}}, {{"unisonVoices": 0}}, {{}}],
             "filter": {{"cutoff": 1}}, "amplitudeEnvelope": {{"release": 0}}, "lfo": {{"sync": 0}},
             "modulation": [{slots}]}}}}]"#
    ));
    assert_eq!(
        said[..6],
        [
            "warning octave-out-of-range: instruments[0].sound.oscillators[0].octave: 3; -2..=2; set to 2",
            "warning unison-voices-out-of-range: instruments[0].sound.oscillators[1].unisonVoices: 0; 1..=7; set to 1",
            "warning cutoff-out-of-range: instruments[0].sound.filter.cutoff: 1; 20..=20000; set to 20",
            "warning release-out-of-range: instruments[0].sound.amplitudeEnvelope.release: 0; 0.001..=20; set to 0.001",
            "warning sync-out-of-range: instruments[0].sound.lfo.sync: 0; 0.015625..=64; set to 0.015625",
            "warning too-many-modulations: instruments[0].sound.modulation: 17 slots; at most 16; the last ones are dropped",
        ]
    );
    assert_eq!(said.len(), 6 + 16);
    let Sound::Va(va) = &song.instruments[0].sound else { panic!("it is still a synth") };
    assert_eq!(va.oscillators[0].phase, 0.0, "the end of a cycle is its beginning");
}

#[test]
fn a_samplers_settings_are_made_legal() {
    let (said, song) = mended(
        r#""instruments": [
            {"id": "a", "sound": {"type": "sampler", "start": 0.5, "end": 0.5, "loopStart": 2,
              "zones": [{"recording": "a", "velocityMin": 0.6, "velocityMax": 0.2}],
              "velocityCurve": {"points": [[1, 1], [0, -1]]}}},
            {"id": "b", "sound": {"type": "sampler", "velocityCurve": {"points": []}}},
            {"id": "c", "sound": {"type": "drum", "decay": 0}}]"#,
    );
    assert_eq!(
        said,
        [
            "warning velocities-not-ascending: instruments[0].sound.zones[0].velocityMin: 0.6 above 0.2; velocityMin <= velocityMax; the two are exchanged",
            "warning start-not-before-end: instruments[0].sound.start: 0.5 with an end of 0.5; a start below its end; set to the whole: 0 and 1",
            "warning loop-start-out-of-range: instruments[0].sound.loopStart: 2; 0..=1; set to 1",
            "warning loop-start-not-before-end: instruments[0].sound.loopStart: 1 with an end of 1; a start below its end; set to the whole: 0 and 1",
            "warning points-out-of-range: instruments[0].sound.velocityCurve.points[1][1]: -1; 0..=1; set to 0",
            "warning velocity-curve-not-ascending: instruments[0].sound.velocityCurve.points: points out of order; points ascending in velocity; sorted",
            "warning velocity-curve-not-ascending: instruments[1].sound.velocityCurve.points: no points; points ascending in velocity; linear",
            "warning decay-out-of-range: instruments[2].sound.decay: 0; 0.1..=4; set to 0.1",
        ]
    );
    assert_eq!(said.len(), 8);
    let Sound::Sampler(sampler) = &song.instruments[0].sound else {
        panic!("it is still a sampler")
    };
    assert_eq!((sampler.start, sampler.end), (0.0, 1.0));
}

#[test]
fn of_many_alike_a_hundred_are_told_and_the_rest_counted() {
    let notes = vec![r#"{"velocity": 2}"#; 1000].join(",");
    let mut song = songs::song(&with_note(&notes));
    let found = check(&mut song, &Limits::default()).unwrap();
    assert_eq!(found.len(), KEPT_PER_CODE + 1);
    assert_eq!(found[KEPT_PER_CODE].place, "patterns[0].parts[0].notes[100].velocity");
    assert_eq!(found[KEPT_PER_CODE].found, "this and 899 more of the kind");
    assert!(song.patterns[0].parts[0].notes.iter().all(|note| note.velocity == 1.0));
}

#[test]
fn more_than_the_limit_is_refused() {
    let mut limits = Limits::default();
    limits.notes = 1;
    let mut song = songs::song(&with_note("{}, {}"));
    let error = check(&mut song, &limits).unwrap_err();
    assert!(matches!(error, Error::Limit { what: "notes", found: 2, limit: 1, .. }));
    assert_eq!(
        error.to_string(),
        "patterns: 2 notes: wanted at most 1 (raise the limit on notes, or divide the song)"
    );
    let inserts = vec![r#"{"type": "limiter"}"#; 65].join(",");
    let mut song =
        songs::song(&format!(r#""mixer": {{"tracks": [{{"id": "a", "inserts": [{inserts}]}}]}}"#));
    let message = check(&mut song, &Limits::default()).unwrap_err().to_string();
    assert!(
        message.starts_with("mixer.tracks[0].inserts: 65 effects: wanted at most 64"),
        "{message}"
    );
}

#[test]
fn the_worst_of_a_kind_is_known_by_its_severity() {
    assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
}

#[test]
fn a_chop_is_mended_slice_by_slice() {
    let (said, song) = mended(
        r#""instruments": [{"id": "i", "sound": {"type": "sampler", "sympatheticResonance": 2,
        "chop": {"length": 2, "slices": [{"start": 5, "end": 7}, {"start": 1, "end": 0.5},
        {"from": 0.8, "to": 0.2, "gain": 3}]}}}]"#,
    );
    assert_eq!(
        said,
        [
            "warning sympathetic-resonance-out-of-range: instruments[0].sound.sympatheticResonance: 2; 0..=1; set to 1",
            "warning start-out-of-range: instruments[0].sound.chop.slices[0].start: 5; 0..=1.984375; set to 1.984375",
            "warning end-out-of-range: instruments[0].sound.chop.slices[0].end: 7; 2..=2; set to 2",
            "warning end-out-of-range: instruments[0].sound.chop.slices[1].end: 0.5; 1.015625..=2; set to 1.015625",
            "warning gain-out-of-range: instruments[0].sound.chop.slices[2].gain: 3; 0..=2; set to 2",
            "warning from-not-before-end: instruments[0].sound.chop.slices[2].from: 0.8 with an end of 0.2; a start below its end; set to the whole: 0 and 1",
        ]
    );
    let Sound::Sampler(sampler) = &song.instruments[0].sound else { panic!("it is a sampler") };
    let slices = &sampler.chop.as_ref().expect("there is a chop").slices;
    assert_eq!((slices[0].start.0, slices[0].end.0), (1.984375, 2.0));
    assert_eq!((slices[2].from, slices[2].to), (0.0, 1.0));
}
