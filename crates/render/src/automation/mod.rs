//! Automation: the lanes of the song and of the clips that are heard, gathered into one motion for
//! each parameter that moves. What does not move has none, and costs nothing.

mod motion;
mod mover;
#[cfg(test)]
mod tests;

pub use motion::bent;
pub(crate) use motion::{Motion, Piece};
pub(crate) use mover::Mover;

use crate::notes::clips;
use crate::tempo::TempoMap;
use motion::{Reign, Turn};
use rebounce_song::Song;
use rebounce_song::automation::{Control, Curve, Insert, Point, Target};
use rebounce_song::parameter::Unit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parameters that move.
#[derive(Clone, Debug, Default)]
pub(crate) struct Automation {
    pub(crate) motions: Vec<Arc<Motion>>,
    /// Effects by their place.
    index: BTreeMap<Target, usize>,
}

impl Automation {
    /// The number of the motion of `target`, if it moves.
    pub(crate) fn of(&self, target: &Target) -> Option<usize> {
        self.index.get(target).copied()
    }

    /// The motion of what a player does to an instrument.
    pub(crate) fn control(&self, instrument: &str, control: Control) -> Option<usize> {
        self.of(&Target::Instrument { instrument: instrument.to_owned(), control })
    }

    /// All that move, in a fixed order.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&Target, usize)> {
        self.index.iter().map(|(target, motion)| (target, *motion))
    }

    /// Leaves a target at its setting.
    pub(crate) fn forget(&mut self, target: &Target) {
        self.index.remove(target);
    }
}

/// A lane of a clip: when it begins and ends, when it gives back the say, and what it does.
struct Claim {
    start: f64,
    end: f64,
    back: f64,
    first: f64,
    turn: Arc<Turn>,
}

/// Gathers the lanes of a legal song.
pub(crate) fn automation(song: &Song, tempo: &Arc<TempoMap>) -> Automation {
    let mut claims: BTreeMap<Target, Vec<Claim>> = BTreeMap::new();
    let mut whole: BTreeMap<Target, Arc<Turn>> = BTreeMap::new();
    for lane in song.automation.iter().filter(|lane| lane.target != Target::Tempo) {
        let target = placed(&lane.target, song);
        let points = held(&target, &lane.points, song);
        whole.insert(target.clone(), Arc::new(Turn::new(&points, f64::INFINITY)));
        claims.entry(target).or_default();
    }
    gather(song, &mut claims);
    let mut automation = Automation::default();
    for (target, mut claims) in claims {
        let rest = match whole.get(&target) {
            Some(turn) => Arc::clone(turn),
            None => Arc::new(Turn::constant(setting(&target, song))),
        };
        claims.sort_by(|a, b| a.start.total_cmp(&b.start));
        let motion = Motion::new(reigns(claims, &rest, tempo), tempo);
        automation.index.insert(target, automation.motions.len());
        automation.motions.push(Arc::new(motion));
    }
    automation
}

/// The lanes of all clips that are heard.
fn gather(song: &Song, claims: &mut BTreeMap<Target, Vec<Claim>>) {
    if song.patterns.iter().all(|pattern| pattern.automation.is_empty()) {
        return;
    }
    let clips = clips(song);
    // By instrument: when clips begin that play it, ascending.
    let mut starts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for clip in &clips {
        for part in &clip.pattern.parts {
            starts.entry(part.instrument.as_str()).or_default().push(clip.start);
        }
    }
    starts.values_mut().for_each(|starts| starts.sort_by(f64::total_cmp));
    // By pattern and lane.
    let mut turns: BTreeMap<(&str, usize), (Target, Arc<Turn>)> = BTreeMap::new();
    for clip in &clips {
        let length = clip.turn(song);
        let end = clip.over(length);
        let next = |instrument: &str| {
            let starts = starts.get(instrument)?;
            starts.get(starts.partition_point(|start| *start < end)).copied()
        };
        let parts = clip.pattern.parts.iter();
        let back = match clip.pattern.parts.is_empty() {
            true => end,
            false => parts.filter_map(|it| next(&it.instrument)).fold(f64::INFINITY, f64::min),
        };
        for (number, lane) in clip.pattern.automation.iter().enumerate() {
            let (target, turn) = turns.entry((&clip.pattern.id, number)).or_insert_with(|| {
                let target = placed(&lane.target, song);
                let points = held(&target, &lane.points, song);
                (target, Arc::new(Turn::new(&points, length)))
            });
            claims.entry(target.clone()).or_default().push(Claim {
                start: clip.start,
                end,
                back,
                first: clip.first(),
                turn: Arc::clone(turn),
            });
        }
    }
}

/// Who has the say when: claims ascending in start, the later one before the earlier, and what is
/// there at rest.
fn reigns(claims: Vec<Claim>, rest: &Arc<Turn>, tempo: &Arc<TempoMap>) -> Vec<Reign> {
    let mut reigns = vec![Reign { start: 0.0, first: 0.0, turn: Arc::clone(rest) }];
    let mut claims = claims.into_iter().peekable();
    while let Some(claim) = claims.next() {
        let Claim { start, end, back, first, turn } = claim;
        let until = claims.peek().map_or(f64::INFINITY, |next| next.start);
        if until <= start {
            continue;
        }
        reigns.push(Reign { start, first, turn: Arc::clone(&turn) });
        if end < until && end < back && end.is_finite() {
            // What it comes to at the clip's end, it keeps.
            let alone = Reign { start: 0.0, first, turn };
            let last = Motion::new(vec![alone], tempo).before(tempo.swung(end));
            reigns.push(Reign { start: end, first: end, turn: Arc::new(Turn::constant(last)) });
        }
        if back < until {
            reigns.push(Reign { start: back, first: 0.0, turn: Arc::clone(rest) });
        }
    }
    if reigns.len() > 1 && reigns[1].start <= 0.0 {
        reigns.remove(0);
    }
    reigns
}

/// The target with its effect's place.
fn placed(target: &Target, song: &Song) -> Target {
    let mut target = target.clone();
    let (chain, effect) = match &mut target {
        Target::Effect { track, effect, .. } => {
            let found = song.mixer.tracks.iter().find(|it| it.id == *track);
            (found.map_or(&song.mixer.master.inserts, |it| &it.inserts), effect)
        }
        Target::InstrumentEffect { instrument, effect, .. } => {
            match song.instruments.iter().find(|it| it.id == *instrument) {
                Some(it) => (&it.inserts, effect),
                None => return target,
            }
        }
        _ => return target,
    };
    if let Some(place) = effect.find(chain) {
        *effect = Insert::Place(place);
    }
    target
}

/// The points as the target takes them: a switch or a choice holds until its next point, and what
/// is muted has a gain of 0.
fn held(target: &Target, points: &[Point], song: &Song) -> Vec<Point> {
    let step = |point: &Point, value| Point { value, curve: Curve::Step, ..*point };
    let on = |point: &Point| f64::from(u8::from(point.value >= 0.5));
    let map = |value: &dyn Fn(&Point) -> f64| points.iter().map(|it| step(it, value(it))).collect();
    match target {
        Target::Mute { .. } => map(&|point| 1.0 - on(point)),
        Target::Instrument { control: Control::Sustain, .. } => map(&on),
        _ if is_whole(target, song) => map(&|point| point.value.round()),
        _ => points.to_vec(),
    }
}

/// Whether a target is a parameter of whole numbers.
fn is_whole(target: &Target, song: &Song) -> bool {
    let Some((effect, parameter)) = effect(target, song) else { return false };
    let record = effect.settings.parameters().iter().find(|record| record.name == parameter);
    record.is_some_and(|it| matches!(it.unit, Unit::Switch | Unit::Choice(_) | Unit::Count))
}

/// The effect of a target by its place, and the parameter.
fn effect<'a>(target: &'a Target, song: &'a Song) -> Option<(&'a rebounce_song::Effect, &'a str)> {
    let (chain, insert, parameter) = match target {
        Target::Effect { track, effect, parameter } => {
            let found = song.mixer.tracks.iter().find(|it| it.id == *track);
            (found.map_or(&song.mixer.master.inserts, |it| &it.inserts), effect, parameter)
        }
        Target::InstrumentEffect { instrument, effect, parameter } => {
            let found = song.instruments.iter().find(|it| it.id == *instrument)?;
            (&found.inserts, effect, parameter)
        }
        _ => return None,
    };
    Some((&chain[insert.find(chain)?], parameter))
}

/// What a target is at where nothing moves it.
fn setting(target: &Target, song: &Song) -> f64 {
    let mixer = &song.mixer;
    let track = |id: &str| mixer.tracks.iter().find(|it| it.id == id);
    match target {
        Target::Gain { track: id } => track(id).map_or(mixer.master.gain, |it| it.gain),
        Target::Pan { track: id } => track(id).map_or(mixer.master.pan, |it| it.pan),
        Target::Mute { track: id } => {
            let muted = track(id).map_or(mixer.master.muted, |it| it.muted);
            f64::from(u8::from(!muted))
        }
        Target::Send { track: id, to } => {
            let sends = track(id).map_or(&[][..], |it| &it.sends);
            sends.iter().find(|send| send.to == *to).map_or(0.0, |send| send.level)
        }
        Target::MasterVolume => mixer.master_volume,
        Target::Effect { .. } | Target::InstrumentEffect { .. } => {
            let Some((effect, parameter)) = effect(target, song) else { return 0.0 };
            let records = effect.settings.parameters();
            let place = records.iter().position(|record| record.name == parameter);
            place.and_then(|place| effect.settings.value(place)).unwrap_or(0.0).into()
        }
        Target::Instrument { instrument, control } => {
            let found = song.instruments.iter().find(|it| it.id == *instrument);
            match control {
                Control::Level => found.map_or(1.0, |it| it.gain),
                Control::Pan => found.map_or(0.0, |it| it.pan),
                Control::Expression => 1.0,
                _ => found.and_then(|it| it.sound.setting(*control)).unwrap_or(0.0),
            }
        }
        Target::Controller { .. } => 0.0,
        Target::Tempo => song.tempo.0,
    }
}
