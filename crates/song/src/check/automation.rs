//! Lanes of automation: what they move is there, their points are legal and in order.

use super::ids::MASTER;
use super::{Check, Place, retain_indexed};
use crate::automation::{Control, Insert, Lane, Point, Target};
use crate::diagnostic::{Diagnostic, Severity};
use crate::effect::Effect;
use crate::instrument::Sound;
use crate::song::Song;
use std::collections::BTreeSet;

pub(super) fn check(song: &mut Song, root: &Place<'_>, check: &mut Check<'_>) {
    let patterns = root.field("patterns");
    for i in 0..song.patterns.len() {
        let mut own = std::mem::take(&mut song.patterns[i].automation);
        let at = patterns.item(i);
        lanes(&mut own, &at.field("automation"), song, false, check);
        song.patterns[i].automation = own;
    }
    let mut own = std::mem::take(&mut song.automation);
    lanes(&mut own, &root.field("automation"), song, true, check);
    song.automation = own;
}

fn lanes(lanes: &mut Vec<Lane>, at: &Place<'_>, song: &Song, of_song: bool, check: &mut Check<'_>) {
    let mut taken = BTreeSet::new();
    retain_indexed(lanes, |i, lane| {
        let at = at.item(i);
        let mut drop = |code: &str, at: &Place<'_>, found: String, wanted: &str| {
            check.findings.add(Diagnostic::new(
                Severity::Warning,
                code,
                at.to_string(),
                found,
                wanted,
                "the lane is dropped",
            ));
        };
        let target = at.field("target");
        let range = match range(&lane.target, song) {
            Ok(range) => range,
            Err((found, wanted)) => {
                drop("lane-of-nothing", &target, format!("\"{found}\""), wanted);
                return false;
            }
        };
        if lane.target == Target::Tempo && !of_song {
            let wanted = "tempo in lanes of the song only";
            drop("lane-of-pattern-tempo", &target, "tempo".to_owned(), wanted);
            return false;
        }
        if lane.points.is_empty() {
            drop("lane-without-points", &at.field("points"), "none".to_owned(), "a point");
            return false;
        }
        if !taken.insert(same(&lane.target, song)) {
            let wanted = "one lane for each parameter";
            drop("lane-doubled", &target, "a parameter that moves already".to_owned(), wanted);
            return false;
        }
        points(&mut lane.points, range, &at.field("points"), check);
        true
    });
}

fn points(points: &mut [Point], range: (f64, f64), at: &Place<'_>, check: &mut Check<'_>) {
    let beats = check.limits.beats;
    for (i, point) in points.iter_mut().enumerate() {
        let at = at.item(i);
        check.findings.number(&mut point.at.0, &at.field("at"), 0.0..=beats, 0.0);
        let value = at.field("value");
        check.findings.number(&mut point.value, &value, range.0..=range.1, range.0);
    }
    if points.is_sorted_by(|a, b| a.at <= b.at) {
        return;
    }
    points.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        "points-not-ascending",
        at.to_string(),
        "points out of order",
        "points ascending in `at`",
        "sorted",
    ));
}

/// The target with the effect's place instead of its id, so that both are the same.
fn same(target: &Target, song: &Song) -> Target {
    let mut target = target.clone();
    let (chain, effect) = match &mut target {
        Target::Effect { track, effect, .. } => (track_inserts(song, track), effect),
        Target::InstrumentEffect { instrument, effect, .. } => {
            (instrument_inserts(song, instrument), effect)
        }
        _ => return target,
    };
    if let Some(place) = effect.find(chain) {
        *effect = Insert::Place(place);
    }
    target
}

/// The range of a target's values; what is not there, and what was wanted.
fn range(target: &Target, song: &Song) -> Result<(f64, f64), (String, &'static str)> {
    let tracks = &song.mixer.tracks;
    let find = |id: &str| tracks.iter().find(|track| track.id == id);
    let strip = |id: &String| match id == MASTER || find(id).is_some() {
        true => Ok(()),
        false => Err((id.clone(), "`master`, or the id of a track or bus of the mixer")),
    };
    let instrument = |id: &String| match song.instruments.iter().any(|it| it.id == *id) {
        true => Ok(()),
        false => Err((id.clone(), "the id of an instrument of the song")),
    };
    match target {
        Target::Gain { track } => strip(track).map(|()| (0.0, 4.0)),
        Target::Pan { track } => strip(track).map(|()| (-1.0, 1.0)),
        Target::Mute { track } => strip(track).map(|()| (0.0, 1.0)),
        Target::MasterVolume => Ok((0.0, 4.0)),
        Target::Tempo => Ok((1.0, 999.0)),
        Target::Send { track, to } => {
            let sends = find(track).map(|track| &track.sends);
            let known = sends.is_some_and(|sends| sends.iter().any(|send| send.to == *to));
            let wanted = "a send of a track of the mixer";
            if known { Ok((0.0, 1.0)) } else { Err((format!("{track} to {to}"), wanted)) }
        }
        Target::Effect { track, effect, parameter } => {
            strip(track)?;
            parameter_range(track_inserts(song, track), effect, parameter)
        }
        Target::InstrumentEffect { instrument: id, effect, parameter } => {
            instrument(id)?;
            parameter_range(instrument_inserts(song, id), effect, parameter)
        }
        Target::Instrument { instrument: id, control } => {
            instrument(id)?;
            let found = song.instruments.iter().find(|it| it.id == *id);
            let has = found.is_some_and(|it| it.sound.setting(*control).is_some());
            if control.is_of_synths() && !has {
                return Err((id.clone(), "the id of a synth, which alone has such a control"));
            }
            Ok(Control::range(*control))
        }
        Target::Controller { instrument: id, number } => {
            instrument(id)?;
            let found = song.instruments.iter().find(|it| it.id == *id);
            if !found.is_some_and(|it| matches!(it.sound, Sound::SoundFont(_))) {
                return Err((id.clone(), "the id of an instrument that plays a SoundFont"));
            }
            if *number > 128 {
                return Err((number.to_string(), "a controller, 0 to 127, or 128, the bend wheel"));
            }
            Ok((0.0, 1.0))
        }
    }
}

fn track_inserts<'a>(song: &'a Song, id: &str) -> &'a [Effect] {
    let track = song.mixer.tracks.iter().find(|track| track.id == id);
    track.map_or(&song.mixer.master.inserts, |track| &track.inserts)
}

fn instrument_inserts<'a>(song: &'a Song, id: &str) -> &'a [Effect] {
    song.instruments.iter().find(|it| it.id == id).map_or(&[], |it| &it.inserts)
}

fn parameter_range(
    effects: &[Effect],
    effect: &Insert,
    parameter: &str,
) -> Result<(f64, f64), (String, &'static str)> {
    let Some(place) = effect.find(effects) else {
        return Err((format!("{effect:?}"), "the place or the id of one of its inserts"));
    };
    let records = effects[place].settings.parameters();
    match records.iter().find(|record| record.name == parameter) {
        Some(record) => Ok((record.min.into(), record.max.into())),
        None => Err((parameter.to_owned(), "the name of a parameter of that effect")),
    }
}
