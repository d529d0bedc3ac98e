//! LFO and matrix move each target by the law and range of the fact sheet.

use super::filter::gain;
use super::*;
use rebounce_dsp::va::{Curve, DriveLaw, Lfo, LfoWaveform, Modulation, Source, Target};

const RATE: f64 = 48_000.0;
const TARGETS: [Target; 5] = [
    Target::FilterCutoff,
    Target::FilterResonance,
    Target::OscillatorLevel,
    Target::OscillatorDetune,
    Target::OscillatorPitch,
];

/// What is heard of a sine of 2000 Hz and level 0.4 through a lowpass at 1500 Hz, Q 2 dB.
#[derive(Clone, Copy, Debug)]
struct Tone {
    hz: f64,
    level: f64,
    cutoff: f64,
    resonance: f64,
}

const TONE: Tone = Tone { hz: 2000.0, level: 0.4, cutoff: 1500.0, resonance: 2.0 };

fn settings() -> Settings {
    let mut settings = bare(Waveform::Sine);
    settings.oscillators[0].level = TONE.level;
    settings.filter = Filter {
        response: Response::Lowpass,
        cutoff_hz: TONE.cutoff,
        resonance: TONE.resonance,
        envelope_amount_hz: 0.0,
        ..Filter::default()
    };
    settings
}

fn assert_tone(sound: &[f32], wanted: Tone, what: &str) {
    let cycles = wanted.hz / RATE;
    let level = wanted.level
        * gain(Response::Lowpass, wanted.cutoff / RATE, wanted.resonance, wanted.hz / RATE);
    let (half, rest) = sound.split_at(sound.len() / 2);
    let (measured, first) = line(half, cycles);
    let (_, last) = line(rest, cycles);
    // Coefficients of f32, and a frequency off by 1e-3 cents: a window's gain is flat.
    assert!((measured / level - 1.0).abs() < 1e-3, "{what}: level {measured}, not {level}");
    // 4096 frames apart, a thousandth of a turn is 2.4e-7 cycles a frame: 0.01 cents.
    let turn = (last - first - cycles * half.len() as f64 + 0.5).rem_euclid(1.0) - 0.5;
    assert!(turn.abs() < 2e-3, "{what}: {turn} of a turn in {} frames", half.len());
}

/// The tone with `offset` ranges of the LFO (`true`) or of the matrix on a target.
fn moved(target: Target, by_lfo: bool, offset: f64) -> Tone {
    let mut tone = TONE;
    match (target, by_lfo) {
        (Target::FilterCutoff, true) => tone.cutoff *= 1.0 + 0.5 * offset,
        (Target::FilterCutoff, false) => tone.cutoff += 9990.0 * offset,
        (Target::FilterResonance, true) => tone.resonance *= 1.0 + 0.5 * offset,
        (Target::FilterResonance, false) => tone.resonance += 15.0 * offset,
        (Target::OscillatorLevel, _) => tone.level += 0.5 * offset,
        (Target::OscillatorDetune, true) => tone.hz *= libm::exp2(50.0 * offset / 1200.0),
        (Target::OscillatorDetune, false) => tone.hz *= libm::exp2(offset),
        (Target::OscillatorPitch, _) => tone.hz *= 1.0 + 0.1 * offset,
        _ => unreachable!("not one of the targets"),
    }
    tone
}

#[test]
fn the_lfo_moves_each_target_by_its_range_and_its_depth_squared() {
    for target in TARGETS {
        let mut settings = settings();
        // A square so slow that it stays at 1.
        settings.lfos[0] = Lfo {
            frequency_hz: 0.01,
            depth: 0.8,
            waveform: LfoWaveform::Square,
            target,
            ..settings.lfos[0]
        };
        let sound = &sound(&settings, RATE, &held(key_of(TONE.hz)), 16_192)[8000..];
        assert_tone(sound, moved(target, true, 0.64), &format!("{target:?}"));
    }
}

#[test]
fn the_matrix_moves_each_target_by_half_its_range() {
    for target in TARGETS {
        for (source, value) in [
            (Source::Velocity, 0.6),
            (Source::ModWheel, -0.4),
            (Source::AmplitudeEnvelope, 1.0),
            (Source::FilterEnvelope, 1.0),
            (Source::Lfo(0), 1.0),
        ] {
            for (curve, bent) in [
                (Curve::Linear, value),
                (Curve::Exponential, value * f64::abs(value)),
                (Curve::SCurve, value * f64::abs(value) * (3.0 - 2.0 * f64::abs(value))),
            ] {
                let amount = 0.1;
                let mut settings = settings();
                settings.lfos[0].waveform = LfoWaveform::Square;
                settings.lfos[0].frequency_hz = 0.01;
                settings.modulation = vec![Modulation { source, target, amount, curve }; 2];
                let mut voice = Voice { velocity: 0.8, ..held(key_of(TONE.hz)) };
                let mut wanted = moved(target, false, 2.0 * amount * bent);
                if source == Source::ModWheel {
                    voice.mod_wheel = Some(0.3);
                    wanted.cutoff += TONE.cutoff * (0.8 - 1.0);
                }
                let sound = &sound(&settings, RATE, &voice, 16_192)[8000..];
                assert_tone(sound, wanted, &format!("{source:?} to {target:?}, {curve:?}"));
            }
        }
    }
}

#[test]
fn the_lfo_has_its_four_shapes_and_begins_with_the_voice() {
    for waveform in
        [LfoWaveform::Sine, LfoWaveform::Square, LfoWaveform::Sawtooth, LfoWaveform::Triangle]
    {
        let mut settings = bare(Waveform::Sine);
        settings.filter.response = Response::Lowpass;
        settings.filter.cutoff_hz = 20_000.0;
        settings.filter.resonance = 0.0001;
        let flat = sound(&settings, RATE, &held(69.0), 30_000);
        settings.oscillators[0].level = 0.5;
        settings.lfos[0] = Lfo {
            frequency_hz: 5.0,
            depth: 1.0,
            waveform,
            target: Target::OscillatorLevel,
            ..settings.lfos[0]
        };
        let with = sound(&settings, RATE, &held(69.0), 30_000);
        let mut told = 0;
        for (n, (x, y)) in with.iter().zip(&flat).enumerate().skip(100) {
            let phase = (n as f64 * 5.0 / RATE).fract();
            // An edge is heard up to two tiles late, and rings in the filter (0.78 a frame) for
            // 40 frames to 5e-5.
            let edge = 80.0 * 5.0 / RATE;
            let near_edge = (phase * 2.0 + 2.0 * edge).fract() < 4.0 * edge;
            if y.abs() < 0.3 || (near_edge && waveform != LfoWaveform::Sine) {
                continue;
            }
            let value = match waveform {
                LfoWaveform::Sine => libm::sin(std::f64::consts::TAU * phase),
                LfoWaveform::Square => {
                    if phase < 0.5 {
                        1.0
                    } else {
                        -1.0
                    }
                }
                LfoWaveform::Sawtooth => {
                    if phase < 0.5 {
                        2.0 * phase
                    } else {
                        2.0 * phase - 2.0
                    }
                }
                LfoWaveform::Triangle => 1.0 - 4.0 * ((phase + 0.25).fract() - 0.5).abs(),
            };
            let heard = f64::from(x / y);
            // The lowpass delays what the LFO does by up to a frame, in which the level moves by
            // up to 3.3e-4; told at 0.3 of the tone's peak, that may look thrice as large. Ramps
            // between points of a sine are off by (2 pi 5 16 / 48000)^2 / 8 = 1.4e-5.
            let wanted = 0.5 + 0.5 * value;
            assert!((heard - wanted).abs() < 1.1e-3, "{waveform:?} {n}: {heard} {wanted}");
            told += 1;
        }
        assert!(told > 15_000);
    }
}

#[test]
fn drive_bends_by_its_law() {
    use std::f64::consts::{PI, TAU};
    let (hz, drive) = (100.0, 0.7);
    let blend = |x: f64| x * (1.0 - drive) + libm::tanh(x * (1.0 + 3.0 * drive)) * drive;
    let rational = |x: f64| (3.0 + 70.0) * x * PI / 9.0 / (PI + 70.0 * x.abs());
    let laws: [(DriveLaw, &dyn Fn(f64) -> f64); 2] =
        [(DriveLaw::Blend, &blend), (DriveLaw::Rational, &rational)];
    for (drive_law, law) in laws {
        let mut settings = bare(Waveform::Sine);
        settings.filter.drive = drive;
        settings.filter.drive_law = drive_law;
        let sound = &sound(&settings, RATE, &held(key_of(hz)), 30_000)[9000..];
        for harmonic in [1.0, 2.0, 3.0, 5.0, 7.0] {
            // The harmonic of the law's output, by the sum over a cycle.
            let points = 4096;
            let wanted = (0..points)
                .map(|i| {
                    let t = TAU * f64::from(i) / f64::from(points);
                    law(libm::sin(t)) * libm::sin(harmonic * t) * 2.0 / f64::from(points)
                })
                .sum::<f64>()
                .abs();
            let measured = line(sound, hz * harmonic / RATE).0;
            // The notch at 20 Hz, Q 30, takes 3e-5 from 100 Hz. The rational law's harmonics fall
            // with the third power of their number, from 0.4: what folds around 48 kHz is 4e-8.
            let limit = 1e-4;
            let off = (measured - wanted).abs();
            assert!(off < limit, "{drive_law:?} {harmonic}: {measured} {wanted}");
        }
    }
}
