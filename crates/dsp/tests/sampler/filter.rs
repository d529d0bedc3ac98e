//! The filter and the bass boost against their formulas.

use super::*;
use rebounce_dsp::sampler::{Filter, Response};
use std::f64::consts::PI;

fn filter(response: Response, cutoff_hz: f64, q: f64) -> Filter {
    Filter { response, cutoff_hz, q, key_tracking: 0.0 }
}

/// Gain of the bilinear second-order filter, linear.
fn gain(response: Response, cutoff_hz: f64, q: f64, hz: f64) -> f64 {
    let warp = |hz: f64| libm::tan(PI * hz / f64::from(RATE));
    let w = warp(hz) / warp(cutoff_hz);
    let (re, im) = (1.0 - w * w, w / q);
    let over = match response {
        Response::Lowpass => 1.0,
        Response::Highpass => w * w,
        Response::Bandpass => im,
        Response::Notch => re.abs(),
    };
    over / (re * re + im * im).sqrt()
}

/// What becomes of a tone, linear.
fn measured(settings: &Settings, voice: &Voice, hz: f64) -> f64 {
    let cycles = hz / f64::from(RATE);
    let heard = sound(settings, &sine(cycles, 40_000), voice, 30_000);
    line(&heard[10_000..], cycles).0
}

#[test]
fn the_responses_are_those_of_the_bilinear_filters() {
    for response in [Response::Lowpass, Response::Highpass, Response::Bandpass, Response::Notch] {
        for (cutoff, q) in [(300.0, 0.5), (1000.0, 0.707), (5000.0, 8.0)] {
            let settings = Settings { filter: Some(filter(response, cutoff, q)), ..bare() };
            for hz in [100.0, 950.0, 4000.0, 12_000.0] {
                let wanted = gain(response, cutoff, q, hz);
                let error = measured(&settings, &held(60.0), hz) - wanted;
                // f32 through some thousand steps, and the window's sidelobes at -92 dB.
                assert!(
                    error.abs() < 1e-4 * wanted.max(0.1),
                    "{response:?} {cutoff} {hz}: {error}"
                );
            }
        }
    }
}

#[test]
fn the_cutoff_tracks_the_key_even_in_a_bend() {
    use rebounce_dsp::voice::Bend;
    let tracked = Filter { key_tracking: 1.0, ..filter(Response::Lowpass, 1000.0, 0.707) };
    // Transposed back, so that the tone itself stays.
    let settings = Settings { filter: Some(tracked), pitch: -12.0, ..bare() };
    let wanted = gain(Response::Lowpass, 1500.0, 0.707, 2000.0);
    let got = measured(&settings, &held(72.0), 2000.0);
    assert!((got / wanted - 1.0).abs() < 1e-4, "{got} {wanted}");
    let bend = Arc::from([Bend { at: 0, semitones: 0.0 }, Bend { at: 5000, semitones: 12.0 }]);
    let got = measured(&settings, &Voice { bend: Some(bend), ..held(60.0) }, 2000.0);
    assert!((got / wanted - 1.0).abs() < 1e-4, "{got} {wanted}");
}

#[test]
fn the_bass_boost_adds_the_bent_bass() {
    // The cookbook's lowpass in f64.
    let (w, boost) = (2.0 * PI * 85.0 / f64::from(RATE), 0.7);
    let (alpha, cos) = (libm::sin(w) / 1.6, libm::cos(w));
    let a0 = 1.0 + alpha;
    let b = (1.0 - cos) / 2.0 / a0;
    let (a1, a2) = (-2.0 * cos / a0, (1.0 - alpha) / a0);
    let recording = sine(60.0 / f64::from(RATE), 5000);
    let settings = Settings { bass_boost: boost, ..bare() };
    let heard = sound(&settings, &recording, &held(60.0), 4900);
    let (mut x, mut y) = ([0.0; 2], [0.0; 2]);
    for (n, (heard, now)) in heard.iter().zip(&recording).enumerate() {
        let now = f64::from(*now);
        let low = b * (now + 2.0 * x[0] + x[1]) - a1 * y[0] - a2 * y[1];
        (x, y) = ([now, x[0]], [low, y[0]]);
        let error = f64::from(*heard) - now - libm::tanh(3.0 * boost * low);
        // f32 integrators at 85 Hz: their rounding, half an ulp of one, is summed over some
        // 100 frames.
        assert!(error.abs() < 2e-5, "{n}: {error}");
    }
}
