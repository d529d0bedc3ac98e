//! Makes a song legal: clamps what is out of range, drops what cannot be, and says so.
//!
//! What is legal is what the types' doc comments say. A song that passed needs no further look at
//! any number or name, and checking it again finds nothing. It does not ask whether recordings
//! exist; that is for whoever loads them.

mod arrangement;
mod automation;
mod chop;
mod effects;
mod findings;
mod ids;
mod instruments;
mod limits;
mod mixer;
mod patterns;
mod place;
mod routing;
mod sampler;
mod timing;
mod va;
mod zenith;

pub use findings::KEPT_PER_CODE;
pub use limits::Limits;

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::song::Song;
use findings::Findings;
use ids::Known;
use place::Place;

/// Makes a song legal, and says what was done to it: one diagnostic a fault, ids first and then in
/// the order of the song, with the place as it was in the song that came in. Of one code
/// [`KEPT_PER_CODE`] are kept, and one more tells how many there were.
///
/// Numbers out of range are clamped, those that are no numbers become their default; duplicate
/// ids are renamed; what refers to nothing is dropped or led to the master.
///
/// ```
/// use rebounce_song::{Song, check};
/// let mut song = Song { tempo: rebounce_song::BeatsPerMinute(0.0), ..Song::default() };
/// let found = check::check(&mut song, &check::Limits::default())?;
/// assert_eq!((found[0].code.as_str(), song.tempo.0), ("tempo-out-of-range", 1.0));
/// # Ok::<(), rebounce_song::Error>(())
/// ```
///
/// # Errors
/// [`Error::Limit`] if there is more of something than `limits` allows, [`Error::Loop`] if the
/// mixer's ways lead in a circle. The song may then be changed in part.
pub fn check(song: &mut Song, limits: &Limits) -> Result<Vec<Diagnostic>, Error> {
    limits::check(song, limits)?;
    let mut findings = Findings::default();
    let known = ids::check(song, &mut findings);
    // A limit that is no number would make ranges that hold nothing.
    let limits = Limits { beats: limits.beats.max(1.0), ..limits.clone() };
    let mut check = Check { known: &known, limits: &limits, findings: &mut findings };
    let root = Place::ROOT;
    timing::check(song, &root, &mut check);
    instruments::check(&mut song.instruments, &root.field("instruments"), &mut check);
    patterns::check(&mut song.patterns, &root.field("patterns"), &mut check);
    arrangement::check(&mut song.arrangement, &root.field("arrangement"), &mut check);
    mixer::check(&mut song.mixer, &root.field("mixer"), &mut check);
    automation::check(song, &root, &mut check);
    routing::check(&song.mixer)?;
    Ok(findings.finish())
}

/// What each part of the check knows, and where it puts what it finds.
struct Check<'a> {
    known: &'a Known,
    limits: &'a Limits,
    findings: &'a mut Findings,
}

/// Keeps the items for which `keep` holds; it is told each item's index before any was dropped.
fn retain_indexed<T>(items: &mut Vec<T>, mut keep: impl FnMut(usize, &mut T) -> bool) {
    let mut index = 0;
    items.retain_mut(|item| {
        index += 1;
        keep(index - 1, item)
    });
}
