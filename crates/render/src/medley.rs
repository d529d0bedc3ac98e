//! Pieces of a song one after another, and the voices that sound in them: cut off where a piece
//! ends, and where it begins as old as they are then.

use crate::moments::Moment;
use crate::player::semitones_at;
use crate::prepare::Prepared;
use crate::survey::Music;
use crate::voices::voices;
use rebounce_dsp::voice::{Bend, ControlPoint, Controls, Voice};
use std::sync::Arc;

/// Frames of a piece ahead of its moment: in them what its cut at the beginning does dies away, and
/// effects find their level.
const LEAD: u64 = 2048;
/// Frames of a piece from its moment on. Found by measurement on 2026-11-26 over generated songs
/// (docs/benchmarks.md): at one cost, fewer pieces with twice of both foresee no more.
pub(crate) const HEARD: u64 = 4096;
/// Frames of a piece.
pub(crate) const PIECE: u64 = LEAD + HEARD;

/// A piece of a song.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Frame of the song at which it begins.
    pub(crate) start: u64,
    /// Frames of it.
    pub(crate) frames: u64,
    /// Frames from its beginning until it is listened to.
    pub(crate) lead: u64,
    /// Frame of the medley at which it begins.
    pub(crate) at: u64,
}

/// The pieces around moments, in whole windows.
pub(crate) fn pieces(moments: &[Moment], window: u64) -> Vec<Piece> {
    let mut at = 0;
    let piece = |moment: &Moment| {
        let lead = LEAD.min(moment.at);
        let frames = (lead + HEARD).next_multiple_of(window);
        let piece = Piece { start: moment.at - lead, frames, lead, at };
        at += frames;
        piece
    };
    moments.iter().map(piece).collect()
}

/// Frames that a voice may be old when a piece begins: an older one is taken as if it were that old,
/// since all of its frames until then must be computed.
const OLDEST: u64 = 8192;
/// Frames of the attack of a voice that is made younger: it was over long ago.
const ATTACK: u64 = 1024;

/// The voices of a source in a medley, with the frames of the medley at which they begin, ascending;
/// below 0 before its beginning.
pub(crate) fn of_source(
    prepared: &Prepared,
    music: &Music,
    source: usize,
    pieces: &[Piece],
) -> Vec<(i64, Voice)> {
    let Some(patch) = &prepared.sources[source].patch else { return Vec::new() };
    let mut all = Vec::new();
    for voice in voices(prepared, &music.score, source) {
        let end = voice.start + patch.length(&voice);
        let first = pieces.partition_point(|piece| piece.start + piece.frames <= voice.start);
        for piece in pieces[first..].iter().take_while(|piece| piece.start < end) {
            all.extend(placed(&voice, piece));
        }
    }
    all.sort_by_key(|(start, _)| *start);
    all
}

/// A voice where it sounds in a piece.
fn placed(voice: &Voice, piece: &Piece) -> Option<(i64, Voice)> {
    let mut age = piece.start.saturating_sub(voice.start);
    let mut voice = voice.clone();
    if age > OLDEST {
        voice = younger(&voice, age - OLDEST)?;
        age = OLDEST;
    }
    let late = voice.start.saturating_sub(piece.start);
    let start = (piece.at + late) as i64 - age as i64;
    let cut = voice.cut.min(piece.frames - late + age);
    Some((start, Voice { start: 0, heard: age, cut, ..voice }))
}

/// A voice as if it had begun so many frames later; `None` if its key was let go before.
fn younger(voice: &Voice, by: u64) -> Option<Voice> {
    let gate = voice.gate.checked_sub(by).filter(|gate| *gate > 0)?;
    let attack = voice.attack.or(Some(ATTACK));
    let mut later = Voice { gate, attack, cut: voice.cut.saturating_sub(by), ..voice.clone() };
    later.start += by;
    later.bend = voice.bend.as_ref().map(|bend| {
        let first = Bend { at: 0, semitones: semitones_at(bend, by) };
        let rest = bend.iter().filter(|point| point.at > by);
        let rest = rest.map(|point| Bend { at: point.at - by, ..*point });
        std::iter::once(first).chain(rest).collect()
    });
    later.controls = voice.controls.as_ref().map(|controls| {
        let curve = |points: &Vec<ControlPoint>| later_points(points, by);
        Arc::new(Controls {
            cutoff_hz: curve(&controls.cutoff_hz),
            resonance: curve(&controls.resonance),
            mod_wheel: curve(&controls.mod_wheel),
            aftertouch: curve(&controls.aftertouch),
            others: controls.others.iter().map(|(number, it)| (*number, curve(it))).collect(),
        })
    });
    if let Some(line) = &voice.line {
        let gone = line.partition_point(|step| step.at <= by);
        if let Some(last) = line[..gone].last() {
            (later.key, later.velocity) = (last.key, last.velocity);
        }
        let mut rest = line[gone..].to_vec();
        for step in &mut rest {
            step.at -= by;
            step.released_at = step.released_at.saturating_sub(by);
        }
        later.line = (!rest.is_empty()).then(|| rest.into());
    }
    Some(later)
}

fn later_points(points: &[ControlPoint], by: u64) -> Vec<ControlPoint> {
    let gone = points.partition_point(|point| point.at <= by);
    let first = match (points[..gone].last(), points.get(gone)) {
        (Some(a), Some(b)) => {
            a.value + (b.value - a.value) * ((by - a.at) as f32 / (b.at - a.at) as f32)
        }
        (Some(point), None) | (None, Some(point)) => point.value,
        (None, None) => return Vec::new(),
    };
    let rest = points[gone..].iter().map(|it| ControlPoint { at: it.at - by, ..*it });
    std::iter::once(ControlPoint { at: 0, value: first }).chain(rest).collect()
}
