use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;

const PATCH: SaturatorPatch = SaturatorPatch {
    distortion: 0.4,
    wet: 1.0,
    auto_gain: true,
    low_cut_hz: 0.0,
    high_cut_hz: 20_000.0,
    tone_db: 0.0,
    headroom_db: 0.0,
    multiband: false,
    crossover_hz: [250.0, 2500.0],
    drive: [1.0; 3],
    mix: [1.0; 3],
    oversampling: 2,
    curve: SaturatorCurve::Tube,
    tape_bias: 0.5,
    tape_wow: 0.0,
    tape_flutter: 0.0,
    tape_speed: 1.0,
};

const CURVES: [SaturatorCurve; 5] = [
    SaturatorCurve::Soft,
    SaturatorCurve::Medium,
    SaturatorCurve::Hard,
    SaturatorCurve::Tube,
    SaturatorCurve::Tape,
];

fn through(patch: &SaturatorPatch, sound: &[Vec<f32>; 2]) -> [Vec<f32>; 2] {
    laws::through(&mut Saturator::new(patch, RATE), sound, 512)
}

fn scaled(sound: [Vec<f32>; 2], gain: f32) -> [Vec<f32>; 2] {
    sound.map(|channel| channel.into_iter().map(|x| x * gain).collect())
}

/// Amplitude at `part` of the rate of the last `frames` of `sound`, under a window whose leak is
/// below -92 dB from four parts of `1 / frames` on (Blackman and Harris).
fn amplitude(sound: &[f32], part: f64, frames: usize) -> f64 {
    let tau = std::f64::consts::TAU;
    let (mut re, mut im, mut sum) = (0.0, 0.0, 0.0);
    for (n, x) in sound[sound.len() - frames..].iter().enumerate() {
        let cos = |k: f64| libm::cos(tau * k * n as f64 / frames as f64);
        let window = 0.358_75 - 0.488_29 * cos(1.0) + 0.141_28 * cos(2.0) - 0.011_68 * cos(3.0);
        let x = f64::from(*x) * window;
        re += x * libm::cos(tau * part * n as f64);
        im += x * libm::sin(tau * part * n as f64);
        sum += window;
    }
    2.0 * (re * re + im * im).sqrt() / sum
}

fn db(x: f64) -> f64 {
    20.0 * libm::log10(x)
}

#[test]
fn laws_are_kept() {
    let three = SaturatorPatch { multiband: true, mix: [1.0, 0.5, 0.2], ..PATCH };
    let tape = SaturatorPatch { curve: SaturatorCurve::Tape, oversampling: 4, ..PATCH };
    let patches = [
        SaturatorPatch { oversampling: 1, low_cut_hz: 300.0, ..PATCH },
        SaturatorPatch { oversampling: 8, wet: 0.5, tone_db: 12.0, ..PATCH },
        three,
        SaturatorPatch { tape_wow: 1.0, tape_flutter: 1.0, tape_speed: 0.5, ..tape },
        SaturatorPatch { high_cut_hz: 3000.0, distortion: 1.5, headroom_db: -12.0, ..tape },
    ];
    for patch in patches {
        laws::cuts_are_not_heard(|| Box::new(Saturator::new(&patch, RATE)));
        laws::it_dies_away(&mut Saturator::new(&patch, RATE), 5000, 3.0);
        let at = |level| Box::new(Saturator::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}

#[test]
fn without_wet_the_sound_is_only_late() {
    let sound = laws::burst(4000, 1000);
    for oversampling in [1, 2, 4, 8] {
        for tape_wow in [0.0, 1.0] {
            let patch = SaturatorPatch { wet: 0.0, oversampling, tape_wow, ..PATCH };
            let late = Saturator::new(&patch, RATE).latency();
            let out = through(&patch, &sound);
            for channel in 0..2 {
                assert!(out[channel][late..] == sound[channel][..5000 - late], "{oversampling}");
            }
        }
    }
}

#[test]
fn what_is_quiet_comes_late_by_the_latency_and_unbent() {
    // Below 1e-4 the curves bend by less than 1e-4 of the sound. Up to 5 kHz, for the dry sound is
    // as late as the wet: their difference is silence.
    let sound = scaled(laws::sine(3000.0, RATE, 9600), 1e-4);
    for curve in CURVES {
        for oversampling in [1, 2, 4, 8] {
            let patch = SaturatorPatch {
                curve,
                oversampling,
                distortion: 0.0,
                auto_gain: false,
                tape_bias: 0.0,
                tape_speed: 2.0,
                ..PATCH
            };
            let [wet, dry] =
                [1.0, 0.0].map(|wet| through(&SaturatorPatch { wet, ..patch }, &sound));
            let apart = wet[0][4800..].iter().zip(&dry[0][4800..]);
            let apart = apart.fold(0.0_f32, |most, (wet, dry)| most.max((wet - dry).abs()));
            // The block of what is constant turns the phase by 5 / 3000, the tape's low-pass at
            // 30 kHz by 0.04 or so.
            let bound = if curve == SaturatorCurve::Tape { 0.1 } else { 2e-3 };
            assert!(apart < bound * 1e-4, "{curve:?} {oversampling}: {apart}");
        }
    }
}

/// The loudest alias of a sine of 5 kHz at half of full scale, relative to the sine, in dB.
fn alias_db(patch: &SaturatorPatch) -> f64 {
    let out = through(patch, &scaled(laws::sine(5000.0, RATE, 12_000), 0.5));
    let at = |khz: i32| amplitude(&out[0], f64::from(khz) / 48.0, 4800);
    // What is at no multiple of 5 kHz is no harmonic; all aliases are at multiples of 1 kHz.
    let alias = (1..=21).filter(|khz| khz % 5 != 0).map(at).fold(0.0, f64::max);
    db(alias / at(5))
}

#[test]
fn aliases_of_a_driven_sine_are_low_where_the_rate_is_raised() {
    // By default, and with all the drive there is (a peak of 7 into the curve). Measured, and a little.
    for (curve, distortion, bounds_db) in [
        (SaturatorCurve::Soft, 0.4, [-66.0, -100.0, -100.0]),
        (SaturatorCurve::Medium, 0.4, [-80.0, -100.0, -100.0]),
        (SaturatorCurve::Hard, 0.4, [-53.0, -85.0, -100.0]),
        (SaturatorCurve::Tube, 0.4, [-85.0, -100.0, -100.0]),
        (SaturatorCurve::Tape, 0.4, [-66.0, -100.0, -100.0]),
        (SaturatorCurve::Soft, 1.5, [-34.0, -62.0, -100.0]),
        (SaturatorCurve::Medium, 1.5, [-35.0, -72.0, -100.0]),
        (SaturatorCurve::Hard, 1.5, [-31.0, -48.0, -77.0]),
        (SaturatorCurve::Tube, 1.5, [-37.0, -74.0, -100.0]),
        (SaturatorCurve::Tape, 1.5, [-36.0, -63.0, -100.0]),
    ] {
        for (oversampling, bound_db) in [2, 4, 8].into_iter().zip(bounds_db) {
            let patch = SaturatorPatch { curve, oversampling, distortion, ..PATCH };
            let got_db = alias_db(&patch);
            assert!(got_db < bound_db, "{curve:?} {distortion} {oversampling}: {got_db}");
        }
    }
}

#[test]
fn auto_gain_keeps_the_loudness_of_a_usual_sine() {
    for curve in CURVES {
        for distortion in [0.0, 0.4, 1.5] {
            for headroom_db in [-12.0, 0.0, 12.0] {
                let patch = SaturatorPatch {
                    curve,
                    distortion,
                    headroom_db,
                    tape_speed: 2.0,
                    oversampling: 4,
                    ..PATCH
                };
                let out = through(&patch, &scaled(laws::sine(100.0, RATE, 48_000), 0.25));
                let power = |sound: &[f32]| sound.iter().map(|x| f64::from(x * x)).sum::<f64>();
                let got = (2.0 * power(&out[0][33_600..]) / 14_400.0).sqrt() / 0.25;
                // What is blocked below 5 Hz is 1e-3 of 100 Hz, the mean's rest e^-22.
                assert!(db(got).abs() < 0.05, "{curve:?} {distortion}: {}", db(got));
            }
        }
    }
}

#[test]
fn nothing_constant_is_left_by_lopsided_curves() {
    for curve in [SaturatorCurve::Tube, SaturatorCurve::Tape] {
        let patch = SaturatorPatch { curve, distortion: 1.0, ..PATCH };
        let out = through(&patch, &scaled(laws::sine(100.0, RATE, 48_000), 0.5));
        let mean = out[0][43_200..].iter().sum::<f32>() / 4800.0;
        assert!(mean.abs() < 1e-4, "{curve:?}: {mean}");
        // But there are even harmonics, which a curve without a side has not.
        let even = amplitude(&out[0], 200.0 / RATE, 4800) / amplitude(&out[0], 100.0 / RATE, 4800);
        assert!(db(even) > -45.0, "{curve:?}: {}", db(even));
    }
}

#[test]
fn three_bands_without_their_distortion_are_the_dry_sound() {
    // Wet and dry both go through the all-pass: no share between them cancels anything.
    for wet in [0.0, 0.5, 1.0] {
        let patch = SaturatorPatch {
            multiband: true,
            mix: [0.0; 3],
            wet,
            curve: SaturatorCurve::Soft,
            ..PATCH
        };
        for frequency_hz in [50.0, 250.0, 800.0, 2500.0, 12_000.0] {
            let out = through(&patch, &laws::sine(frequency_hz, RATE, 24_000));
            let got_db = db(amplitude(&out[0], frequency_hz / RATE, 9600));
            assert!(got_db.abs() < 2e-3, "{wet} at {frequency_hz}: {got_db}");
        }
    }
}

#[test]
fn cuts_and_tilt_have_their_responses() {
    let quiet = SaturatorPatch {
        distortion: 0.0,
        auto_gain: false,
        curve: SaturatorCurve::Soft,
        oversampling: 1,
        ..PATCH
    };
    let gain_db = |patch: &SaturatorPatch, hz: f64| {
        let out = through(patch, &scaled(laws::sine(hz, RATE, 24_000), 1e-3));
        db(amplitude(&out[0], hz / RATE, 9600) / 1e-3)
    };
    let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / RATE);
    for hz in [50.0, 200.0, 1000.0, 6000.0] {
        let w = tan(hz) / tan(200.0);
        let want = db(w * w / (1.0 + w * w * w * w).sqrt());
        let got = gain_db(&SaturatorPatch { low_cut_hz: 200.0, ..quiet }, hz);
        assert!((got - want).abs() < 0.01, "low cut at {hz}: {got}, want {want}");
        let w = tan(hz) / tan(3000.0);
        let want = db(1.0 / (1.0 + w * w * w * w).sqrt());
        let got = gain_db(&SaturatorPatch { high_cut_hz: 3000.0, ..quiet }, hz);
        assert!((got - want).abs() < 0.01, "high cut at {hz}: {got}, want {want}");
    }
    for (hz, want) in [(20.0, -6.0), (1000.0, 0.0), (20_000.0, 6.0)] {
        let got = gain_db(&SaturatorPatch { tone_db: 12.0, ..quiet }, hz);
        // Near the ends the tilt is within (1/40)^2 * 3 and so on of them; the middle is warped by
        // a few cents.
        assert!((got - want).abs() < 0.05, "tilt at {hz}: {got}, want {want}");
    }
}

#[test]
fn wow_moves_the_pitch_as_far_as_it_says_at_any_speed() {
    for tape_speed in [0.5, 1.0, 2.0_f32] {
        let patch = SaturatorPatch {
            tape_wow: 1.0,
            tape_speed,
            distortion: 0.0,
            curve: SaturatorCurve::Soft,
            ..PATCH
        };
        let out = through(&patch, &scaled(laws::sine(1000.0, RATE, 192_000), 1e-2));
        // Times between rising zeros, over 20 periods.
        let rising: Vec<f64> = out[0][4800..]
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0)
            .map(|(n, pair)| n as f64 + f64::from(pair[0] / (pair[0] - pair[1])))
            .collect();
        let pitches: Vec<f64> =
            rising.windows(21).map(|times| 20.0 * 48.0 / (times[20] - times[0]) - 1.0).collect();
        let most = pitches.iter().fold(0.0_f64, |most, pitch| most.max(pitch.abs()));
        // 2 pi 0.6 Hz 1.9 ms; the average over 20 ms takes 0.1 % of it, the cells' lines as much.
        assert!((most - 0.007_16).abs() < 1e-4, "{tape_speed}: {most}");
    }
}

#[test]
fn movement_is_the_same_wherever_a_render_begins() {
    let patch = SaturatorPatch { tape_wow: 0.7, tape_flutter: 0.7, ..PATCH };
    let sound = laws::sine(440.0, RATE, 24_000);
    let mut saturator = Saturator::new(&patch, RATE);
    let whole = laws::through(&mut saturator, &sound, 512);
    saturator.reset(9613);
    let rest = sound.clone().map(|channel| channel[9613..].to_vec());
    let part = laws::through(&mut saturator, &rest, 512);
    // What began earlier has died away but for the blocked constant: e^(-2 pi 5 0.2) of some 0.1.
    for n in 12_000..14_387 {
        assert!((part[0][n] - whole[0][9613 + n]).abs() < 2e-4, "{n}");
    }
}

#[test]
fn other_settings_come_without_a_click() {
    let sound = scaled(laws::sine(100.0, RATE, 24_000), 0.5);
    let louder = SaturatorPatch { distortion: 1.5, tone_db: -6.0, wet: 0.5, ..PATCH };
    let others = [
        louder,
        SaturatorPatch { curve: SaturatorCurve::Tape, tape_bias: 1.0, ..PATCH },
        SaturatorPatch { low_cut_hz: 20.0, high_cut_hz: 5000.0, ..PATCH },
        SaturatorPatch { headroom_db: 12.0, ..PATCH },
        SaturatorPatch { tape_wow: 0.3, tape_flutter: 0.3, ..PATCH },
    ];
    for other in others {
        let steady = |patch| laws::greatest_step(&through(&patch, &sound), 4800);
        let bound = steady(PATCH).max(steady(other));
        let mut saturator = Saturator::new(&PATCH, RATE);
        let mut out = [vec![], vec![]];
        for (n, (left, right)) in sound[0].chunks(1500).zip(sound[1].chunks(1500)).enumerate() {
            saturator.aim(if n % 4 < 2 { &PATCH } else { &other });
            let (mut left, mut right) = (left.to_vec(), right.to_vec());
            saturator.process(&mut left, &mut right, None);
            out[0].extend(left);
            out[1].extend(right);
        }
        let step = laws::greatest_step(&out, 4800);
        // Over 960 frames a change by all of a sound of 1 adds 0.001 per frame, its middle between
        // two curves or filters as much again.
        assert!(step < bound + 0.003, "{other:?}: {step} over {bound}");
    }
}

#[test]
fn corners_stay_finite_at_every_rate() {
    for sample_rate in [8000.0, 44_100.0, 192_000.0] {
        for n in 0..20 {
            let pick = |bit: usize, low: f32, high: f32| {
                if crate::math::mix((n * 31 + bit) as u32) & 1 == 0 { low } else { high }
            };
            let patch = SaturatorPatch {
                distortion: pick(0, 0.0, 1.5),
                wet: 1.0,
                auto_gain: pick(1, 0.0, 1.0) > 0.5,
                low_cut_hz: pick(2, 0.0, 500.0),
                high_cut_hz: pick(3, 2000.0, 19_999.0),
                tone_db: pick(4, -12.0, 12.0),
                headroom_db: pick(5, -12.0, 12.0),
                multiband: pick(6, 0.0, 1.0) > 0.5,
                crossover_hz: [pick(7, 50.0, 500.0), pick(8, 1000.0, 8000.0)],
                drive: [pick(9, 0.0, 2.0), pick(10, 0.0, 2.0), pick(11, 0.0, 2.0)],
                mix: [pick(12, 0.0, 1.0), pick(13, 0.0, 1.0), pick(14, 0.0, 1.0)],
                oversampling: 1 << (n % 4),
                curve: CURVES[n % 5],
                tape_bias: pick(15, 0.0, 1.0),
                tape_wow: pick(16, 0.0, 1.0),
                tape_flutter: pick(17, 0.0, 1.0),
                tape_speed: pick(18, 0.5, 2.0),
            };
            let mut saturator = Saturator::new(&patch, sample_rate);
            let out = laws::through(&mut saturator, &laws::burst(2000, 500), 500);
            assert!(laws::peak(&out) <= saturator.peak_gain(), "{patch:?}");
            let out = laws::through(&mut saturator, &scaled(laws::burst(2000, 500), 1e6), 500);
            assert!(out.iter().flatten().all(|x| x.is_finite()), "{patch:?}");
        }
    }
}
