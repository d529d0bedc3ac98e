//! Songs of the Hydrogen drum machine (`.h2song`), read into a song: an instrument and a mixer
//! track for each of the kit's, a pattern for each of the song's, a clip for each that a column
//! plays.
//!
//! Recordings are named `kit/file` and come from wherever the assets find kits. Timing, levels and
//! chance follow Hydrogen 1.2 (docs/sources.md, `hydrogen`); chance comes from a seed, so that a
//! song sounds the same each time. Effects (LADSPA) are told, not played.

mod alone;
mod chance;
mod columns;
mod kit;
mod xml;

use crate::error::Error;
use crate::report::Report;
use rebounce_song::Song;
use xml::Element;

/// Whether the text begins as a Hydrogen song or kit does.
pub(crate) fn is_hydrogen(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let body = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or("", |(_, body)| body.trim_start()),
        None => text,
    };
    ["<song>", "<song ", "<drumkit_info", "<!DOCTYPE"].iter().any(|it| body.starts_with(it))
}

/// Reads a Hydrogen song, or a kit, which becomes a song that plays its instruments in turn.
///
/// # Errors
/// [`Error::Hydrogen`] if it is no XML, has a document type (whose entities could grow without
/// bound), or is no song.
pub(crate) fn song(text: &str, report: &mut Report) -> Result<Song, Error> {
    let document = roxmltree::Document::parse(text)
        .map_err(|error| Error::Hydrogen { message: error.to_string() })?;
    let root = Element::root(&document);
    if root.name() == "drumkit_info" {
        return Ok(alone::alone(&root, report));
    }
    if root.name() != "song" {
        let message = format!("it begins with <{}>, wanted <song> or <drumkit_info>", root.name());
        return Err(Error::Hydrogen { message });
    }
    let mut song = Song { name: root.text("name").to_owned(), ..Song::default() };
    let kit = kit::kit(&root, "", &mut song, report);
    columns::columns(&root, &kit, &mut song, report);
    told(&root, report);
    Ok(song)
}

/// Says what is not played.
fn told(root: &Element<'_, '_>, report: &mut Report) {
    let effects = root.child("ladspa").into_iter().flat_map(|it| it.children("fx"));
    for effect in effects.filter(|effect| effect.is("enabled", false)) {
        let found = format!("the effect {:?}", effect.text("name"));
        effect.warn(report, "effect-not-known", found, "an effect of Rebounce", "left out");
    }
    if root.is("playbackTrackEnabled", false) && !root.text("playbackTrackFilename").is_empty() {
        let found = format!("a playback track, {:?}", root.text("playbackTrackFilename"));
        root.warn(report, "playback-track", found, "patterns", "left out");
    }
}
