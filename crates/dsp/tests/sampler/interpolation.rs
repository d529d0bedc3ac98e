//! What the interpolation does to tones: pitch, pass-band, images and aliases.

use super::*;

/// What is left of a tone of `cycles` a frame of the recording, `semitones` up: the level in dB of
/// the tone where it belongs, and of all else.
fn tone(cycles: f64, semitones: f64) -> (f64, f64) {
    let rate = libm::exp2(semitones / 12.0);
    let frames = 4096;
    let recording = sine(cycles, ((frames + 1000) as f64 * rate) as usize + 2000);
    let heard = sound(&bare(), &recording, &held(60.0 + semitones), frames + 1000);
    let heard = &heard[1000..];
    let there = cycles * rate;
    let (amplitude, phase) = line(heard, there);
    let (mut power, mut weight) = (0.0, 0.0);
    for (i, x) in heard.iter().enumerate() {
        use std::f64::consts::TAU;
        let wanted = amplitude * libm::cos(TAU * ((there * i as f64) % 1.0 + phase));
        let t = TAU * (i as f64 + 0.5) / frames as f64;
        let window = 0.5 - 0.5 * libm::cos(t);
        let rest = window * (f64::from(*x) - if there < 0.5 { wanted } else { 0.0 });
        power += rest * rest;
        weight += window * window;
    }
    (db(amplitude), db((2.0 * power / weight).sqrt()))
}

/// Semitones away from the recording's pitch.
const AWAY: [f64; 10] = [-24.0, -12.0, -5.0, -0.5, 0.3, 1.0, 4.0, 12.0, 24.0, 40.0];

#[test]
fn tones_pass_and_their_images_and_aliases_do_not() {
    // Parts of the lower of the recording's and the output's rate. Between the semitones of the
    // tables the band is narrower by up to one semitone.
    for semitones in AWAY {
        let rate = libm::exp2(semitones / 12.0_f64).max(1.0);
        let top = if semitones.max(0.0).fract() == 0.0 { 0.38 } else { 0.36 };
        for part in [0.01, 0.2, 0.3, top] {
            let (level, rest) = tone(part / rate, semitones);
            assert!(level.abs() < 0.01, "{part}, {semitones} semitones: {level} dB");
            assert!(rest < -80.0, "{part}, {semitones} semitones: {rest} dB");
        }
    }
}

#[test]
fn what_would_fold_below_the_top_is_gone() {
    // From 0.62 on, that is what would come out below 0.38.
    for semitones in AWAY {
        let rate = libm::exp2(semitones / 12.0_f64).max(1.0);
        for part in [0.62, 0.66, 0.7, 0.8, 0.9] {
            if part / rate < 0.5 {
                let (_, rest) = tone(part / rate, semitones);
                assert!(rest < -80.0, "{part}, {semitones} semitones: {rest} dB");
            }
        }
    }
}

#[test]
fn the_pitch_is_true_to_a_hundredth_of_a_cent() {
    for (key, pitch, rate, base_key) in
        [(60.0, 0.0, 1.0, 60.0), (71.0, 0.0, 1.0, 60.0), (40.3, -3.0, 1.5, 47.0)]
    {
        let settings = Settings { pitch, rate, ..bare() };
        let cycles = 0.02;
        let zone = Zone { base_key, ..zone(vec![sine(cycles, 100_000)]) };
        let [heard, _] = stereo(&patch(&settings, &[zone]), &held(key), 40_000);
        let key = f64::from(key as f32);
        let wanted = cycles * rate * libm::exp2((key - base_key + pitch) / 12.0);
        // The phase between two stretches, 30000 frames apart.
        let (_, before) = line(&heard[..10_000], wanted);
        let (_, after) = line(&heard[30_000..], wanted);
        let drift = after - before - (wanted * 30_000.0) % 1.0;
        let drift = drift - drift.round();
        let cents = 1200.0 * (drift / 30_000.0 / wanted) / std::f64::consts::LN_2;
        assert!(cents.abs() < 0.01, "{key}: {cents} cents");
    }
}

#[test]
fn far_above_its_pitch_too_a_tone_is_a_tone_and_a_constant_a_constant() {
    // Eight octaves: so fast that the frames of a tile are fetched one by one.
    let (level, rest) = tone(0.000_5, 96.0);
    assert!(level.abs() < 0.01 && rest < -80.0, "{level} dB {rest} dB");
    for semitones in [0.5, 30.3, 75.0, 101.0] {
        let heard = sound(&bare(), &vec![1.0; 400_000], &held(60.0 + semitones), 500);
        for x in &heard[50..400] {
            // Up to 192 sums in a row, of taps that sum up to one, each wrong by half an ulp.
            assert!((x - 1.0).abs() < 192.0 * 6e-8, "{semitones}: {x}");
        }
    }
}

#[test]
fn long_recordings_keep_their_pitch_to_a_thousandth_of_a_cent() {
    // A minute of silence: what counts is where it ends.
    let frames = 60 * 48_000;
    let patch = patch(&bare(), &[zone(vec![vec![0.0; frames]])]);
    let Patch::Sampler(patch) = &*patch else { unreachable!() };
    for key in [36.0, 59.5, 60.25, 72.0, 80.75] {
        let wanted = frames as f64 / libm::exp2((key - 60.0) / 12.0);
        let error = patch.length(&held(key)) as f64 - wanted;
        // A thousandth of a cent of the shortest, a third of a minute, is half a frame.
        assert!((-1e-3..1.001).contains(&error), "{key}: {error} frames");
    }
}
