//! Which parts of a pattern can be taken out of a song: those whose voices, and everyone else's,
//! are the same when the two are played apart. A mono line that runs on from another pattern, a
//! drum that cuts one of another pattern, recordings that take turns: those cannot.

use crate::error::Error;
use rebounce::{Assets, Options, Voiced, voiced};
use rebounce_song::instrument::Sound;
use rebounce_song::{Diagnostic, Id, Instrument, Severity, Song};
use std::collections::BTreeSet;

/// A song taken apart.
#[derive(Clone, Debug)]
pub(super) struct Separated {
    /// What is left: the frozen parts have no notes any more.
    pub(super) rest: Song,
    /// What is recorded: the song, in which frozen instruments play nothing else.
    pub(super) recorded: Song,
    /// Ids of the instruments whose parts are frozen.
    pub(super) frozen: BTreeSet<Id>,
    /// Those of them that play on in other patterns.
    pub(super) shared: BTreeSet<Id>,
    /// By instrument: its voices in the song as it was, and as it is recorded.
    pub(super) before: Vec<Voiced>,
    pub(super) recording: Vec<Voiced>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Takes the pattern's parts out of a legal song.
///
/// # Errors
/// [`Error::NothingToFreeze`], [`Error::Render`].
pub(super) fn separate(
    song: &Song,
    pattern: &str,
    assets: &dyn Assets,
    options: &Options,
) -> Result<Separated, Error> {
    let voices = |song: &Song| Ok::<_, Error>(voiced(song, assets, options)?);
    let before = voices(song)?;
    let heard = |id: &str| before.iter().any(|it| it.instrument == id && it.voices > 0 && it.heard);
    let found = song.patterns.iter().find(|it| it.id == pattern);
    let parts = found.into_iter().flat_map(|pattern| &pattern.parts);
    let playing = parts.filter(|part| !part.notes.is_empty() && heard(&part.instrument));
    let mut frozen: BTreeSet<Id> = playing.map(|part| part.instrument.clone()).collect();
    let mut diagnostics = Vec::new();
    loop {
        if frozen.is_empty() {
            let reason = match diagnostics.is_empty() {
                true => "nothing of it is heard",
                false => "none of its parts can be taken out of the song",
            };
            let (pattern, reason) = (pattern.to_owned(), reason.to_owned());
            return Err(Error::NothingToFreeze { pattern, reason });
        }
        let rest = without(song, &frozen, |id| id == pattern);
        let left = voices(&rest)?;
        let shared: BTreeSet<Id> = left
            .iter()
            .filter(|it| it.voices > 0 && frozen.contains(&it.instrument))
            .map(|it| it.instrument.clone())
            .collect();
        let recorded = without(song, &shared, |id| id != pattern);
        let recording = voices(&recorded)?;
        let stays = stay(song, &frozen, &shared, [&before, &left, &recording]);
        if stays.is_empty() {
            // What the pattern has for an instrument may not be what is heard of it.
            let plays = |id: &Id| recording.iter().any(|it| it.instrument == *id && it.voices > 0);
            if !frozen.iter().all(plays) {
                frozen.retain(plays);
                continue;
            }
            return Ok(Separated {
                rest,
                recorded,
                frozen,
                shared,
                before,
                recording,
                diagnostics,
            });
        }
        for (id, reason) in stays {
            frozen.remove(&id);
            diagnostics.push(Diagnostic::new(
                Severity::Warning,
                "not-frozen",
                format!("patterns[{pattern:?}].parts[{id:?}]"),
                reason,
                "a part that sounds the same by itself",
                "its notes stay in the pattern",
            ));
        }
    }
}

/// The song without the notes that these instruments have in patterns for which `of` holds.
fn without(song: &Song, instruments: &BTreeSet<Id>, of: impl Fn(&str) -> bool) -> Song {
    let mut song = song.clone();
    for pattern in song.patterns.iter_mut().filter(|pattern| of(&pattern.id)) {
        for part in &mut pattern.parts {
            if instruments.contains(&part.instrument) {
                part.notes.clear();
            }
        }
    }
    song
}

/// Whose parts must stay, and why.
fn stay(
    song: &Song,
    frozen: &BTreeSet<Id>,
    shared: &BTreeSet<Id>,
    [before, left, recording]: [&[Voiced]; 3],
) -> Vec<(Id, &'static str)> {
    let mut stays = Vec::new();
    let group = |it: &Instrument| match &it.sound {
        Sound::Sampler(sampler) => sampler.choke_group.clone(),
        _ => None,
    };
    for (number, instrument) in song.instruments.iter().enumerate() {
        let id = &instrument.id;
        let own = frozen.contains(id);
        if shared.contains(id) && instrument.inserts.iter().any(|it| !it.bypass) {
            let reason = "the instrument has effects of its own and plays other patterns too";
            stays.push((id.clone(), reason));
            continue;
        }
        let recorded = if own { recording[number].sum } else { 0 };
        if recorded.wrapping_add(left[number].sum) == before[number].sum {
            continue;
        }
        let reason = "notes of other patterns and its own act on one another";
        if own {
            stays.push((id.clone(), reason));
            continue;
        }
        // Someone else is silenced by what would be frozen.
        let same = |it: &&Instrument| frozen.contains(&it.id) && group(it) == group(instrument);
        stays.extend(song.instruments.iter().filter(same).map(|it| (it.id.clone(), reason)));
    }
    stays
}
