//! The frozen song: samplers in the place of what was recorded, notes in the place of the pattern.

use super::Freeze;
use super::pieces::{Played, Track};
use super::separate::Separated;
use super::units::Unit;
use rebounce::Timeline;
use rebounce_song::arrangement::{ArrangementTrack, Clip, ClipContent, PatternClip};
use rebounce_song::automation::Target;
use rebounce_song::instrument::Sound;
use rebounce_song::pattern::Part;
use rebounce_song::sampler::{Sampler, Zone};
use rebounce_song::{Beats, Id, Instrument, Note, Pattern, Seconds, Song};
use std::collections::BTreeSet;

/// Keys between recordings: they share the range of a sampler.
const KEY: f64 = 1.0 / 64.0;

/// Puts the recordings of `tracks` in the place of the units.
pub(super) fn song(
    separated: &Separated,
    wanted: &Freeze,
    units: &[Unit],
    tracks: &[Track],
    timeline: &Timeline,
    peak: f32,
) -> Song {
    let mut song = separated.rest.clone();
    let mut parts = Vec::new();
    for (unit, track) in units.iter().zip(tracks).filter(|(_, track)| !track.played.is_empty()) {
        let id = place(&mut song, unit, track, wanted);
        parts.push(Part { instrument: id, notes: notes(unit, track, wanted, timeline) });
    }
    song.mixer.expected_peak = (peak > 0.0).then_some(f64::from(peak));
    if song.arrangement.clips.is_empty() {
        // The first pattern is played, once: it is the one.
        let pattern = &mut song.patterns[0];
        for part in parts {
            match pattern.parts.iter_mut().find(|it| it.instrument == part.instrument) {
                Some(own) => own.notes = part.notes,
                None => pattern.parts.push(part),
            }
        }
    } else {
        arrange(&mut song, wanted, parts);
    }
    song
}

/// The sampler, in the place of the unit's first instrument, or behind all; its id.
fn place(song: &mut Song, unit: &Unit, track: &Track, wanted: &Freeze) -> Id {
    let first = song.instruments.iter().position(|it| it.id == unit.instruments[0]);
    let first = first.expect("a unit has instruments of the song");
    let zones = track.recordings.iter().enumerate().map(|(number, name)| Zone {
        recording: format!("{}{name}", wanted.folder),
        key: number as f64 * KEY,
        base_key: number as f64 * KEY,
        ..Zone::default()
    });
    let mut sampler =
        Sampler { zones: zones.collect(), one_shot: true, cut_itself: false, ..Sampler::default() };
    sampler.envelope.attack = Seconds(0.0);
    sampler.envelope.velocity_sensitivity = 0.0;
    let own = &song.instruments[first];
    let frozen = Instrument {
        id: if unit.shared { free(song, &format!("{}-frozen", own.id)) } else { own.id.clone() },
        name: if own.name.is_empty() { own.id.clone() } else { own.name.clone() },
        output: own.output.clone(),
        muted: false,
        // Integer recordings are brought below full scale; notes say by how much.
        gain: if wanted.bits == 32 { 1.0 } else { 4.0 },
        pan: 0.0,
        inserts: Vec::new(),
        sound: Sound::Sampler(Box::new(sampler)),
    };
    let id = frozen.id.clone();
    if unit.shared {
        song.instruments.push(frozen);
    } else {
        song.instruments[first] = frozen;
        forget(song, &unit.instruments);
    }
    id
}

/// Takes away what moves instruments whose sound holds it already.
fn forget(song: &mut Song, instruments: &[Id]) {
    let held: BTreeSet<&Id> = instruments.iter().collect();
    let keeps = |target: &Target| match target {
        Target::Instrument { instrument, .. }
        | Target::InstrumentEffect { instrument, .. }
        | Target::Controller { instrument, .. } => !held.contains(instrument),
        _ => true,
    };
    song.automation.retain(|lane| keeps(&lane.target));
    for pattern in &mut song.patterns {
        pattern.automation.retain(|lane| keeps(&lane.target));
    }
}

/// A note for each piece; the last is let go where the last key was.
fn notes(unit: &Unit, track: &Track, wanted: &Freeze, timeline: &Timeline) -> Vec<Note> {
    let note = |(number, played): (usize, &Played)| {
        let last = number + 1 == track.played.len();
        let end = if last { unit.notes_end } else { played.end.min(unit.notes_end) };
        let start = timeline.beat(played.start);
        let end = timeline.beat(end.max(played.start + 1));
        Note {
            start,
            length: Beats(end.0 - start.0),
            key: played.recording as f64 * KEY,
            expression: if wanted.bits == 32 { 1.0 } else { played.scale / 4.0 },
            ..Note::default()
        }
    };
    track.played.iter().enumerate().map(note).collect()
}

/// Plays the notes from a pattern of their own, along the whole arrangement.
fn arrange(song: &mut Song, wanted: &Freeze, parts: Vec<Part>) {
    let all = parts.iter().flat_map(|part| &part.notes);
    let end = all.map(|note| note.start.0 + note.length.0).fold(0.0, f64::max);
    // A little more, so that rounding lets no key go earlier.
    let length = Beats(end + 1e-6);
    let id = free_pattern(song, &format!("{}-frozen", wanted.pattern));
    // Where a row is soloed, only what lies on soloed rows is heard.
    let soloed = song.arrangement.tracks.iter().any(|track| track.solo);
    let row = soloed.then(|| {
        let taken = |id: &str| song.arrangement.tracks.iter().any(|track| track.id == id);
        let id = unused("frozen", taken);
        let name = "Frozen".to_owned();
        let row = ArrangementTrack { id: id.clone(), name, solo: true, ..Default::default() };
        song.arrangement.tracks.push(row);
        id
    });
    song.arrangement.clips.push(Clip {
        track: row,
        start: Beats(0.0),
        length,
        muted: false,
        content: ClipContent::Pattern(PatternClip {
            pattern: id.clone(),
            loops: Some(1),
            ..PatternClip::default()
        }),
    });
    let name = song.patterns.iter().find(|pattern| pattern.id == wanted.pattern);
    let name = name.map_or_else(|| id.clone(), |pattern| format!("{} (frozen)", pattern.name));
    song.patterns.push(Pattern { id, name, length: Some(length), parts, automation: Vec::new() });
}

fn free(song: &Song, wanted: &str) -> Id {
    unused(wanted, |id| song.instruments.iter().any(|it| it.id == id))
}

fn free_pattern(song: &Song, wanted: &str) -> Id {
    unused(wanted, |id| song.patterns.iter().any(|it| it.id == id))
}

/// The id, or the first of it with a number that is not taken.
fn unused(wanted: &str, taken: impl Fn(&str) -> bool) -> Id {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let mut numbered = (2..).map(|number| format!("{wanted}-{number}"));
    numbered.find(|id| !taken(id)).expect("there are more numbers than ids")
}
