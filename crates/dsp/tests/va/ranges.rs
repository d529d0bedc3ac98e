//! Every corner of the ranges gives finite, bounded sound that ends.

use super::*;
use rebounce_dsp::va::{Curve, DriveLaw, Lfo, LfoWaveform, Modulation, Source, Target};

const WAVES: [Waveform; 5] =
    [Waveform::Sine, Waveform::Square, Waveform::Sawtooth, Waveform::Triangle, Waveform::Noise];
const RESPONSES: [Response; 4] =
    [Response::Lowpass, Response::Highpass, Response::Bandpass, Response::Notch];
const LFOS: [LfoWaveform; 4] =
    [LfoWaveform::Sine, LfoWaveform::Square, LfoWaveform::Sawtooth, LfoWaveform::Triangle];
const TARGETS: [Target; 11] = [
    Target::FilterCutoff,
    Target::FilterResonance,
    Target::OscillatorLevel,
    Target::OscillatorDetune,
    Target::OscillatorPitch,
    Target::LevelOf(0),
    Target::LevelOf(3),
    Target::DetuneOf(1),
    Target::Drive,
    Target::RateOf(0),
    Target::RateOf(2),
];
const SOURCES: [Source; 9] = [
    Source::Lfo(0),
    Source::Lfo(1),
    Source::Lfo(2),
    Source::Lfo(3),
    Source::FilterEnvelope,
    Source::AmplitudeEnvelope,
    Source::Velocity,
    Source::Aftertouch,
    Source::ModWheel,
];

/// Low or high end of a range by a bit of `corner`.
fn end(corner: u32, bit: u32, low: f64, high: f64) -> f64 {
    if rebounce_dsp::math::mix(corner * 64 + bit) & 1 == 0 { low } else { high }
}

fn corner(i: u32) -> (Settings, Voice) {
    let end = |bit, low, high| end(i, bit, low, high);
    let pick = |n: usize, salt: u32| rebounce_dsp::math::mix(i * 31 + salt) as usize % n;
    let oscillator = |salt: u32| Oscillator {
        enabled: true,
        waveform: WAVES[pick(5, salt)],
        detune: end(salt, -1200.0, 1200.0),
        octave: end(salt + 1, -2.0, 2.0) as i32,
        level: end(salt + 2, 0.1, 1.0),
        pulse_width: end(salt + 3, 0.01, 0.99),
        phase: end(salt + 4, 0.0, 0.999),
        unison_voices: end(salt + 5, 1.0, 7.0) as u32,
        unison_detune: end(salt + 6, 0.0, 100.0),
        unison_spread: end(salt + 7, 0.0, 100.0),
    };
    let envelope = |salt: u32| Envelope {
        delay: end(salt, 0.0, 0.01),
        attack: end(salt + 1, 0.001, 0.03),
        hold: end(salt + 2, 0.0, 0.01),
        decay: end(salt + 3, 0.001, 0.03),
        sustain: end(salt + 4, 0.0, 1.0),
        release: end(salt + 5, 0.001, 0.05),
        velocity_sensitivity: end(salt + 6, 0.0, 1.0),
    };
    let settings = Settings {
        oscillators: (0..1 + pick(4, 8) as u32).map(|number| oscillator(8 * number)).collect(),
        filter: Filter {
            response: RESPONSES[pick(4, 3)],
            steep: end(70, 0.0, 1.0) > 0.5,
            cutoff_hz: end(24, 20.0, 20_000.0),
            resonance: end(25, 0.0001, 30.0),
            envelope_amount_hz: end(26, -20_000.0, 20_000.0),
            key_tracking: end(27, 0.0, 1.0),
            drive: end(28, 0.0, 1.0),
            drive_law: [DriveLaw::Blend, DriveLaw::Rational][pick(2, 9)],
        },
        filter_envelope: envelope(30),
        amplitude_envelope: envelope(40),
        lfos: (0..pick(5, 10) as u32)
            .map(|lfo| Lfo {
                frequency_hz: end(50 + 80 * lfo, 0.01, 20.0),
                depth: end(51 + 80 * lfo, 0.0, 1.0),
                waveform: LFOS[pick(4, 4 + 80 * lfo)],
                target: TARGETS[pick(11, 5 + 80 * lfo)],
                reach: end(71 + lfo, 0.3, 1.0),
            })
            .collect(),
        gain: 1.0,
        modulation: (0..pick(17, 6) as u32)
            .map(|slot| Modulation {
                source: SOURCES[pick(9, 100 + slot)],
                target: TARGETS[pick(11, 200 + slot)],
                amount: end(54 + slot % 8, -1.0, 1.0),
                curve: [Curve::Linear, Curve::Exponential, Curve::SCurve][pick(3, 300 + slot)],
            })
            .collect(),
    };
    let voice = Voice {
        gate: 2500,
        key: end(52, 0.0, 127.0) as f32,
        velocity: end(53, 0.0, 1.0) as f32,
        mod_wheel: [None, Some(0.0), Some(1.0)][pick(3, 7)],
        aftertouch: end(62, 0.0, 1.0) as f32,
        release_scale: end(63, 0.5, 1.0) as f32,
        ..Voice::default()
    };
    (settings, voice)
}

#[test]
fn every_corner_is_finite_bounded_and_ends() {
    for i in 0..600 {
        let (settings, voice) = corner(i);
        let rate = [8000.0, 44_100.0, 192_000.0][i as usize % 3];
        let patch = patch(&settings, rate);
        let length = patch.length(&voice) as usize;
        // Three oscillators of up to 2 * sqrt(7), through a Q of up to 10^(30 / 20); what a
        // bandpass or notch has rung up comes out times 1 / Q when that falls.
        let fall = match settings.filter.response {
            Response::Lowpass | Response::Highpass => 1.0,
            Response::Bandpass | Response::Notch => settings.filter.resonance.min(0.1).recip(),
        };
        let limit = 16.0 * 32.0 * fall as f32;
        for channel in stereo(&patch, &voice, length + 100) {
            for (n, x) in channel.iter().enumerate() {
                assert!(x.abs() < limit, "corner {i}, frame {n}: {x}\n{settings:?}\n{voice:?}");
                assert!(n < length || *x == 0.0, "corner {i}, frame {n}: {x}");
            }
        }
    }
}

#[test]
fn silence_is_exact_without_voices_and_without_oscillators() {
    let mut settings = Settings::default();
    for oscillator in &mut settings.oscillators {
        oscillator.enabled = false;
    }
    let sound = sound(&settings, 48_000.0, &held(60.0), 5000);
    assert!(sound.iter().all(|x| *x == 0.0));
    let patch = patch(&Settings::default(), 48_000.0);
    let (mut left, mut right) = (vec![1.0; 5000], vec![1.0; 5000]);
    let mut batch = batch(&patch, Vec::new(), true);
    assert!(!batch.render(Level::best(), &mut left, &mut right));
    assert!(left.iter().chain(&right).all(|x| x.to_bits() == 0));
}

#[test]
fn the_predicted_peak_is_near_what_is_heard() {
    // Not below a third of it, and seldom below it: an estimate for staging the gain.
    let mut below = 0;
    for i in 0..200 {
        let (mut settings, mut voice) = corner(i);
        settings.modulation.clear();
        settings.lfos.clear();
        voice.gain = 0.5;
        voice.key = 30.0 + (i % 60) as f32;
        let patch = patch(&settings, 48_000.0);
        let heard = stereo(&patch, &voice, 5000);
        let peak = heard.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let predicted = patch.peak(&voice);
        below += usize::from(peak > predicted);
        assert!(peak <= 3.0 * predicted, "corner {i}: {peak} of {predicted}");
    }
    assert!(below < 40, "{below} of 200");
}

#[test]
fn no_voice_exceeds_its_bound() {
    for i in 0..200 {
        let (settings, mut voice) = corner(i);
        voice.key = 30.0 + (i % 60) as f32;
        let patch = patch(&settings, 48_000.0);
        let heard = stereo(&patch, &voice, 5000);
        let peak = heard.iter().flatten().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let bound = patch.bound(&voice);
        assert!(peak <= bound, "corner {i}: {peak} over {bound}");
    }
}
