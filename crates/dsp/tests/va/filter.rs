//! The filter against the cookbook's biquads, and the cutoff's way.

use super::*;
use std::f64::consts::TAU;

/// Gain of the cookbook's biquad; Q as the browser takes it.
pub(super) fn gain(response: Response, cutoff: f64, resonance: f64, at: f64) -> f64 {
    let (w0, w) = (TAU * cutoff, TAU * at);
    let q = match response {
        Response::Lowpass | Response::Highpass => libm::pow(10.0, resonance / 20.0),
        Response::Bandpass | Response::Notch => resonance,
    };
    let (cos, alpha) = (libm::cos(w0), libm::sin(w0) / (2.0 * q));
    let b = match response {
        Response::Lowpass => [(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0],
        Response::Highpass => [(1.0 + cos) / 2.0, -1.0 - cos, (1.0 + cos) / 2.0],
        Response::Bandpass => [alpha, 0.0, -alpha],
        Response::Notch => [1.0, -2.0 * cos, 1.0],
    };
    let a = [1.0 + alpha, -2.0 * cos, 1.0 - alpha];
    let size = |c: [f64; 3]| {
        let re = c[0] + c[1] * libm::cos(w) + c[2] * libm::cos(2.0 * w);
        let im = c[1] * libm::sin(w) + c[2] * libm::sin(2.0 * w);
        (re * re + im * im).sqrt()
    };
    size(b) / size(a)
}

fn sine_through(response: Response, cutoff_hz: f64, resonance: f64) -> Settings {
    let mut settings = bare(Waveform::Sine);
    settings.filter =
        Filter { response, cutoff_hz, resonance, envelope_amount_hz: 0.0, ..settings.filter };
    settings
}

#[test]
fn the_response_is_that_of_the_cookbook() {
    let rate = 48_000.0;
    for response in [Response::Lowpass, Response::Highpass, Response::Bandpass, Response::Notch] {
        for cutoff in [80.0, 1000.0, 9000.0, 20_000.0] {
            for resonance in [0.5, 1.0, 12.0, 30.0] {
                let patch = patch(&sine_through(response, cutoff, resonance), rate);
                for hz in [40.0, 200.0, 990.0, 3000.0, 15_000.0] {
                    // A ring of Q 30 at 80 Hz has fallen by 120 dB after 120 ms times 30.
                    let sound = &stereo(&patch, &held(key_of(hz)), 60_000)[0][40_000..];
                    let measured = line(sound, hz / rate).0;
                    let wanted = gain(response, cutoff / rate, resonance, hz / rate);
                    // Coefficients in f32: 1e-4 of the gain, and 2e-5 of full scale.
                    let limit = wanted * 3e-4 + 3e-5;
                    assert!(
                        (measured - wanted).abs() < limit,
                        "{response:?} {cutoff} Hz Q {resonance} at {hz}: {measured} {wanted}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_steep_filter_is_two_of_the_cookbooks_and_falls_by_24_db_an_octave() {
    let rate = 48_000.0;
    for response in [Response::Lowpass, Response::Highpass] {
        for (cutoff, resonance) in [(1000.0, 0.0001), (1000.0, 18.0), (4000.0, 6.0)] {
            let mut settings = sine_through(response, cutoff, resonance);
            settings.filter.steep = true;
            let patch = patch(&settings, rate);
            let through = |hz: f64| {
                let sound = &stereo(&patch, &held(key_of(hz)), 60_000)[0][40_000..];
                line(sound, hz / rate).0
            };
            // A section of the Butterworth filter of the fourth order, and what is left.
            let flat = 1.0 / (2.0 * libm::cos(std::f64::consts::PI / 8.0));
            let rest = resonance - db(flat);
            for hz in [125.0, 250.0, 990.0, 4000.0, 8000.0] {
                let of = |q| gain(response, cutoff / rate, q, hz / rate);
                let wanted = of(db(flat)) * of(rest);
                let measured = through(hz);
                // As above; twice, for there are two.
                let limit = wanted * 6e-4 + 6e-5;
                let off = (measured - wanted).abs();
                assert!(off < limit, "{response:?} {cutoff} {resonance} {hz}: {measured} {wanted}");
            }
            let at = db(through(cutoff));
            assert!((at - resonance).abs() < 0.01, "{at} dB at the cutoff, not {resonance}");
        }
    }
    // Far from the cutoff, and from half the rate, where a bilinear filter bends.
    for (response, [far, near]) in
        [(Response::Lowpass, [4000.0, 2000.0]), (Response::Highpass, [50.0, 100.0])]
    {
        let mut settings = sine_through(response, 400.0, 0.0001);
        settings.filter.steep = true;
        let patch = patch(&settings, rate);
        let [far, near] = [far, near].map(|hz| {
            db(line(&stereo(&patch, &held(key_of(hz)), 80_000)[0][40_000..], hz / rate).0)
        });
        // Of 24.08 dB, what the filter's own corner and the bilinear bend make of it.
        assert!((near - far - 24.08).abs() < 0.7, "{response:?}: {} dB", near - far);
    }
}

/// Level of a sine well above a lowpass's cutoff, around a frame; it tells the cutoff, since it
/// falls with its square.
fn cutoff_at(sound: &[f32], frame: usize, hz: f64, rate: f64) -> f64 {
    let measured = line(&sound[frame - 300..frame + 300], hz / rate).0;
    let (mut low, mut high) = (20.0_f64, 20_000.0_f64);
    for _ in 0..60 {
        let middle = (low * high).sqrt();
        let q = 0.0;
        if gain(Response::Lowpass, middle / rate, q, hz / rate) < measured {
            low = middle
        } else {
            high = middle
        }
    }
    (low * high).sqrt()
}

#[test]
fn the_cutoff_goes_exponentially_to_its_peak_and_sustain_and_back_to_its_base() {
    let (rate, hz) = (48_000.0, 12_000.0);
    let mut settings = sine_through(Response::Lowpass, 500.0, 0.0001);
    settings.filter.envelope_amount_hz = 4500.0;
    settings.filter_envelope = Envelope {
        attack: 0.5,
        decay: 0.5,
        sustain: 0.3,
        release: 0.5,
        velocity_sensitivity: 0.5,
        ..Envelope::default()
    };
    settings.amplitude_envelope.release = 1.0;
    let voice = Voice { key: key_of(hz) as f32, gate: 72_000, velocity: 0.6, ..Voice::default() };
    let sound = sound(&settings, rate, &voice, 120_000);
    let peak = 5000.0 * 0.8;
    let sustain = 500.0 + (peak - 500.0) * 0.3;
    let between = |a: f64, b: f64, t: f64| a * libm::pow(b / a, t);
    let fall = |frame: f64| 1.0 - (frame - 72_000.0) / 48_000.0;
    for (frame, wanted, level) in [
        (12_000, between(500.0, peak, 0.5), 1.0),
        (24_000, peak, 1.0),
        (36_000, between(peak, sustain, 0.5), 1.0),
        (60_000, sustain, 1.0),
        (84_000, between(sustain, 500.0, 0.5), fall(84_000.0)),
        (110_000, 500.0, fall(110_000.0)),
    ] {
        let scaled: Vec<f32> = sound.iter().map(|x| (f64::from(*x) / level) as f32).collect();
        let measured = cutoff_at(&scaled, frame, hz, rate);
        // 300 frames either side, in which an attack of 500 ms moves it by 2.6 %.
        assert!((measured / wanted - 1.0).abs() < 0.03, "{frame}: {measured} {wanted}");
    }
}

#[test]
fn key_tracking_wheel_and_aftertouch_move_the_filter_by_their_laws() {
    let (rate, hz) = (48_000.0, 3520.0);
    let mut settings = sine_through(Response::Lowpass, 700.0, 3.0);
    settings.filter.key_tracking = 0.8;
    let voice = Voice { mod_wheel: Some(0.9), aftertouch: 0.5, ..held(key_of(hz)) };
    let sound = &sound(&settings, rate, &voice, 20_000)[8000..];
    let cutoff = 700.0 * (1.0 + (hz / 261.625_565 - 1.0) * 0.8 * 0.5) * 1.4;
    let wanted = gain(Response::Lowpass, cutoff / rate, 8.0, hz / rate);
    let measured = line(sound, hz / rate).0;
    assert!((measured / wanted - 1.0).abs() < 1e-3, "{measured} {wanted}");
}
