//! Reading of what says its own kind: sounds, contents of clips, effects.
//!
//! Serde's own reading of tagged enums loses the path to a fault inside, and with `flatten` also
//! forgets to refuse unknown fields. So the object is taken out of the stream whole, and read by
//! the type its tag names. A fault's message then begins with the path from there (`.filter.cutoff: ...`),
//! which the reader of the document joins to the path that leads there.

use crate::arrangement::ClipContent;
use crate::effect::{Effect, Settings};
use crate::instrument::Sound;
use crate::json::tracked::Tracked;
use crate::song::Id;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::{Map, Value};

pub(crate) use super::tracked::Fault;

impl<'de> Deserialize<'de> for Sound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, fields) = take(Map::deserialize(deserializer)?)?;
        match kind.as_str() {
            "va" => read(fields).map(Self::Va),
            "zenith" => read(fields).map(Self::Zenith),
            "sampler" => read(fields).map(Self::Sampler),
            "drum" => read(fields).map(Self::Drum),
            "soundFont" => read(fields).map(Self::SoundFont),
            kind => Err(unknown(kind, &["va", "zenith", "sampler", "drum", "soundFont"])),
        }
    }
}

impl<'de> Deserialize<'de> for ClipContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (kind, fields) = take(Map::deserialize(deserializer)?)?;
        match kind.as_str() {
            "pattern" => read(fields).map(Self::Pattern),
            "audio" => read(fields).map(Self::Audio),
            kind => Err(unknown(kind, &["pattern", "audio"])),
        }
    }
}

impl<'de> Deserialize<'de> for Effect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Head {
            #[serde(default)]
            id: Id,
            #[serde(default)]
            bypass: bool,
            #[serde(default)]
            side_chain: Option<Id>,
            #[serde(default)]
            settings: Map<String, Value>,
        }
        let (kind, fields) = take(Map::deserialize(deserializer)?)?;
        let head: Head = read(fields)?;
        let settings = match Settings::read(&kind, head.settings) {
            Some(settings) => settings.map_err(|fault| below(".settings", &fault))?,
            None => {
                let all = Settings::all();
                let names: Vec<&str> = all.iter().map(Settings::id).collect();
                return Err(unknown(&kind, &names));
            }
        };
        Ok(Self { id: head.id, bypass: head.bypass, side_chain: head.side_chain, settings })
    }
}

/// A type from its fields.
pub(crate) fn fields<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T, Fault> {
    T::deserialize(Tracked(Value::Object(fields)))
}

fn read<T: DeserializeOwned, E: Error>(map: Map<String, Value>) -> Result<T, E> {
    fields(map).map_err(|fault| below("", &fault))
}

/// An object's `type` and its other fields.
fn take<E: Error>(mut map: Map<String, Value>) -> Result<(String, Map<String, Value>), E> {
    match map.shift_remove("type") {
        Some(Value::String(kind)) => Ok((kind, map)),
        Some(other) => Err(E::custom(format_args!(".type: {other} found, a string wanted"))),
        None => Err(E::missing_field("type")),
    }
}

fn unknown<E: Error>(kind: &str, names: &[&str]) -> E {
    E::custom(format_args!(".type: \"{kind}\" found, one of {} wanted", names.join(", ")))
}

/// A fault below a value of the stream as an error of the stream.
fn below<E: Error>(prefix: &str, fault: &Fault) -> E {
    let colon = if prefix.is_empty() || !fault.path.is_empty() { "" } else { ": " };
    E::custom(format_args!("{prefix}{colon}{fault}"))
}
