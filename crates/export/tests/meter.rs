//! The meter measures the test signals of EBU Tech 3341 (key `ebu3341`, table 1) as it says, made
//! here from their descriptions. Left out are those of five channels (6), of recorded programmes
//! (7, 8), of momentary and short-term loudness (9 to 14), which nothing here measures, and the
//! bursts of 20 to 23.

use rebounce_export::{Level, Levels, Meter};
use std::f64::consts::{PI, TAU};

const RATE: u32 = 48_000;

/// Sines of so many seconds, one behind another, in phase on both channels: amplitude and phase
/// in radians of each, all of one frequency in cycles a frame.
fn levels(cycles: f64, phase: f64, parts: &[(f64, f64)]) -> Levels {
    let mut meter = Meter::new(RATE, &[Level::Loudness(0.0), Level::TruePeak(0.0)]);
    let mut frame = 0_u32;
    for (amplitude, seconds) in parts {
        let frames = (seconds * f64::from(RATE)).round() as u32;
        let sine = |i: u32| {
            let turns = (cycles * f64::from(i)).fract();
            (amplitude * libm::sin(TAU * turns + phase)) as f32
        };
        let sound: Vec<f32> = (frame..frame + frames).map(sine).collect();
        meter.add(&sound, &sound);
        frame += frames;
    }
    meter.levels()
}

fn loudness(parts: &[(f64, f64)]) -> f64 {
    let linear: Vec<(f64, f64)> =
        parts.iter().map(|(db, seconds)| (libm::pow(10.0, db / 20.0), *seconds)).collect();
    levels(1000.0 / f64::from(RATE), 0.0, &linear).lufs
}

#[test]
fn loudness_is_within_a_tenth_of_a_unit() {
    let cases: [(&[(f64, f64)], f64); 5] = [
        (&[(-23.0, 20.0)], -23.0),
        (&[(-33.0, 20.0)], -33.0),
        (&[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
        (&[(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
        (&[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
    ];
    for (case, (parts, wanted)) in (1..).zip(cases) {
        let found = loudness(parts);
        assert!((found - wanted).abs() <= 0.1, "case {case}: {found} LUFS");
    }
}

#[test]
fn true_peak_is_within_its_bounds() {
    // Cycles a frame, phase in degrees, amplitude, dBTP.
    let cases = [
        (1.0 / 4.0, 0.0, 0.5, -6.0),
        (1.0 / 4.0, 45.0, 0.5, -6.0),
        (1.0 / 6.0, 60.0, 0.5, -6.0),
        (1.0 / 8.0, 67.5, 0.5, -6.0),
        (1.0 / 4.0, 45.0, 1.41, 3.0),
    ];
    for (case, (cycles, degrees, amplitude, wanted)) in (15..).zip(cases) {
        // Faded in, since a sine that begins at once overshoots between its samples.
        let ramp = (1..=100).map(|step| (amplitude * f64::from(step) / 100.0, 0.001));
        let parts: Vec<(f64, f64)> = ramp.chain([(amplitude, 1.0)]).collect();
        let found = 20.0 * libm::log10(levels(cycles, degrees * PI / 180.0, &parts).true_peak);
        assert!((-0.4..=0.2).contains(&(found - wanted)), "case {case}: {found} dBTP");
    }
}
