//! Preparation of notes: the arrangement as lists of clips, unrolled while it is played, beats
//! turned into frames. A clip that plays a pattern again shares its notes, so what is kept does
//! not grow with how often they are played. After this file nothing knows of patterns, clips or
//! tempo.

use crate::tempo::{Cursor, TempoMap};
use rebounce_song::arrangement::{ArrangementTrack, Clip, ClipContent, PatternClip};
use rebounce_song::{Beats, Note, Pattern, Song};
use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

/// All that the song's instruments play.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    tempo: TempoMap,
    /// `[instrument]`: where its notes are placed, ascending in start.
    placements: Vec<Vec<Placement>>,
}

/// The notes of a pattern for one instrument, where they are played.
#[derive(Clone, Debug)]
struct Placement {
    /// Sorted by start, then key, then their order in the song.
    notes: Arc<[Kept]>,
    /// Beats. What would start outside is not played, what is held is let go at the end.
    start: f64,
    /// Infinite for a pattern that is played without an arrangement.
    end: f64,
    /// The pattern's frame 0 of turn 0, and a turn's length, in beats; infinite: there is but one.
    first: f64,
    length: f64,
    /// Of the arrangement track.
    gain: f64,
    pan: f64,
}

/// A note while it waits. Most have a place, a key and a velocity and nothing else, and are kept in
/// less than a third of what a whole one takes.
#[derive(Clone, Debug)]
struct Kept {
    start: Beats,
    length: Beats,
    key: f64,
    velocity: f64,
    /// The whole note, if it has more.
    whole: Option<Box<Note>>,
}

impl Kept {
    fn new(note: &Note) -> Self {
        let Note { start, length, key, velocity, .. } = *note;
        let mut kept = Self { start, length, key, velocity, whole: None };
        if *kept.note() != *note {
            kept.whole = Some(Box::new(note.clone()));
        }
        kept
    }

    fn note(&self) -> Cow<'_, Note> {
        let Self { start, length, key, velocity, .. } = *self;
        match &self.whole {
            Some(whole) => Cow::Borrowed(whole),
            None => Cow::Owned(Note { start, length, key, velocity, ..Note::default() }),
        }
    }
}

/// A note where it is played.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Played<'a> {
    /// As in the song: key, velocity, and what only some notes have.
    pub note: Cow<'a, Note>,
    /// Frame at which it starts.
    pub start: u64,
    /// Frame at which its key is let go, > start.
    pub end: u64,
    /// Beats of the song at which it starts and is let go.
    pub beats: [f64; 2],
    /// Frames that its slide takes.
    pub slide_frames: u64,
    /// Linear: expression, arrangement track.
    pub gain: f32,
    /// -1..=1.
    pub pan: f32,
}

/// Gathers what is played up to beat `to`.
pub(crate) fn notes(song: &Song, tempo: &TempoMap, to: Option<Beats>) -> Score {
    let index: BTreeMap<&str, usize> =
        song.instruments.iter().enumerate().map(|(i, it)| (it.id.as_str(), i)).collect();
    let to = to.map_or(f64::INFINITY, |to| to.0);
    let mut placements: Vec<Vec<Placement>> = song.instruments.iter().map(|_| vec![]).collect();
    // By pattern and part.
    let mut shared: BTreeMap<(&str, usize), Arc<[Kept]>> = BTreeMap::new();
    for clip in clips(song) {
        for (number, part) in clip.pattern.parts.iter().enumerate() {
            let Some(&instrument) = index.get(part.instrument.as_str()) else { continue };
            let only = clip.content.instrument.as_ref();
            if song.instruments[instrument].muted || only.is_some_and(|id| *id != part.instrument) {
                continue;
            }
            let length = clip.turn(song);
            let notes = shared
                .entry((&clip.pattern.id, number))
                .or_insert_with(|| sorted(&part.notes, length));
            if !notes.is_empty() {
                placements[instrument].push(clip.place(Arc::clone(notes), length, to));
            }
        }
    }
    for placements in &mut placements {
        placements.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    Score { tempo: tempo.clone(), placements }
}

/// The notes that are heard, sorted. One that lies behind the pattern's end belongs to no turn.
fn sorted(notes: &[Note], length: f64) -> Arc<[Kept]> {
    let heard = notes.iter().filter(|note| !note.muted && note.start.0 < length);
    let mut notes: Vec<Kept> = heard.map(Kept::new).collect();
    notes.sort_by(|a, b| a.start.0.total_cmp(&b.start.0).then(a.key.total_cmp(&b.key)));
    notes.into()
}

/// A clip that is heard.
pub(crate) struct Heard<'a> {
    pub(crate) pattern: &'a Pattern,
    content: PatternClip,
    pub(crate) start: f64,
    /// Infinite for a pattern that is played without an arrangement.
    end: f64,
    gain: f64,
    pan: f64,
}

impl Heard<'_> {
    /// Beats of a turn; infinite: there is but one.
    pub(crate) fn turn(&self, song: &Song) -> f64 {
        if self.end.is_infinite() {
            return f64::INFINITY;
        }
        song.pattern_length(self.pattern).0.max(1e-3)
    }

    /// The pattern's beat 0 in turn 0.
    pub(crate) fn first(&self) -> f64 {
        self.start - self.content.offset.0
    }

    /// Where it ends, a turn being `length` long.
    pub(crate) fn over(&self, length: f64) -> f64 {
        match self.content.loops {
            Some(loops) if length.is_finite() => {
                self.end.min(self.first() + f64::from(loops) * length)
            }
            _ => self.end,
        }
    }

    fn place(&self, notes: Arc<[Kept]>, length: f64, to: f64) -> Placement {
        let (first, end) = (self.first(), self.over(length).min(to));
        Placement { notes, start: self.start, end, first, length, gain: self.gain, pan: self.pan }
    }
}

/// All clips of the arrangement that are heard; without clips, the first pattern once.
pub(crate) fn clips(song: &Song) -> Vec<Heard<'_>> {
    if song.arrangement.clips.is_empty() {
        let whole = |pattern| Heard {
            pattern,
            content: PatternClip { loops: Some(1), ..PatternClip::default() },
            start: 0.0,
            end: f64::INFINITY,
            gain: 1.0,
            pan: 0.0,
        };
        return song.patterns.iter().take(1).map(whole).collect();
    }
    let patterns: BTreeMap<&str, &Pattern> =
        song.patterns.iter().map(|pattern| (pattern.id.as_str(), pattern)).collect();
    let mut clips = Vec::new();
    for (clip, track) in heard_clips(song) {
        let ClipContent::Pattern(content) = &clip.content else { continue };
        let Some(&pattern) = patterns.get(content.pattern.as_str()) else { continue };
        clips.push(Heard {
            pattern,
            content: content.clone(),
            start: clip.start.0,
            end: clip.start.0 + clip.length.0,
            gain: track.map_or(1.0, |track| track.gain),
            pan: track.map_or(0.0, |track| track.pan),
        });
    }
    clips
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

impl Score {
    /// Instruments it has notes of.
    pub(crate) fn instruments(&self) -> usize {
        self.placements.len()
    }

    /// How many notes an instrument has, at most.
    pub(crate) fn bound(&self, instrument: usize) -> usize {
        let bounds = self.placements[instrument].iter().map(|placement| {
            let turns = ((placement.end - placement.start) / placement.length).ceil();
            (turns.max(0.0) as usize).saturating_add(1).saturating_mul(placement.notes.len())
        });
        bounds.fold(0, usize::saturating_add)
    }
}

/// The notes of one instrument by start, then key, then the clip that began first, then their
/// order in the pattern; found as they are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Notes {
    score: Arc<Score>,
    instrument: usize,
    /// The placement to open next.
    next: usize,
    open: BinaryHeap<Reverse<Turn>>,
    starts: Cursor,
    ends: Cursor,
}

/// Where in a placement the next note is.
#[derive(Clone, Copy, Debug)]
struct Turn {
    start: f64,
    key: f64,
    placement: usize,
    /// Beat at which the turn begins, and its number.
    at: f64,
    number: f64,
    note: usize,
}

impl Notes {
    pub(crate) fn new(score: &Arc<Score>, instrument: usize) -> Self {
        Self {
            score: Arc::clone(score),
            instrument,
            next: 0,
            open: BinaryHeap::new(),
            starts: Cursor::default(),
            ends: Cursor::default(),
        }
    }

    /// The next note.
    pub(crate) fn next(&mut self) -> Option<Played<'_>> {
        let placements = &self.score.placements[self.instrument];
        // All that may begin before the first of the open ones must be open.
        while let Some(placement) = placements.get(self.next)
            && self.open.peek().is_none_or(|Reverse(turn)| placement.start <= turn.start)
        {
            self.open.extend(placement.begin(self.next).map(Reverse));
            self.next += 1;
        }
        let Reverse(turn) = self.open.pop()?;
        let placement = &placements[turn.placement];
        self.open.extend(placement.after(turn).map(Reverse));
        let note = placement.notes[turn.note].note();
        let end = (turn.start + note.length.0).min(placement.end);
        let tempo = &self.score.tempo;
        let start_frame = self.starts.frame(tempo, Beats(turn.start));
        let end_frame = self.ends.frame(tempo, Beats(end));
        let slide_frames = note.slide.map_or(0, |slide| {
            let from = Beats((end - slide.length.0).max(turn.start));
            end_frame - self.ends.frame(tempo, from).min(end_frame)
        });
        Some(Played {
            start: start_frame,
            end: end_frame.max(start_frame + 1),
            beats: [turn.start, end],
            slide_frames,
            gain: (placement.gain * note.expression) as f32,
            pan: (note.pan + placement.pan).clamp(-1.0, 1.0) as f32,
            note,
        })
    }
}

impl Placement {
    /// The first note.
    fn begin(&self, placement: usize) -> Option<Turn> {
        let offset = self.start - self.first;
        let number = if self.length.is_finite() { (offset / self.length).floor() } else { 0.0 };
        let at = self.at(number);
        self.found(Turn { start: 0.0, key: 0.0, placement, at, number, note: 0 })
    }

    /// The note after another.
    fn after(&self, turn: Turn) -> Option<Turn> {
        self.found(Turn { note: turn.note + 1, ..turn })
    }

    /// The note there, or the first behind it that is played.
    fn found(&self, mut turn: Turn) -> Option<Turn> {
        loop {
            let Some(note) = self.notes.get(turn.note) else {
                if self.length.is_infinite() {
                    return None;
                }
                turn.number += 1.0;
                turn.at = self.at(turn.number);
                turn.note = 0;
                if turn.at >= self.end {
                    return None;
                }
                continue;
            };
            turn.start = turn.at + note.start.0;
            turn.key = note.key;
            if turn.start >= self.end {
                return None;
            }
            if turn.start >= self.start {
                return Some(turn);
            }
            turn.note += 1;
        }
    }

    fn at(&self, number: f64) -> f64 {
        if self.length.is_finite() { self.first + number * self.length } else { self.first }
    }
}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> Ordering {
        self.start
            .total_cmp(&other.start)
            .then(self.key.total_cmp(&other.key))
            .then(self.placement.cmp(&other.placement))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Turn {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Turn {}
