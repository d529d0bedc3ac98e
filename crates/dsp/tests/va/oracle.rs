//! A slow, plain f64 voice: a saw summed from its harmonics, the cookbook's biquad, a linear
//! envelope.

use super::*;
use std::f64::consts::{PI, TAU};

#[test]
fn a_voice_is_the_sum_of_its_harmonics_filtered_and_shaped() {
    let (rate, key, cutoff, q, frames) = (48_000.0, 45.0, 2500.0, 4.0, 20_000_usize);
    let mut settings = bare(Waveform::Sawtooth);
    settings.oscillators[0].phase = 0.2;
    settings.oscillators[1] = Oscillator { detune: -7.0, level: 0.5, ..settings.oscillators[0] };
    settings.oscillators[1].enabled = true;
    settings.filter = Filter {
        response: Response::Lowpass,
        cutoff_hz: cutoff,
        resonance: q,
        envelope_amount_hz: 0.0,
        ..Filter::default()
    };
    settings.amplitude_envelope = Envelope {
        attack: 0.1,
        decay: 0.1,
        sustain: 0.5,
        release: 0.05,
        velocity_sensitivity: 0.0,
        ..FLAT
    };
    let voice = Voice { gate: 15_000, key: key as f32, ..Voice::default() };
    let got = sound(&settings, rate, &voice, frames);

    let w = TAU * cutoff / rate;
    let alpha = libm::sin(w) / (2.0 * libm::pow(10.0, q / 20.0));
    let (cos, a0) = (libm::cos(w), 1.0 + alpha);
    let b = (1.0 - cos) / 2.0 / a0;
    let (a1, a2) = (-2.0 * cos / a0, (1.0 - alpha) / a0);
    let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
    let (mut error, mut power) = (0.0, 0.0);
    for (n, &got) in got.iter().enumerate() {
        let n = n as f64;
        let mut x = 0.0;
        for (level, cents) in [(1.0, 0.0), (0.5, -7.0)] {
            let hz = 440.0 * libm::exp2((key - 69.0) / 12.0 + cents / 1200.0);
            let phase = 0.2 + hz / rate * n;
            for harmonic in 1..=(18_000.0 / hz) as usize {
                let h = harmonic as f64;
                // The saw rises from 0 at phase 0.
                let sign = if harmonic % 2 == 1 { 1.0 } else { -1.0 };
                x += level * sign * 2.0 / (PI * h) * libm::sin(TAU * ((h * phase) % 1.0));
            }
        }
        let y = b * (x + 2.0 * x1 + x2) - a1 * y1 - a2 * y2;
        (x2, x1, y2, y1) = (x1, x, y1, y);
        let envelope = match n {
            n if n < 4800.0 => n / 4800.0,
            n if n < 9600.0 => 1.0 - (n - 4800.0) / 9600.0,
            n if n < 15_000.0 => 0.5,
            n => (0.5 - (n - 15_000.0) / 4800.0).max(0.0),
        };
        error += (f64::from(got) - y * envelope) * (f64::from(got) - y * envelope);
        power += y * envelope * y * envelope;
    }
    // What differs: harmonics above 17 kHz, 34 dB below by the filter and 40 dB by their number;
    // aliases, 75 dB below.
    let ratio = db((error / power).sqrt());
    assert!(ratio < -66.0, "{ratio} dB");
}
