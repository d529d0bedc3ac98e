//! Every kind of file that is written, beside others, as stems, in batches, with what it tells.

mod common;

use common::{Folder, SONG, report};
use rebounce_codec::{DecodeLimits, decode};

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    folder
}

/// Rate and channels of a file.
fn sound(folder: &Folder, name: &str) -> (u32, Vec<Vec<f32>>) {
    let decoded = decode(&folder.read(name), &DecodeLimits::default()).expect(name);
    assert_eq!(decoded.notes, [], "{name}");
    (decoded.recording.sample_rate, decoded.recording.channels)
}

#[test]
fn one_render_gives_every_kind_at_a_rate_that_all_have() {
    let folder = folder();
    let names = ["a.wav", "a.aif", "a.flac", "a.ogg", "a.opus"];
    let outputs: Vec<&str> = names.iter().flat_map(|name| ["-o", name]).collect();
    folder.ok(&[&["render", "song.json", "--report", "r.json"], &outputs[..]].concat());
    let (rate, wav) = sound(&folder, "a.wav");
    assert_eq!(rate, 48_000);
    assert!(sound(&folder, "a.aif") == (rate, wav.clone()));
    assert!(sound(&folder, "a.flac") == (rate, wav.clone()));
    let (_, vorbis) = sound(&folder, "a.ogg");
    assert_eq!(vorbis[0].len(), wav[0].len());
    assert!(folder.read("a.opus").starts_with(b"OggS"));
    let told = report(&folder, "r.json");
    let formats: Vec<&str> = told["outputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["format"].as_str().unwrap())
        .collect();
    assert_eq!(formats, ["wav", "aiff", "flac", "ogg", "opus"]);
}

#[test]
fn stems_are_of_every_kind_and_do_not_depend_on_threads() {
    let folder = folder();
    for kind in ["aiff", "ogg", "opus"] {
        let files = |threads: &str| {
            let mix = format!("mix.{kind}");
            let args =
                ["render", "song.json", "-o", &mix, "--stems", "stems", "--threads", threads];
            folder.ok(&args);
            [mix, format!("stems/01-drums.{kind}"), format!("stems/02-low-end.{kind}")]
                .map(|name| folder.read(&name))
        };
        assert!(files("1") == files("2"), "{kind}");
    }
}

#[test]
fn a_batch_writes_what_render_writes() {
    let folder = folder();
    for kind in ["aiff", "ogg", "opus"] {
        let tag = ["--tag", "artist=Me"];
        folder.ok(&[&["batch", ".", "-o", "out", "--format", kind, "--resume"], &tag[..]].concat());
        let file = format!("a.{kind}");
        folder.ok(&[&["render", "song.json", "-o", &file], &tag[..]].concat());
        assert!(folder.read(&format!("out/song.{kind}")) == folder.read(&file), "{kind}");
        // With another tag it is another file.
        folder.ok(&["batch", ".", "-o", "out", "--format", kind, "--resume"]);
        assert!(folder.read(&format!("out/song.{kind}")) != folder.read(&file), "{kind}");
    }
}

/// Whether these bytes are in a file.
fn holds(folder: &Folder, file: &str, text: &str) -> bool {
    folder.read(file).windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn files_tell_what_the_song_is_and_what_people_say() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "a.flac", "--tag", "artist=Me", "--tag", "key=Am"]);
    for line in ["TITLE=Two tracks", "BPM=120", "ARTIST=Me", "INITIALKEY=Am"] {
        assert!(holds(&folder, "a.flac", line), "{line}");
    }
    folder.ok(&["render", "song.json", "-o", "a.flac", "--tag", "title="]);
    assert!(!holds(&folder, "a.flac", "TITLE"));
}

#[test]
fn a_part_of_a_song_tells_where_it_begins() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "a.wav", "--from", "1", "--bpm", "120"]);
    let wav = folder.read("a.wav");
    let at = wav.windows(4).position(|part| part == b"bext").unwrap() + 8;
    // A beat at 120 is half a second.
    assert_eq!(wav[at + 338..at + 346], 22_050_u64.to_le_bytes());
    folder.ok(&["render", "song.json", "-o", "b.wav"]);
    assert!(!holds(&folder, "b.wav", "bext"));
}

#[test]
fn options_that_cannot_be_are_refused_with_what_can() {
    let folder = folder();
    let refused = |args: &[&str], wanted: &str| {
        let told = folder.fails(&[&["render", "song.json"], args].concat());
        assert!(told.starts_with("exit code 2\n") && told.contains(wanted), "{args:?}: {told}");
    };
    refused(&["-o", "a.opus", "--sample-rate", "44100"], "leave it out for 48000");
    refused(&["-o", "a.wav", "--bitrate", "128"], "wanted an MP3, Ogg Vorbis or Opus file");
    refused(&["-o", "a.opus", "--bit-depth", "24"], "wanted a WAV, AIFF or FLAC file");
    refused(&["-o", "a.ogg", "--vbr", "11"], "0..=10");
    refused(&["-o", "a.ogg", "--vbr", "3", "--bitrate", "99"], "cannot be used with");
    refused(&["-o", "a.wav", "--tag", "artist"], "wanted a name, = and a text");
    refused(&["-o", "-", "--format", "opus"], "-o - streams WAV");
    refused(&["-o", "a.m4a"], ".ogg, .opus or .mp3");
    if cfg!(feature = "mp3") {
        refused(&["-o", "a.mp3", "--bitrate", "200"], "the nearest is 192");
    } else {
        refused(&["-o", "a.mp3"], "LAME, its encoder, is LGPL");
    }
    assert_eq!(folder.names(), ["song.json"]);
}

#[cfg(feature = "mp3")]
#[test]
fn an_mp3_is_as_long_as_the_wav_and_has_its_tags() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "a.wav", "-o", "a.mp3", "--tag", "artist=Me"]);
    let (rate, wav) = sound(&folder, "a.wav");
    let (mp3_rate, mp3) = sound(&folder, "a.mp3");
    assert_eq!((rate, wav[0].len()), (mp3_rate, mp3[0].len()));
    assert!(folder.read("a.mp3").starts_with(b"ID3\x03"));
}
