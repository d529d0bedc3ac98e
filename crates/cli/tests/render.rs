//! `rebounce render` writes what it was asked for, and the same wherever it goes.

mod common;

use common::{Folder, SONG, report};
use serde_json::Value;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    folder
}

#[test]
fn a_song_becomes_a_wav_of_its_name_in_the_current_folder() {
    let folder = folder();
    let told = folder.ok(&["render", "song.json"]);
    assert_eq!(folder.names(), ["song.json", "song.wav"]);
    assert!(told.starts_with("song.wav: 0:0"), "{told}");
    let wav = hound::WavReader::open(folder.path("song.wav")).unwrap();
    let spec = wav.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (2, 44_100, 16));
    let samples: Vec<i32> = wav.into_samples().map(Result::unwrap).collect();
    assert!(samples.iter().any(|s| s.abs() > 1000));
}

#[test]
fn quality_sets_rate_and_bits_and_each_can_be_set_apart() {
    let folder = folder();
    let spec = |args: &[&str]| {
        folder.ok(&[&["render", "song.json", "-q", "-o", "a.wav"], args].concat());
        let spec = hound::WavReader::open(folder.path("a.wav")).unwrap().spec();
        (spec.sample_rate, spec.bits_per_sample)
    };
    assert_eq!(spec(&["--quality", "demo"]), (22_050, 16));
    assert_eq!(spec(&["--quality", "high"]), (48_000, 24));
    assert_eq!(spec(&["--quality", "studio", "--sample-rate", "32000"]), (32_000, 32));
    assert_eq!(spec(&["--quality", "high", "--bit-depth", "32"]), (48_000, 32));
}

#[test]
fn stems_lie_beside_the_mix_and_are_as_long() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "mix.wav", "--stems", "stems"]);
    assert_eq!(folder.names(), ["mix.wav", "song.json", "stems"]);
    let frames = |name: &str| hound::WavReader::open(folder.path(name)).unwrap().duration();
    let mix = frames("mix.wav");
    assert_eq!(frames("stems/01-drums.wav"), mix);
    assert_eq!(frames("stems/02-low-end.wav"), mix);
}

#[test]
fn flac_and_its_stems_are_the_same_on_one_thread_and_on_two() {
    let folder = folder();
    let bytes = |threads: &str| {
        let args = ["render", "song.json", "-o", "mix.flac", "--stems", "stems"];
        folder.ok(&[&args[..], &["--bit-depth", "24", "--threads", threads]].concat());
        ["mix.flac", "stems/01-drums.flac", "stems/02-low-end.flac"].map(|name| folder.read(name))
    };
    let one = bytes("1");
    assert!(one.iter().all(|file| file.starts_with(b"fLaC")));
    assert!(one == bytes("2"));
}

#[test]
fn a_stream_has_the_bytes_of_the_file() {
    let folder = folder();
    let args = ["render", "song.json", "--tail", "cut", "--bit-depth", "24", "-o"];
    folder.ok(&[&args[..], &["a.wav"]].concat());
    let stream = folder.run(&[&args[..], &["-"]].concat());
    assert!(stream.status.success());
    assert!(stream.stdout == folder.read("a.wav"));
}

#[test]
fn a_stream_whose_length_is_unknown_has_the_sound_of_the_file() {
    let folder = folder();
    let args = ["render", "song.json", "--tag", "title=", "--tag", "bpm=", "-o"];
    folder.ok(&[&args[..], &["a.wav"]].concat());
    let stream = folder.run(&[&args[..], &["-"]].concat()).stdout;
    let file = folder.read("a.wav");
    // Only the sizes in the head differ, and the head has the same length: RIFF 12 bytes, JUNK 36,
    // fmt 24, and 8 of data.
    assert_eq!(stream.len(), file.len());
    let head = 80;
    assert!(stream[head..] == file[head..]);
}

#[test]
fn thread_counts_cannot_be_heard() {
    let folder = folder();
    let hash = |threads: &str| {
        let args = ["render", "song.json", "-o", "a.wav", "--report", "r.json"];
        folder.ok(&[&args[..], &["--threads", threads]].concat());
        let report = report(&folder, "r.json");
        assert_eq!(report["timing"]["threads"].to_string(), threads);
        (report["audio"]["hash"].clone(), folder.read("a.wav"))
    };
    assert!(hash("1") == hash("2"));
}

#[test]
fn the_report_has_every_documented_field() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "a.wav", "--stems", "s", "--report", "r.json"]);
    let report = report(&folder, "r.json");
    let documented = include_str!("../../../docs/report.md");
    let mut fields = Vec::new();
    for row in documented.lines().filter(|line| line.starts_with("| `")) {
        let cell = row.split('|').nth(1).unwrap();
        let mut group = String::new();
        for name in cell.split('`').skip(1).step_by(2) {
            // `.x` stands for the same group as the name before it.
            if let Some(field) = name.strip_prefix('.') {
                fields.push(format!("{group}.{field}"));
            } else {
                group = name.split('.').next().unwrap().to_owned();
                fields.push(name.to_owned());
            }
        }
    }
    assert!(fields.len() > 30, "{fields:?}");
    for field in fields {
        let mut value = &report;
        for name in field.split('.') {
            let (name, list) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
            value = value.get(name).unwrap_or_else(|| panic!("no {field}"));
            if list && value.as_array().is_some_and(|list| !list.is_empty()) {
                value = &value[0];
            } else if list {
                break;
            }
        }
    }
    assert_eq!(report["input"]["path"], "song.json");
    assert_eq!(report["input"]["hash"].as_str().unwrap().len(), 64);
    let outputs = report["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 3);
    for output in outputs {
        let path = output["path"].as_str().unwrap();
        assert_eq!(output["bytes"], folder.read(path).len() as u64);
        assert_eq!(output["format"], "wav");
    }
    assert!(
        report["memory"]["peakBytes"].as_u64().unwrap() > 1_000_000 || !cfg!(target_os = "linux")
    );
    assert_eq!(report["options"]["gain"], "predictive");
}

#[test]
fn a_picture_is_a_png_and_changes_no_sound() {
    let folder = folder();
    folder.ok(&["render", "song.json", "-o", "a.wav"]);
    folder.ok(&["render", "song.json", "-o", "b.wav", "--stems", "s", "--plot", "b.png"]);
    assert!(folder.read("b.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(folder.read("a.wav") == folder.read("b.wav"));
}

#[test]
fn progress_as_json_ends_with_done() {
    let folder = folder();
    let told = folder.ok(&["render", "song.json", "-q", "--progress", "json"]);
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (done, progress) = lines.split_last().unwrap();
    assert_eq!(done["event"], "done");
    assert!(progress.iter().all(|line| line["event"] == "progress"));
}

#[test]
fn in_a_pipe_quiet_is_silent() {
    assert_eq!(folder().ok(&["render", "song.json", "-q"]), "");
}

#[test]
fn a_part_is_shorter_than_the_whole() {
    let folder = folder();
    let frames = |args: &[&str]| {
        let all = ["render", "song.json", "-q", "-o", "a.wav", "--tail", "cut", "--bpm", "60"];
        folder.ok(&[&all[..], args].concat());
        hound::WavReader::open(folder.path("a.wav")).unwrap().duration()
    };
    // At 60 BPM a beat is a second.
    assert_eq!(frames(&["--to", "1"]), 44_100);
    assert_eq!(frames(&["--from", "1.2", "--to", "1:2.5"]), 22_050);
}

#[test]
fn a_recording_beside_the_song_is_played_and_one_outside_is_not() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("song")).unwrap();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    for name in ["song/tone.wav", "outside.wav"] {
        let mut wav = hound::WavWriter::create(folder.path(name), spec).unwrap();
        for frame in 0..4410 {
            wav.write_sample(if frame % 100 < 50 { 9000_i16 } else { -9000 }).unwrap();
        }
        wav.finalize().unwrap();
    }
    let song = |reference: &str| {
        let sound = format!(r#"{{"type": "sampler", "zones": [{{"recording": "{reference}"}}]}}"#);
        SONG.replace(r#"{"type": "va"}"#, &sound)
    };
    let codes = |reference: &str, more: &[&str]| -> Vec<String> {
        folder.write("song/song.json", &song(reference));
        let all = ["render", "song/song.json", "-q", "-o", "a.wav", "--report", "r.json"];
        folder.ok(&[&all[..], more].concat());
        let report = report(&folder, "r.json");
        let list = report["diagnostics"].as_array().unwrap();
        list.iter().map(|d| d["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("tone.wav", &[]), [""; 0]);
    assert_eq!(codes("../outside.wav", &[]), ["path-outside"]);
    assert_eq!(codes("../outside.wav", &["--allow-any-path"]), [""; 0]);
    assert_eq!(codes("outside.wav", &["--assets", "."]), [""; 0]);
}

#[test]
fn instruments_and_groups_lie_beside_the_mix_in_one_pass() {
    let folder = folder();
    let args = ["render", "song.json", "-q", "-o", "mix.wav", "--stems", "s", "--channels", "c"];
    folder.ok(&[&args[..], &["--groups", "g"]].concat());
    let frames = |name: &str| hound::WavReader::open(folder.path(name)).unwrap().duration();
    let names = [
        "s/01-drums.wav",
        "s/02-low-end.wav",
        "c/01-kick.wav",
        "c/02-bass.wav",
        "g/01-drums.wav",
        "g/02-bass.wav",
    ];
    for name in names {
        assert_eq!(frames(name), frames("mix.wav"), "{name}");
    }
    // Each instrument has a track of its own, so its stem is the track's.
    let sound = |name: &str| {
        let samples = hound::WavReader::open(folder.path(name)).unwrap().into_samples::<i16>();
        samples.map(|sample| f64::from(sample.unwrap())).collect::<Vec<_>>()
    };
    // Two dithers and two roundings: three steps at most.
    for (track, instrument) in [(names[0], names[2]), (names[1], names[3])] {
        let both = sound(track).into_iter().zip(sound(instrument));
        assert!(both.into_iter().all(|(a, b)| (a - b).abs() <= 3.0));
    }
}

#[test]
fn files_are_named_by_a_template() {
    let folder = folder();
    let args = ["render", "song.json", "-q", "--quality", "high", "--channels", "c", "--name"];
    folder.ok(&[&args[..], &["{name}, {channelName} {quality}"]].concat());
    assert_eq!(folder.names(), ["Two tracks, Mix HIGH.wav", "c", "song.json"]);
    assert!(folder.path("c/Two tracks, Kick HIGH.wav").exists());
}

#[test]
fn one_pattern_can_be_rendered_by_its_id() {
    let folder = Folder::new();
    let clip = r#"{"start": 8, "length": 4, "content": {"type": "pattern", "pattern": "p"}}"#;
    let arranged = format!(r#""arrangement": {{"clips": [{clip}]}}, "mixer""#);
    folder.write("song.json", SONG);
    folder.write("arranged.json", &SONG.replace(r#""mixer""#, &arranged));
    let bytes = |args: &[&str]| {
        folder.ok(&[&["render", "-q", "-o", "a.wav"], args].concat());
        folder.read("a.wav")
    };
    assert!(bytes(&["arranged.json", "--pattern", "p"]) == bytes(&["song.json"]));
    let told = folder.fails(&["render", "song.json", "--pattern", "x"]);
    assert_eq!(told, "exit code 3\nerror: song.json: Pattern x not found: wanted one of p\n");
}

#[test]
fn several_files_of_one_render_are_those_of_each_alone() {
    let folder = folder();
    // Cut, the stream has its length beforehand and so the bytes of the file.
    let args = ["render", "song.json", "--bit-depth", "24", "--tail", "cut"];
    for name in ["a.wav", "a.flac"] {
        folder.ok(&[&args[..], &["-o", name]].concat());
    }
    let more = ["-o", "b.flac", "-o", "b.wav", "-o", "-", "--stems", "s", "--report", "r.json"];
    let output = folder.run(&[&args[..], &more].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("b.flac, b.wav, standard output and 2 stems: "), "{told}");
    assert!(folder.read("a.wav") == folder.read("b.wav"));
    assert!(folder.read("a.flac") == folder.read("b.flac"));
    assert!(output.stdout == folder.read("a.wav"));
    let report = report(&folder, "r.json");
    let of = |field: &str| {
        let outputs = report["outputs"].as_array().unwrap().iter();
        outputs.map(|output| output[field].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(of("format"), ["flac", "wav", "wav", "flac", "flac"]);
    assert_eq!(of("path")[3], "s/01-drums.flac");
    for refused in [["-o", "a.wav", "-o", "./a.wav"], ["-o", "-", "-o", "-"]] {
        let told = folder.fails(&[&args[..], &refused].concat());
        assert!(told.starts_with("exit code 2"), "{told}");
    }
}
