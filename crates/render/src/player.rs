//! What a player does to an instrument's voices: bend, vibrato, wheel, pressure and pedal, as lanes
//! say.
//! Level, expression and pan are the instrument's strip's, not the voices'.

use crate::automation::{Motion, Piece};
use crate::prepare::Prepared;
use rebounce_dsp::math;
use rebounce_dsp::voice::{Bend, Voice};
use rebounce_song::automation::Control;
use std::sync::Arc;

/// Straight lines that stand for a curve between two points of a bend: 2 semitones are followed
/// within half a cent (`s" / 8 / 16^2` of the difference).
const LINES: usize = 16;

/// Rate of the vibrato: that of singers and strings (docs/sources.md, `sundberg-vibrato`).
const VIBRATO_HZ: f64 = 5.5;
/// Straight lines of one of its waves: within 2 % of its depth (`pi^2 / 2 / 16^2`).
const WAVE_LINES: u64 = 16;

/// The motions of one instrument's controls; `None`: nobody moves it.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    bend: Option<Arc<Motion>>,
    vibrato: Option<Arc<Motion>>,
    wheel: Option<Arc<Motion>>,
    pressure: Option<Arc<Motion>>,
    pedal: Option<Arc<Motion>>,
}

impl Player {
    pub(crate) fn new(prepared: &Prepared, source: usize) -> Self {
        let automation = &prepared.automation;
        let motion = |control| {
            let found = automation.control(&prepared.sources[source].id, control)?;
            Some(Arc::clone(&automation.motions[found]))
        };
        Self {
            bend: motion(Control::PitchBend),
            vibrato: motion(Control::Vibrato),
            wheel: motion(Control::ModWheel),
            pressure: motion(Control::Aftertouch),
            pedal: motion(Control::Sustain),
        }
    }

    /// What a voice takes at its start, where its note has none of its own, and the pedal that
    /// holds it.
    pub(crate) fn touch(&self, voice: &mut Voice) {
        if let Some(wheel) = &self.wheel
            && voice.mod_wheel.is_none()
        {
            voice.mod_wheel = Some(wheel.at_frame(voice.start) as f32);
        }
        if let Some(pressure) = &self.pressure
            && voice.aftertouch == 0.0
        {
            voice.aftertouch = pressure.at_frame(voice.start) as f32;
        }
        if let Some(pedal) = &self.pedal {
            voice.gate = held(pedal, voice.start + voice.gate) - voice.start;
        }
    }

    /// Adds the lanes' bend and vibrato for as long as a voice of `length` frames sounds.
    pub(crate) fn bend(&self, voice: &mut Voice, length: u64) {
        let bend = self.bend.as_ref().map(|motion| curve(motion, voice.start, length));
        let vibrato = self.vibrato.as_ref().map(|motion| waves(motion, voice.start, length));
        for lane in [bend, vibrato].into_iter().flatten() {
            if lane.iter().all(|point| point.semitones == 0.0) {
                continue;
            }
            voice.bend = Some(match &voice.bend {
                Some(own) => sum(own, &lane).into(),
                None => lane.into(),
            });
        }
    }
}

/// When a key that is let go at `frame` falls silent: at once, or when the pedal comes up. One
/// that never comes up holds nothing.
fn held(pedal: &Motion, frame: u64) -> u64 {
    let mut piece = pedal.find(pedal.beat(frame));
    let mut end = frame;
    while piece.at(piece.to) >= 0.5 {
        if piece.to.is_infinite() {
            return frame;
        }
        end = pedal.frame(piece.to).max(frame);
        piece = pedal.next(&piece);
    }
    end
}

/// A motion over the frames of a voice.
fn curve(motion: &Motion, start: u64, length: u64) -> Vec<Bend> {
    let first = motion.beat(start);
    let mut piece = motion.find(first);
    let mut points = vec![Bend { at: 0, semitones: piece.at(first) as f32 }];
    let mut add = |at: u64, value: f64| {
        // A jump takes the frame that it is at.
        let at = points.last().map_or(at, |last| at.max(last.at + 1));
        points.push(Bend { at, semitones: value as f32 });
    };
    let mut from = first;
    loop {
        let last = motion.beat(start + length);
        let to = piece.to.min(last);
        follow(&piece, from, to, |beat| {
            add(motion.frame(beat).saturating_sub(start), piece.at(beat));
        });
        if piece.to >= last {
            break;
        }
        let next = motion.next(&piece);
        if next.at(piece.to) != piece.at(piece.to) {
            add(motion.frame(piece.to).saturating_sub(start), next.at(piece.to));
        }
        (from, piece) = (to, next);
    }
    points.dedup_by(|later, point| later.semitones == point.semitones && later.at == point.at + 1);
    points
}

/// A vibrato over the frames of a voice: a sine in the song's time as deep as the motion says, in
/// straight lines between its points.
fn waves(depth: &Motion, start: u64, length: u64) -> Vec<Bend> {
    let step = depth.sample_rate() / (VIBRATO_HZ * WAVE_LINES as f64);
    let first = (start as f64 / step) as u64;
    let last = ((start + length) as f64 / step) as u64 + 1;
    let mut piece = depth.find(depth.beat(start));
    let mut points = Vec::new();
    for number in first..=last {
        let frame = (number as f64 * step).round() as u64;
        let beat = depth.beat(frame);
        while beat >= piece.to {
            piece = depth.next(&piece);
        }
        let phase = (number % WAVE_LINES) as f32 / WAVE_LINES as f32;
        let semitones = piece.at(beat) as f32 * math::sin_cycles(phase);
        // The first point may lie ahead of the voice by less than a step.
        let at = frame.saturating_sub(start);
        points.push(Bend { at, semitones });
    }
    // Between two waves nothing moves.
    let still: Vec<bool> = points.iter().map(|point| point.semitones == 0.0).collect();
    let mut number = 0;
    points.retain(|_| {
        number += 1;
        let at = number - 1;
        !(still[at] && at > 0 && still[at - 1] && still.get(at + 1).copied().unwrap_or(false))
    });
    points
}

/// The beats at which a piece is to be looked at.
fn follow(piece: &Piece, from: f64, to: f64, mut look: impl FnMut(f64)) {
    let lines = if piece.is_straight() { 1 } else { LINES };
    for line in 1..=lines {
        let beat = from + (to - from) * (line as f64 / lines as f64);
        if beat > from {
            look(beat);
        }
    }
}

/// Two pitch curves as one: linear pieces between the points of both.
pub(crate) fn sum(a: &[Bend], b: &[Bend]) -> Vec<Bend> {
    let mut at: Vec<u64> = a.iter().chain(b).map(|point| point.at).collect();
    at.sort_unstable();
    at.dedup();
    at.into_iter()
        .map(|at| Bend { at, semitones: semitones_at(a, at) + semitones_at(b, at) })
        .collect()
}

pub(crate) fn semitones_at(curve: &[Bend], at: u64) -> f32 {
    let next = curve.partition_point(|point| point.at <= at);
    match (next.checked_sub(1).map(|i| curve[i]), curve.get(next)) {
        (None, None) => 0.0,
        (Some(last), None) => last.semitones,
        (None, Some(first)) => first.semitones,
        (Some(a), Some(b)) => {
            let share = (at - a.at) as f32 / (b.at - a.at) as f32;
            a.semitones + (b.semitones - a.semitones) * share
        }
    }
}
