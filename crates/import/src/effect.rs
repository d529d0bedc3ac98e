//! Effects: their kind in any spelling, their settings in any form.

use crate::bands;
use crate::json::Json;
use crate::node::{Node, short};
use crate::object::Object;
use crate::scalar::{folded, parse_number};
use rebounce_song::effect::{BassEnhancer, Imager, Settings};
use rebounce_song::parameter::{Parameter, Unit};
use rebounce_song::{Diagnostic, Effect, Severity};

/// Other names of kinds, as compared, and what they set where they have other defaults: the two
/// processors that no screen offered are played by their nearest kin.
const ALIASES: &[Alias] = &[
    ("bassenhancer808", "bass-enhancer", &[]),
    ("multibandcompressor", "ott", &[]),
    ("delayprocessor", "feedback-delay", &[("feedback", 0.3)]),
    ("reverbprocessor", "modern-reverb", &[("preDelay", 0.01), ("wet", 0.3)]),
];

type Alias = (&'static str, &'static str, &'static [(&'static str, f32)]);

/// Older names of parameters: kind, old name as compared, name.
const RENAMED: &[(&str, &str, &str)] = &[
    ("saturator", "drive", "distortion"),
    ("saturator", "saturation", "distortion"),
    ("saturator", "mix", "wet"),
    ("stardust-chorus", "frequency", "rate"),
    ("stardust-chorus", "freq", "rate"),
    ("stardust-chorus", "delay", "delayTime"),
    // What the screens of the original write, which its processors never read.
    ("bass-enhancer", "subboost", "amount"),
    ("bass-enhancer", "saturation", "harmonics"),
    ("bass-enhancer", "punch", "tightness"),
    ("imager", "globalwidth", "width"),
    ("imager", "band1freq", "crossover"),
];

/// Settings the screens of the original write, which its processors never read.
const UNREAD: &[(&str, &str)] = &[
    ("modern-delay", "width"),
    ("modern-delay", "filterQ"),
    ("modern-delay", "modDepth"),
    ("modern-delay", "modRate"),
    ("bass-enhancer", "texture"),
    ("imager", "stereoize"),
];

/// What the imager's screen writes of each of its bands; only the lowest has a counterpart.
const IMAGER_BAND: &[&str] = &["Freq", "Width", "Mute", "Solo"];

/// Parameters for which the original took 0 as unset, and used its default instead.
const ZERO_WAS_UNSET: &[(&str, &str)] = &[
    ("compressor", "threshold"),
    ("compressor", "ratio"),
    ("compressor", "attack"),
    ("compressor", "release"),
    ("compressor", "knee"),
    ("arcade-crusher", "crush"),
];

/// The effects of a chain that can be had, each with its place.
pub(crate) fn chain(node: &Node<'_>) -> Vec<(Effect, String)> {
    if !matches!(node.value, Json::Array(_)) {
        node.error("not-a-list", "a list of effects", "left out");
    }
    node.items().filter_map(|item| Some((effect(&item)?, item.place()))).collect()
}

/// The effects of an instrument's own chain, which comes before any track that could be heard in
/// a side chain.
pub(crate) fn own_chain(node: &Node<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (mut effect, place) in chain(node) {
        if let Some(source) = effect.side_chain.take() {
            let code = "side-chain-too-early";
            let found = format!("{:?}", short(&source));
            let wanted = "a side chain among the inserts of a mixer track";
            node.report.borrow_mut().say(code, Severity::Error, || {
                let action = effect.settings.without_side_chain();
                Diagnostic::new(Severity::Error, code, place, found, wanted, action)
            });
        }
        effects.push(effect);
    }
    effects
}

fn effect(node: &Node<'_>) -> Option<Effect> {
    let Some(object) = Object::of(node) else {
        node.error("not-an-effect", "an effect: {type, settings}", "left out");
        return None;
    };
    let bypass = object.any(&["bypass", "bypassed"]) || object.flag(&["enabled"]) == Some(false);
    let Some(kind) = object.raw("type") else {
        node.error("unknown-effect", "a `type`", "left out");
        return None;
    };
    let mut settings = by_name(&kind, bypass)?;
    let mut side_chain = None;
    for name in ["parameters", "settings"] {
        // Of both, `settings` has the last word.
        if let Some(node) = object.get(&[name]) {
            side_chain = read_settings(&node, &mut settings).or(side_chain);
        }
    }
    let id = object.raw("id").map(|id| id.plain()).unwrap_or_default();
    object.silent(&["presetId", "presetName", "name", "color", "collapsed", "order", "category"]);
    object.finish("an effect");
    Some(Effect { id, bypass, side_chain, settings })
}

/// The kind called so, at its defaults.
fn by_name(node: &Node<'_>, bypass: bool) -> Option<Settings> {
    let Json::Text(text) = node.value else {
        node.error("unknown-effect", "the name of an effect", "effect left out");
        return None;
    };
    let word = folded(text);
    let alias = ALIASES.iter().find(|(alias, ..)| *alias == word);
    let ours = Settings::all();
    let mut known = ours.iter().map(Settings::id);
    let kind = alias.map(|(_, kind, _)| *kind).or_else(|| known.find(|kind| folded(kind) == word));
    if let Some(mut settings) = kind.and_then(Settings::by_id) {
        for (name, value) in alias.into_iter().flat_map(|(.., values)| *values) {
            let index = settings.parameters().iter().position(|known| known.name == *name);
            settings.set(index.unwrap_or(usize::MAX), *value);
        }
        return Some(settings);
    }
    let names: Vec<_> = ours.iter().map(Settings::id).collect();
    let wanted = format!("one of {}", names.join(", "));
    if bypass {
        node.info("unknown-effect", wanted, "left out: it is bypassed");
    } else {
        node.error("unknown-effect", wanted, "effect left out");
    }
    None
}

/// Reads settings; the source of the side chain, if there is one.
fn read_settings(node: &Node<'_>, settings: &mut Settings) -> Option<String> {
    if !matches!(node.value, Json::Object(_)) {
        node.warn("not-settings", "an object of settings", "ignored: the defaults hold");
    }
    let mut side_chain = None;
    for (name, value) in node.entries() {
        let known = match (name, &mut *settings) {
            ("scSourceId", it) if it.has_side_chain() => {
                side_chain = if value.is_null() { None } else { value.text() };
                true
            }
            ("bands", Settings::MultibandEq(eq)) => {
                eq.bands = bands::bands(&value);
                true
            }
            ("taste", Settings::BassEnhancer(bass)) => {
                taste(&value, bass);
                true
            }
            ("band1Width", Settings::Imager(imager)) => {
                lowest_width(&value, imager);
                true
            }
            _ => parameter(name, &value, settings),
        };
        if !known {
            unknown(name, &value, settings.id());
        }
    }
    side_chain.filter(|id| !id.is_empty())
}

/// Where the bass enhancer's screen says `taste`, 0 to 1, its frequency is meant: 20 to 200 Hz, with
/// 63 Hz in the middle.
fn taste(value: &Node<'_>, bass: &mut BassEnhancer) {
    value.info("setting-renamed", "`frequency`", "read as that, 20 to 200 Hz");
    if let Some(taste) = value.number_in(0.0..=1.0) {
        bass.frequency = (20.0 * libm::pow(10.0, taste)) as f32;
    }
}

/// A lowest band narrower than it is means that the lows are mono, by as much.
fn lowest_width(value: &Node<'_>, imager: &mut Imager) {
    value.info("setting-renamed", "`lowMono`", "read as that, where it is below 0");
    let Some(width) = value.number() else { return };
    // Some write percent.
    let share = if width.abs() > 1.0 { width / 100.0 } else { width };
    imager.low_mono = (-share).clamp(0.0, 1.0) as f32;
}

/// Whether the imager's screen writes such a setting of its bands.
fn is_of_imager_band(name: &str) -> bool {
    let rest = name.strip_prefix("band").and_then(|rest| rest.strip_prefix(['1', '2', '3', '4']));
    rest.is_some_and(|what| IMAGER_BAND.contains(&what))
}

/// The number of the parameter called `name`, in any spelling.
pub(crate) fn parameter_called(name: &str, settings: &Settings) -> Option<usize> {
    let parameters = settings.parameters();
    let exact = |name: &str| parameters.iter().position(|known| known.name == name);
    let word = folded(name);
    let renamed = RENAMED.iter().find(|(kind, old, _)| *kind == settings.id() && *old == word);
    let spelled = || match renamed {
        Some((_, _, now)) => exact(now),
        None => parameters.iter().position(|known| folded(known.name) == word),
    };
    exact(name).or_else(spelled)
}

/// Sets the parameter called `name`, if there is one.
fn parameter(name: &str, value: &Node<'_>, settings: &mut Settings) -> bool {
    let Some(index) = parameter_called(name, settings) else { return false };
    let parameters = settings.parameters();
    let record = &parameters[index];
    if record.name != name {
        value.info("setting-renamed", format!("`{}`", record.name), "read as that");
    }
    if let Some(number) = setting(value, record, settings.id()) {
        settings.set(index, number);
    }
    true
}

/// The value of a setting: a number, a switch, or the name of a choice.
fn setting(value: &Node<'_>, record: &Parameter, kind: &str) -> Option<f32> {
    let value = value.unwrapped();
    let number = match (value.value, record.unit) {
        (Json::Bool(on), _) => f64::from(u8::from(*on)),
        (Json::Text(text), Unit::Choice(names)) if parse_number(text).is_none() => {
            let index: Vec<(&str, usize)> = names.iter().copied().zip(0..).collect();
            value.choice(&index)? as f64
        }
        (Json::Text(text), Unit::Switch) if parse_number(text).is_none() => {
            f64::from(u8::from(value.flag()?))
        }
        _ => value.number()?,
    };
    if number == 0.0 && ZERO_WAS_UNSET.contains(&(kind, record.name)) {
        let action = format!("0 used, where the original used {}", record.default);
        value.info("zero-counts", "a value", action);
    }
    let exact = number as f32;
    let legal = if (record.min..=record.max).contains(&exact) {
        exact
    } else {
        value.clamped(number, decimal(record.min)..=decimal(record.max)) as f32
    };
    let whole = matches!(record.unit, Unit::Switch | Unit::Choice(_) | Unit::Count);
    if whole && legal != legal.round() {
        value.warn("not-whole", "a whole number", format!("{} used", legal.round()));
        return Some(legal.round());
    }
    Some(legal)
}

/// The number one reads when an f32 is printed: 0.1, not 0.10000000149.
fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or(f64::from(number))
}

fn unknown(name: &str, value: &Node<'_>, kind: &str) {
    if UNREAD.contains(&(kind, name)) || kind == "imager" && is_of_imager_band(name) {
        let wanted = format!("a setting of `{kind}`");
        value.info("setting-without-effect", wanted, "ignored, as by the original");
    } else {
        let wanted = format!("a setting of `{kind}`, not {:?}", short(name));
        value.warn("unknown-setting", wanted, "ignored");
    }
}
