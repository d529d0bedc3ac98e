//! Post-processing: theory, order, and the same in windows as at once.

mod songs;

use rebounce_export::{Audio, Chain, Compress, Level, Process, Room, Stored};
use songs::{difference, peak};
use std::io::Cursor;

const RATE: u32 = 44_100;

fn tone(hz: f64, level: f64, frames: usize) -> Audio {
    let pace = hz * std::f64::consts::TAU / f64::from(RATE);
    let wave: Vec<f32> = (0..frames).map(|i| (level * libm::sin(i as f64 * pace)) as f32).collect();
    Audio { channels: [wave.clone(), wave], sample_rate: RATE }
}

fn square(level: f32) -> Audio {
    let wave: Vec<f32> = (0..44_100).map(|i| if i % 100 < 50 { level } else { -level }).collect();
    Audio { channels: [wave.clone(), wave], sample_rate: RATE }
}

fn decibels(ratio: f32) -> f64 {
    20.0 * libm::log10(f64::from(ratio))
}

#[test]
fn filters_are_of_the_first_order_with_their_corner_at_minus_3_db() {
    // Behind the transient: 20 periods of the lowest tone.
    let gain = |process: &Process, hz: f64| {
        let dry = tone(hz, 0.5, 44_100);
        let wet = process.apply(&dry);
        decibels(peak(&wet.channels[1][30_000..]) / peak(&dry.channels[1][30_000..]))
    };
    for corner in [200.0, 1000.0, 8000.0] {
        let low = Process { lowpass: Some(corner), ..Process::default() };
        let high = Process { highpass: Some(corner), ..Process::default() };
        // A peak is found on samples: at 8 kHz up to 0.6 % beside it.
        for process in [&low, &high] {
            assert!((gain(process, corner) + 3.0103).abs() < 0.06, "{}", gain(process, corner));
        }
    }
    let low = Process { lowpass: Some(200.0), ..Process::default() };
    // A decade above its corner: 20 dB, and 0.043 more.
    assert!((gain(&low, 2000.0) + 20.04).abs() < 0.2, "{}", gain(&low, 2000.0));
    let high = Process { highpass: Some(2000.0), ..Process::default() };
    assert!((gain(&high, 200.0) + 20.04).abs() < 0.2, "{}", gain(&high, 200.0));
}

#[test]
fn normalising_goes_up_and_down_and_leaves_silence() {
    for level in [0.001, 0.5, 3.0] {
        let process = Process { normalize: vec![Level::Peak(0.0)], ..Process::default() };
        let out = process.apply(&tone(441.0, level, 10_000));
        assert!((out.peak() - 1.0).abs() < 1e-6, "{}", out.peak());
        // Behind the gain: the gain does not change where it ends.
        let process = Process { gain: 0.3, ..process };
        assert!((process.apply(&tone(441.0, level, 10_000)).peak() - 1.0).abs() < 1e-6);
    }
    let process = Process { normalize: vec![Level::Peak(0.0)], ..Process::default() };
    assert_eq!(process.apply(&tone(441.0, 0.0, 100)).peak(), 0.0);
}

#[test]
fn fades_are_linear_over_whole_frames() {
    let ones = Audio { channels: [vec![1.0; 1000], vec![-1.0; 1000]], sample_rate: 1000 };
    let process = Process { fade_in: Some(0.1), fade_out: Some(0.2), ..Process::default() };
    let out = process.apply(&ones).channels;
    assert_eq!((out[0][0], out[0][50], out[0][100], out[0][799]), (0.0, 0.5, 1.0, 1.0));
    assert_eq!((out[0][900], out[0][999]), (0.5, 0.005));
    assert!(out[0].iter().zip(&out[1]).all(|(a, b)| *a == -*b));
}

#[test]
fn compression_lowers_what_is_above_the_threshold_by_its_ratio() {
    let process = Process { compress: Some(Compress::default()), ..Process::default() };
    // Full scale is 3.098 dB above 0.7: a quarter of that comes out, so it is 2.323 dB lower. A
    // square wave has one magnitude, so the detector has nothing to smooth.
    let out = process.apply(&square(1.0));
    let lower = decibels(peak(&out.channels[0][30_000..]));
    assert!((lower + 2.323).abs() < 0.02, "{lower}");
    let quiet = tone(1000.0, 0.5, 44_100);
    let out = process.apply(&quiet);
    assert_eq!(out.frames(), quiet.frames());
    assert!(difference(&out.channels, &quiet.channels) < 1e-5);
}

#[test]
fn a_reverb_rings_on_time_and_keeps_the_length() {
    let mut click = tone(0.0, 0.0, 30_000);
    click.channels.iter_mut().for_each(|channel| channel[1000] = 1.0);
    let process = Process { reverb: Some(Room::default()), ..Process::default() };
    let out = process.apply(&click);
    assert_eq!(out.frames(), 30_000);
    assert!(peak(&out.channels[0][..1000]) < 1e-6);
    assert!((out.channels[0][1000] - 0.7).abs() < 0.1, "the dry share: {}", out.channels[0][1000]);
    assert!(peak(&out.channels[0][10_000..20_000]) > 1e-4);
}

fn all() -> Process {
    Process {
        gain: 0.8,
        normalize: vec![Level::Peak(-0.3)],
        fade_in: Some(0.05),
        fade_out: Some(0.3),
        highpass: Some(80.0),
        lowpass: Some(9000.0),
        compress: Some(Compress::default()),
        reverb: Some(Room::default()),
    }
}

#[test]
fn windows_of_any_size_through_a_spool_are_the_same_as_all_at_once() {
    let audio = tone(333.0, 0.4, 50_001);
    let whole = all().apply(&audio);
    assert_eq!(whole.frames(), audio.frames());
    for size in [77, 4096, 60_000] {
        for file in [false, true] {
            let mut windows = audio.channels[0].chunks(size).zip(audio.channels[1].chunks(size));
            let mut source = || {
                Ok(windows.next().map(|(left, right)| Audio {
                    channels: [left.to_vec(), right.to_vec()],
                    sample_rate: RATE,
                }))
            };
            let mut out = Audio::new(RATE);
            let mut sink = |left: &[f32], right: &[f32]| {
                out.push(left, right);
                Ok(())
            };
            let mut memory = Audio::new(RATE);
            let mut stored = Stored::new(Cursor::new(Vec::new()));
            let done = match file {
                true => all().stream(RATE, &mut source, &mut stored, &mut sink),
                false => all().stream(RATE, &mut source, &mut memory, &mut sink),
            };
            done.unwrap();
            assert!(out == whole, "windows of {size}, file {file}");
        }
    }
}

#[test]
fn the_order_is_kept() {
    // Normalised ahead of the compressor: what is loud then is lowered behind.
    let audio = square(0.1);
    let process = Process {
        normalize: vec![Level::Peak(0.0)],
        compress: Some(Compress::default()),
        ..Process::default()
    };
    assert!(decibels(peak(&process.apply(&audio).channels[0][30_000..])) < -2.3);
    let nothing = Process::default();
    assert!(Chain::run(&nothing, 1.0, &audio) == audio);
}
