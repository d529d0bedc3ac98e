//! Songs for the tests.

#![allow(dead_code, reason = "each test file uses what it needs")]

use rebounce_song::check::{Limits, check};
use rebounce_song::{Diagnostic, Song, json};

/// A song that uses every kind of thing there is, all of it legal.
pub(crate) fn rich() -> Song {
    json::read(RICH).unwrap_or_else(|error| panic!("the rich song is well formed: {error}"))
}

pub(crate) const RICH: &str = include_str!("rich.json");

/// A song of Rebounce's format with these fields.
pub(crate) fn song(fields: &str) -> Song {
    let text = format!(r#"{{"format": "rebounce-song", "version": 1, {fields}}}"#);
    json::read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What the check says about a song, one line a finding.
pub(crate) fn said(song: &mut Song) -> Vec<String> {
    let line = |d: Diagnostic| {
        let severity = format!("{:?}", d.severity).to_lowercase();
        format!("{severity} {}: {}: {}; {}; {}", d.code, d.place, d.found, d.wanted, d.action)
    };
    check(song, &Limits::default())
        .expect("nothing is beyond repair")
        .into_iter()
        .map(line)
        .collect()
}

/// What the check says about a song with these fields, and the song it makes of it.
pub(crate) fn mended(fields: &str) -> (Vec<String>, Song) {
    let mut song = song(fields);
    (said(&mut song), song)
}

/// An instrument `i` for songs that need one.
const DRUM: &str = r#""instruments": [{"id": "i", "sound": {"type": "drum"}}]"#;

/// A song with one note of these fields.
pub(crate) fn with_note(note: &str) -> String {
    format!(
        r#"{DRUM}, "patterns": [{{"id": "p", "parts": [{{"instrument": "i", "notes": [{note}]}}]}}]"#
    )
}
