//! Targets by name: `mixer.{track}.{parameter}`, `instrument.{id}.{parameter}`,
//! `effect.{id}.{parameter}` (fact sheet, section 7.3). Ids may have dots in them, so they are
//! looked for among those that are there.

use crate::effect;
use crate::mixer::{MASTER, from_decibels};
use crate::node::{Node, short};
use crate::scalar::folded;
use crate::studio::Studio;
use rebounce_song::Effect;
use rebounce_song::automation::{Control, Insert, Target};

/// A target, the range of its values in documents, and what they are in songs.
pub(super) struct Aim {
    pub(super) target: Target,
    pub(super) range: (f64, f64),
    pub(super) map: fn(f64) -> f64,
}

/// Whether a name is one of a target, and not of an instrument.
pub(super) fn is_target(name: &str) -> bool {
    let head = name.split_once('.').map_or(name, |(head, _)| head);
    matches!(head, "mixer" | "instrument" | "effect" | "master" | "transport" | "tempo" | "bpm")
}

/// What `name` names; `None`, with a word, if it is not there or cannot move.
pub(super) fn target(name: &str, studio: &Studio, node: &Node<'_>) -> Option<Aim> {
    let (head, rest) = name.split_once('.').unwrap_or((name, ""));
    let found = match head {
        "mixer" => mixer(rest, studio),
        "master" => strip(MASTER, rest, studio),
        "instrument" => instrument(rest, studio),
        "effect" => by_id(rest, studio),
        "tempo" | "bpm" => Some(aim(Target::Tempo, (1.0, 999.0))),
        "transport" if matches!(rest, "bpm" | "tempo") => Some(aim(Target::Tempo, (1.0, 999.0))),
        _ => None,
    };
    if found.is_none() {
        let wanted =
            format!("a parameter that is there and moves while it sounds, not {:?}", short(name));
        node.warn("target-not-followed", wanted, "lane left out");
    }
    found
}

fn aim(target: Target, range: (f64, f64)) -> Aim {
    Aim { target, range, map: |value| value }
}

/// The longest of these ids that `text` begins with, and what follows its dot.
fn after<'t, 'i>(text: &'t str, ids: impl Iterator<Item = &'i str>) -> Option<(&'i str, &'t str)> {
    ids.filter_map(|id| Some((id, text.strip_prefix(id)?.strip_prefix('.')?)))
        .max_by_key(|(id, _)| id.len())
}

fn mixer(rest: &str, studio: &Studio) -> Option<Aim> {
    if matches!(folded(rest).as_str(), "mastervolume" | "volume") {
        return Some(aim(Target::MasterVolume, (0.0, 4.0)));
    }
    let tracks = studio.mixer.mixer.tracks.iter().map(|track| track.id.as_str());
    let (id, parameter) = after(rest, tracks.chain([MASTER]))?;
    strip(id, parameter, studio)
}

/// A parameter of a track, or of the master.
fn strip(id: &str, parameter: &str, studio: &Studio) -> Option<Aim> {
    let track = || id.to_owned();
    match folded(parameter).as_str() {
        "gain" | "fader" | "level" => {
            return Some(aim(Target::Gain { track: track() }, (0.0, 4.0)));
        }
        // As the field of that name: in dB.
        "volume" => {
            let target = Target::Gain { track: track() };
            return Some(Aim { target, range: (-200.0, 12.04), map: from_decibels });
        }
        "pan" => return Some(aim(Target::Pan { track: track() }, (-1.0, 1.0))),
        "mute" | "muted" | "ismuted" => {
            return Some(aim(Target::Mute { track: track() }, (0.0, 1.0)));
        }
        _ => {}
    }
    let mixer = &studio.mixer.mixer;
    let found = mixer.tracks.iter().find(|it| it.id == id);
    let (head, rest) = parameter.split_once('.')?;
    if matches!(folded(head).as_str(), "send" | "sends") {
        let rest = rest.strip_suffix(".level").unwrap_or(rest);
        let to = found?.sends.iter().find(|send| send.to == rest)?.to.clone();
        return Some(aim(Target::Send { track: track(), to }, (0.0, 1.0)));
    }
    let inserts = found.map_or(&mixer.master.inserts, |it| &it.inserts);
    let (place, parameter, range) = own(head, rest, inserts)?;
    let target = Target::Effect { track: track(), effect: Insert::Place(place), parameter };
    Some(aim(target, range))
}

fn instrument(rest: &str, studio: &Studio) -> Option<Aim> {
    let ids = studio.instruments.iter().map(|it| it.id.as_str());
    let (id, parameter) = after(rest, ids)?;
    let control = match folded(parameter).as_str() {
        "gain" | "volume" | "level" => Control::Level,
        "pan" => Control::Pan,
        "expression" => Control::Expression,
        "pitchbend" | "bend" => Control::PitchBend,
        "modwheel" | "mod" | "modulation" => Control::ModWheel,
        "vibrato" => Control::Vibrato,
        "aftertouch" | "pressure" => Control::Aftertouch,
        "sustain" => Control::Sustain,
        "cutoff" | "filtercutoff" | "filterfrequency" => of_synth(id, studio, Control::Cutoff)?,
        "resonance" | "filterresonance" | "q" | "filterq" => {
            of_synth(id, studio, Control::Resonance)?
        }
        "attack" | "amplitudeenvelopeattack" | "ampenvelopeattack" | "envelopeattack" => {
            of_synth(id, studio, Control::Attack)?
        }
        "release" | "amplitudeenveloperelease" | "ampenveloperelease" | "enveloperelease" => {
            of_synth(id, studio, Control::Release)?
        }
        "portamento" | "glide" => of_synth(id, studio, Control::Portamento)?,
        _ => {
            let inserts = &studio.instruments.iter().find(|it| it.id == id)?.inserts;
            let (head, rest) = parameter.split_once('.')?;
            let (place, parameter, range) = own(head, rest, inserts)?;
            let (instrument, effect) = (id.to_owned(), Insert::Place(place));
            return Some(aim(Target::InstrumentEffect { instrument, effect, parameter }, range));
        }
    };
    Some(aim(Target::Instrument { instrument: id.to_owned(), control }, control.range()))
}

/// The control, if the instrument is a synth.
fn of_synth(id: &str, studio: &Studio, control: Control) -> Option<Control> {
    let found = studio.instruments.iter().find(|it| it.id == id)?;
    found.sound.setting(control).map(|_| control)
}

/// `effects.{id or place}.{parameter}` of a chain.
fn own(head: &str, rest: &str, effects: &[Effect]) -> Option<(usize, String, (f64, f64))> {
    let heads = ["effect", "effects", "insert", "inserts", "inserteffects", "effectchain"];
    if !heads.contains(&folded(head).as_str()) {
        return None;
    }
    let (place, name) = match after(rest, effects.iter().map(|it| it.id.as_str())) {
        Some((id, name)) => (effects.iter().position(|it| it.id == id)?, name),
        None => {
            let (place, name) = rest.split_once('.')?;
            (place.parse().ok()?, name)
        }
    };
    let (parameter, range) = named(effects.get(place)?, name)?;
    Some((place, parameter, range))
}

/// A parameter of the first effect of that id, in the order of instruments, tracks and master.
fn by_id(rest: &str, studio: &Studio) -> Option<Aim> {
    let mixer = &studio.mixer.mixer;
    let of_instruments = studio.instruments.iter().flat_map(|it| {
        let target = |place| (None, Some(it.id.clone()), place);
        it.inserts.iter().enumerate().map(move |(place, effect)| (target(place), effect))
    });
    let strips = mixer.tracks.iter().map(|it| (it.id.as_str(), &it.inserts));
    let of_mixer = strips.chain([(MASTER, &mixer.master.inserts)]).flat_map(|(id, inserts)| {
        let target = move |place| (Some(id.to_owned()), None, place);
        inserts.iter().enumerate().map(move |(place, effect)| (target(place), effect))
    });
    let all: Vec<_> = of_instruments.chain(of_mixer).collect();
    let ids = all.iter().map(|(_, effect)| effect.id.as_str()).filter(|id| !id.is_empty());
    let (id, name) = after(rest, ids)?;
    let ((track, instrument, place), effect) = all.iter().find(|(_, effect)| effect.id == id)?;
    let (parameter, range) = named(effect, name)?;
    let effect = Insert::Place(*place);
    let target = match (track, instrument) {
        (Some(track), _) => Target::Effect { track: track.clone(), effect, parameter },
        (None, instrument) => {
            Target::InstrumentEffect { instrument: instrument.clone()?, effect, parameter }
        }
    };
    Some(aim(target, range))
}

/// The parameter called `name`, in any spelling.
fn named(effect: &Effect, name: &str) -> Option<(String, (f64, f64))> {
    let name = ["settings.", "parameters.", "params."]
        .iter()
        .find_map(|head| name.strip_prefix(head))
        .unwrap_or(name);
    let index = effect::parameter_called(name, &effect.settings)?;
    let record = &effect.settings.parameters()[index];
    Some((record.name.to_owned(), (record.min.into(), record.max.into())))
}
