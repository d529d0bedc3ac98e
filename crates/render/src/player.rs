//! What a player does to an instrument's voices: bend, vibrato, wheel, pressure, pedal and the
//! controls of synths, as lanes say.
//! Level, expression and pan are the instrument's strip's, not the voices'.

use crate::automation::{Motion, Piece};
use crate::prepare::Prepared;
use crate::vibrato::waves;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::voice::{Bend, ControlPoint, Controls, Voice};
use rebounce_song::automation::{Control, Target};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Straight lines that stand for a curve between two points of a bend: 2 semitones are followed
/// within half a cent (`s" / 8 / 16^2` of the difference).
const LINES: usize = 16;
/// The same of a control: 20000 Hz are followed within 2 Hz.
const CONTROL_LINES: usize = 64;
/// Seconds that a jump of a control takes.
const JUMP: f64 = 0.005;

/// The motions of one instrument's controls; `None`: nobody moves it.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    bend: Option<Arc<Motion>>,
    vibrato: Option<Arc<Motion>>,
    wheel: Option<Arc<Motion>>,
    pressure: Option<Arc<Motion>>,
    pedal: Option<Arc<Motion>>,
    synth: Option<Synth>,
    /// Controllers that a SoundFont hears, by number.
    others: Vec<(u8, Arc<Motion>)>,
    sample_rate: f64,
}

/// The motions of what only synths have, and what they and SoundFonts follow while a note sounds.
#[derive(Clone, Debug)]
struct Synth {
    cutoff: Option<Arc<Motion>>,
    resonance: Option<Arc<Motion>>,
    attack: Option<Arc<Motion>>,
    release: Option<Arc<Motion>>,
    portamento: Option<Arc<Motion>>,
}

impl Player {
    pub(crate) fn new(prepared: &Prepared, source: usize) -> Self {
        let automation = &prepared.automation;
        let motion = |control| {
            let found = automation.control(&prepared.sources[source].id, control)?;
            Some(Arc::clone(&automation.motions[found]))
        };
        let patch = prepared.sources[source].patch.as_deref();
        let follows = matches!(patch, Some(Patch::Va(_) | Patch::SoundFont(_)));
        let heard = match patch {
            Some(Patch::SoundFont(patch)) => patch.controllers(),
            _ => BTreeSet::new(),
        };
        let other = |number: u8| {
            let instrument = prepared.sources[source].id.clone();
            let found = automation.of(&Target::Controller { instrument, number })?;
            Some((number, Arc::clone(&automation.motions[found])))
        };
        let synth = || Synth {
            cutoff: motion(Control::Cutoff),
            resonance: motion(Control::Resonance),
            attack: motion(Control::Attack),
            release: motion(Control::Release),
            portamento: motion(Control::Portamento),
        };
        Self {
            synth: follows.then(synth),
            others: heard.into_iter().filter_map(other).collect(),
            sample_rate: f64::from(prepared.sample_rate),
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
        let mut controls = Controls::default();
        let first = |value| vec![ControlPoint { at: 0, value }];
        if let Some(wheel) = &self.wheel
            && voice.mod_wheel.is_none()
        {
            let value = wheel.at_frame(voice.start) as f32;
            voice.mod_wheel = Some(value);
            controls.mod_wheel = first(value);
        }
        if let Some(pressure) = &self.pressure
            && voice.aftertouch == 0.0
        {
            let value = pressure.at_frame(voice.start) as f32;
            voice.aftertouch = value;
            controls.aftertouch = first(value);
        }
        if let Some(synth) = &self.synth {
            let frames = |motion: &Arc<Motion>| {
                (motion.at_frame(voice.start) * self.sample_rate).round().max(1.0) as u64
            };
            voice.attack = synth.attack.as_ref().map(frames);
            voice.release = synth.release.as_ref().map(frames);
            // What moves is marked by its first point, and followed when the length is known.
            if let Some(cutoff) = &synth.cutoff {
                controls.cutoff_hz = first(cutoff.at_frame(voice.start) as f32);
            }
            if let Some(resonance) = &synth.resonance {
                controls.resonance = first(resonance.at_frame(voice.start) as f32);
            }
            let other = |(number, motion): &(u8, Arc<Motion>)| {
                (*number, first(motion.at_frame(voice.start) as f32))
            };
            controls.others = self.others.iter().map(other).collect();
            voice.controls = (controls != Controls::default()).then(|| Arc::new(controls));
        }
        if let Some(pedal) = &self.pedal {
            voice.gate = held(pedal, voice.start + voice.gate) - voice.start;
        }
    }

    /// Frames of the glide to a note that starts at a frame, if a lane says.
    pub(crate) fn glide(&self, frame: u64) -> Option<u64> {
        let motion = self.synth.as_ref()?.portamento.as_ref()?;
        Some((motion.at_frame(frame) * self.sample_rate).round() as u64)
    }

    /// Adds what lanes move for as long as a voice of `length` frames sounds.
    pub(crate) fn follow(&self, voice: &mut Voice, length: u64) {
        self.bend(voice, length);
        let (Some(synth), Some(marked)) = (&self.synth, voice.controls.take()) else { return };
        let follow = |marks: &[ControlPoint], motion: &Option<Arc<Motion>>| match motion {
            Some(motion) if !marks.is_empty() => self.control(motion, voice.start, length),
            _ => Vec::new(),
        };
        let mut controls = Controls {
            cutoff_hz: follow(&marked.cutoff_hz, &synth.cutoff),
            resonance: follow(&marked.resonance, &synth.resonance),
            mod_wheel: follow(&marked.mod_wheel, &self.wheel),
            aftertouch: follow(&marked.aftertouch, &self.pressure),
            others: self
                .others
                .iter()
                .map(|(number, motion)| (*number, self.control(motion, voice.start, length)))
                .collect(),
        };
        // These stand still where the voice has them already.
        for curve in [&mut controls.mod_wheel, &mut controls.aftertouch] {
            if curve.len() == 1 {
                curve.clear();
            }
        }
        voice.controls = (controls != Controls::default()).then(|| Arc::new(controls));
    }

    /// A control's way through a voice; one point if it stands still.
    fn control(&self, motion: &Motion, start: u64, length: u64) -> Vec<ControlPoint> {
        let jump = (JUMP * self.sample_rate).round() as u64;
        let points = curve(motion, start, length, (CONTROL_LINES, jump));
        let mut points: Vec<ControlPoint> = points
            .into_iter()
            .map(|Bend { at, semitones: value }| ControlPoint { at, value })
            .collect();
        if points.iter().all(|point| point.value == points[0].value) {
            points.truncate(1);
        }
        points
    }

    /// Adds the lanes' bend and vibrato.
    fn bend(&self, voice: &mut Voice, length: u64) {
        let bend = self.bend.as_ref().map(|motion| curve(motion, voice.start, length, (LINES, 1)));
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

/// A motion over the frames of a voice: so many lines for a piece that is not straight, and so many
/// frames for a jump.
fn curve(motion: &Motion, start: u64, length: u64, (lines, jump): (usize, u64)) -> Vec<Bend> {
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
        follow(&piece, from, to, lines, |beat| {
            add(motion.frame(beat).saturating_sub(start), piece.at(beat));
        });
        if piece.to >= last {
            break;
        }
        let next = motion.next(&piece);
        if next.at(piece.to) != piece.at(piece.to) {
            add(motion.frame(piece.to).saturating_sub(start) + jump, next.at(piece.to));
        }
        (from, piece) = (to, next);
    }
    points.dedup_by(|later, point| later.semitones == point.semitones && later.at == point.at + 1);
    points
}

/// The beats at which a piece is to be looked at.
fn follow(piece: &Piece, from: f64, to: f64, lines: usize, mut look: impl FnMut(f64)) {
    let lines = if piece.is_straight() { 1 } else { lines };
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
