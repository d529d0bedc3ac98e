//! What the original's samplers do beside playing: time stretch, chops, strings that ring along.

use rebounce_import::{Limits, read};
use rebounce_song::chop::{Chop, Slice, preset};
use rebounce_song::instrument::Sound;
use rebounce_song::sampler::Sampler;
use rebounce_song::{Beats, Semitones};

/// The sampler of these fields, and the codes of what was said.
fn sampler(fields: &str) -> (Sampler, Vec<String>) {
    let text =
        format!(r#"{{"data": {{}}, "instruments": {{"s": {{"type": "sample", {fields}}}}}}}"#);
    let read = read(text.as_bytes(), &Limits::default()).expect("legal JSON");
    let said = read.diagnostics.iter().map(|said| said.code.clone()).collect();
    match read.song.instruments.into_iter().next().map(|it| it.sound) {
        Some(Sound::Sampler(sampler)) => (*sampler, said),
        other => panic!("{other:?} is no sampler"),
    }
}

const SEVERAL: &str = r#""multiSamples": [{"url": "a.wav", "midiNote": 60}]"#;

#[test]
fn time_stretch_is_read() {
    let (read, said) = sampler(r#""url": "a.wav", "timeStretchEnabled": true"#);
    assert!(read.time_stretch && said.is_empty(), "{said:?}");
    assert!(!sampler(r#""url": "a.wav""#).0.time_stretch);
}

#[test]
fn strings_ring_along_with_several_recordings_unless_told_not_to() {
    let gain = |fields: &str| sampler(fields).0.sympathetic_resonance;
    assert_eq!(gain(SEVERAL), 0.08);
    assert_eq!(gain(&format!(r#"{SEVERAL}, "sympatheticResonanceGain": 0.2"#)), 0.2);
    assert_eq!(gain(&format!(r#"{SEVERAL}, "sympatheticResonanceEnabled": false"#)), 0.0);
    assert_eq!(gain(r#""url": "a.wav""#), 0.0);
    assert_eq!(gain(r#""url": "a.wav", "sympatheticResonanceEnabled": true"#), 0.08);
}

#[test]
fn a_chop_is_read_in_steps() {
    let (read, said) = sampler(
        r#""url": "a.wav", "sampleChopMode": "chop", "sampleChop": {"id": "c", "name": "mine",
        "length": 8, "snap": "1/16", "tempo": 140, "loopEnabled": true, "slices": [
        {"id": "1", "startStep": 0, "endStep": 3, "startOffset": 0.1, "endOffset": 0.4},
        {"startStep": 3, "endStep": 12, "pitch": -5, "gain": 1.5, "reverse": true, "loop": true,
         "pan": -0.5},
        {"startStep": 5, "endStep": 5}]}"#,
    );
    assert_eq!(said, ["slice-without-length"]);
    let first = Slice { end: Beats(0.75), from: 0.1, to: 0.4, ..Slice::default() };
    let second = Slice {
        start: Beats(0.75),
        // No longer than the chop.
        end: Beats(2.0),
        pitch: Semitones(-5.0),
        gain: 1.5,
        pan: -0.5,
        reverse: true,
        looped: true,
        ..Slice::default()
    };
    let want = Chop { length: Beats(2.0), looped: true, slices: vec![first, second] };
    assert_eq!(read.chop, Some(want));
}

#[test]
fn a_chop_with_a_name_is_that_of_the_name() {
    for chop in
        [r#""micro-loop""#, r#"{"preset": "micro-loop"}"#, r#"{"name": "Micro Loop", "tempo": 90}"#]
    {
        let fields = format!(r#""url": "a.wav", "sampleChopMode": "chop", "sampleChop": {chop}"#);
        let (read, said) = sampler(&fields);
        assert_eq!((read.chop, said), (preset("micro-loop"), vec![]), "{chop}");
    }
}

#[test]
fn a_chop_that_is_not_played_or_has_no_slices_is_none() {
    let chop = r#""url": "a.wav", "sampleChop": {"slices": [{"startStep": 0, "endStep": 4}]}"#;
    assert_eq!(sampler(chop).0.chop, None);
    let empty = r#""url": "a.wav", "sampleChopMode": "chop", "sampleChop": {"slices": []}"#;
    let (read, said) = sampler(empty);
    assert_eq!((read.chop, said), (None, vec!["no-slices".to_owned()]));
}
