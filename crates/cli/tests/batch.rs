//! `rebounce batch` makes the files that `rebounce render` would make, whatever comes between.
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

mod common;

use common::{Folder, SONG};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Songs in `in`, that differ by their tempo; one in a folder of its own.
fn songs(folder: &Folder, number: usize) {
    fs::create_dir_all(folder.path("in/sub")).unwrap();
    for song in 0..number {
        let text = SONG.replace(r#""tempo": 120"#, &format!(r#""tempo": {}"#, 100 + song));
        folder.write(&format!("in/song-{song:02}.json"), &text);
    }
    folder.write("in/sub/other.json", &SONG.replace("\"key\": 36", "\"key\": 40"));
}

/// Every file below `root`, hidden ones too, and its bytes.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                files.insert(path.strip_prefix(root).unwrap().to_path_buf(), bytes);
            }
        }
    }
    files
}

/// Runs a batch with `--json`; its exit code and its lines.
fn batch(folder: &Folder, args: &[&str]) -> (i32, Vec<Value>) {
    let output = folder.run(&[&["batch", "--json"], args].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.code().unwrap(), lines)
}

fn count(lines: &[Value], status: &str) -> usize {
    lines.iter().filter(|line| line["status"] == status).count()
}

#[test]
fn files_are_those_of_render_and_a_broken_song_stops_no_other() {
    let folder = Folder::new();
    songs(&folder, 3);
    folder.write("in/broken.json", "{\"data\": ");
    let options = ["--format", "flac", "--normalize", "-16LUFS,-1dBTP", "--quality", "high"];
    let (code, lines) = batch(&folder, &[&["in", "-o", "out"], &options[..]].concat());
    assert_eq!(code, 5);
    assert_eq!((count(&lines, "done"), count(&lines, "failed")), (4, 1));
    let summary = lines.last().unwrap();
    assert_eq!((&summary["songs"], &summary["failed"]), (&Value::from(5), &Value::from(1)));
    let failed = lines.iter().find(|line| line["status"] == "failed").unwrap();
    assert_eq!(failed["input"], "in/broken.json");
    assert!(failed["error"].as_str().unwrap().contains("broken.json"), "{failed}");
    let done = lines.iter().find(|line| line["input"] == "in/sub/other.json").unwrap();
    assert_eq!(done["report"]["outputs"][0]["path"], done["output"]);
    let made = tree(&folder.path("out"));
    let names: Vec<_> = made.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(
        names,
        ["rebounce-batch.jsonl", "song-00.flac", "song-01.flac", "song-02.flac", "sub/other.flac"]
    );
    for (input, output) in [("song-01", "song-01"), ("sub/other", "sub/other")] {
        let input = format!("in/{input}.json");
        folder.ok(&[&["render", &input, "-o", "alone.flac"], &options[2..]].concat());
        assert!(folder.read("alone.flac") == made[Path::new(&format!("{output}.flac"))]);
    }
}

#[test]
fn what_is_done_is_kept_until_input_options_or_file_change() {
    let folder = Folder::new();
    songs(&folder, 2);
    let resume = |more: &[&str]| {
        let (code, lines) = batch(&folder, &[&["in", "-o", "out", "--resume"], more].concat());
        assert_eq!(code, 0);
        [count(&lines, "done"), count(&lines, "kept")]
    };
    assert_eq!(resume(&[]), [3, 0]);
    let first = tree(&folder.path("out"));
    assert_eq!(resume(&[]), [0, 3]);
    assert_eq!(resume(&["--jobs", "1"]), [0, 3]);
    folder.write("in/song-00.json", &SONG.replace("120", "90"));
    assert_eq!(resume(&[]), [1, 2]);
    folder.write("out/song-01.wav", "something else");
    assert_eq!(resume(&[]), [1, 2]);
    assert_eq!(
        tree(&folder.path("out"))[Path::new("song-01.wav")],
        first[Path::new("song-01.wav")]
    );
    assert_eq!(resume(&["--bpm", "100"]), [3, 0]);
    let (_, lines) = batch(&folder, &["in", "-o", "out", "--bpm", "100"]);
    assert_eq!(count(&lines, "done"), 3);
}

#[test]
fn a_changed_recording_is_rendered_again() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    folder.write("song.json", SONG);
    let recording = |tempo: &str| {
        folder.ok(&["render", "song.json", "-q", "--bpm", tempo, "-o", "in/hit.wav"]);
    };
    recording("120");
    let sampled = r#"{"format": "rebounce-song", "version": 1, "instruments": [{"id": "i",
        "sound": {"type": "sampler", "zones": [{"recording": "hit.wav"}]}}],
        "patterns": [{"id": "p", "parts": [{"instrument": "i", "notes": [{"start": 0}]}]}]}"#;
    folder.write("in/a.json", sampled);
    let run = || {
        let (code, lines) = batch(&folder, &["in", "-o", "out", "--resume"]);
        assert_eq!(code, 0, "{lines:?}");
        assert_eq!(lines[0]["report"]["diagnostics"].as_array().map_or(0, Vec::len), 0);
        count(&lines, "done")
    };
    assert_eq!([run(), run()], [1, 0]);
    recording("60");
    assert_eq!([run(), run()], [1, 0]);
}

#[test]
fn killed_and_begun_again_it_comes_to_the_same_files() {
    let whole = Folder::new();
    songs(&whole, 12);
    assert_eq!(batch(&whole, &["in", "-o", "out"]).0, 0);
    let wanted = tree(&whole.path("out"));
    assert_eq!(wanted.len(), 14);
    // Killed after so many songs were told.
    for lines in [1, 3, 6] {
        let folder = Folder::new();
        songs(&folder, 12);
        let mut child = folder
            .command(&["batch", "in", "-o", "out", "--jobs", "2", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        for _ in 0..lines {
            reader.read_line(&mut String::new()).unwrap();
        }
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(folder.path("out/.rebounce-batch").is_dir());
        let (code, told) = batch(&folder, &["in", "-o", "out", "--resume"]);
        assert_eq!(code, 0);
        assert!(count(&told, "kept") >= lines, "{lines}: {}", count(&told, "kept"));
        let made = tree(&folder.path("out"));
        assert_eq!(made.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
        assert!(made == wanted);
        assert!(!folder.path("out/.rebounce-batch").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_and_leaves_whole_files_only() {
    let folder = Folder::new();
    songs(&folder, 1);
    folder.write("in/zz-long.json", &common::long_song());
    let mut child = folder
        .command(&["batch", "in", "-o", "out", "--jobs", "1", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        reader.read_line(&mut String::new()).unwrap();
    }
    let id = child.id().to_string();
    assert!(
        std::process::Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let made = tree(&folder.path("out"));
    let names: Vec<_> = made.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(names, ["rebounce-batch.jsonl", "song-00.wav", "sub/other.wav"]);
    assert!(!folder.path("out/.rebounce-batch").exists());
}

#[test]
fn templates_name_files_and_equal_names_stay_apart() {
    let folder = Folder::new();
    songs(&folder, 2);
    let told = folder.ok(&["batch", "in", "-o", "out", "--name", "{name} {quality}"]);
    assert!(told.contains("3 songs: 3 done, 0 kept, 0 failed"), "{told}");
    let made = tree(&folder.path("out"));
    let names: Vec<_> = made.keys().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "0001-Two tracks STANDARD.wav",
            "0002-Two tracks STANDARD.wav",
            "rebounce-batch.jsonl",
            "sub/Two tracks STANDARD.wav"
        ]
    );
    let told = folder.fails(&["batch", "in", "-o", "out", "--name", "{timestamp}"]);
    assert!(told.starts_with("exit code 2"), "{told}");
    let told = folder.fails(&["batch", "nowhere", "-o", "out"]);
    assert!(told.starts_with("exit code 3"), "{told}");
}
