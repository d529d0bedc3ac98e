//! Rebounce's own song format: JSON with a `format` and a `version` around the song's fields.
//! Reading refuses what it does not understand and says where it stands; whether what was
//! understood is legal, and which references hold, is the check's business.

#[cfg(feature = "lines")]
mod document;
mod pretty;
mod schema;
mod tagged;
mod tracked;

pub use schema::schema;

pub(crate) use tagged::{Fault, fields};

use crate::error::Error;
use crate::song::Song;
use serde::{Deserialize, Serialize};

/// What stands in a song's `format`.
pub const FORMAT: &str = "rebounce-song";

/// The version this library writes, and the only one it reads.
pub const VERSION: u32 = 1;

/// Reads a song. Missing fields have their defaults; the caller bounds the text's size, nesting is
/// bounded at 128.
///
/// ```
/// let song = rebounce_song::json::read(r#"{"format": "rebounce-song", "version": 1, "tempo": 96}"#)?;
/// assert_eq!(song.tempo.0, 96.0);
/// # Ok::<(), rebounce_song::Error>(())
/// ```
///
/// # Errors
/// [`Error::Format`] if the text is not JSON, not of this format or version, names an unknown
/// field or holds a value of another type, with the path to it.
pub fn read(text: &str) -> Result<Song, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_header(text)?;
    body(text)
}

/// The song, read while the text is parsed, so that a fault knows its line and column.
#[cfg(feature = "lines")]
fn body(text: &str) -> Result<Song, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let song = document::Body::read(&mut deserializer)
        .map_err(|error| format_error(&error.path().to_string(), error.inner().to_string()))?;
    deserializer.end().map_err(|error| fault("after the song", &error))?;
    Ok(song)
}

/// The song, read from the parsed text: a fault knows its place, but not its line.
#[cfg(not(feature = "lines"))]
fn body(text: &str) -> Result<Song, Error> {
    let mut fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| fault("the document", &error))?;
    for header in ["format", "version"] {
        fields.shift_remove(header);
    }
    tagged::fields(fields).map_err(|fault| {
        let path = fault.path.strip_prefix('.').unwrap_or(&fault.path);
        format_error(if path.is_empty() { "." } else { path }, fault.message)
    })
}

/// Writes a song: equal songs as equal text, every field but those that are none or empty by
/// default, short objects on one line, a line feed at the end.
///
/// Reading it gives an equal song. Only a number that is no number (which a checked song cannot
/// hold) is written as `null` and refused by [`read`].
#[must_use]
pub fn write(song: &Song) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        format: &'static str,
        version: u32,
        #[serde(flatten)]
        song: &'a Song,
    }
    let document = Document { format: FORMAT, version: VERSION, song };
    let compact = serde_json::to_string(&document)
        .expect("a song has only string keys, and a string takes whatever is written");
    pretty::pretty(&compact)
}

/// Refuses a document of another format or version before its fields are looked at, because
/// their faults would only be consequences.
fn check_header(text: &str) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Header {
        format: Option<serde_json::Value>,
        version: Option<serde_json::Value>,
    }
    let header: Header =
        serde_json::from_str(text).map_err(|error| fault("the document", &error))?;
    expect("format", header.format, &FORMAT.into())?;
    expect("version", header.version, &VERSION.into())
}

fn expect(
    place: &str,
    found: Option<serde_json::Value>,
    wanted: &serde_json::Value,
) -> Result<(), Error> {
    let message = match found {
        Some(found) if found == *wanted => return Ok(()),
        Some(found) => format!("{found} found, {wanted} wanted"),
        None => format!("missing, {wanted} wanted (this is not a song of Rebounce's format)"),
    };
    Err(Error::Format { place: place.to_owned(), message })
}

fn fault(place: &str, error: &serde_json::Error) -> Error {
    Error::Format { place: place.to_owned(), message: error.to_string() }
}

/// A message that starts like a path goes on with the place: see [`tagged`].
fn format_error(outer: &str, message: String) -> Error {
    let inner = message
        .starts_with(['.', '['])
        .then(|| message.split_once(": "))
        .flatten()
        .map(|(rest, message)| (format!("{outer}{rest}"), message.to_owned()));
    let (place, message) = inner.unwrap_or((outer.to_owned(), message));
    let place = if place == "." { "the document".to_owned() } else { place };
    Error::Format { place, message }
}
