//! Envelopes, frame by frame: the sound with an envelope, divided by the sound without.

use super::*;
use rebounce_dsp::voice::Step;

const RATE: f64 = 48_000.0;

/// The envelope heard, where the sound is loud enough to tell.
fn heard(envelope: Envelope, voice: &Voice, frames: usize) -> Vec<Option<f64>> {
    let flat = Settings { gain: 0.9, ..bare(Waveform::Sawtooth) };
    let with = Settings { amplitude_envelope: envelope, ..flat.clone() };
    let plain = Voice { gate: 1 << 40, cut: u64::MAX, line: None, ..voice.clone() };
    let with = sound(&with, RATE, voice, frames);
    let without = sound(&flat, RATE, &plain, frames);
    with.iter()
        .zip(&without)
        .enumerate()
        // The flat envelope needs a millisecond to be flat.
        .map(|(i, (x, y))| (i > 60 && y.abs() > 0.1).then(|| f64::from(x / y)))
        .collect()
}

fn assert_envelope(heard: &[Option<f64>], wanted: impl Fn(f64) -> f64) {
    let mut told = 0;
    for (i, heard) in heard.iter().enumerate() {
        if let Some(heard) = heard {
            // Slopes are f32 and summed over at most 2^15 frames: 2^15 * 2^-24 * slope, below
            // 3e-7, and three roundings of the product and the ratio.
            let wanted = wanted(i as f64);
            assert!((heard - wanted).abs() < 1.5e-6, "frame {i}: {heard} {wanted}");
            told += 1;
        }
    }
    assert!(told * 2 > heard.len(), "{told} of {}", heard.len());
}

fn line_between(n: f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    from.1 + (to.1 - from.1) * (n - from.0) / (to.0 - from.0)
}

#[test]
fn every_corner_lies_on_its_exact_frame() {
    let envelope = Envelope {
        delay: 0.005,
        attack: 0.0101,
        hold: 0.0073,
        decay: 0.0211,
        sustain: 0.4,
        release: 0.0301,
        velocity_sensitivity: 0.5,
    };
    let voice = Voice { gate: 4001, velocity: 0.6, key: 50.0, ..Voice::default() };
    let k = 0.8;
    let [a, b, c, d, e, f] = [240.0, 725.0, 1075.0, 2088.0, 4001.0, 5446.0];
    assert_envelope(&heard(envelope, &voice, 6000), |n| match n {
        n if n < a => 0.0,
        n if n < b => line_between(n, (a, 0.0), (b, k)),
        n if n < c => k,
        n if n < d => line_between(n, (c, k), (d, k * 0.4)),
        n if n < e => k * 0.4,
        n if n < f => line_between(n, (e, k * 0.4), (f, 0.0)),
        _ => 0.0,
    });
}

#[test]
fn a_release_begins_at_the_level_of_that_very_frame() {
    let envelope = Envelope { attack: 0.1, release: 0.05, velocity_sensitivity: 0.0, ..FLAT };
    let voice = Voice { gate: 1237, key: 50.0, release_scale: 0.5, ..Voice::default() };
    let top = 1237.0 / 4800.0;
    assert_envelope(&heard(envelope, &voice, 3000), |n| {
        if n < 1237.0 { n / 4800.0 } else { (top * (1.0 - (n - 1237.0) / 1200.0)).max(0.0) }
    });
}

#[test]
fn a_voice_is_exactly_zero_from_its_length_on_and_not_before() {
    for (gate, cut, release) in
        [(1000, u64::MAX, 0.02), (1003, u64::MAX, 0.001), (5000, 777, 0.1), (0, u64::MAX, 0.01)]
    {
        let settings =
            Settings { amplitude_envelope: Envelope { release, ..FLAT }, ..bare(Waveform::Square) };
        let voice = Voice { gate, cut, key: 60.0, ..Voice::default() };
        let prepared = va::Patch::new(&settings, RATE);
        let length = prepared.length(&voice) as usize;
        let wanted = if cut < gate { cut + 480 } else { gate + (release * RATE).round() as u64 };
        assert_eq!(length as u64, wanted);
        let sound = sound(&settings, RATE, &voice, length + 500);
        assert!(sound[length..].iter().all(|x| *x == 0.0));
        assert!(gate == 0 || sound[length - 5..length].iter().any(|x| *x != 0.0));
    }
}

#[test]
fn a_cut_silences_in_ten_milliseconds_from_its_exact_frame() {
    let voice = Voice { gate: 1 << 40, cut: 1111, key: 50.0, ..Voice::default() };
    let envelope = Envelope { attack: 0.03, ..FLAT };
    assert_envelope(&heard(envelope, &voice, 2500), |n| {
        (n / 1440.0).min(1.0) * (1.0 - (n - 1111.0) / 480.0).clamp(0.0, 1.0)
    });
}

fn step(at: u64, released_at: u64, velocity: f32, retrigger: bool) -> Step {
    Step { at, released_at, key: 50.0, velocity, glide: 0, retrigger }
}

#[test]
fn a_line_goes_on_legato_or_begins_again_from_the_level_it_has() {
    let envelope = Envelope {
        attack: 0.02,
        decay: 0.02,
        sustain: 0.5,
        release: 0.05,
        velocity_sensitivity: 1.0,
        ..FLAT
    };
    let line =
        [step(2500, 2500, 0.1, false), step(4003, 3001, 0.4, true), step(6000, 6000, 1.0, true)];
    let voice = Voice {
        gate: 9000,
        key: 50.0,
        velocity: 0.8,
        line: Some(Arc::from(line)),
        ..Voice::default()
    };
    let let_go = 0.4 * (1.0 - 1002.0 / 2400.0);
    assert_envelope(&heard(envelope, &voice, 12_000), |n| match n {
        n if n < 960.0 => n / 960.0 * 0.8,
        n if n < 1920.0 => line_between(n, (960.0, 0.8), (1920.0, 0.4)),
        n if n < 3001.0 => 0.4,
        n if n < 4003.0 => line_between(n, (3001.0, 0.4), (4003.0, let_go)),
        n if n < 4963.0 => line_between(n, (4003.0, let_go), (4963.0, 0.4)),
        n if n < 5923.0 => line_between(n, (4963.0, 0.4), (5923.0, 0.2)),
        n if n < 6000.0 => 0.2,
        n if n < 6960.0 => line_between(n, (6000.0, 0.2), (6960.0, 1.0)),
        n if n < 7920.0 => line_between(n, (6960.0, 1.0), (7920.0, 0.5)),
        n if n < 9000.0 => 0.5,
        n => line_between(n, (9000.0, 0.5), (11_400.0, 0.0)).max(0.0),
    });
}
