//! What the drums sound like, by their spectra.

use super::*;
use rebounce_dsp::fft::{RealFft, Spectrum};
use std::f64::consts::TAU;

const SIZE: usize = 32_768;

fn square(x: f32) -> f64 {
    f64::from(x) * f64::from(x)
}

/// Power per bin of the first `SIZE` frames, which are `RATE / SIZE` Hz apart.
fn spectrum(sound: &[f32]) -> Vec<f64> {
    let mut padded = vec![0.0; SIZE];
    for (padded, x) in padded.iter_mut().zip(sound) {
        *padded = *x;
    }
    let fft = RealFft::new(SIZE);
    let (mut spectrum, mut scratch) = (Spectrum::new(SIZE), fft.scratch());
    fft.forward(&padded, &mut spectrum, &mut scratch);
    let bins = spectrum.re.iter().zip(&spectrum.im);
    bins.map(|(re, im)| square(*re) + square(*im)).collect()
}

/// Share of the power at and above a frequency.
fn share_above(spectrum: &[f64], hz: f64) -> f64 {
    let first = (hz * SIZE as f64 / RATE) as usize;
    spectrum[first..].iter().sum::<f64>() / spectrum.iter().sum::<f64>()
}

/// Mean frequency of four strokes, weighed by a power of the amplitude: 2 says what a drum is
/// most, 1 hears clicks and noise beside it.
fn mean_hz(settings: &Settings, voice: &Voice, power: f64) -> f64 {
    let patch = patch_at(settings, RATE);
    let strokes = (20..24).map(|seed| {
        let spectrum = spectrum(&whole(&patch, &Voice { seed, ..voice.clone() }));
        let weights = spectrum.iter().map(|bin| libm::pow(*bin, power / 2.0));
        let (sum, weighed) =
            weights.enumerate().fold((0.0, 0.0), |(sum, weighed), (bin, weight)| {
                (sum + weight, weighed + bin as f64 * weight)
            });
        weighed / sum * RATE / SIZE as f64
    });
    strokes.sum::<f64>() / 4.0
}

#[test]
fn from_kick_to_hat_the_drums_get_brighter() {
    let kinds = [Kind::Kick, Kind::Tom, Kind::Cowbell, Kind::Snare, Kind::Clap, Kind::Cymbal];
    let mut last = 0.0;
    for kind in kinds.into_iter().chain([Kind::OpenHat]) {
        let hz = mean_hz(&settings(kind), &stroke(0), 2.0);
        assert!(hz > 1.15 * last, "{kind:?}: {hz} after {last}");
        last = hz;
    }
    let closed = mean_hz(&settings(Kind::ClosedHat), &stroke(0), 2.0);
    assert!((closed / last - 1.0).abs() < 0.1, "{closed} {last}");
}

#[test]
fn hats_lie_above_5_khz_and_the_cymbal_above_2() {
    for (kind, hz) in [(Kind::ClosedHat, 5000.0), (Kind::OpenHat, 5000.0), (Kind::Cymbal, 2000.0)] {
        let spectrum = spectrum(&whole(&patch(kind), &stroke(1)));
        assert!(share_above(&spectrum, hz) > 0.9, "{kind:?}: {}", share_above(&spectrum, hz));
    }
}

#[test]
fn the_snare_is_skin_and_noise() {
    let spectrum = spectrum(&whole(&patch(Kind::Snare), &stroke(1)));
    let noise = share_above(&spectrum, 1000.0);
    assert!((0.1..0.5).contains(&noise), "{noise}");
    let span = |low: f64, high: f64| share_above(&spectrum, low) - share_above(&spectrum, high);
    // Two modes with a gap between them.
    assert!(span(170.0, 240.0) > 5.0 * span(250.0, 300.0));
    assert!(span(310.0, 380.0) > 2.0 * span(250.0, 300.0));
}

#[test]
fn tone_adds_click_noise_or_brightness() {
    for kind in Kind::ALL {
        let hz = |tone: f64| mean_hz(&Settings { tone, ..settings(kind) }, &stroke(0), 1.0);
        assert!(
            hz(0.0) < 0.97 * hz(0.5) && hz(0.5) < 0.97 * hz(1.0),
            "{kind:?} {} {} {}",
            hz(0.0),
            hz(0.5),
            hz(1.0)
        );
    }
}

#[test]
fn harder_strokes_are_brighter_but_not_by_much() {
    for kind in Kind::ALL {
        let hz = |velocity: f32| mean_hz(&settings(kind), &Voice { velocity, ..stroke(0) }, 1.0);
        let ratio = hz(1.0) / hz(0.2);

        assert!((1.005..2.5).contains(&ratio), "{kind:?}: {ratio}");
    }
}

/// Spectrum of the first `SIZE` frames under a Blackman-Harris window (sidelobes below -92 dB).
fn lines(sound: &[f32]) -> Vec<f64> {
    let window = |i: usize| {
        let t = TAU * (i as f64 + 0.5) / SIZE as f64;
        0.358_75 - 0.488_29 * libm::cos(t) + 0.141_28 * libm::cos(2.0 * t)
            - 0.011_68 * libm::cos(3.0 * t)
    };
    let sound: Vec<f32> =
        sound[..SIZE].iter().enumerate().map(|(i, x)| x * window(i) as f32).collect();
    spectrum(&sound)
}

#[test]
fn what_the_cowbell_folds_back_is_80_db_below_it() {
    // 540 Hz and 800 Hz and their odd harmonics, none of which folds onto another.
    let rate = 44_100.0;
    for (key, ratio) in [(60.0, 1.0), (67.0, 1.498_307)] {
        let settings = Settings { decay: 4.0, ..settings(Kind::Cowbell) };
        let sound = whole(&patch_at(&settings, rate), &Voice { key, ..stroke(2) });
        let lines = lines(&sound[4800..]);
        let loudest = lines.iter().copied().fold(0.0, f64::max);
        let mut folded = 0.0_f64;
        for (bin, power) in lines.iter().enumerate() {
            let hz = bin as f64 * rate / SIZE as f64;
            // A line under the window and its own decay is some 5 bins wide.
            let near = [540.0, 800.0].iter().any(|base| {
                let half = hz / (2.0 * base * ratio);
                (half - half.floor() - 0.5).abs() * 2.0 * base * ratio < 15.0
            });
            if !near && hz > 30.0 {
                folded = folded.max(power / loudest);
            }
        }
        let folded_db = 10.0 * libm::log10(folded);
        assert!(folded_db < -80.0, "{key}: {folded_db}");
    }
}
