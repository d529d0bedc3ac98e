//! docs/format.md says what the code does: its example is a legal song, its tables have every
//! field with its default, and its effects are the records'.

use rebounce_song::check::{Limits, check};
use rebounce_song::effect::Settings;
use rebounce_song::json;
use rebounce_song::parameter::{Parameter, Unit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/format.md");

fn page() -> String {
    std::fs::read_to_string(PAGE).expect("docs/format.md is there")
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from} is there"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is there")).0
}

#[test]
fn the_example_is_a_legal_song() {
    let page = page();
    let example = between(&page, "```json\n", "```");
    let mut song = json::read(example).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(check(&mut song, &Limits::default()).unwrap(), vec![]);
    assert_eq!(json::read(&json::write(&song)).unwrap(), song);
}

/// Objects by the heading of their table.
fn objects() -> BTreeMap<String, Value> {
    let schema = json::schema();
    let mut objects = BTreeMap::from([("Song".to_owned(), schema.clone())]);
    let effects: Vec<String> = Settings::all().iter().map(|s| s.id().replace('-', "")).collect();
    for (name, object) in schema["$defs"].as_object().expect("there are definitions") {
        if effects.contains(&name.to_ascii_lowercase()) {
            continue;
        }
        let title = heading(name);
        if name == "Sound" || name == "ClipContent" {
            for variant in object["oneOf"].as_array().expect("they are variants") {
                let kind = variant["properties"]["type"]["const"].as_str().expect("it has a name");
                objects.insert(format!("{title} `{kind}`"), variant.clone());
            }
        } else if object.get("properties").is_some() {
            let mut object = object.clone();
            if name == "Effect" {
                for field in ["type", "settings"] {
                    object["properties"][field] = Value::Object(serde_json::Map::new());
                }
                object["required"] = serde_json::json!(["type"]);
            }
            objects.insert(title, object);
        }
    }
    objects
}

/// `TempoChange` is under "Tempo change".
fn heading(name: &str) -> String {
    let mut heading = String::new();
    for (i, c) in name.chars().enumerate() {
        match c.is_uppercase() && i > 0 {
            true => heading.extend([' ', c.to_ascii_lowercase()]),
            false => heading.push(c),
        }
    }
    heading.replace("Track eq", "Track EQ").replace("Zenith lfo", "Zenith LFO")
}

/// Rows of the table under a heading: field and default.
fn rows(page: &str, heading: &str) -> BTreeMap<String, String> {
    let section = between(page, &format!("\n### {heading}\n"), "\n#");
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let name = cells[0].strip_prefix('`')?.strip_suffix('`')?;
        assert_eq!(cells.len(), 5, "{line}");
        Some((name.to_owned(), cells[3].to_owned()))
    };
    section.lines().filter_map(row).collect()
}

/// What the default's cell must say; `None` if that is left to people.
fn default_cell(object: &Value, field: &str) -> Option<String> {
    let required = object["required"].as_array();
    if required.is_some_and(|required| required.iter().any(|name| name == field)) {
        return Some("required".to_owned());
    }
    match &object["properties"][field]["default"] {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => value.as_f64().map(|value| value.to_string()),
        Value::String(value) if value.is_empty() => Some("empty".to_owned()),
        Value::String(value) => Some(value.clone()),
        Value::Array(items) if items.is_empty() => Some("none".to_owned()),
        _ => None,
    }
}

#[test]
fn every_field_of_every_object_has_a_row_with_its_default() {
    let page = page();
    for (heading, object) in objects() {
        let mut rows = rows(&page, &heading);
        for (field, _) in object["properties"].as_object().expect("an object has fields") {
            let row = rows.remove(field);
            let cell = row.unwrap_or_else(|| panic!("{heading}: no row for `{field}`"));
            if let Some(wanted) = default_cell(&object, field) {
                assert_eq!(cell, wanted, "{heading}: default of `{field}`");
            }
        }
        assert!(rows.is_empty(), "{heading}: rows of no field: {rows:?}");
    }
}

#[test]
fn every_target_curve_and_control_of_automation_has_a_row() {
    let (page, schema) = (page(), json::schema());
    let targets = between(&page, "\n### Target\n", "\n### ");
    for target in schema["$defs"]["Target"]["oneOf"].as_array().expect("they are variants") {
        let properties = target["properties"].as_object().expect("it has fields");
        let kind = properties["type"]["const"].as_str().expect("it has a name");
        let row = between(targets, &format!("\n| `{kind}` |"), "\n");
        for field in properties.keys().filter(|field| *field != "type") {
            assert!(row.contains(&format!("`{field}`")), "{kind}: {field}");
        }
    }
    for (name, heading) in [("Curve", "Curve"), ("Control", "Control")] {
        let section = between(&page, &format!("\n### {heading}\n"), "\n### ");
        for value in schema["$defs"][name]["oneOf"].as_array().expect("they are names") {
            let value = value["const"].as_str().expect("it is a name");
            assert!(section.contains(&format!("\n| `{value}` |")), "{name} {value}");
        }
    }
}

#[test]
fn the_effects_are_those_of_the_records() {
    let page = page();
    let (from, to) = ("<!-- effects -->\n", "<!-- /effects -->");
    let found = between(&page, from, to);
    let wanted = effects();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let renewed = page.replace(&format!("{from}{found}{to}"), &format!("{from}{wanted}{to}"));
        std::fs::write(PAGE, renewed).expect("docs/ can be written");
        return;
    }
    assert!(found == wanted, "docs/format.md is old: renew it with UPDATE_GOLDEN=1");
}

fn effects() -> String {
    let mut text = String::new();
    for settings in Settings::all() {
        let _ = write!(text, "\n### `{}`\n\n{}\n\n", settings.id(), settings.about());
        text.push_str("| parameter | unit | range | default | meaning |\n|---|---|---|---|---|\n");
        for parameter in settings.parameters() {
            text.push_str(&row(parameter));
        }
        if settings.id() == "multiband-eq" {
            text.push_str(
                "| `bands` | | at most 32 | none | [bands](#band), in order of the signal |\n",
            );
        }
    }
    text.push('\n');
    text
}

fn row(parameter: &Parameter) -> String {
    let (unit, range) = match parameter.unit {
        Unit::Ratio => ("", None),
        Unit::Decibels => ("dB", None),
        Unit::Hertz => ("Hz", None),
        Unit::Seconds => ("seconds", None),
        Unit::Milliseconds => ("milliseconds", None),
        Unit::Percent => ("percent", None),
        Unit::BeatsPerMinute => ("beats per minute", None),
        Unit::Degrees => ("degrees", None),
        Unit::Semitones => ("semitones", None),
        Unit::Cents => ("cents", None),
        Unit::Count => ("whole number", None),
        Unit::Switch => ("switch", Some("0 off, 1 on".to_owned())),
        Unit::Choice(names) => {
            let names: Vec<String> =
                names.iter().enumerate().map(|(i, name)| format!("{i} {name}")).collect();
            ("choice", Some(names.join(", ")))
        }
    };
    let range = range.unwrap_or_else(|| format!("{}..={}", parameter.min, parameter.max));
    let about = parameter.about.trim_end_matches('.').replace('|', "\\|");
    let unit = if unit.is_empty() { String::new() } else { format!("{unit} ") };
    format!("| `{}` | {unit}| {range} | {} | {about} |\n", parameter.name, parameter.default)
}
