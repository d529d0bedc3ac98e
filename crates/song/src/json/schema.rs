//! The format's JSON Schema, made from the types and the records of the effects' parameters.

use super::{FORMAT, VERSION};
use crate::effect::Settings;
use crate::parameter::{Parameter, Unit};
use crate::song::Song;
use serde_json::{Map, Value, json};

/// The format's JSON Schema (draft 2020-12), for editors and other writers of songs.
///
/// What satisfies it can be read. Beyond the types it gives the range of each parameter of an
/// effect; other ranges and references are left to the check, which mends more than it refuses.
#[must_use]
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Song).to_value();
    schema["title"] = "Rebounce song".into();
    let mut properties = Map::new();
    let fixed = |about: &str, value: Value| json!({ "description": about, "const": value });
    properties.insert("format".to_owned(), fixed("What kind of document this is.", FORMAT.into()));
    properties.insert("version".to_owned(), fixed("Version of the format.", VERSION.into()));
    if let Value::Object(fields) = schema["properties"].take() {
        properties.extend(fields);
    }
    schema["properties"] = properties.into();
    schema["required"] = json!(["format", "version"]);
    settings_are_optional(&mut schema);
    parameters(&mut schema);
    tidy(&mut schema);
    schema
}

/// An effect without `settings` has its defaults.
fn settings_are_optional(schema: &mut Value) {
    if let Some(variants) = schema["$defs"]["Effect"]["oneOf"].as_array_mut() {
        for variant in variants {
            variant["required"] = json!(["type"]);
        }
    }
}

/// Adds what the records know: range, unit, names of choices.
fn parameters(schema: &mut Value) {
    for settings in Settings::all() {
        let name = type_name(settings.id());
        let fields = &mut schema["$defs"][name.as_str()]["properties"];
        for parameter in settings.parameters() {
            let field = &mut fields[parameter.name];
            field["description"] = describe(parameter).into();
            field["minimum"] = short(parameter.min);
            field["maximum"] = short(parameter.max);
        }
    }
}

/// `multiband-eq` is the type `MultibandEq`.
fn type_name(id: &str) -> String {
    let word = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    id.split('-').map(word).collect()
}

fn describe(parameter: &Parameter) -> String {
    let unit = match parameter.unit {
        Unit::Ratio => String::new(),
        Unit::Decibels => " In dB.".to_owned(),
        Unit::Hertz => " In Hz.".to_owned(),
        Unit::Seconds => " In seconds.".to_owned(),
        Unit::Milliseconds => " In milliseconds.".to_owned(),
        Unit::Percent => " In percent.".to_owned(),
        Unit::BeatsPerMinute => " In beats per minute.".to_owned(),
        Unit::Degrees => " In degrees.".to_owned(),
        Unit::Semitones => " In semitones.".to_owned(),
        Unit::Cents => " In cents.".to_owned(),
        Unit::Count => " A whole number.".to_owned(),
        Unit::Switch => " 0 off, 1 on.".to_owned(),
        Unit::Choice(names) => {
            let names: Vec<String> =
                names.iter().enumerate().map(|(i, name)| format!("{i} {name}")).collect();
            format!(" {}.", names.join(", "))
        }
    };
    format!("{}{unit}", parameter.about)
}

/// An f32 as the decimal a person would write.
fn short(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// Defaults of f32 fields as people write them, and descriptions without the source's line breaks.
fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            if fields.get("format").is_some_and(|format| format == "float")
                && let Some(default) = fields.get_mut("default")
                && let Some(number) = default.as_f64()
            {
                *default = short(number as f32);
            }
            if let Some(Value::String(text)) = fields.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            fields.values_mut().for_each(tidy);
        }
        _ => {}
    }
}
