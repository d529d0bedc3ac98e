//! Which regions a note plays, and where they lie.

use crate::font::{Builder, Sample, Zone};
use crate::listen::{ours, part, rms_db};
use crate::midi::Midi;

/// A ramp that tells each frame: 10 a frame.
fn ramp() -> Sample {
    Sample::new((0..3000).map(|i| i * 10).collect(), [100, 200], 60)
}

/// The first note of a preset of the ramp, 0.2 s, as multiples of a frame's step.
fn play(generators: &[(u16, i16)]) -> Vec<f64> {
    let mut builder = Builder { samples: vec![ramp()], ..Builder::default() };
    let mut all = generators.to_vec();
    all.push((53, 0));
    builder.preset(0, 0, vec![Zone::new(&all)]);
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB0, 91, 0]);
    midi.at(0.0, &[0xB0, 7, 127]);
    midi.at(0.0, &[0x90, 60, 127]);
    midi.at(0.2, &[0x80, 60, 0]);
    let sound = ours(&builder.bytes(), &midi.bytes());
    // In the middle of the field each side has half the power.
    let scale = 32_768.0 / 10.0 * 2.0_f64.sqrt() / LOUDEST;
    sound[0].iter().map(|x| f64::from(*x) * scale).collect()
}

/// What the loudest velocity leaves of a sample: 127 of 128, squared (sections 8.4.1, 9.5.3).
const LOUDEST: f64 = 127.0 * 127.0 / (128.0 * 128.0);

/// The sample is heard as it is from the attack's end on.
const RISEN: usize = 64;

#[test]
fn offsets_move_start_end_and_loop() {
    let is = |got: f64, want: f64| assert!((got - want).abs() < 0.6, "{got} {want}");
    let plain = play(&[]);
    is(plain[RISEN], RISEN as f64);
    // The end: silence, once the taps have left it.
    assert!(plain[3010..].iter().all(|x| *x == 0.0));
    let moved = play(&[(0, 500)]);
    is(moved[RISEN], (500 + RISEN) as f64);
    let short = play(&[(1, -1000)]);
    is(short[1900], 1900.0);
    assert!(short[2010..].iter().all(|x| *x == 0.0));
    // Of a ramp's loop what is near its seam is bent.
    let turns = play(&[(54, 1)]);
    is(turns[150], 150.0);
    is(turns[250], 150.0);
    is(turns[4050], 150.0);
    let other = play(&[(54, 1), (2, 50), (3, 100)]);
    is(other[250], 250.0);
    is(other[325], 175.0);
}

#[test]
fn coarse_offsets_are_32768_frames() {
    let mut builder = Builder::default();
    let frames = |i: i32| if i < 32_768 { 0 } else { 8192 };
    builder.samples.push(Sample::new((0..65_536).map(|i| frames(i) as i16).collect(), [0, 0], 60));
    builder.preset(0, 0, vec![Zone::new(&[(4, 1), (53, 0)])]);
    builder.preset(0, 1, vec![Zone::new(&[(12, -1), (53, 0)])]);
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB0, 91, 0]);
    midi.at(0.0, &[0x90, 60, 127]);
    midi.at(1.0, &[0x80, 60, 0]);
    midi.at(2.0, &[0xC0, 1]);
    midi.at(2.0, &[0x90, 60, 127]);
    midi.at(3.0, &[0x80, 60, 0]);
    let sound = ours(&builder.bytes(), &midi.bytes());
    assert!(rms_db(&part(&sound[0], 0.1, 0.4)) > -20.0);
    assert!(rms_db(&part(&sound[0], 0.9, 0.5)) < -150.0);
    assert!(rms_db(&part(&sound[0], 2.0, 0.9)) < -150.0);
}

#[test]
fn a_loop_that_ends_with_the_key_plays_on_to_the_end() {
    // While the key is down, frames 100 to 200; then what is behind, in a release of a second.
    let sound = play(&[(54, 3), (38, 0)]);
    let gate = (0.2 * 44_100.0) as usize;
    // Eight taps ring by a tenth at the seam.
    let held = &sound[RISEN + 36..gate];
    let range = held.iter().fold([f64::MAX, f64::MIN], |[a, b], x| [a.min(*x), b.max(*x)]);
    assert!(range[0] > 88.0 && range[1] < 213.0, "{range:?}");
    assert!(sound[gate + 600] > 500.0, "{}", sound[gate + 600]);
}

#[test]
fn ranges_choose_and_zones_sound_together() {
    let mut builder = Builder { samples: vec![ramp()], ..Builder::default() };
    let range = |low: u8, high: u8| i16::from_le_bytes([low, high]);
    let zone = |ranges: &[(u16, i16)]| {
        let mut all = vec![(54, 1), (53, 0)];
        all.extend(ranges);
        Zone::new(&all)
    };
    builder.preset(
        0,
        0,
        vec![zone(&[(43, range(0, 60))]), zone(&[(43, range(60, 127)), (44, range(64, 127))])],
    );
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB0, 91, 0]);
    // One zone, both, none, one.
    for (i, (key, velocity)) in [(59, 127), (60, 127), (61, 63), (61, 64)].into_iter().enumerate() {
        midi.at(i as f64, &[0x90, key, velocity]);
        midi.at(i as f64 + 0.5, &[0x80, key, 0]);
    }
    let sound = ours(&builder.bytes(), &midi.bytes());
    let level = |i: usize| rms_db(&part(&sound[0], i as f64 + 0.1, 0.3));
    assert!((level(1) - level(0) - 6.02).abs() < 0.1, "{} {}", level(0), level(1));
    assert!(level(2) < -150.0);
    // 40 dB of the velocity's logarithm.
    assert!((level(3) - level(0) + 11.9).abs() < 0.1, "{} {}", level(0), level(3));
}

#[test]
fn notes_of_one_class_silence_earlier_ones() {
    let mut builder = Builder { samples: vec![ramp()], ..Builder::default() };
    let key = |key: u8, class: i16| {
        let range = i16::from_le_bytes([key, key]);
        Zone::new(&[(43, range), (54, 1), (57, class), (58, i16::from(key)), (53, 0)])
    };
    builder.preset(128, 0, vec![key(42, 1), key(46, 1), key(50, 0)]);
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB9, 91, 0]);
    for (at, key) in [(0.0, 46), (0.5, 50), (1.0, 42)] {
        midi.at(at, &[0x99, key, 127]);
    }
    midi.at(1.2, &[0x89, 42, 0]);
    midi.at(1.2, &[0x89, 50, 0]);
    midi.at(2.0, &[0x89, 46, 0]);
    let sound = ours(&builder.bytes(), &midi.bytes());
    let level = |at: f64| rms_db(&part(&sound[0], at, 0.1));
    // Key 46 still sounds beside 50, and no more after 42.
    assert!(level(0.7) > level(0.2) + 5.0);
    assert!(level(1.4) < -100.0, "{}", level(1.4));
}

#[test]
fn twenty_four_bits_are_heard() {
    // The lower bits alone: 128 / 256 of the smallest step of 16.
    let mut builder = Builder::default();
    builder.samples.push(Sample::new(vec![0; 2000], [0, 2000], 60));
    builder.low = Some(vec![128; 2046]);
    builder.preset(0, 0, vec![Zone::new(&[(54, 1), (53, 0)])]);
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB0, 91, 0]);
    midi.at(0.0, &[0xB0, 7, 127]);
    midi.at(0.0, &[0x90, 60, 127]);
    midi.at(0.5, &[0x80, 60, 0]);
    let sound = ours(&builder.bytes(), &midi.bytes());
    let want = LOUDEST * 0.5 / 32_768.0 / 2.0_f64.sqrt();
    assert!((f64::from(sound[0][5000]) / want - 1.0).abs() < 1e-3, "{}", sound[0][5000]);
}

#[test]
fn a_modulator_may_hear_a_magnitude() {
    // FluidSynth knows no such transform. Key 50 is 100 of 128 to the left of the middle of 24
    // semitones, and its magnitude 5.25 semitones up.
    let mut builder = crate::material::samples();
    let mut zone = Zone::new(&[(54, 1), (53, crate::material::TONE)]);
    zone.modulators.push([0x0203, 51, 24, 0, 2]);
    builder.preset(0, 0, vec![zone]);
    let mut midi = Midi::default();
    midi.at(0.0, &[0xB0, 91, 0]);
    midi.at(0.0, &[0x90, 50, 127]);
    midi.at(0.5, &[0x80, 50, 0]);
    let sound = ours(&builder.bytes(), &midi.bytes());
    let hz = crate::material::TONE_HZ * libm::exp2((50.0 - 69.0 + 5.25) / 12.0);
    let track = crate::listen::track(&sound[0], hz);
    let cents = track.cents[200..800].iter().sum::<f64>() / 600.0;
    assert!(cents.abs() < 1.0, "{cents}");
}
