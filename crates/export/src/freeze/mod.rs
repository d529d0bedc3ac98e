//! Freezing: what a pattern sounds like becomes recordings, and a song that plays them instead.
//!
//! A recording is taken where instruments enter their mixer track, with their own effects, ahead
//! of the track's: so faders, inserts, sends and side chains go on working, and the song sounds the
//! same. There is one recording a mixer track where all that the track plays is frozen; else one
//! an instrument. A recording is cut where it is silent, and what comes again is kept once.
//!
//! ```text
//! separate  which instruments' parts can be taken out: their voices are the same without the rest
//! units     which of them share a recording
//! render    the song once, tapped ahead of the tracks
//! pieces    cut at silence, written
//! song      in the place of each unit a sampler, in the place of the pattern its notes
//! ```
//!
//! With recordings in 32-bit float the samples are the same, bit for bit, where each unit is an
//! instrument's whole, is the first thing its track sums or is summed in one piece, and its own
//! effects are not late. Where they are not (an instrument that plays other patterns too, more
//! than eight voices behind another instrument) sums are made in another order, which differs by
//! rounding, far below -120 dB; a diagnostic says so. Of instruments with effects of their own the
//! natural end may lie elsewhere, within what rings below -90 dBFS. `--gain auto` counts
//! instruments, of which there are others then.

mod pieces;
mod separate;
mod song;
mod units;

use crate::error::Error;
use pieces::Cutter;
use rebounce::{Assets, Gain, Group, Length, Options, Render, Tail, Tap, Timeline};
use rebounce_song::{Diagnostic, Song, check};
use separate::separate;
use units::units;

pub use pieces::Piece;

/// What is frozen, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Id of the pattern.
    pub pattern: String,
    /// What stands before a recording's name in the song: the folder it will be in, such as
    /// `night-frozen/`. Default nothing.
    pub folder: String,
    /// 16, 24 or 32 (float, default) bits of a recording.
    pub bits: u16,
}

impl Freeze {
    /// A pattern, in 32-bit float.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), folder: String::new(), bits: 32 }
    }
}

/// A song in which a pattern is frozen.
#[derive(Clone, Debug, PartialEq)]
pub struct Frozen {
    /// It plays the recordings; to be rendered at the sample rate they were made at.
    pub song: Song,
    /// Names of the recordings, as they were written.
    pub recordings: Vec<String>,
    /// What was left as it is and why, and where rounding differs.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is handed out while a song is frozen.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A window was rendered: position and length tell how far it is.
    Window(&'a Render),
    /// A recording is complete, and is to be kept.
    Piece(&'a Piece),
}

/// Freezes a pattern. `options` say sample rate, threads and the like; the tempo, the part, the
/// length and the gain are the song's own. `on` gets each recording as soon as it is complete, and
/// ends it by an error ([`Error::Cancelled`]); memory is that of the longest sound without a pause.
///
/// # Errors
/// [`Error::NoPattern`], [`Error::NothingToFreeze`], [`Error::Render`], and what `on` gives.
pub fn freeze(
    song: &Song,
    wanted: &Freeze,
    assets: &dyn Assets,
    options: &Options,
    on: &mut dyn FnMut(Progress<'_>) -> Result<(), Error>,
) -> Result<Frozen, Error> {
    let song = explicit(song, wanted, options)?;
    let mut options = options.clone();
    (options.tempo, options.from, options.to) = (None, rebounce_song::Beats(0.0), None);
    (options.length, options.tail) = (Length::Natural, Tail::Natural);
    (options.stems, options.groups) = (false, Vec::new());

    let mut separated = separate(&song, &wanted.pattern, assets, &options)?;
    let units = units(&song, &separated);
    options.gain = Gain::Predictive;
    let whole = Render::new(&song, assets, &options)?;
    let (peak, length) = (whole.predicted_peak(), whole.length());
    units::say(&units, &whole, &mut separated.diagnostics);
    drop(whole);

    options.gain = Gain::Off;
    options.fade = false;
    options.length = Length::Frames(length);
    options.groups = units
        .iter()
        .map(|unit| Group {
            id: unit.name.clone(),
            name: unit.name.clone(),
            instruments: unit.instruments.clone(),
            clips: false,
            tap: Tap::Track,
        })
        .collect();
    let mut render = Render::new(&separated.recorded, assets, &options)?;
    let stereo: Vec<bool> = render.stems().iter().map(|stem| stem.stereo).collect();
    let mut cutters: Vec<Cutter> = units
        .iter()
        .zip(stereo)
        .map(|(unit, stereo)| Cutter::new(unit, stereo, options.sample_rate, wanted.bits))
        .collect();
    let mut recordings = Vec::new();
    let mut keep = |piece: &Piece, on: &mut dyn FnMut(Progress<'_>) -> Result<(), Error>| {
        recordings.push(piece.name.clone());
        on(Progress::Piece(piece))
    };
    while let Some(window) = render.next_window() {
        for (cutter, stem) in cutters.iter_mut().zip(&window.stems) {
            cutter.push(stem.left, stem.right, &mut |piece| keep(piece, on))?;
        }
        on(Progress::Window(&render))?;
    }
    let mut tracks = Vec::new();
    for cutter in cutters {
        tracks.push(cutter.finish(&mut |piece| keep(piece, on))?);
    }
    let timeline = Timeline::new(&song, options.sample_rate);
    let song = song::song(&separated, wanted, &units, &tracks, &timeline, peak);
    Ok(Frozen { song, recordings, diagnostics: separated.diagnostics })
}

/// The song, legal, with every pattern's length written out, so that taking notes away leaves it.
fn explicit(song: &Song, wanted: &Freeze, options: &Options) -> Result<Song, Error> {
    let mut song = song.clone();
    check::check(&mut song, &options.limits.song)
        .map_err(|error| Error::Render(rebounce::Error::Song(error)))?;
    if !song.patterns.iter().any(|pattern| pattern.id == wanted.pattern) {
        return Err(Error::NoPattern(wanted.pattern.clone()));
    }
    for number in 0..song.patterns.len() {
        let length = song.pattern_length(&song.patterns[number]);
        song.patterns[number].length = Some(length);
    }
    Ok(song)
}
