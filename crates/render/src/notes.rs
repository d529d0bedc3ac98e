//! Batch preparation of notes: the arrangement unrolled, beats turned into frames, everything
//! sorted, in columns. After this file nothing knows of patterns, clips or tempo.

use crate::error::Error;
use crate::options::Options;
use crate::prepare::Prepared;
use rebounce_song::arrangement::{ArrangementTrack, Clip, ClipContent, PatternClip};
use rebounce_song::pattern::{BendPoint, Slide};
use rebounce_song::{Beats, Note, Pattern, Song};
use std::collections::BTreeMap;

/// The notes of one instrument, in columns of equal length, sorted by (start, key, serial).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct NoteTable {
    /// Frame at which each starts.
    pub start: Vec<u64>,
    /// Frame at which its key is let go, > start.
    pub end: Vec<u64>,
    /// MIDI key, fractions allowed.
    pub key: Vec<f32>,
    /// 0..=1.
    pub velocity: Vec<f32>,
    /// Linear: expression, arrangement track.
    pub gain: Vec<f32>,
    /// -1..=1.
    pub pan: Vec<f32>,
    /// Index into `details`, or [`NoteTable::PLAIN`].
    pub detail: Vec<u32>,
    /// What only some notes have.
    pub details: Vec<Detail>,
}

/// What only some notes have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Detail {
    /// Pitch bend over the note.
    pub bend: Vec<BendPoint>,
    /// A glide at its end.
    pub slide: Option<Slide>,
    /// Frames that glide takes.
    pub slide_frames: u64,
    /// 0..=1; none: untouched.
    pub mod_wheel: Option<f32>,
    /// 0..=1.
    pub aftertouch: f32,
    /// 0..=1.
    pub release_velocity: f32,
}

impl NoteTable {
    /// No detail.
    pub(crate) const PLAIN: u32 = u32::MAX;

    /// How many notes.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.start.len()
    }

    fn push(&mut self, note: &Placed<'_>, start: u64, end: u64, slide_frames: u64) {
        self.start.push(start);
        self.end.push(end.max(start + 1));
        self.key.push(note.note.key as f32);
        self.velocity.push(note.note.velocity as f32);
        self.gain.push((note.gain * note.note.expression) as f32);
        self.pan.push((note.note.pan + note.pan).clamp(-1.0, 1.0) as f32);
        let plain = note.note.bend.is_empty()
            && note.note.slide.is_none()
            && note.note.mod_wheel.is_none()
            && note.note.aftertouch == 0.0
            && note.note.release_velocity == 0.0;
        if plain {
            self.detail.push(Self::PLAIN);
            return;
        }
        self.detail.push(u32::try_from(self.details.len()).expect("notes are limited below 2^32"));
        self.details.push(Detail {
            bend: note.note.bend.clone(),
            slide: note.note.slide,
            slide_frames,
            mod_wheel: note.note.mod_wheel.map(|wheel| wheel as f32),
            aftertouch: note.note.aftertouch as f32,
            release_velocity: note.note.release_velocity as f32,
        });
    }
}

/// A note where it is played.
struct Placed<'a> {
    note: &'a Note,
    start: f64,
    end: f64,
    gain: f64,
    pan: f64,
}

/// Where a pattern is played, with the gain and pan of its arrangement track.
struct Placement<'a> {
    pattern: &'a Pattern,
    clip: PatternClip,
    start: f64,
    /// Infinite for a pattern that is played without an arrangement.
    end: f64,
    gain: f64,
    pan: f64,
}

/// The notes of every instrument, in the order of the song's instruments.
///
/// # Errors
/// [`Error::TooManyNotes`].
pub(crate) fn notes(
    song: &Song,
    prepared: &Prepared,
    options: &Options,
) -> Result<Vec<NoteTable>, Error> {
    let index: BTreeMap<&str, usize> =
        song.instruments.iter().enumerate().map(|(i, it)| (it.id.as_str(), i)).collect();
    let to = options.to.map_or(f64::INFINITY, |to| to.0);
    let mut placed: Vec<Vec<Placed<'_>>> = song.instruments.iter().map(|_| Vec::new()).collect();
    let mut count = 0;
    for placement in placements(song) {
        for part in &placement.pattern.parts {
            let Some(&instrument) = index.get(part.instrument.as_str()) else { continue };
            let only = placement.clip.instrument.as_ref();
            if song.instruments[instrument].muted || only.is_some_and(|id| *id != part.instrument) {
                continue;
            }
            unroll(&placement, song, &part.notes, to, &mut placed[instrument], &mut |added| {
                count += added;
                if count > options.limits.notes {
                    return Err(Error::TooManyNotes { limit: options.limits.notes });
                }
                Ok(())
            })?;
        }
    }
    Ok(placed.into_iter().map(|notes| table(notes, prepared)).collect())
}

/// All clips of the arrangement that are heard; without clips, the first pattern once.
fn placements(song: &Song) -> Vec<Placement<'_>> {
    let arrangement = &song.arrangement;
    if arrangement.clips.is_empty() {
        return song
            .patterns
            .iter()
            .take(1)
            .map(|pattern| Placement {
                pattern,
                clip: PatternClip { loops: Some(1), ..PatternClip::default() },
                start: 0.0,
                end: f64::INFINITY,
                gain: 1.0,
                pan: 0.0,
            })
            .collect();
    }
    let patterns: BTreeMap<&str, &Pattern> =
        song.patterns.iter().map(|pattern| (pattern.id.as_str(), pattern)).collect();
    let mut placements = Vec::new();
    for clip in heard_clips(song) {
        let (clip, track) = clip;
        let ClipContent::Pattern(content) = &clip.content else { continue };
        let Some(&pattern) = patterns.get(content.pattern.as_str()) else { continue };
        placements.push(Placement {
            pattern,
            clip: content.clone(),
            start: clip.start.0,
            end: clip.start.0 + clip.length.0,
            gain: track.map_or(1.0, |track| track.gain),
            pan: track.map_or(0.0, |track| track.pan),
        });
    }
    placements
}

/// The clips that no mute or solo silences, with their tracks.
pub(crate) fn heard_clips(song: &Song) -> Vec<(&Clip, Option<&ArrangementTrack>)> {
    let tracks: BTreeMap<&str, &ArrangementTrack> =
        song.arrangement.tracks.iter().map(|track| (track.id.as_str(), track)).collect();
    let solo = song.arrangement.tracks.iter().any(|track| track.solo);
    song.arrangement
        .clips
        .iter()
        .filter(|clip| !clip.muted)
        .map(|clip| (clip, clip.track.as_ref().and_then(|id| tracks.get(id.as_str()).copied())))
        .filter(|(_, track)| match track {
            Some(track) => !track.muted && (track.solo || !solo),
            None => !solo,
        })
        .collect()
}

/// The pattern's own length, or the whole bars that its notes' starts need.
pub(crate) fn pattern_length(song: &Song, pattern: &Pattern) -> Beats {
    pattern.length.unwrap_or_else(|| {
        let bar = song.time_signature.bar().0;
        let starts = pattern.parts.iter().flat_map(|part| &part.notes).map(|note| note.start.0);
        let last = starts.fold(0.0, f64::max);
        Beats(((last / bar).floor() + 1.0) * bar)
    })
}

/// Repeats a part until its clip is full.
fn unroll<'a>(
    placement: &Placement<'a>,
    song: &Song,
    notes: &'a [Note],
    to: f64,
    placed: &mut Vec<Placed<'a>>,
    count: &mut impl FnMut(usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let once = placement.end.is_infinite();
    let length = pattern_length(song, placement.pattern).0.max(1e-3);
    let first = placement.start - placement.clip.offset.0;
    let mut end = placement.end.min(to);
    if let Some(loops) = placement.clip.loops
        && !once
    {
        end = end.min(first + f64::from(loops) * length);
    }
    // A note that lies behind the pattern's end belongs to no turn.
    let notes: Vec<&Note> =
        notes.iter().filter(|note| !note.muted && (once || note.start.0 < length)).collect();
    let mut turn = (placement.clip.offset.0 / length).floor();
    loop {
        let at = if once { 0.0 } else { first + turn * length };
        if at >= end || notes.is_empty() {
            return Ok(());
        }
        let before = placed.len();
        for &note in &notes {
            let start = at + note.start.0;
            if start >= placement.start && start < end {
                placed.push(Placed {
                    note,
                    start,
                    end: (start + note.length.0).min(end),
                    gain: placement.gain,
                    pan: placement.pan,
                });
            }
        }
        count(placed.len() - before)?;
        if once {
            return Ok(());
        }
        turn += 1.0;
    }
}

/// Beats to frames, sorted, in columns.
fn table(mut notes: Vec<Placed<'_>>, prepared: &Prepared) -> NoteTable {
    // A stable sort: equal notes stay in the order of the song, which is their serial.
    notes.sort_by(|a, b| a.start.total_cmp(&b.start).then(a.note.key.total_cmp(&b.note.key)));
    let mut starts = prepared.tempo.cursor();
    let mut ends = prepared.tempo.cursor();
    let mut table = NoteTable::default();
    for note in &notes {
        let start = starts.frame(Beats(note.start));
        let end = ends.frame(Beats(note.end));
        let slide_frames = note.note.slide.map_or(0, |slide| {
            end - ends.frame(Beats((note.end - slide.length.0).max(note.start))).min(end)
        });
        table.push(note, start, end, slide_frames);
    }
    table
}
