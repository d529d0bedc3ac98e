use super::*;
use crate::effects::laws;

const RATE: f64 = 48_000.0;
const PATCH: ClipperPatch = ClipperPatch {
    ceiling_db: 0.0,
    hardness: 1.0,
    harmonics: 0.5,
    pre_gain_db: 0.0,
    post_gain_db: 0.0,
    mix: 1.0,
    mode: ClipperMode::Hard,
    curve: 1.0,
    dc_filter: true,
    oversampling: 2,
};
const MODES: [ClipperMode; 6] = [
    ClipperMode::Hard,
    ClipperMode::Soft,
    ClipperMode::Tube,
    ClipperMode::Diode,
    ClipperMode::Foldback,
    ClipperMode::Bitcrush,
];

/// The curve of a mode at `harmonics` 0.5 and `curve` 1, as the documentation has it.
fn formula(mode: ClipperMode, x: f64) -> f64 {
    let sooner = |more: f64, f: &dyn Fn(f64) -> f64| {
        if x < 0.0 { f(x * more) / more } else { f(x) }
    };
    match mode {
        ClipperMode::Hard => x.clamp(-1.0, 1.0),
        ClipperMode::Soft => libm::tanh(x),
        ClipperMode::Tube => sooner(1.5, &libm::tanh),
        ClipperMode::Diode => sooner(2.0, &|x| -libm::expm1(-x.abs()) * x.signum()),
        ClipperMode::Foldback => {
            // A triangle of period 4.
            libm::asin(libm::sin(std::f64::consts::FRAC_PI_2 * x)) / std::f64::consts::FRAC_PI_2
        }
        ClipperMode::Bitcrush => (x.clamp(-1.0, 1.0) * 64.0 + 0.5).floor() / 64.0,
    }
}

#[test]
fn its_curves_are_those_of_the_formulas() {
    // Levels of a still sound; at the sample's own rate the curve has no memory.
    for (mode, hardness) in MODES.into_iter().flat_map(|mode| [(mode, 1.0), (mode, 0.25)]) {
        let patch = ClipperPatch {
            mode,
            hardness,
            ceiling_db: -6.0,
            pre_gain_db: 3.0,
            post_gain_db: 1.0,
            dc_filter: false,
            oversampling: 1,
            ..PATCH
        };
        let gain = |db: f64| libm::pow(10.0, db / 20.0);
        // Off the steps' edges, for there rounding decides.
        let sound: Vec<f32> = (-500..500).map(|n| (n as f32 + 0.37) * 0.004).collect();
        let out =
            laws::through(&mut Clipper::new(&patch, RATE), &[sound.clone(), sound.clone()], 99);
        for (x, y) in sound.iter().zip(&out[0]) {
            let u = f64::from(*x) * gain(3.0) / gain(-6.0);
            let knee = u.clamp(-2.0, 2.0) * (1.0 - 0.25 * u.abs().min(2.0));
            let want = knee + f64::from(hardness) * (formula(mode, u) - knee);
            let want = want * gain(1.0) * gain(-6.0);
            // tanh and exp2 to 5e-7; the fold's argument to an ulp of 8.
            assert!((f64::from(*y) - want).abs() < 2e-6, "{mode:?} at {x}: {y}, want {want}");
        }
    }
}

#[test]
fn aliases_of_a_clipped_sine_fall_as_the_rate_is_raised() {
    // Of 5 kHz all aliases are at multiples of 1 kHz. By 6 dB into the ceiling; measured, and
    // a little.
    for (mode, bounds_db) in [
        (ClipperMode::Hard, [-31.0, -41.0, -57.0, -69.0]),
        (ClipperMode::Soft, [-40.0, -91.0, -100.0, -100.0]),
    ] {
        for (oversampling, bound_db) in [1, 2, 4, 8].into_iter().zip(bounds_db) {
            let patch = ClipperPatch { mode, oversampling, pre_gain_db: 6.0, ..PATCH };
            let sine = laws::sine(5000.0, RATE, 12_000);
            let out = laws::through(&mut Clipper::new(&patch, RATE), &sine, 512);
            let at = |khz: i32| laws::amplitude(&out[0], f64::from(khz) / 48.0, 4800);
            let alias = (1..=21).filter(|khz| khz % 5 != 0).map(at).fold(0.0, f64::max);
            let db = 20.0 * libm::log10(alias / at(5));
            assert!(db < bound_db, "{mode:?} at {oversampling}: {db}");
        }
    }
}

#[test]
fn the_level_does_not_hang_on_the_oversampling() {
    // The original lost 6 dB at 2. A sine of 100 Hz below the ceiling comes out as it went in.
    for oversampling in [1, 2, 4, 8] {
        let patch = ClipperPatch { oversampling, ..PATCH };
        let sine = laws::sine(100.0, RATE, 9600).map(|c| c.iter().map(|x| 0.5 * x).collect());
        let mut clipper = Clipper::new(&patch, RATE);
        let late = clipper.latency();
        let out = laws::through(&mut clipper, &sine, 512);
        for n in 1000..9000 {
            // Ripples of 1e-5 in each of up to six filters.
            assert!((out[0][n + late] - sine[0][n]).abs() < 6e-5, "{oversampling} {n}");
        }
    }
}

#[test]
fn dry_is_only_late_and_tubes_leave_no_mean() {
    let sound = laws::burst(3000, 1000);
    let mut clipper = Clipper::new(&ClipperPatch { mix: 0.0, ..PATCH }, RATE);
    let late = clipper.latency();
    let out = laws::through(&mut clipper, &sound, 512);
    assert_eq!(out[1][late..], sound[1][..4000 - late]);
    let tube = ClipperPatch { mode: ClipperMode::Tube, pre_gain_db: 12.0, ..PATCH };
    let out = laws::through(&mut Clipper::new(&tube, RATE), &laws::sine(100.0, RATE, 48_000), 512);
    let mean = out[0][43_200..].iter().sum::<f32>() / 4800.0;
    assert!(mean.abs() < 1e-4, "{mean}");
}

#[test]
fn laws_are_kept() {
    for (n, mode) in MODES.into_iter().enumerate() {
        let toss = |coin, low, high| laws::toss(n as u32, coin, low, high);
        let patch = ClipperPatch {
            ceiling_db: toss(0, -10.0, 3.0),
            hardness: toss(1, 0.0, 1.0),
            harmonics: toss(2, 0.0, 1.0),
            pre_gain_db: toss(3, -12.0, 12.0),
            post_gain_db: toss(4, -12.0, 12.0),
            mix: toss(5, 0.5, 1.0),
            mode,
            curve: toss(6, 0.0, 2.0),
            dc_filter: true,
            oversampling: 1 << (n % 4),
        };
        laws::all_are_kept(|rate| Box::new(Clipper::new(&patch, rate)));
        let at = |level| Box::new(Clipper::with_level(&patch, RATE, level)) as Box<dyn Effect>;
        laws::all_the_same(Level::all().into_iter().map(at).collect());
    }
}

#[test]
fn another_mode_comes_without_a_click() {
    let sound = laws::sine(100.0, RATE, 12_000);
    let mut clipper = Clipper::new(&PATCH, RATE);
    laws::through(&mut clipper, &sound, 512);
    clipper.aim(&ClipperPatch { mode: ClipperMode::Soft, ..PATCH });
    let out = laws::through(&mut clipper, &sound, 512);
    // The sine's own step is 0.0131, the fade's 1 / 960 of a difference of 0.24.
    assert!(laws::greatest_step(&out, 0) < 0.0137);
}
