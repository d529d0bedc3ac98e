//! What the matrix moves apart: level and detune of each oscillator, the drive, the rates of LFOs.

use super::*;
use rebounce_dsp::va::{Curve, DriveLaw, Lfo, LfoWaveform, Modulation, Source, Target};

const RATE: f64 = 48_000.0;

fn slot(source: Source, target: Target, amount: f64) -> Modulation {
    Modulation { source, target, amount, curve: Curve::Linear }
}

/// Four sines three octaves and more apart from one another, each at a level of 0.2.
const SINES: [(f64, i32); 4] = [(0.0, -2), (0.0, 0), (400.0, 1), (700.0, 2)];

fn sines() -> Settings {
    let mut settings = bare(Waveform::Sine);
    let sine = settings.oscillators[0];
    let of = |(detune, octave)| Oscillator { detune, octave, level: 0.2, ..sine };
    settings.oscillators = SINES.map(of).into();
    settings
}

#[test]
fn each_oscillator_has_a_level_and_a_detune_of_its_own() {
    let voice = Voice { velocity: 1.0, ..held(key_of(440.0)) };
    for moved in 0..4_u8 {
        let mut settings = sines();
        settings.modulation = vec![
            slot(Source::Velocity, Target::LevelOf(moved), 0.4),
            slot(Source::Velocity, Target::DetuneOf(moved), 0.25),
        ];
        let sound = &sound(&settings, RATE, &voice, 60_000)[9000..];
        for (number, (detune, octave)) in SINES.into_iter().enumerate() {
            let here = number == usize::from(moved);
            let cents = detune + if here { 300.0 } else { 0.0 };
            let hz = 440.0 * libm::exp2(f64::from(octave) + cents / 1200.0);
            let level = line(sound, hz / RATE).0;
            let wanted = if here { 0.4 } else { 0.2 };
            // The notch at 20 Hz, Q 30, takes 3e-5 from 110 Hz.
            assert!((level - wanted).abs() < 3e-4, "{moved} of {number}: {level}, not {wanted}");
        }
    }
}

#[test]
fn the_matrix_raises_an_oscillator_without_a_level_of_its_own() {
    let mut settings = sines();
    settings.oscillators[1].level = 0.0;
    settings.modulation = vec![slot(Source::Velocity, Target::LevelOf(1), 1.0)];
    let sound = &sound(&settings, RATE, &held(key_of(440.0)), 60_000)[9000..];
    assert!((line(sound, 440.0 / RATE).0 - 0.5).abs() < 3e-4);
}

#[test]
fn the_matrix_moves_the_drive_and_where_it_is_0_the_curve_is_straight() {
    use std::f64::consts::PI;
    for (velocity, drive) in [(0.5, 0.0), (0.75, 0.25), (1.0, 0.5)] {
        let mut settings = bare(Waveform::Sine);
        settings.filter.drive_law = DriveLaw::Rational;
        settings.modulation = vec![slot(Source::Velocity, Target::Drive, 1.0)];
        let voice = Voice { velocity, ..held(key_of(100.0)) };
        // The notch at 20 Hz, Q 30, rings for long: by here it has fallen by 5e-3 and less.
        let sound = &sound(&settings, RATE, &voice, 135_000)[130_000..];
        let k = 100.0 * drive;
        let peak = sound.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        let wanted = (3.0 + k) * PI / 9.0 / (PI + k);
        // 480 frames a cycle come to within 2e-5 of a sine's peak.
        assert!((f64::from(peak) - wanted).abs() < 2e-4, "{drive}: {peak}, not {wanted}");
    }
}

#[test]
fn four_lfos_run_side_by_side_and_swing_as_far_as_their_reach() {
    for number in 0..4_u8 {
        let mut settings = bare(Waveform::Sine);
        settings.oscillators[0].level = 0.5;
        let lfo = |at: u8| Lfo {
            frequency_hz: 2.0 + f64::from(at),
            reach: 0.6,
            depth: 0.0,
            ..Lfo::default()
        };
        settings.lfos = (0..4).map(lfo).collect();
        settings.modulation = vec![slot(Source::Lfo(number), Target::OscillatorLevel, 0.5)];
        let hz = 3000.0;
        // Whole seconds hold whole cycles of all: the sidebands of a level that swings by 0.25
        // times the reach of 0.6 have half of that.
        let sound = &sound(&settings, RATE, &held(key_of(hz)), 153_000)[9000..];
        for other in 0..4_u8 {
            let side = line(sound, (hz + 2.0 + f64::from(other)) / RATE).0;
            let wanted = if other == number { 0.25 * 0.6 / 2.0 } else { 0.0 };
            // The window's first zero is 4 / 3 Hz away, its sidelobes below 2.5e-5; the level
            // moves in lines of 16 frames.
            assert!((side - wanted).abs() < 2e-3, "{number} {other}: {side}");
        }
    }
}

#[test]
fn the_matrix_moves_the_rate_of_an_lfo() {
    let mut settings = bare(Waveform::Sine);
    settings.oscillators[0].level = 0.5;
    let slow = Lfo { frequency_hz: 3.0, depth: 0.0, ..Lfo::default() };
    let high = Lfo { frequency_hz: 0.01, waveform: LfoWaveform::Square, ..slow };
    settings.lfos = vec![high, slow];
    settings.modulation = vec![
        slot(Source::Lfo(1), Target::OscillatorLevel, 0.5),
        // 0.4 of half of 19.99 Hz.
        slot(Source::Lfo(0), Target::RateOf(1), 0.4),
    ];
    let hz = 3000.0;
    let sound = &sound(&settings, RATE, &held(key_of(hz)), 153_000)[9000..];
    let rate = 3.0 + 0.4 * 19.99 / 2.0;
    let side = line(sound, (hz + rate) / RATE).0;
    assert!((side - 0.125).abs() < 2e-3, "{side} at {rate} Hz");
    assert!(line(sound, (hz + 3.0) / RATE).0 < 1e-3, "and none where it was");
}
