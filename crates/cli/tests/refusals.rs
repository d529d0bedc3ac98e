//! What cannot be is refused with the place, what was found, what was wanted, and an exit code.

mod common;

use common::{Folder, SONG};
use insta::assert_snapshot;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    folder
}

/// What the command says about a song.
fn refused(song: &str) -> String {
    let folder = Folder::new();
    folder.write("song.json", song);
    let told = folder.fails(&["render", "song.json"]);
    assert_eq!(folder.names(), ["song.json"]);
    told
}

#[test]
fn json_that_is_none() {
    assert_snapshot!(refused("{\"format\": \"rebounce-song\",\n  \"version\": 1,,\n}"));
}

#[test]
fn json_of_no_known_shape() {
    assert_snapshot!(refused("{\"answer\": 42}"));
}

#[test]
fn an_effect_that_does_not_exist() {
    let effect = r#"{"id": "low", "inserts": [{"type": "flanger", "settings": {}}], "name": "#;
    assert_snapshot!(refused(&SONG.replace(r#"{"id": "low", "name": "#, effect)));
}

#[test]
fn a_routing_loop() {
    let song = SONG
        .replace(r#""name": "Drums""#, r#""name": "Drums", "output": "low""#)
        .replace(r#""name": "Low End""#, r#""name": "Low End", "output": "drums""#);
    let folder = Folder::new();
    folder.write("song.json", &song);
    let output = folder.run(&["render", "song.json"]);
    let told = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code().unwrap();
    // The last line has times and levels in it.
    let told: Vec<&str> = told.lines().filter(|line| !line.contains("real time")).collect();
    assert_snapshot!(format!("exit code {code}\n{}", told.join("\n")));
}

#[test]
fn an_input_that_is_not_there() {
    assert_snapshot!(Folder::new().fails(&["render", "song.json"]));
}

#[test]
fn an_output_in_a_folder_that_is_not_there() {
    assert_snapshot!(folder().fails(&["render", "song.json", "-o", "out/a.wav"]));
}

#[test]
fn an_output_that_is_the_input() {
    let folder = folder();
    let told = folder.fails(&["render", "song.json", "-o", "./song.json", "--format", "wav"]);
    assert_eq!(folder.read("song.json"), SONG.as_bytes());
    assert_snapshot!(told.replace(folder.path("").to_str().unwrap(), "FOLDER/"));
}

#[test]
fn two_outputs_of_one_name() {
    let folder = folder();
    let told = folder.fails(&["render", "song.json", "-o", "a.wav", "--report", "./a.wav"]);
    let real = folder.path("").canonicalize().unwrap();
    assert_snapshot!(told.replace(real.to_str().unwrap(), "FOLDER"));
}

#[test]
fn an_output_of_an_unknown_kind() {
    assert_snapshot!(folder().fails(&["render", "song.json", "-o", "a.m4a"]));
}

#[test]
fn an_output_that_is_a_folder() {
    let folder = folder();
    std::fs::create_dir(folder.path("out")).unwrap();
    assert_snapshot!(folder.fails(&["render", "song.json", "-o", "out"]));
}

#[test]
fn options_that_cannot_be() {
    let folder = folder();
    let mut told = String::new();
    for options in [
        &["--sample-rate", "0"][..],
        &["--bit-depth", "12"],
        &["--quality", "best"],
        &["--bpm", "nan"],
        &["--from", "16.5"],
        &["--from", "-1"],
        &["--from", "8", "--to", "2.1"],
        &["--tail", "long"],
        &["--format", "flac", "--bit-depth", "32"],
        &["--format", "flac", "-o", "-"],
        &["--threads", "4096"],
        &["--limit", "gold=1"],
        &["--limit", "voices=1"],
        &["--limit", "seconds=0"],
        &["-q", "-v"],
    ] {
        told += &format!("$ {}\n", options.join(" "));
        told += &folder.fails(&[&["render", "song.json"], options].concat());
        told += "\n";
    }
    assert_eq!(folder.names(), ["song.json"]);
    assert_snapshot!(told);
}

#[test]
fn a_recording_that_is_missing_when_that_is_to_fail() {
    let sound = r#"{"type": "sampler", "zones": [{"recording": "kit/kick.wav"}]}"#;
    let folder = Folder::new();
    folder.write("song.json", &SONG.replace(r#"{"type": "va"}"#, sound));
    let told = folder.fails(&["render", "song.json", "--on-missing", "fail"]);
    let real = folder.path("").canonicalize().unwrap();
    assert_snapshot!(told.replace(real.to_str().unwrap(), "FOLDER"));
}
