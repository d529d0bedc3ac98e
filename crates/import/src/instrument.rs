//! Instruments: what they are, and where they are heard.

use crate::effect;
use crate::mixer::{self, MixerBuilder};
use crate::node::Node;
use crate::object::Object;
use crate::recordings::Recordings;
use crate::sampler;
use crate::scalar::folded;
use crate::va;
use crate::zenith;
use rebounce_song::Instrument;
use rebounce_song::instrument::Sound;

/// Fields of an instrument that have no effect on sound, and those that only some kinds read.
const SILENT: &[&str] = &[
    "color",
    "pianoRoll",
    "role",
    "category",
    "icon",
    "order",
    "createdAt",
    "updatedAt",
    "audioBuffer",
    "buffer",
    "isLoading",
    "loaded",
    "presetName",
    "preset",
    "settings",
    "synthParams",
    "baseNote",
    "samples",
    "multiSamples",
    "assetId",
    "url",
    "data",
    "cutItself",
    "envelope",
    "envelopeEnabled",
];

/// What makes the sound.
#[derive(Clone, Copy)]
enum Kind {
    Sampler,
    Va,
    Zenith,
    Legacy,
}

const KINDS: &[(&str, Kind)] = &[
    ("sample", Kind::Sampler),
    ("sampler", Kind::Sampler),
    ("vasynth", Kind::Va),
    ("va", Kind::Va),
    ("zenith", Kind::Zenith),
    ("zenithsynth", Kind::Zenith),
    ("synth", Kind::Legacy),
];

/// Fields that give a synth a sound.
const PATCHED: &[&str] = &["presetName", "preset", "oscillators", "settings"];

/// The id of the instrument at `node`: `key`, by which the object that holds it calls it, or its
/// own. `None`, with a word, if there is neither or no instrument at all.
pub(crate) fn id(node: &Node<'_>, key: Option<&str>) -> Option<String> {
    let Some(object) = Object::of(node) else {
        node.error("not-an-instrument", "an instrument: {id, type, ...}", "left out");
        return None;
    };
    let id = key.filter(|key| !key.is_empty()).map(str::to_owned).or_else(|| object.id());
    if id.is_none() {
        node.error("instrument-without-id", "an `id`", "instrument left out");
    }
    id
}

/// The instrument at `node`. `None`, with a word, if it cannot sound.
pub(crate) fn instrument(
    node: &Node<'_>,
    id: String,
    mixer: &MixerBuilder,
    recordings: &Recordings,
) -> Option<Instrument> {
    let object = Object::of(node)?;
    object.silent(&["id"]);
    let kind = kind(&object)?;
    let sound = match kind {
        Kind::Sampler => Sound::Sampler(Box::new(sampler::sampler(&object, recordings)?)),
        Kind::Va => Sound::Va(Box::new(va::va(&object))),
        Kind::Zenith => Sound::Zenith(Box::new(zenith::zenith(&object))),
        Kind::Legacy if PATCHED.iter().any(|name| object.has(name)) => {
            Sound::Va(Box::new(va::va(&object)))
        }
        Kind::Legacy => Sound::Va(Box::new(va::legacy(&object))),
    };
    let name = object.text(&["name"]).unwrap_or_else(|| id.clone());
    let instrument = Instrument {
        output: mixer::output_of(&object, &name, mixer),
        name,
        muted: object.any(&["isMuted", "muted", "mute"]),
        gain: object.number(&["gain"], 0.0..=4.0).unwrap_or(1.0),
        pan: object.number(&["pan"], -1.0..=1.0).unwrap_or(0.0),
        inserts: object
            .get(&["effectChain"])
            .map(|node| effect::own_chain(&node))
            .unwrap_or_default(),
        sound,
        id,
    };
    object.silent(SILENT);
    object.finish("an instrument");
    Some(instrument)
}

/// What the instrument says it is, or what its fields suggest.
fn kind(object: &Object<'_>) -> Option<Kind> {
    let lists = ["multiSamples", "samples"].map(|name| object.get(&[name]));
    let recorded = lists.iter().flatten().any(|list| list.items().len() > 0);
    if let Some(node) = object.get(&["type"]) {
        let word = folded(&node.plain());
        let kind = KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        return match kind {
            Some(Kind::Va | Kind::Legacy) if recorded => {
                node.info("synth-with-recordings", "`sample`", "its recordings play");
                Some(Kind::Sampler)
            }
            Some(Kind::Legacy) => {
                node.info("legacy-synth", "`vasynth`", "a like sound of the VA synth plays");
                kind
            }
            Some(_) => kind,
            None => {
                let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
                let wanted = format!("one of {}", names.join(", "));
                node.error("unknown-instrument-type", wanted, "instrument left out");
                None
            }
        };
    }
    let data = object.get(&["data"]);
    let in_data = data.as_ref().and_then(Object::of).is_some_and(|data| data.has("url"));
    if recorded || in_data || object.has("url") || object.has("assetId") {
        object.node.info("instrument-without-type", "a `type`", "its recordings play");
        return Some(Kind::Sampler);
    }
    if PATCHED.iter().any(|name| object.has(name)) {
        object.node.info("instrument-without-type", "a `type`", "taken as a VA synth");
        return Some(Kind::Va);
    }
    object.node.error("instrument-without-type", "a `type`", "instrument left out");
    None
}
