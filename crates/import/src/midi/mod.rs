//! Standard MIDI Files, bare or in RIFF (RMID), read into a song: one mixer track a channel, one
//! instrument for each program a channel plays and for each drum, one pattern with all notes.
//!
//! ```text
//! bytes -> events (one line of time) -> clock (ticks to beats) -> stage (what channels do)
//!       -> song (tracks, instruments, lanes)
//! ```
//!
//! The sounds are presets of the SoundFonts that are given, and where there is none those of
//! `rebounce_song::preset::general_midi`. Pedals, portamento and mono mode are
//! resolved into the notes; volume, expression, pan and sends become lanes of the mixer track,
//! bend, wheel and pressure lanes of the instruments.

mod channel;
mod clock;
mod controllers;
mod events;
mod lanes;
mod notes;
mod song;
mod stage;
mod system;
mod text;

use crate::error::Error;
use crate::fonts::Fonts;
use crate::report::Report;
use rebounce_song::{Diagnostic, Severity, Song};
use std::sync::Arc;

/// Whether the bytes begin as a MIDI file does.
pub(crate) fn is_midi(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MThd") || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"RMID"))
}

/// Reads a MIDI file.
///
/// # Errors
/// [`Error::Midi`] if it has no header that can be read.
pub(crate) fn song(bytes: &[u8], fonts: &Fonts, report: &mut Report) -> Result<Song, Error> {
    let file = events::events(bytes, report)?;
    let clock = clock::clock(&file, report);
    let played = stage::play(&file, &clock, &Arc::new(fonts.clone()), report);
    Ok(song::song(&file, &clock, played, fonts, report))
}

/// Says something about a place in the file, once for each `subject`.
fn warn(
    report: &mut Report,
    code: &'static str,
    place: &str,
    found: String,
    wanted: &str,
    action: &str,
) {
    report.fold(code, Severity::Warning, found.clone(), || {
        Diagnostic::new(Severity::Warning, code, place, found, wanted, action)
    });
}
