//! Parts of a song: `--region`, and a file for each marker or clip.

mod common;

use common::{Folder, SONG};

/// Two clips and three markers, the last of them where the song is over.
fn folder() -> Folder {
    let folder = Folder::new();
    let clip = |start: u8| {
        format!(
            r#"{{"start": {start}, "length": 4, "content": {{"type": "pattern", "pattern": "p"}}}}"#
        )
    };
    let clips = [clip(0), clip(4), clip(4)].join(", ");
    let markers = r#"{"at": 4, "name": "Verse/1"}, {"at": 0, "name": "Intro"}"#;
    let arrangement =
        format!(r#""arrangement": {{"clips": [{clips}], "markers": [{markers}]}}, "mixer""#);
    folder.write("song.json", &SONG.replace(r#""mixer""#, &arrangement));
    folder
}

#[test]
fn a_region_is_what_from_and_to_would_give() {
    let folder = folder();
    let bytes = |args: &[&str]| {
        folder.ok(&[&["render", "song.json", "-q", "-o", "a.wav"], args].concat());
        folder.read("a.wav")
    };
    let wanted = bytes(&["--from", "4", "--to", "8"]);
    for region in ["4..8", "2.1..3.1", "2s..4s", "Verse/1..8", "@Verse/1..3:1"] {
        assert!(bytes(&["--region", region]) == wanted, "{region}");
    }
    assert!(bytes(&["--region", "Intro"]) == bytes(&["--to", "4"]));
    assert!(bytes(&["--region", "Verse/1"]) == bytes(&["--from", "4"]));
}

#[test]
fn every_marker_and_every_clip_is_a_file() {
    let folder = folder();
    folder.ok(&[
        "render",
        "song.json",
        "--from",
        "0",
        "--to",
        "4",
        "-q",
        "-o",
        "a.wav",
        "--tag",
        "title=Intro",
    ]);
    let told = folder.ok(&["render", "song.json", "--markers", "parts"]);
    assert!(told.contains("parts/01-intro.wav: 0:0"), "{told}");
    assert!(folder.read("parts/01-intro.wav") == folder.read("a.wav"));
    assert!(folder.path("parts/02-verse-1.wav").is_file());
    folder.ok(&["render", "song.json", "--clips", "clips", "--format", "flac", "--loop"]);
    let mut names: Vec<_> = std::fs::read_dir(folder.path("clips")).unwrap().collect();
    assert_eq!(names.len(), 2);
    names.sort_by_key(|entry| entry.as_ref().unwrap().file_name());
    // Both clips play the pattern "p", which has no name, four beats of half a second.
    assert_eq!(names[1].as_ref().unwrap().file_name(), "02-p.flac");
    let read =
        rebounce_codec::decode(&folder.read("clips/02-p.flac"), &Default::default()).unwrap();
    assert_eq!(read.recording.channels[0].len(), 88_200);
    folder.ok(&[
        "render",
        "song.json",
        "--markers",
        "t",
        "--name",
        "{name}_{stemName}",
        "--format",
        "opus",
    ]);
    assert!(folder.path("t/Two tracks_Intro.opus").is_file());
}

#[test]
fn parts_that_are_not_there_are_refused_and_leave_nothing() {
    let folder = folder();
    let told = folder.fails(&["render", "song.json", "--region", "Bridge"]);
    assert!(told.starts_with("exit code 2\n") && told.contains("Intro"), "{told}");
    let told = folder.fails(&["render", "song.json", "--region", "8..4"]);
    assert!(told.contains("beat 4 and begin at beat 8"), "{told}");
    let told = folder.fails(&["render", "song.json", "--markers", "d", "-o", "a.wav"]);
    assert!(told.contains("cannot be used with"), "{told}");
    folder.write("plain.json", SONG);
    let told = folder.fails(&["render", "plain.json", "--markers", "d"]);
    assert!(told.contains("--markers: the song has none"), "{told}");
    assert_eq!(folder.names(), ["plain.json", "song.json"]);
}
