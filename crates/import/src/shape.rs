//! Which shape a document has, told by its content.

use crate::error::Error;
use crate::json::Json;
use crate::node::Node;
use crate::object::Object;

/// The shapes of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A bare pattern: `{data, instruments, mixerTracks}`.
    Pattern,
    /// A pattern with the arguments of a render call: `{transport, options, patternData}`.
    Wrapper,
    /// A sequence of patterns: `[{patternData, startTime, duration}]`, bare or in a wrapper.
    Arrangement,
    /// A project file: `{metadata, instruments, patterns, arrangement, mixer}`.
    Project,
    /// Rebounce's own format.
    Song,
    /// A Standard MIDI File.
    Midi,
    /// A song of the Hydrogen drum machine.
    Hydrogen,
}

const WANTED: &str = "a pattern {data, instruments, ...}, a wrapper {transport, options, \
    patternData}, a sequence [{patternData, startTime, duration}], a project {instruments, \
    patterns, ...} or a Rebounce song";

/// The shape of the document.
pub(crate) fn shape(root: &Node<'_>) -> Result<Kind, Error> {
    let refused =
        || Error::Shape { place: root.place(), found: root.found(), wanted: WANTED.to_owned() };
    if let Json::Array(items) = root.value {
        let first = root.items().next();
        let pattern = |item: &Node<'_>| Object::of(item).is_some_and(|o| o.has("patternData"));
        // An empty sequence is a song without sound, as an empty pattern is.
        let known = items.is_empty() || first.is_some_and(|item| pattern(&item));
        return if known { Ok(Kind::Arrangement) } else { Err(refused()) };
    }
    let Some(object) = Object::of(root) else { return Err(refused()) };
    let has = |names: &[&str]| names.iter().any(|name| object.has(name));
    // Whatever else is wrong with a song, its own reader says it best.
    let format = object.raw("format").map(|format| format.plain()).unwrap_or_default();
    if format.starts_with("rebounce") {
        Ok(Kind::Song)
    } else if has(&["sequence"]) || (has(&["patternData"]) && has(&["startTime", "duration"])) {
        Ok(Kind::Arrangement)
    } else if has(&["patternData"]) {
        Ok(Kind::Wrapper)
    } else if has(&["patterns", "arrangement", "metadata", "mixer"]) {
        Ok(Kind::Project)
    } else if has(&["data", "notes", "instruments", "mixerTracks"]) {
        Ok(Kind::Pattern)
    } else {
        Err(refused())
    }
}
