//! Rebounce's own format, through the one door that reads it.

use crate::error::Error;
use crate::limits::Limits;
use rebounce_song::Song;

/// The song in a document of Rebounce's own format.
pub(crate) fn song(text: &str, limits: &Limits) -> Result<Song, Error> {
    let song = rebounce_song::json::read(text)?;
    let parts = song.patterns.iter().flat_map(|pattern| &pattern.parts);
    let found: u64 = parts.map(|part| part.notes.len() as u64).sum();
    if found > limits.notes {
        return Err(Error::TooLarge { what: "notes", found, limit: limits.notes });
    }
    Ok(song)
}
