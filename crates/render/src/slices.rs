//! Chopped recordings: a note becomes the voices of its slices, in time, for as long as it plays.

use crate::player::semitones_at;
use crate::tempo::TempoMap;
use rebounce_dsp::voice::{Bend, Voice};
use rebounce_song::Beats;
use rebounce_song::chop::Chop;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

/// A chop as it is played.
#[derive(Clone, Debug)]
pub(crate) struct Chopped {
    tempo: Arc<TempoMap>,
    /// Beats of a turn.
    length: f64,
    looped: bool,
    /// Plays to its end whatever the note's length.
    whole: bool,
    /// By start.
    slices: Vec<Cut>,
}

/// A slice.
#[derive(Clone, Debug)]
struct Cut {
    /// Its number among the zones of a recording.
    number: u32,
    start: f64,
    end: f64,
    gain: f32,
    pan: f32,
}

impl Chopped {
    pub(crate) fn new(chop: &Chop, one_shot: bool, tempo: &Arc<TempoMap>) -> Self {
        let mut slices: Vec<Cut> = chop
            .slices
            .iter()
            .zip(0..)
            .map(|(slice, number)| Cut {
                number,
                start: slice.start.0,
                end: slice.end.0,
                gain: slice.gain as f32,
                pan: slice.pan as f32,
            })
            .collect();
        slices.sort_by(|a, b| a.start.total_cmp(&b.start));
        Self {
            tempo: Arc::clone(tempo),
            length: chop.length.0,
            looped: chop.looped,
            whole: one_shot && !chop.looped,
            slices,
        }
    }
}

/// A note that is played in slices.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The voice it would be, its zone that of the first slice.
    pub(crate) voice: Voice,
    /// Beats at which it starts and is let go.
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// The slices that are to come, of all notes that are held.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slices {
    due: BinaryHeap<Reverse<Due>>,
    notes: u64,
}

#[derive(Clone, Debug)]
struct Due {
    frame: u64,
    /// Of the note, in the order of their starts.
    note: u64,
    held: Held,
    turn: u64,
    slice: usize,
}

impl Slices {
    /// The frame of the next slice.
    pub(crate) fn next_frame(&self) -> Option<u64> {
        self.due.peek().map(|Reverse(due)| due.frame)
    }

    /// Ends all notes that started before a frame.
    pub(crate) fn cut(&mut self, frame: u64) {
        self.due.retain(|Reverse(due)| due.held.voice.start >= frame);
    }

    /// A note begins.
    pub(crate) fn begin(&mut self, chop: &Chopped, mut held: Held) {
        if chop.whole {
            held.to = held.from + chop.length;
        }
        let due = Due { frame: 0, note: self.notes, held, turn: 0, slice: 0 };
        self.notes += 1;
        self.push(chop, due);
    }

    /// Waits for a slice, if its note still plays then.
    fn push(&mut self, chop: &Chopped, mut due: Due) {
        if due.slice == chop.slices.len() {
            (due.turn, due.slice) = (due.turn + 1, 0);
            if !chop.looped {
                return;
            }
        }
        let Some(slice) = chop.slices.get(due.slice) else { return };
        let at = due.held.from + due.turn as f64 * chop.length + slice.start;
        if at < due.held.to {
            due.frame = chop.tempo.frame(Beats(at)).max(due.held.voice.start);
            self.due.push(Reverse(due));
        }
    }

    /// The next slice's voice.
    pub(crate) fn next(&mut self, chop: &Chopped) -> Option<Voice> {
        let Reverse(due) = self.due.pop()?;
        let slice = &chop.slices[due.slice];
        let frame = |beat: f64| chop.tempo.frame(Beats(beat)).max(due.frame + 1) - due.frame;
        let begin = due.held.from + due.turn as f64 * chop.length;
        let own = &due.held.voice;
        let voice = Voice {
            start: due.frame,
            gate: frame(due.held.to),
            cut: frame(begin + slice.end),
            zone: own.zone + slice.number,
            gain: own.gain * slice.gain,
            pan: (own.pan + slice.pan).clamp(-1.0, 1.0),
            bend: own.bend.as_ref().map(|bend| later(bend, due.frame - own.start)),
            ..own.clone()
        };
        self.push(chop, Due { slice: due.slice + 1, ..due });
        Some(voice)
    }
}

/// A pitch curve, heard from frame `from` on.
fn later(bend: &[Bend], from: u64) -> Arc<[Bend]> {
    let first = Bend { at: 0, semitones: semitones_at(bend, from) };
    let rest = bend.iter().filter(|point| point.at > from);
    let rest = rest.map(|point| Bend { at: point.at - from, ..*point });
    std::iter::once(first).chain(rest).collect()
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        self.frame.cmp(&other.frame).then(self.note.cmp(&other.note))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Due {}
