//! Dither turns the distortion of rounding into noise that does not depend on the signal.

use std::f64::consts::TAU;

use rebounce_codec::{Format, Kind, WavStream};

const FRAMES: usize = 1 << 16;

/// Whole periods of the sine in the window, prime, so that harmonics fall on bins of their own.
const PERIODS: usize = 331;

/// What rounding to 16 bits adds to a sine of 1.5 steps, in steps.
fn error(dither: bool) -> Vec<f64> {
    let angle = |i: usize| TAU * ((i * PERIODS) % FRAMES) as f64 / FRAMES as f64;
    let sine: Vec<f32> =
        (0..FRAMES).map(|i| (libm::sin(angle(i)) * 1.5 / 32_768.0) as f32).collect();
    let format = Format {
        kind: Kind::Wav,
        bit_depth: 16,
        sample_rate: 48_000,
        channels: 2,
        dither,
        seed: 1,
        ..Format::default()
    };
    let mut stream = WavStream::new(Vec::new(), &format, None).expect("a legal format");
    stream.write(&sine, &vec![0.0; FRAMES]).expect("room");
    let bytes = stream.finish().expect("room");
    let data = &bytes[bytes.len() - FRAMES * 4..];
    let steps = data.chunks_exact(4).map(|frame| i16::from_le_bytes([frame[0], frame[1]]));
    steps.zip(&sine).map(|(step, x)| f64::from(step) - f64::from(*x) * 32_768.0).collect()
}

/// The power of the error at each harmonic from the 2nd to the 40th, as a multiple of the mean
/// power of a bin of dithered error: white, 1/4 step² (Lipshitz, Wannamaker, Vanderkooy 1992).
fn harmonics(error: &[f64]) -> Vec<f64> {
    let power = |bin: usize| {
        let (mut re, mut im) = (0.0, 0.0);
        for (i, x) in error.iter().enumerate() {
            let angle = TAU * ((i * bin) % FRAMES) as f64 / FRAMES as f64;
            re += x * libm::cos(angle);
            im += x * libm::sin(angle);
        }
        (re * re + im * im) / FRAMES as f64 / 0.25
    };
    (2..=40).map(|harmonic| power(harmonic * PERIODS)).collect()
}

#[test]
fn without_dither_a_quiet_sine_gets_harmonics() {
    // The error's power, about 1/12 step², lies on harmonics alone. If it were spread over all
    // 98 below half the rate, each would rise FRAMES / 12 / 98 / (1/4) = 220 times over the noise
    // of dither; the low ones carry more.
    let largest = harmonics(&error(false)).into_iter().fold(0.0, f64::max);
    assert!(largest > 220.0, "{largest}");
}

#[test]
fn with_dither_no_harmonic_stands_out_of_the_noise() {
    // A bin of white noise has an exponential spread: that one of 39 passes 20 times its mean
    // happens with a chance of 39 e^-20 = 8e-8, and the seed is fixed.
    let harmonics = harmonics(&error(true));
    let largest = harmonics.iter().copied().fold(0.0, f64::max);
    assert!(largest < 20.0, "{largest}");
    // And their mean is the noise's, within six times 1/sqrt(39).
    let mean = harmonics.iter().sum::<f64>() / 39.0;
    assert!((mean - 1.0).abs() < 0.96, "{mean}");
}
