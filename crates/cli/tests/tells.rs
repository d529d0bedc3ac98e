//! The sub-commands that tell: what they print is true, and can be read by machines.
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

mod common;

use common::{Folder, SONG, report};
use insta::assert_snapshot;
use serde_json::Value;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    folder
}

/// What the command prints; it must succeed.
fn printed(folder: &Folder, args: &[&str]) -> String {
    let output = folder.run(args);
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&printed(folder, args)).unwrap()
}

#[test]
fn inspect_tells_what_is_in_a_song() {
    assert_snapshot!(printed(&folder(), &["inspect", "song.json"]));
}

#[test]
fn inspect_tells_the_same_to_machines() {
    let told = json(&folder(), &["inspect", "song.json", "--json"]);
    assert_eq!(told["kind"], "Rebounce song");
    assert_eq!(told["tempo"], 120.0);
    assert_eq!(told["patterns"][0]["notes"], 3);
    assert_eq!(told["tracks"][1]["name"], "Low End");
    assert_eq!(told["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn a_plan_names_every_voice_and_track_and_writes_nothing() {
    let folder = folder();
    let plan = printed(&folder, &["plan", "song.json", "--tail", "cut"]);
    assert_eq!(folder.names(), ["song.json"]);
    // A beat and a half at 120 BPM, where the bass lets go.
    assert!(plan.contains("(33075 frames at 44100 Hz)"), "{plan}");
    for node in ["Kick voices 1", "Bass voices 1", "Drums", "Low End", "master", "output"] {
        assert!(plan.lines().any(|line| line.contains(node)), "{node}: {plan}");
    }
}

#[test]
fn a_converted_song_sounds_the_same() {
    let folder = folder();
    folder.write(
        "pattern.json",
        r#"{"data": {"bass": [{"time": 0, "pitch": "C2", "length": "8n"}, {"time": 4, "pitch": 40}]},
            "instruments": {"bass": {"type": "vasynth", "presetName": "Bass"}}}"#,
    );
    folder.ok(&["convert", "pattern.json", "-o", "own.json"]);
    let hash = |input: &str| {
        folder.ok(&["render", input, "-o", "a.wav", "--report", "r.json"]);
        report(&folder, "r.json")["audio"]["hash"].clone()
    };
    assert_eq!(hash("pattern.json"), hash("own.json"));
    let stream = printed(&folder, &["convert", "pattern.json", "-o", "-"]);
    assert_eq!(stream.as_bytes(), folder.read("own.json"));
    // What is written is in its normal form, so converting it again changes nothing.
    assert_eq!(printed(&folder, &["convert", "own.json", "-o", "-"]), stream);
}

#[test]
fn a_conversion_does_not_overwrite_its_input() {
    let folder = folder();
    assert!(folder.fails(&["convert", "song.json", "-o", "song.json"]).starts_with("exit code 2"));
    assert_eq!(folder.read("song.json"), SONG.as_bytes());
}

#[test]
fn every_parameter_of_every_effect_is_listed_with_its_range() {
    let effects = json(&folder(), &["list", "effects", "--json"]);
    let text = printed(&folder(), &["list", "effects"]);
    assert_eq!(effects.as_array().unwrap().len(), 28);
    for effect in effects.as_array().unwrap() {
        assert!(text.contains(&format!("{}: ", effect["type"].as_str().unwrap())));
        for parameter in effect["parameters"].as_array().unwrap() {
            let number = |field: &str| parameter[field].as_f64().unwrap();
            assert!(number("min") < number("max"), "{parameter}");
            assert!((number("min")..=number("max")).contains(&number("default")), "{parameter}");
            assert!(parameter["unit"].is_string() && parameter["about"].is_string());
            assert!(text.contains(&format!("  {} ", parameter["name"].as_str().unwrap())));
        }
    }
}

#[test]
fn every_preset_is_listed_with_its_settings() {
    let presets = json(&folder(), &["list", "presets", "--json"]);
    let text = printed(&folder(), &["list", "presets"]);
    let (va, zenith) = text.split_once("\nzenith\n").expect("a heading for each synth");
    let of = |kind: &str, text: &str| {
        let presets = presets.as_array().unwrap().iter().filter(|preset| preset["type"] == kind);
        for preset in presets.clone() {
            let name = preset["preset"].as_str().unwrap();
            assert!(text.lines().any(|line| line.trim_start().starts_with(name)), "{name}");
            assert!(preset["filter"]["cutoff"].is_number());
        }
        presets.count()
    };
    assert_eq!([of("va", va), of("zenith", zenith)], [24, 20]);
}

#[test]
fn drums_and_formats_are_listed() {
    let folder = folder();
    let kinds = json(&folder, &["list", "drums", "--json"])["kinds"].clone();
    assert_eq!(kinds.as_array().unwrap().len(), 8);
    for kind in kinds.as_array().unwrap() {
        let song = SONG.replace(r#""kick"}}"#, &format!("{kind}}}}}"));
        folder.write("song.json", &song);
        let told = printed(&folder, &["inspect", "song.json"]);
        assert!(told.contains(&format!("drum {}", kind.as_str().unwrap())), "{told}");
    }
    let written = json(&folder, &["list", "formats", "--json"])["written"].clone();
    for format in written.as_array().unwrap() {
        for bits in format["bitDepths"].as_array().into_iter().flatten() {
            let name = format!("a.{}", format["format"].as_str().unwrap());
            folder.ok(&["render", "song.json", "-o", &name, "--bit-depth", &bits.to_string()]);
        }
    }
}

#[test]
fn the_schema_is_json_and_says_what_it_is() {
    assert_eq!(json(&folder(), &["schema"])["title"], "Rebounce song");
}

#[test]
fn completions_know_the_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(printed(&folder(), &["completions", shell]).contains("allow-any-path"), "{shell}");
    }
}

#[test]
fn help_lists_the_exit_codes() {
    assert!(printed(&folder(), &["--help"]).contains("130"));
    assert!(printed(&folder(), &["render", "--help"]).contains("130"));
}

#[test]
fn diagnostics_are_counted_and_with_v_all_shown() {
    let folder = Folder::new();
    let notes: Vec<String> =
        (0..30).map(|n| format!(r#"{{"time": {n}, "pitch": "C2", "velocity": "loud"}}"#)).collect();
    let pattern = format!(
        r#"{{"data": {{"bass": [{}]}}, "instruments": {{"bass": {{"type": "vasynth"}}}}}}"#,
        notes.join(",")
    );
    folder.write("song.json", &pattern);
    let told = |more: &[&str]| folder.ok(&[&["render", "song.json"], more].concat());
    let warnings = |told: &str| told.lines().filter(|line| line.starts_with("warning: ")).count();
    let some = told(&[]);
    assert_eq!(warnings(&some), 10);
    assert!(some.contains("... and 20 more: 30 warnings"), "{some}");
    assert_eq!(warnings(&told(&["-v"])), 30);
    assert_eq!(told(&["-q"]), "");
}

#[test]
fn a_plan_for_threads_tells_how_a_render_scales() {
    let folder = folder();
    let plan = printed(&folder, &["plan", "song.json", "--tail", "cut", "--threads", "1,8"]);
    let row = |threads: &str| -> Vec<f64> {
        let row = plan.lines().rfind(|line| line.trim_start().starts_with(threads));
        let row = row.unwrap_or_else(|| panic!("{threads}: {plan}"));
        row.split_whitespace().take(3).map(|word| word.parse().expect("a number")).collect()
    };
    assert_eq!(row("1 ")[2], 1.0, "one thread is as fast as one");
    assert!(row("8 ")[2] > 0.0, "{plan}");
}
