//! Level over time: the envelope, velocity, release, cut and the fades at edges.

use super::*;
use rebounce_dsp::sampler::VelocityCurve;

/// The gains of a voice: what becomes of ones.
fn gains(settings: &Settings, voice: &Voice, frames: usize) -> Vec<f32> {
    sound(settings, &vec![1.0; 100_000], voice, frames)
}

/// An envelope in milliseconds of 48 frames.
fn shape() -> Envelope {
    Envelope {
        delay: 0.002,
        attack: 0.010,
        hold: 0.005,
        decay: 0.020,
        sustain: 0.5,
        release: 0.040,
        velocity_sensitivity: 1.0,
    }
}

#[test]
fn the_envelope_goes_straight_from_corner_to_corner() {
    let settings = Settings { envelope: shape(), ..Settings::default() };
    let voice = Voice { gate: 4800, velocity: 0.8, ..Voice::default() };
    let heard = gains(&settings, &voice, 7000);
    let corners: [(f64, f64); 7] = [
        (0.0, 0.0),
        (96.0, 0.0),
        (576.0, 0.8),
        (816.0, 0.8),
        (1776.0, 0.4),
        (4800.0, 0.4),
        (6720.0, 0.0),
    ];
    for (n, heard) in heard[..6720].iter().enumerate() {
        let n = n as f64;
        let after = corners.iter().position(|corner| corner.0 > n).unwrap();
        let ((a, x), (b, y)) = (corners[after - 1], corners[after]);
        let wanted = x + (y - x) * (n - a) / (b - a);
        // A slope rounded to f32 goes wrong by at most half an ulp times the frames.
        assert!((f64::from(*heard) - wanted).abs() < 1e-6, "{n}: {heard} {wanted}");
    }
    assert!(heard[6719] != 0.0 && heard[6720..].iter().all(|x| *x == 0.0));
}

#[test]
fn the_recording_begins_when_the_delay_is_over() {
    let recording = noise(1, 500);
    for delay in [0, 1, 15, 16, 100] {
        let envelope = Envelope { delay: f64::from(delay) / 48_000.0, ..FLAT };
        let settings = Settings { envelope, ..bare() };
        let heard = sound(&settings, &recording, &held(60.0), 700);
        let from = delay as usize;
        assert!(heard[..from].iter().all(|x| *x == 0.0));
        assert_eq!(heard[from..from + 500], recording);
    }
}

#[test]
fn a_release_begins_at_the_true_level_and_scales() {
    let settings = Settings { envelope: shape(), ..Settings::default() };
    for (scale, frames) in [(1.0, 1920), (0.5, 960)] {
        let voice = Voice { gate: 336, release_scale: scale, ..Voice::default() };
        let heard = gains(&settings, &voice, 3000);
        assert!((heard[336] - 0.5).abs() < 1e-6, "{}", heard[336]);
        assert!(heard[336 + frames - 1] > 0.0);
        assert!(heard[336 + frames..].iter().all(|x| *x == 0.0));
    }
}

#[test]
fn velocity_makes_the_level_by_curve_and_sensitivity() {
    for curve in [
        VelocityCurve::Linear,
        VelocityCurve::Exponential,
        VelocityCurve::Logarithmic,
        VelocityCurve::SCurve,
        VelocityCurve::Points(vec![[0.0, 1.0], [1.0, 0.25]]),
    ] {
        for sensitivity in [0.0, 0.3, 1.0] {
            let envelope = Envelope { velocity_sensitivity: sensitivity, ..FLAT };
            let settings = Settings { envelope, velocity_curve: curve.clone(), ..bare() };
            for velocity in [0.25_f32, 1.0] {
                let heard = gains(&settings, &Voice { velocity, ..held(60.0) }, 100);
                let level = 1.0 - sensitivity + sensitivity * curve.level(f64::from(velocity));
                assert!((f64::from(heard[50]) - level).abs() < 1e-7, "{curve:?} {velocity}");
            }
        }
    }
}

#[test]
fn a_cut_voice_fades_in_five_milliseconds() {
    for cut in [0, 7, 1000] {
        let heard = gains(&bare(), &Voice { cut, ..held(60.0) }, 2000);
        for (n, heard) in heard.iter().enumerate() {
            let since = n.saturating_sub(cut as usize);
            let wanted = 1.0 - since as f32 / 240.0;
            assert!((heard - wanted.max(0.0)).abs() < 1e-6, "{cut} {n}");
        }
        assert!(heard[cut as usize + 240..].iter().all(|x| *x == 0.0));
    }
}

#[test]
fn midst_of_a_recording_is_entered_and_left_over_a_millisecond() {
    let settings = Settings { start: 0.5, end: 0.51, ..bare() };
    let heard = gains(&settings, &held(60.0), 1100);
    for (n, heard) in heard.iter().enumerate() {
        let wanted = (n as f32 / 48.0).min((1000 - n.min(1000)) as f32 / 48.0).min(1.0);
        assert!((heard - wanted).abs() < 1e-6, "{n}: {heard} {wanted}");
    }
}

#[test]
fn where_a_filter_would_ring_on_the_end_fades_but_a_release_stays_straight() {
    let heard = |settings: &Settings, voice: &Voice| sound(settings, &[1.0; 1000], voice, 1100);
    // A boost too weak to be heard; its fade at the end is not.
    let boosted = Settings { bass_boost: 1e-9, ..bare() };
    for (n, x) in heard(&boosted, &held(60.0)).iter().enumerate() {
        let wanted = ((1000 - n.min(1000)) as f32 / 48.0).min(1.0);
        assert!((x - wanted).abs() < 1e-6, "{n}: {x} {wanted}");
    }
    let short = Voice { gate: 500, ..held(60.0) };
    for (a, b) in heard(&boosted, &short).iter().zip(heard(&bare(), &short)) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}
