//! What others wrote, read into a song: the pattern JSON, arrangements and project files of the
//! browser engine Rebounce replaces, in every spelling, Standard MIDI Files, songs of the
//! Hydrogen drum machine, and Rebounce's own format.
//!
//! Documents are told apart by their content. Whatever is not understood, out of range, replaced
//! or left out becomes a [`Diagnostic`] with its place; only what is no document at all is an
//! [`Error`].
//!
//! ```
//! let json = br#"{"data": {"bass": [{"time": 0, "pitch": "c2", "length": "8n"}]},
//!                 "instruments": {"bass": {"type": "vasynth"}}}"#;
//! let read = rebounce_import::read(json, &rebounce_import::Limits::default())?;
//! assert_eq!(read.kind, rebounce_import::Kind::Pattern);
//! assert_eq!(read.song.patterns[0].parts[0].notes[0].key, 36.0);
//! assert_eq!(read.diagnostics[0].place, "data.bass[0].pitch");
//! # Ok::<(), rebounce_import::Error>(())
//! ```

mod automation;
mod bands;
mod chop;
mod clips;
mod document;
mod effect;
mod error;
mod firsts;
mod fonts;
#[cfg(feature = "hydrogen")]
mod hydrogen;
mod instrument;
mod json;
mod lfo;
mod limits;
mod matrix;
#[cfg(feature = "midi")]
mod midi;
mod mixer;
mod node;
mod note;
mod object;
mod oscillators;
mod own;
mod pattern;
mod pitch;
mod preset;
mod project;
mod recordings;
mod report;
mod routes;
mod sampler;
mod scalar;
mod sends;
mod shape;
mod studio;
mod synth;
mod tempo;
mod time;
mod va;
mod velocity;
mod wanted;
mod zenith;
mod zones;

pub use error::Error;
pub use fonts::{Font, FontPreset, Fonts};
pub use limits::Limits;
pub use shape::Kind;
pub use wanted::Wanted;

use rebounce_song::{Diagnostic, Song};
use std::cell::RefCell;

/// What was read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Read {
    /// The song.
    pub song: Song,
    /// What the document says about how it is to be rendered.
    pub options: Wanted,
    /// Its shape.
    pub kind: Kind,
    /// All that was not as wanted, in the order of finding.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a document.
///
/// # Errors
/// The bytes are not UTF-8, not JSON, of no known shape, or larger than `limits` allow.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Read, Error> {
    read_with(bytes, &Fonts::default(), limits)
}

/// Reads a document; the programs of a MIDI file are played with these SoundFonts, as far as they
/// have them.
///
/// # Errors
/// As [`read`].
pub fn read_with(bytes: &[u8], fonts: &Fonts, limits: &Limits) -> Result<Read, Error> {
    let size = bytes.len() as u64;
    if size > limits.bytes {
        return Err(Error::TooLarge { what: "bytes", found: size, limit: limits.bytes });
    }
    #[cfg(feature = "midi")]
    if midi::is_midi(bytes) {
        return other(Kind::Midi, limits, |report| midi::song(bytes, fonts, report));
    }
    #[cfg(not(feature = "midi"))]
    {
        let _ = fonts;
    }
    let text = json::text(bytes)?;
    #[cfg(feature = "hydrogen")]
    if hydrogen::is_hydrogen(text) {
        return other(Kind::Hydrogen, limits, |report| hydrogen::song(text, report));
    }
    let json = json::parse(text, limits)?;
    let report = RefCell::new(report::Report::new(limits));
    let root = node::Node::root(&json, &report);
    let kind = shape::shape(&root)?;
    let (song, options) = match kind {
        Kind::Pattern => document::bare(&root),
        Kind::Wrapper => document::wrapped(&root),
        Kind::Arrangement => document::sequence(&root),
        Kind::Project => project::project(&root),
        Kind::Song => (own::song(text, limits)?, Wanted::default()),
        Kind::Midi | Kind::Hydrogen => unreachable!("JSON has other shapes"),
    };
    let diagnostics = report.into_inner().finish(limits)?;
    Ok(Read { song, options, kind, diagnostics })
}

/// Reads a document that is no JSON.
#[cfg(any(feature = "hydrogen", feature = "midi"))]
fn other(
    kind: Kind,
    limits: &Limits,
    song: impl FnOnce(&mut report::Report) -> Result<Song, Error>,
) -> Result<Read, Error> {
    let mut report = report::Report::new(limits);
    let song = song(&mut report)?;
    let diagnostics = report.finish(limits)?;
    Ok(Read { song, options: Wanted::default(), kind, diagnostics })
}
