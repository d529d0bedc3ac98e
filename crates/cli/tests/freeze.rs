//! `rebounce freeze` writes recordings and a song that sounds as it did.

mod common;

use common::{Folder, SONG, report};

/// The song of the other tests, twice in an arrangement, with effects on a track.
fn song() -> String {
    let clip = |start| {
        format!(
            r#"{{"start": {start}, "length": 4, "content": {{"type": "pattern", "pattern": "p"}}}}"#
        )
    };
    let arrangement = format!(r#""arrangement": {{"clips": [{}, {}]}}, "mixer""#, clip(0), clip(8));
    let inserts = r#""name": "Drums", "inserts": [{"type": "modern-reverb", "settings": {}}]"#;
    SONG.replace(r#""mixer""#, &arrangement).replace(r#""name": "Drums""#, inserts)
}

fn hash(folder: &Folder, song: &str) -> serde_json::Value {
    folder.ok(&["render", song, "-q", "-o", "mix.wav", "--report", "r.json"]);
    let report = report(folder, "r.json");
    assert_eq!(report["diagnostics"], serde_json::json!([]), "{report}");
    report["audio"]["hash"].clone()
}

#[test]
fn the_frozen_song_has_the_hash_of_the_song() {
    let folder = Folder::new();
    folder.write("song.json", &song());
    let told = folder.ok(&["freeze", "song.json", "--pattern", "p"]);
    assert!(
        told.starts_with("song-frozen.json: pattern p plays 4 recordings in song-frozen-audio"),
        "{told}"
    );
    assert_eq!(folder.names(), ["song-frozen-audio", "song-frozen.json", "song.json"]);
    let before = hash(&folder, "song.json");
    assert_eq!(before, hash(&folder, "song-frozen.json"));
    let text = String::from_utf8(folder.read("song-frozen.json")).unwrap();
    assert!(text.contains("song-frozen-audio/01-kick-1.wav"));
    assert!(!text.contains(r#""type": "va""#), "nothing is left to synthesize");
}

#[test]
fn bits_and_rate_are_the_recordings() {
    let folder = Folder::new();
    folder.write("song.json", &song());
    let args = ["freeze", "song.json", "--pattern", "p", "-o", "a.json", "-q"];
    folder.ok(&[&args[..], &["--bits", "16", "--sample-rate", "32000"]].concat());
    let wav = hound::WavReader::open(folder.path("a-audio/01-kick-1.wav")).unwrap();
    assert_eq!((wav.spec().bits_per_sample, wav.spec().sample_rate), (16, 32_000));
    // A mono track keeps a mono recording: half the bytes, and the same pan law.
    let mono = hound::WavReader::open(folder.path("a-audio/02-bass-1.wav")).unwrap();
    assert_eq!((wav.spec().channels, mono.spec().channels), (2, 1));
}

#[test]
fn what_cannot_be_frozen_leaves_nothing() {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    let told = folder.fails(&["freeze", "song.json", "--pattern", "x"]);
    assert_eq!(told, "exit code 3\nerror: song.json: Pattern x not found: wanted one of p\n");
    assert_eq!(folder.names(), ["song.json"]);
    let told = folder.fails(&["freeze", "song.json", "--pattern", "p", "-o", "song.json"]);
    assert!(told.starts_with("exit code 2"), "{told}");
}
