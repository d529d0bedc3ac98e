//! `--loop`: a file as long as its music, with loop points, that begins as its end leaves off.

mod common;

use common::{Folder, SONG, report};

/// The song as two bars of four, with a reverb.
fn folder() -> Folder {
    let folder = Folder::new();
    let pattern = SONG.replace(r#""id": "p", "#, r#""id": "p", "length": 4, "#);
    let reverb = r#""inserts": [{"type": "reverb"}], "name": "Low End""#;
    folder.write("song.json", &pattern.replace(r#""name": "Low End""#, reverb));
    folder
}

fn samples(folder: &Folder, name: &str) -> Vec<f32> {
    let wav = hound::WavReader::open(folder.path(name)).expect("a WAV");
    wav.into_samples::<f32>().map(|sample| sample.expect("a sample")).collect()
}

#[test]
fn a_loop_is_as_long_as_its_music_and_tells_where_it_repeats() {
    let folder = folder();
    let args =
        ["render", "song.json", "--loop", "-o", "a.wav", "-o", "a.flac", "--bit-depth", "24"];
    folder
        .ok(&[&args[..], &["--report", "r.json", "--stems", "stems", "--plot", "a.png"]].concat());
    // Four beats at 120 are two seconds.
    let frames = |name: &str| hound::WavReader::open(folder.path(name)).unwrap().duration();
    assert_eq!(frames("a.wav"), 88_200);
    assert_eq!(frames("stems/01-drums.wav"), 88_200);
    let wav = folder.read("a.wav");
    let at = wav.windows(4).position(|part| part == b"smpl").unwrap() + 8;
    let number = |i: usize| u32::from_le_bytes(wav[at + i..at + i + 4].try_into().unwrap());
    assert_eq!((number(44), number(48)), (0, 88_199));
    let flac = folder.read("a.flac");
    for line in ["LOOPSTART=0", "LOOPLENGTH=88200"] {
        assert!(flac.windows(line.len()).any(|part| part == line.as_bytes()), "{line}");
    }
    let told = report(&folder, "r.json");
    assert_eq!(told["audio"]["frames"], 88_200);
    assert!(told["loop"]["turns"].as_u64().unwrap() >= 3);
    assert!(told["loop"]["seamDb"].as_f64().is_none_or(|db| db < -100.0), "{}", told["loop"]);
    assert_eq!(told["tracks"][0]["notes"], 2);
    assert_eq!(told["diagnostics"].as_array().unwrap().len(), 0, "{}", told["diagnostics"]);
}

#[test]
fn the_tail_of_the_end_lies_over_the_beginning() {
    let folder = folder();
    let args = ["render", "song.json", "--bit-depth", "32", "--gain", "off", "-o"];
    folder.ok(&[&args[..], &["loop.wav", "--loop"]].concat());
    folder.ok(&[&args[..], &["once.wav", "--tail", "20"]].concat());
    let (turn, once) = (samples(&folder, "loop.wav"), samples(&folder, "once.wav"));
    // All effects are linear, so a turn is the sum of the song's turns, its tail cut into them; what
    // a note is worth is known to within the voices' rounding to frames.
    let mut folded = vec![0.0; turn.len()];
    for (i, sample) in once.iter().enumerate() {
        folded[i % turn.len()] += sample;
    }
    let worst = turn.iter().zip(&folded).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    let peak = turn.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    assert!(worst < 1e-3 * peak, "{worst} of {peak}");
}

#[test]
fn a_loop_is_normalised_and_batched_as_other_files_are() {
    let folder = folder();
    folder.ok(&[
        "render",
        "song.json",
        "--loop",
        "--normalize",
        "-20LUFS",
        "-o",
        "a.wav",
        "--report",
        "r.txt",
    ]);
    let told = report(&folder, "r.txt");
    let lufs = told["normalize"]["after"]["lufs"].as_f64().unwrap();
    assert!((lufs + 20.0).abs() < 0.1, "{lufs}");
    folder.ok(&["batch", ".", "-o", "out", "--loop", "--normalize", "-20LUFS"]);
    assert!(folder.read("out/song.wav") == folder.read("a.wav"));
}

#[test]
fn what_does_not_come_round_is_told() {
    let folder = folder();
    let chorus = r#""inserts": [{"type": "stardust-chorus"}], "id": "low""#;
    let song = String::from_utf8(folder.read("song.json")).unwrap();
    let song = song.replace(r#""inserts": [{"type": "reverb"}], "#, "");
    folder.write("song.json", &song.replace(r#""id": "low""#, chorus));
    let told = folder.ok(&["render", "song.json", "--loop", "--bpm", "123.4", "-o", "a.wav"]);
    assert!(told.contains("loop-unsettled") || told.contains("turns that differ by"), "{told}");
    let told = folder.fails(&["render", "song.json", "--loop", "--tail", "cut"]);
    assert!(told.contains("cannot be used with"), "{told}");
    let told = folder.fails(&["render", "song.json", "--loop", "--from", "99"]);
    assert!(told.starts_with("exit code 2\n") && told.contains("nothing is played"), "{told}");
}
