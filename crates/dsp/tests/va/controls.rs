//! Controls that move while a voice sounds: curves in its own time.

use super::filter::gain;
use super::*;
use rebounce_dsp::voice::{ControlPoint, Controls};

const RATE: f64 = 48_000.0;

fn point(at: u64, value: f32) -> ControlPoint {
    ControlPoint { at, value }
}

/// A sine through a lowpass, with its controls moved.
fn moved(hz: f64, controls: Controls, frames: usize) -> Vec<f32> {
    let mut settings = bare(Waveform::Sine);
    settings.filter = Filter {
        response: Response::Lowpass,
        cutoff_hz: 1000.0,
        resonance: 0.0001,
        envelope_amount_hz: 0.0,
        ..Filter::default()
    };
    let voice = Voice { controls: Some(Arc::new(controls)), ..held(key_of(hz)) };
    sound(&settings, RATE, &voice, frames)
}

/// The gain that a lowpass must have for what is heard around a frame.
fn level(sound: &[f32], frame: usize, hz: f64) -> f64 {
    line(&sound[frame - 300..frame + 300], hz / RATE).0
}

#[test]
fn the_cutoff_follows_its_curve() {
    let (hz, frames) = (6000.0, 100_000);
    let cutoff_hz = vec![point(5000, 500.0), point(53_000, 8000.0), point(90_000, 2000.0)];
    let sound = moved(hz, Controls { cutoff_hz, ..Controls::default() }, frames);
    for (frame, cutoff) in
        [(2000, 500.0), (17_000, 2375.0), (29_000, 4250.0), (71_500, 5000.0), (96_000, 2000.0)]
    {
        let wanted = gain(Response::Lowpass, cutoff / RATE, 0.0001, hz / RATE);
        let measured = level(&sound, frame, hz);
        // 600 frames see a straight piece of the cutoff's; the gain bends over them by less than
        // 1 %, and lags by the 2.5 tiles that coefficients take to arrive.
        assert!((measured / wanted - 1.0).abs() < 0.012, "{frame}: {measured} {wanted}");
    }
}

#[test]
fn the_resonance_follows_its_curve() {
    let resonance = vec![point(5000, 0.0001), point(53_000, 20.0)];
    let sound = moved(1000.0, Controls { resonance, ..Controls::default() }, 60_000);
    for (frame, wanted) in [(3000, 0.0), (29_000, 10.0), (41_000, 15.0), (58_000, 20.0)] {
        let measured = db(level(&sound, frame, 1000.0));
        // A resonance of 20 dB at 1000 Hz takes 3 ms to ring up, in which it moves by 0.06 dB.
        assert!((measured - wanted).abs() < 0.15, "{frame}: {measured} dB, not {wanted}");
    }
}

#[test]
fn wheel_and_pressure_move_what_a_note_of_their_own_would() {
    let hz = 3000.0;
    let mod_wheel = vec![point(0, 0.5), point(20_000, 0.5), point(21_000, 0.9)];
    let aftertouch = vec![point(0, 0.0), point(20_000, 0.0), point(21_000, 1.0)];
    let controls = Controls { mod_wheel, aftertouch, ..Controls::default() };
    let sound = moved(hz, controls, 40_000);
    for (frame, factor, resonance) in [(15_000, 1.0, 0.0001), (30_000, 1.4, 10.0)] {
        let wanted = gain(Response::Lowpass, 1000.0 * factor / RATE, resonance, hz / RATE);
        let measured = level(&sound, frame, hz);
        assert!((measured / wanted - 1.0).abs() < 2e-3, "{frame}: {measured} {wanted}");
    }
}

#[test]
fn a_curve_that_stands_still_is_the_setting() {
    let still = |cutoff_hz: f32, resonance: f32| Controls {
        cutoff_hz: vec![point(0, cutoff_hz)],
        resonance: vec![point(0, resonance)],
        ..Controls::default()
    };
    let with = moved(700.0, still(1000.0, 0.0001), 20_000);
    let without = moved(700.0, Controls::default(), 20_000);
    assert!(with == without);
}

#[test]
fn a_voice_has_an_attack_and_a_release_of_its_own() {
    let patch = patch(&bare(Waveform::Sine), RATE);
    let voice = |attack, release| Voice { gate: 20_000, attack, release, ..held(key_of(2000.0)) };
    let plain = voice(None, None);
    let own = voice(Some(9600), Some(4800));
    assert_eq!(patch.length(&own).div_ceil(16), 24_800_u64.div_ceil(16));
    assert!(patch.length(&plain) < 20_100);
    let sound = &stereo(&patch, &own, 25_000)[0];
    let peak =
        |from: usize| sound[from..from + 48].iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
    // Two cycles of 24 frames, in which an attack of 9600 frames rises by 0.005.
    for (frame, wanted) in [(2400, 0.25), (4800, 0.5), (12_000, 1.0), (22_400, 0.5)] {
        assert!((peak(frame) - wanted).abs() < 0.012, "{frame}: {}", peak(frame));
    }
    assert!(sound[24_800..].iter().all(|x| *x == 0.0));
}
