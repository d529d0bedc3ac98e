//! `--soundfont` plays MIDI files with a font, in every command that reads one.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

mod common;
#[path = "../../codec/tests/support/font.rs"]
#[allow(dead_code, reason = "this test uses a part")]
mod font;

use common::Folder;
use font::{Builder, Sample, Zone};
use serde_json::Value;

/// A font of a square wave: bank 0 has program 0, bank 128 a kit.
fn font() -> Vec<u8> {
    let wave = (0..2000).map(|i| if i % 100 < 50 { 9000 } else { -9000 }).collect();
    let mut builder =
        Builder { samples: vec![Sample::new(wave, [200, 1900], 69)], ..Builder::default() };
    let zone = || vec![Zone::new(&[(54, 1), (53, 0)])];
    builder.preset(0, 0, zone());
    builder.preset(128, 0, zone());
    builder.bytes()
}

/// Two channels, a second: a program the font has, or not, and a drum.
fn midi(program: u8) -> Vec<u8> {
    let mut track = vec![0, 0xC0, program];
    track.extend([0, 0x90, 69, 100, 0, 0x99, 38, 100, 0x83, 0x60, 0x80, 69, 0, 0, 0x89, 38, 0]);
    track.extend([0, 0xFF, 0x2F, 0]);
    let mut file = b"MThd\0\0\0\x06\0\0\0\x01\0\xF0MTrk".to_vec();
    file.extend((track.len() as u32).to_be_bytes());
    file.extend(track);
    file
}

fn folder() -> Folder {
    let folder = Folder::new();
    std::fs::write(folder.path("gm.sf2"), font()).unwrap();
    std::fs::write(folder.path("song.mid"), midi(0)).unwrap();
    std::fs::write(folder.path("other.mid"), midi(40)).unwrap();
    folder
}

fn instruments(folder: &Folder, args: &[&str]) -> Vec<String> {
    let output = folder.run(&[&["inspect", "--json"], args].concat());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = told["instruments"].as_array().unwrap();
    all.iter().map(|it| it["sound"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn programs_and_drums_are_presets_and_what_is_missing_is_built_in() {
    let folder = folder();
    let with = |args: &[&str]| instruments(&folder, args);
    let font = ["gm.sf2, bank 0, program 0", "gm.sf2, bank 128, program 0"];
    assert_eq!(with(&["song.mid", "--soundfont", "gm.sf2"]), font);
    let other = with(&["other.mid", "--soundfont", "gm.sf2"]);
    assert!(other[0].contains("zenith") && other[1] == font[1], "{other:?}");
    let told = folder.ok(&["render", "other.mid", "--soundfont", "gm.sf2", "-v"]);
    assert!(told.contains("program 40, Violin"), "{told}");
    // Its banks are raised: only the built-in sounds are left.
    let raised = with(&["song.mid", "--soundfont", "gm.sf2:3"]);
    assert!(raised.iter().all(|sound| !sound.contains("gm.sf2")), "{raised:?}");
}

#[test]
fn a_converted_song_finds_its_font_and_sounds_the_same() {
    let folder = folder();
    let hash = |args: &[&str]| {
        folder.ok(&[&["render", "-q", "-o", "a.wav", "--report", "r.json"], args].concat());
        let report: Value = serde_json::from_slice(&folder.read("r.json")).unwrap();
        assert!(report["levels"]["peakDbfs"].as_f64().unwrap() > -30.0);
        report["audio"]["hash"].as_str().unwrap().to_owned()
    };
    folder.ok(&["convert", "song.mid", "--soundfont", "gm.sf2", "-o", "song.json"]);
    let direct = hash(&["song.mid", "--soundfont", "gm.sf2"]);
    assert_eq!(hash(&["song.json"]), direct);
    // Elsewhere it is found by its name.
    std::fs::create_dir(folder.path("fonts")).unwrap();
    std::fs::rename(folder.path("gm.sf2"), folder.path("fonts/gm.sf2")).unwrap();
    assert_eq!(hash(&["song.json", "--assets", "fonts"]), direct);
    assert_eq!(hash(&["song.json", "--soundfont", "fonts/gm.sf2"]), direct);
    let told = folder.ok(&["render", "song.json", "-o", "b.wav"]);
    assert!(told.contains("gm.sf2"), "{told}");
}

#[test]
fn a_font_is_inspected_and_a_broken_one_refused() {
    let folder = folder();
    let told = String::from_utf8(folder.run(&["inspect", "gm.sf2"]).stdout).unwrap();
    assert!(told.starts_with("Tiny: SoundFont, 2 presets"), "{told}");
    assert!(told.contains(" 128        0  preset 0"), "{told}");
    folder.write("bad.sf2", "RIFF\u{4}\0\0\0sfbk");
    let refused = folder.fails(&["render", "song.mid", "--soundfont", "bad.sf2"]);
    assert!(refused.starts_with("exit code 3"), "{refused}");
    let missing = folder.fails(&["render", "song.mid", "--soundfont", "none.sf2"]);
    assert!(missing.starts_with("exit code 3"), "{missing}");
}

#[test]
fn a_batch_plays_its_files_with_a_font() {
    let folder = folder();
    folder.ok(&["batch", ".", "-o", "out", "--soundfont", "gm.sf2", "-q"]);
    folder.ok(&["render", "song.mid", "--soundfont", "gm.sf2", "-q"]);
    assert_eq!(folder.read("out/song.wav"), folder.read("song.wav"));
}

#[test]
fn songs_of_a_batch_share_voices_and_each_sounds_as_it_does_alone() {
    let folder = folder();
    std::fs::write(folder.path("again.mid"), midi(0)).unwrap();
    let sound = ["--soundfont", "gm.sf2"];
    let told =
        folder.run(&[&["batch", ".", "-o", "out", "-j", "1", "--json"], &sound[..]].concat());
    let lines = std::str::from_utf8(&told.stdout).unwrap().lines();
    let lines: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    let misses = |name: &str| {
        let line = lines.iter().find(|line| line["output"] == format!("out/{name}.wav")).unwrap();
        line["report"]["prints"]["misses"].as_u64().unwrap()
    };
    // The same song, later in the batch.
    assert!(misses("again") > 0);
    assert_eq!(misses("song"), 0);
    for name in ["again", "other", "song"] {
        let input = format!("{name}.mid");
        folder.ok(&[&["render", &input, "-o", "alone.wav"], &sound[..]].concat());
        assert!(folder.read("alone.wav") == folder.read(&format!("out/{name}.wav")), "{name}");
    }
}
