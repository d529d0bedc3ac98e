//! The schema in docs/ is the code's, and what is written satisfies it.

mod songs;

use rebounce_song::{Song, json};
use serde_json::Value;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/song.schema.json");

#[test]
fn the_schema_in_docs_is_that_of_the_code() {
    let wanted = format!("{:#}\n", json::schema());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(SCHEMA, &wanted).expect("docs/ can be written");
    }
    let found = std::fs::read_to_string(SCHEMA).unwrap_or_default();
    assert!(found == wanted, "docs/song.schema.json is old: renew it with UPDATE_GOLDEN=1");
}

/// What the schema has against a document.
fn against(document: &str) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&json::schema()).expect("the schema is one");
    let document: Value = serde_json::from_str(document).expect("it is JSON");
    validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn what_is_written_satisfies_the_schema() {
    assert_eq!(against(&json::write(&songs::rich())), Vec::<String>::new());
    assert_eq!(against(&json::write(&Song::default())), Vec::<String>::new());
    assert_eq!(against(songs::RICH), Vec::<String>::new());
}

#[test]
fn what_reading_refuses_the_schema_refuses_too() {
    let head = r#""format": "rebounce-song", "version": 1"#;
    let faults = [
        r#"{"version": 1}"#.to_owned(),
        r#"{"format": "rebounce-song", "version": 2}"#.to_owned(),
        format!(r#"{{{head}, "tempoo": 1}}"#),
        format!(r#"{{{head}, "tempo": "fast"}}"#),
        format!(r#"{{{head}, "instruments": [{{"id": "a", "sound": {{"type": "organ"}}}}]}}"#),
        format!(
            r#"{{{head}, "instruments": [{{"id": "a", "sound": {{"type": "va", "lfo": {{"rate": 1}}}}}}]}}"#
        ),
        format!(r#"{{{head}, "instruments": [{{"id": "a", "sound": {{"type": "va", "x": 1}}}}]}}"#),
        format!(r#"{{{head}, "mixer": {{"master": {{"inserts": [{{"type": "flanger"}}]}}}}}}"#),
        format!(
            r#"{{{head}, "mixer": {{"master": {{"inserts": [{{"type": "limiter", "x": 1}}]}}}}}}"#
        ),
        format!(
            r#"{{{head}, "mixer": {{"master": {{"inserts": [{{"type": "limiter", "settings": {{"x": 1}}}}]}}}}}}"#
        ),
    ];
    for fault in faults {
        assert!(json::read(&fault).is_err(), "reading takes {fault}");
        assert!(!against(&fault).is_empty(), "the schema takes {fault}");
    }
}

#[test]
fn every_parameter_has_its_range_in_the_schema() {
    use rebounce_song::effect::Settings;
    let schema = json::schema();
    for settings in Settings::all() {
        for parameter in settings.parameters() {
            let beyond = |value: f32| {
                let document = format!(
                    r#"{{"format": "rebounce-song", "version": 1, "mixer": {{"master": {{"inserts":
                       [{{"type": "{}", "settings": {{"{}": {value}}}}}]}}}}}}"#,
                    settings.id(),
                    parameter.name
                );
                let document: Value = serde_json::from_str(&document).expect("it is JSON");
                !jsonschema::draft202012::is_valid(&schema, &document)
            };
            let name = format!("{} {}", settings.id(), parameter.name);
            assert!(beyond(parameter.min - 1.0) && beyond(parameter.max + 1.0), "{name}");
            assert!(!beyond(parameter.default), "{name}");
        }
    }
}
