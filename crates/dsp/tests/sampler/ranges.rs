//! Every corner of the ranges gives finite, bounded sound that ends where the length says.

use super::*;
use rebounce_dsp::sampler::{Filter, Response, VelocityCurve};
use rebounce_dsp::voice::{Bend, Step};

/// One end of a range or the other, or beyond it, by chance.
fn pick<T: Clone>(i: u32, salt: u32, of: &[T]) -> T {
    of[rebounce_dsp::math::mix(i * 61 + salt) as usize % of.len()].clone()
}

fn corner(i: u32) -> (Settings, Voice) {
    let envelope = Envelope {
        delay: pick(i, 0, &[0.0, 0.000_2, 0.01]),
        attack: pick(i, 1, &[0.0, 0.001, 0.03]),
        hold: pick(i, 2, &[0.0, 0.01]),
        decay: pick(i, 3, &[0.0, 0.01]),
        sustain: pick(i, 4, &[0.0, 0.5, 1.0]),
        release: pick(i, 5, &[0.0, 0.02]),
        velocity_sensitivity: pick(i, 6, &[0.0, 1.0]),
    };
    let response =
        pick(i, 7, &[Response::Lowpass, Response::Highpass, Response::Bandpass, Response::Notch]);
    let filter = Filter {
        response,
        cutoff_hz: pick(i, 8, &[1.0, 20.0, 1000.0, 20_000.0, 1e6]),
        q: pick(i, 9, &[0.0, 0.1, 0.7, 30.0]),
        key_tracking: pick(i, 10, &[0.0, 1.0]),
    };
    let places = [-1.0, 0.0, 0.3, 0.300_1, 0.9, 1.0, 2.0];
    let settings = Settings {
        pitch: pick(i, 11, &[-48.0, 0.0, 7.1, 48.0]),
        rate: pick(i, 12, &[0.0, 1.0 / 16.0, 1.0, 16.0]),
        one_shot: pick(i, 13, &[false, false, true]),
        reverse: pick(i, 14, &[false, true]),
        start: pick(i, 15, &places),
        end: pick(i, 16, &places),
        start_modulation: pick(i, 17, &[0.0, 1.0]),
        looped: pick(i, 18, &[false, true]),
        loop_start: pick(i, 19, &places),
        loop_end: pick(i, 20, &places),
        envelope,
        filter: pick(i, 21, &[None, Some(filter)]),
        bass_boost: pick(i, 22, &[0.0, 1.0]),
        velocity_curve: pick(i, 23, &[VelocityCurve::Linear, VelocityCurve::Logarithmic]),
    };
    let bend: Arc<[Bend]> =
        Arc::from([Bend { at: 33, semitones: -24.0 }, Bend { at: 777, semitones: 24.0 }]);
    let line: Arc<[Step]> = Arc::from([Step {
        at: 500,
        released_at: pick(i, 24, &[400, 500]),
        key: 100.0,
        velocity: 0.3,
        glide: pick(i, 25, &[0, 300]),
        retrigger: pick(i, 26, &[false, true]),
    }]);
    let line = pick(i, 34, &[None, None, Some(line)]);
    let voice = Voice {
        // A line's last key is let go after it was struck.
        gate: if line.is_some() { 2500 } else { pick(i, 27, &[0, 1, 2500]) },
        cut: pick(i, 28, &[0, 1000, u64::MAX, u64::MAX]),
        key: pick(i, 29, &[0.0, 40.3, 60.0, 127.0]),
        velocity: pick(i, 30, &[0.0, 0.5, 1.0]),
        release_scale: pick(i, 31, &[0.5, 1.0]),
        zone: pick(i, 32, &[0, 0, 1, 2, 3]),
        bend: pick(i, 33, &[None, None, Some(bend)]),
        line,
        ..Voice::default()
    };
    (settings, voice)
}

#[test]
fn every_corner_is_finite_bounded_and_ends() {
    // Of the zones, one is stereo, one is a single frame, and one is empty; there is no fourth.
    let zones = [zone(vec![noise(1, 3000), noise(2, 3000)]), zone(vec![vec![1.0]]), zone(vec![])];
    for i in 0..1500 {
        let (settings, voice) = corner(i);
        let patch = patch(&settings, &zones);
        // A one-shot far below its pitch lasts long.
        let length = patch.length(&voice);
        let frames = length.min(8000) as usize + 100;
        for channel in stereo(&patch, &voice, frames) {
            for (n, x) in channel.iter().enumerate() {
                // One, the taps' magnitudes' sum (below 3), the boost, and a Q of 30.
                assert!(x.abs() < 200.0, "corner {i}, frame {n}: {x}\n{settings:?}\n{voice:?}");
                assert!((n as u64) < length || *x == 0.0, "corner {i}, frame {n}: {x}");
            }
        }
    }
}

#[test]
fn the_predicted_peak_is_near_what_is_heard() {
    let zones = [zone(vec![noise(1, 3000), noise(2, 3000)])];
    for i in 0..300 {
        let (settings, mut voice) = corner(i);
        voice.zone = 0;
        voice.line = None;
        let patch = patch(&settings, &zones);
        let heard = stereo(&patch, &voice, 4000);
        let peak = heard.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let predicted = patch.peak(&voice);
        // Between the frames of white noise there are higher peaks than on them, and a resonance
        // may be met by more than was foreseen.
        assert!(peak <= 2.5 * predicted, "corner {i}: {peak} of {predicted}");
        let bound = patch.bound(&voice);
        assert!(peak <= bound, "corner {i}: {peak} over {bound}");
    }
}

#[test]
fn the_predicted_peak_of_a_plain_voice_is_the_recordings() {
    let mut recording = vec![0.1; 1003];
    recording[1001] = -0.75;
    let patch = patch(&bare(), &[zone(vec![vec![0.2; 1003], recording])]);
    assert_eq!(patch.peak(&Voice { gain: 0.5, ..held(60.0) }), 0.375);
}

#[test]
fn recordings_at_another_rate_keep_their_pitch() {
    let mut slow = zone(vec![sine(0.02, 30_000)]);
    slow.recording = Arc::new(Recording { sample_rate: 24_000, ..(*slow.recording).clone() });
    let [heard, _] = stereo(&patch(&bare(), &[slow]), &held(60.0), 20_000);
    let (amplitude, _) = line(&heard[1000..], 0.01);
    assert!((amplitude - 1.0).abs() < 1e-4, "{amplitude}");
}
