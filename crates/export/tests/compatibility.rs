//! docs/compatibility.md tells the truth: what it says is read is read without a word of loss, and
//! what it says is here is here.

use rebounce_import::{Limits, read};
use rebounce_song::Severity;
use std::fmt::Write;

/// A row of one of the page's tables.
struct Row {
    names: Vec<String>,
    state: String,
    here: String,
    example: Option<String>,
}

fn rows() -> Vec<Row> {
    let page = include_str!("../../../docs/compatibility.md");
    let mut rows = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [names, state, here, ..] = cells[..] else { continue };
        if state == "state" || names == "state" {
            continue;
        }
        rows.push(Row {
            names: quoted(names),
            state: state.to_owned(),
            here: here.to_owned(),
            example: cells.get(3).and_then(|cell| quoted(cell).pop()),
        });
    }
    rows
}

/// What stands between back quotes.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A document with the example in it.
fn document(kind: &str, fields: &str) -> String {
    let inner = &fields[1..fields.len() - 1];
    let comma = if inner.trim().is_empty() { "" } else { ", " };
    let v = r#""v": {"type": "vasynth"}"#;
    let routed = r#""v": {"type": "vasynth", "mixerTrackId": "t"}"#;
    let mixer = |track: &str, inserts: &str| {
        format!(
            r#""mixerTracks": [{{{track}"id": "t", "insertEffects": [{inserts}],
            "sends": [{{"busId": "bus-1"}}, {{"busId": "bus-2"}}, {{"busId": "bus-3"}}]}},
            {{"id": "bus-1", "name": "Reverb"}}, {{"id": "bus-2", "name": "Chorus"}},
            {{"id": "bus-3", "name": "Delay"}}, {{"id": "k"}}]"#
        )
    };
    let clipper = r#"{"id": "e", "type": "clipper", "settings": {}}"#;
    match kind {
        "options" => format!(r#"{{"options": {fields}, "patternData": {{"data": {{}}}}}}"#),
        "pattern" if inner.contains("\"instruments\"") => fields.to_owned(),
        "pattern" => format!(r#"{{"instruments": {{{v}}}, {inner}}}"#),
        "note" => {
            format!(r#"{{"instruments": {{{v}}}, "data": {{"v": [{fields}]}}, {}}}"#, mixer("", ""))
        }
        "instrument" => {
            let note = r#"{"time": 0}"#;
            format!(r#"{{"instruments": {{"v": {fields}}}, "data": {{"v": [{note}]}}}}"#)
        }
        "track" => format!(
            r#"{{"data": {{}}, "mixerTracks": [{{"id": "t"{comma}{}}}, {{"id": "bus-1"}}]}}"#,
            inner.replace(r#""id": "t", "#, "")
        ),
        "effect" => format!(r#"{{"data": {{}}, {}}}"#, mixer("", fields)),
        "lane" => {
            let note = r#"{"time": 0, "length": 16}"#;
            let list = if inner.contains("\"target\"") { "automation" } else { "ccLanes" };
            format!(
                r#"{{"instruments": {{{routed}}}, "data": {{"v": [{note}]}}, {}, "{list}": [{fields}]}}"#,
                mixer("", clipper)
            )
        }
        "sequence" => format!("[{fields}]"),
        "clip" => format!(
            r#"{{"instruments": [{{"id": "v", "type": "vasynth"}}], "patterns": [{{"id": "p",
            "data": {{"v": [{{"time": 0}}]}}}}], "arrangement": {{"clips": [{{"id": "c",
            "startTime": 0, "duration": 8, {inner}}}]}},
            "audio_assets": [{{"id": "a", "url": "a.wav"}}]}}"#
        ),
        "project" => format!(r#"{{"patterns": [{{"id": "p", "data": {{}}}}], {inner}}}"#),
        other => panic!("{other}: no such kind of example"),
    }
}

#[test]
fn every_example_is_read_without_a_loss() {
    let mut lost = String::new();
    let mut examples = 0;
    for row in rows().iter().filter(|row| row.state != "not offered") {
        let Some(example) = &row.example else { continue };
        examples += 1;
        let (kind, fields) = example.split_once(' ').expect("a kind and its fields");
        let json = document(kind, fields);
        let read = match read(json.as_bytes(), &Limits::default()) {
            Ok(read) => read,
            Err(error) => {
                let _ = writeln!(lost, "{example}: {error}\n  {json}");
                continue;
            }
        };
        for said in read.diagnostics.iter().filter(|said| said.severity > Severity::Info) {
            let _ = writeln!(lost, "{example}: {} {} {}", said.code, said.place, said.action);
        }
    }
    assert!(examples > 150, "{examples}");
    assert!(lost.is_empty(), "{lost}");
}

#[test]
fn every_name_of_a_row_with_an_example_is_in_it() {
    let mut missing = String::new();
    for row in rows() {
        let Some(example) = row.example else { continue };
        // A target is named by its kind and number, an old name by what stands in brackets.
        let lacks = |name: &&String| {
            !example.contains(&format!("\"{name}\"")) && !example.contains(&format!("\"{name}."))
        };
        for name in row.names.iter().filter(lacks) {
            let _ = writeln!(missing, "{name}: {example}");
        }
    }
    assert!(missing.is_empty(), "{missing}");
}

#[test]
fn every_row_has_a_state_and_what_is_mended_says_how() {
    let rows = rows();
    assert!(rows.len() > 250, "{}", rows.len());
    for row in rows {
        let known = ["same", "mended", "not offered"].contains(&row.state.as_str());
        assert!(known, "{:?}: {}", row.names, row.state);
        assert!(row.state == "same" || !row.here.is_empty(), "{:?}: a word on it", row.names);
    }
}

#[test]
fn what_is_said_to_be_here_is_here() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut source = String::new();
    let mut folders = vec![std::path::PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("it can be read").path();
            match path.is_dir() {
                true => folders.push(path),
                false => source += &std::fs::read_to_string(path).expect("it is text"),
            }
        }
    }
    source += include_str!("../../render/src/options.rs");
    source += include_str!("../../render/src/assets.rs");
    source += include_str!("../../codec/src/encode.rs");
    for row in rows() {
        for name in quoted(&row.here).iter().filter(|name| {
            name.contains("::") || name.chars().next().is_some_and(char::is_uppercase)
        }) {
            let last = name.rsplit("::").next().unwrap_or(name);
            let defined = ["fn ", "struct ", "enum ", "pub ", "type ", "trait "];
            let is = |word: &&str| {
                let place = format!("{word}{last}");
                source.match_indices(&place).any(|(at, _)| {
                    let next = source[at + place.len()..].chars().next();
                    next.is_some_and(|c| !c.is_alphanumeric() && c != '_')
                })
            };
            let variant = || {
                source.contains(&format!("    {last}("))
                    || source.contains(&format!("    {last},"))
                    || source.contains(&format!("    {last} {{"))
            };
            let word = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
            assert!(!word || defined.iter().any(is) || variant(), "{name} is not there");
        }
    }
}
