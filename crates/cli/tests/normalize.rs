//! `--normalize` brings the written file to what was asked for, and never clips it.
#![expect(clippy::unwrap_used, reason = "tests may panic; clippy sees only #[test] itself")]

mod common;

use common::{Folder, SONG, report};
use rebounce_export::{Level, Levels, Meter};

fn decibels(linear: f64) -> f64 {
    20.0 * libm::log10(linear)
}

/// Left and right of an integer file.
fn samples(folder: &Folder, name: &str) -> [Vec<f32>; 2] {
    let mut wav = hound::WavReader::open(folder.path(name)).unwrap();
    let full = f64::from(1_u32 << (wav.spec().bits_per_sample - 1));
    let all: Vec<f32> =
        wav.samples::<i32>().map(|x| (f64::from(x.unwrap()) / full) as f32).collect();
    let channel = |of: usize| all.iter().skip(of).step_by(2).copied().collect();
    [channel(0), channel(1)]
}

fn levels(folder: &Folder, name: &str) -> Levels {
    let mut meter = Meter::new(44_100, &[Level::Loudness(0.0), Level::TruePeak(0.0)]);
    let [left, right] = samples(folder, name);
    meter.add(&left, &right);
    meter.levels()
}

/// The levels of the file that the song becomes.
fn normalised(spec: &str, more: &[&str]) -> Levels {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    folder.ok(&[&["render", "song.json", "-o", "a.wav", "--normalize", spec], more].concat());
    assert_eq!(folder.names(), ["a.wav", "song.json"]);
    levels(&folder, "a.wav")
}

#[test]
fn loudness_is_met_within_a_tenth_of_a_unit() {
    let levels = normalised("-23LUFS", &[]);
    assert!((levels.lufs + 23.0).abs() < 0.1, "{levels:?}");
}

#[test]
fn true_peak_is_met() {
    let db = decibels(normalised("-1dBTP", &[]).true_peak);
    // The bounds of EBU Tech 3341 for meters.
    assert!((-1.4..=-0.8).contains(&db), "{db}");
}

#[test]
fn a_peak_is_met_within_one_step() {
    for (spec, target) in [("-6dBFS", -6.0), ("-0.3dBFS", -0.3)] {
        let peak = normalised(spec, &["--no-dither"]).peak;
        let wanted = libm::pow(10.0, target / 20.0);
        assert!((peak - wanted).abs() * 32768.0 <= 1.0, "{spec}: {peak}");
    }
}

#[test]
fn of_several_levels_the_nearest_is_reached_and_none_is_passed() {
    let levels = normalised("-5LUFS,-1dBTP,-0.3dBFS", &[]);
    let (peak, true_peak) = (decibels(levels.peak), decibels(levels.true_peak));
    assert!(levels.lufs < -4.9 && peak < -0.29 && true_peak < -0.8, "{levels:?}");
    let nearest = (levels.lufs + 5.0).abs() < 0.1
        || (true_peak + 1.0).abs() < 0.2
        || (peak + 0.3).abs() < 0.01;
    assert!(nearest, "{levels:?}");
}

#[test]
fn full_scale_is_never_passed_by_dither_or_by_a_target() {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    for (spec, warned) in [("0dBFS", false), ("-1LUFS", true)] {
        let args = ["render", "song.json", "-o", "a.wav", "--stems", "s", "--normalize", spec];
        let told = folder.ok(&[&args[..], &["--report", "r.json"]].concat());
        assert!(!told.contains("clipped"), "{told}");
        assert_eq!(told.contains("level-not-reached"), warned, "{told}");
        let written = report(&folder, "r.json");
        // One step for the dither at either end, one for rounding.
        let files = ["a.wav", "s/01-drums.wav", "s/02-low-end.wav"];
        let peak = files.map(|name| levels(&folder, name).peak).into_iter().fold(0.0, f64::max);
        assert!(peak > 1.0 - 4.0 / 32768.0 && peak < 1.0, "{peak}");
        assert_eq!(written["options"]["gain"], "off");
    }
}

#[test]
fn stems_are_scaled_as_the_mix_and_the_report_says_by_how_much() {
    let folder = Folder::new();
    folder.write("song.json", SONG);
    let args = ["render", "song.json", "--no-dither", "--bit-depth", "24", "--gain", "off"];
    folder.ok(&[&args[..], &["-o", "a.wav", "--stems", "a"]].concat());
    let more = ["-o", "b.wav", "--stems", "b", "--normalize", "-20dBFS", "--report", "r.json"];
    folder.ok(&[&args[..], &more].concat());
    let report = &report(&folder, "r.json")["normalize"];
    let gain = libm::pow(10.0, report["gainDb"].as_f64().unwrap() / 20.0);
    for name in [".wav", "/01-drums.wav", "/02-low-end.wav"] {
        let [before, after] = ["a", "b"].map(|of| samples(&folder, &format!("{of}{name}")));
        for (before, after) in before.iter().flatten().zip(after.iter().flatten()) {
            // Half a step of 24 bits each.
            let off = f64::from(*before) * gain - f64::from(*after);
            assert!(off.abs() * 8_388_608.0 <= 1.0 + gain, "{name}: {off}");
        }
    }
    assert_eq!(report["targets"][0], "-20dBFS");
    let [before, after] = ["before", "after"].map(|at| report[at]["peakDbfs"].as_f64().unwrap());
    assert!((before + decibels(gain) - after).abs() < 1e-4);
    assert!((after + 20.0).abs() < 1e-4);
}

#[test]
fn a_documents_wish_is_a_peak_at_full_scale_and_can_be_overruled() {
    let folder = Folder::new();
    folder.write(
        "song.json",
        r#"{"transport": {"bpm": 120}, "options": {"normalize": true}, "patternData": {
            "data": {"bass": [{"time": 0, "pitch": "C2", "length": "8n"}]},
            "instruments": {"bass": {"type": "vasynth", "presetName": "Bass"}}}}"#,
    );
    let peak = |more: &[&str]| {
        folder.ok(&[&["render", "song.json", "-o", "a.wav", "--no-dither"], more].concat());
        levels(&folder, "a.wav").peak * 32768.0
    };
    assert!((peak(&[]) - 32767.0).abs() <= 1.0);
    assert!(peak(&["--normalize", "none"]) < 32000.0);
}

#[test]
fn silence_stays_silent() {
    let folder = Folder::new();
    folder.write(
        "empty.json",
        r#"{"format": "rebounce-song", "version": 1, "patterns": [{"id": "p", "length": 4}]}"#,
    );
    let args = ["render", "empty.json", "-o", "a.wav", "--no-dither", "--tail", "1"];
    folder.ok(&[&args[..], &["--normalize", "-14LUFS,-1dBTP"]].concat());
    assert_eq!(levels(&folder, "a.wav").peak, 0.0);
}
