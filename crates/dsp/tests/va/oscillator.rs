//! Tuning, aliases and shapes of the oscillators.

use super::*;
use rebounce_dsp::voice::{Bend, Step};

/// Cents that the fundamental is off, by the turn of its phase over 2/3 of the sound.
fn cents_off(sound: &[f32], cycles: f64) -> f64 {
    let third = sound.len() / 3;
    let (_, first) = line(&sound[..third], cycles);
    let (_, last) = line(&sound[2 * third..3 * third], cycles);
    // What the phase turns by in between, were it in tune.
    let wanted = cycles * 2.0 * third as f64;
    let turn = (last - first - wanted + 0.5).rem_euclid(1.0) - 0.5;
    1200.0 * libm::log2(1.0 + turn / (2.0 * third as f64) / cycles)
}

#[test]
fn every_waveform_is_in_tune_within_a_tenth_of_a_cent() {
    // Steps are rounded to 2^-32 cycles and keys to 1e-3 cents.
    for rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0] {
        for key in (24..=108).step_by(7) {
            for waveform in
                [Waveform::Sine, Waveform::Sawtooth, Waveform::Square, Waveform::Triangle]
            {
                let hz = 440.0 * libm::exp2((f64::from(key) - 69.0) / 12.0);
                let frames = (rate / hz * 24.0) as usize + 3000;
                let sound = sound(&bare(waveform), rate, &held(key.into()), frames + 1000);
                let off = cents_off(&sound[1000..], hz / rate);
                assert!(off.abs() < 0.1, "{waveform:?} key {key} at {rate}: {off} cents");
            }
        }
    }
}

/// The loudest alias against the fundamental in dB: below 20 kHz, and anywhere.
fn worst_alias(waveform: Waveform, hz: f64, rate: f64) -> (f64, f64) {
    let mut settings = bare(waveform);
    settings.oscillators[0].pulse_width = 0.37;
    let sound = &sound(&settings, rate, &held(key_of(hz)), 18_000)[2000..];
    let cycles = hz / rate;
    let (fundamental, _) = line(sound, cycles);
    let (mut audible, mut anywhere) = (-200.0_f64, -200.0_f64);
    let own = (0.5 / cycles) as usize;
    for harmonic in own + 1..own + 60 {
        let place = (cycles * harmonic as f64).rem_euclid(1.0);
        let place = place.min(1.0 - place);
        // A harmonic is no alias, and neither is what the window smears of one.
        let nearest = (place / cycles).round() * cycles;
        if (place - nearest).abs() < 5.0 / sound.len() as f64 {
            continue;
        }
        let level = db(line(sound, place).0 / fundamental);
        anywhere = anywhere.max(level);
        if place * rate < 20_000.0 {
            audible = audible.max(level);
        }
    }
    (audible, anywhere)
}

#[test]
fn aliases_stay_below_75_db_where_they_can_be_heard() {
    // The window of the band-limited step stops 65 dB; the harmonics that fold are 10 dB and more
    // below the fundamental.
    for waveform in [Waveform::Sawtooth, Waveform::Square, Waveform::Triangle] {
        for hz in [220.3, 1001.0, 2637.0, 4000.0, 5003.0] {
            let (audible, anywhere) = worst_alias(waveform, hz, 44_100.0);
            assert!(audible < -75.0, "{waveform:?} {hz}: {audible} dB");
            // Between 20 kHz and half the sample rate the transition lets more through.
            assert!(anywhere < -18.0, "{waveform:?} {hz}: {anywhere} dB");
        }
    }
}

#[test]
fn harmonics_are_those_of_the_ideal_shapes() {
    use std::f64::consts::PI;
    let (hz, rate) = (500.0, 48_000.0);
    let width = 0.3;
    for (waveform, ideal) in [
        (Waveform::Sawtooth, Box::new(|h: f64| 2.0 / (PI * h)) as Box<dyn Fn(f64) -> f64>),
        (Waveform::Square, Box::new(move |h| 4.0 / (PI * h) * libm::sin(PI * h * width).abs())),
        (
            Waveform::Triangle,
            Box::new(|h| if h % 2.0 == 1.0 { 8.0 / (PI * h * PI * h) } else { 0.0 }),
        ),
    ] {
        let mut settings = bare(waveform);
        settings.oscillators[0].pulse_width = width;
        let sound = &sound(&settings, rate, &held(key_of(hz)), 18_000)[2000..];
        for harmonic in 1..=34 {
            // Up to 17 kHz the band-limited step passes all within 0.1 dB.
            let ideal = ideal(f64::from(harmonic));
            let (level, _) = line(sound, hz / rate * f64::from(harmonic));
            let limit = ideal * 0.012 + 2e-5;
            assert!((level - ideal).abs() < limit, "{waveform:?} {harmonic}: {level} {ideal}");
        }
        let mean = sound[..9600].iter().map(|x| f64::from(*x)).sum::<f64>() / 9600.0;
        assert!(mean.abs() < 1e-4, "{waveform:?} stands off zero by {mean}");
    }
}

#[test]
fn a_supersaw_is_wide_deterministic_and_does_not_begin_with_a_click() {
    let mut settings = bare(Waveform::Sawtooth);
    settings.oscillators[0].unison_voices = 7;
    let voice = held(57.0);
    let wide = patch(&settings, 48_000.0);
    assert!(wide.is_stereo());
    let [left, right] = stereo(&wide, &voice, 48_000);
    let power = |x: &[f32]| x.iter().map(|x| f64::from(x * x)).sum::<f64>() / x.len() as f64;
    let balance = db((power(&left) / power(&right)).sqrt());
    assert!(balance.abs() < 1.0, "{balance} dB");
    // Seven saws of power 1/3 each, 1/7 of it, half to either side.
    let level = db((power(&left) * 6.0).sqrt());
    assert!(level.abs() < 1.5, "{level} dB");
    // In phase they would reach sqrt(7) at the first jump.
    let peak = left[..500].iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    assert!(peak < 1.6, "{peak}");
    settings.oscillators[0].unison_spread = 0.0;
    assert!(!patch(&settings, 48_000.0).is_stereo());
}

#[test]
fn a_glide_is_even_in_keys_and_a_bend_even_in_semitones() {
    let rate = 48_000.0;
    let glide = Voice {
        line: Some(Arc::from([Step {
            at: 4800,
            released_at: 4800,
            key: 69.0,
            velocity: 1.0,
            glide: 48_000,
            retrigger: false,
        }])),
        ..held(45.0)
    };
    let bend = Voice {
        bend: Some(Arc::from([
            Bend { at: 4800, semitones: -24.0 },
            Bend { at: 52_800, semitones: 0.0 },
        ])),
        ..held(69.0)
    };
    for voice in [glide, bend] {
        let sound = sound(&bare(Waveform::Sine), rate, &voice, 60_000);
        for (frame, key) in
            [(2000, 45.0), (4800 + 12_000, 51.0), (4800 + 36_000, 63.0), (55_000, 69.0)]
        {
            // The period around the frame, between two rising zeros.
            let zero = |from: usize| {
                (from..).find(|&i| sound[i] <= 0.0 && sound[i + 1] > 0.0).map(|i| {
                    let (a, b) = (f64::from(sound[i]), f64::from(sound[i + 1]));
                    i as f64 - a / (b - a)
                })
            };
            let first = zero(frame).expect("a sine crosses zero");
            let second = zero(first as usize + 2).expect("and again");
            let middle = (first + second) / 2.0 - frame as f64;
            let slope = if frame > 4800 && frame < 52_800 { 24.0 / 48_000.0 } else { 0.0 };
            let measured = key_of(rate / (second - first));
            let wanted = key + middle * slope;
            assert!((measured - wanted).abs() < 0.02, "{frame}: {measured} {wanted}");
        }
    }
}

#[test]
fn noise_is_white_even_and_unlike_for_each_key_and_seed() {
    let settings = bare(Waveform::Noise);
    let sound_of = |voice: &Voice| sound(&settings, 48_000.0, voice, 60_000)[9000..].to_vec();
    let first = sound_of(&held(60.0));
    let power = |x: &[f32]| x.iter().map(|x| f64::from(x * x)).sum::<f64>() / x.len() as f64;
    // Evenly spread over -1..1: a power of 1/3. Of 51 000 values that is known to 0.4 % (the
    // variance of a square is 4/45); three times that is allowed.
    assert!((power(&first) * 3.0 - 1.0).abs() < 0.012, "{}", power(&first));
    // Its products with itself later, and with other voices, are sums of 51 000 of power 1/9.
    let limit = 4.0 * (51_000.0_f64 / 9.0).sqrt();
    let product = |a: &[f32], b: &[f32]| {
        a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>().abs()
    };
    for lag in [1, 2, 3, 16, 17, 500] {
        assert!(product(&first, &first[lag..]) < limit, "itself {lag} frames later");
    }
    for voice in [held(61.0), Voice { seed: 7, ..held(60.0) }] {
        assert!(product(&first, &sound_of(&voice)) < limit, "another voice");
    }
    assert_eq!(first, sound_of(&held(60.0)), "the same note sounds the same");
}

#[test]
fn any_waveform_sounds_in_unison() {
    let mut settings = bare(Waveform::Sine);
    settings.oscillators[0].unison_voices = 3;
    settings.oscillators[0].unison_detune = 40.0;
    settings.oscillators[0].detune = 100.0;
    settings.oscillators[0].unison_spread = 0.0;
    let hz = 1000.0;
    let sound = &sound(&settings, 48_000.0, &held(key_of(hz)), 60_000)[9000..];
    for cents in [60.0, 100.0, 140.0] {
        // A third of the power each. The window's lobe is 4 bins of 0.94 Hz wide; 40 cents of
        // 1000 Hz are 23 Hz.
        let level = line(sound, hz * libm::exp2(cents / 1200.0) / 48_000.0).0;
        assert!((level - 3.0_f64.sqrt().recip()).abs() < 2e-3, "{cents}: {level}");
    }
}
