//! Songs for the tests.

#![allow(dead_code, reason = "each test file uses what it needs")]

use rebounce_song::{Song, json};

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
