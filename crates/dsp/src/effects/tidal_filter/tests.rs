use super::*;
use crate::effects::laws;

const PATCH: TidalFilterPatch = TidalFilterPatch {
    cutoff_hz: 1000.0,
    resonance: 0.5,
    morph: 0.0,
    drive: 1.0,
    wet: 1.0,
    model: FilterModel::Svf,
    lfo_rate_hz: 1.0,
    lfo_depth: 0.0,
    lfo_shape: LfoShape::Sine,
};

const MODELS: [FilterModel; 4] =
    [FilterModel::Svf, FilterModel::Ladder, FilterModel::Korg, FilterModel::Oberheim];

/// Magnitude at `frequency_hz` of what an impulse of `size` becomes.
fn magnitude(patch: &TidalFilterPatch, frequency_hz: f64, size: f32) -> f64 {
    let mut sound = [vec![0.0; 48_000], vec![0.0; 48_000]];
    sound[0][0] = size;
    let out = laws::through(&mut TidalFilter::new(patch, 48_000.0), &sound, 4800);
    let angle = std::f64::consts::TAU * frequency_hz / 48_000.0;
    let (mut re, mut im) = (0.0, 0.0);
    for (n, x) in out[0].iter().enumerate() {
        re += f64::from(*x) * libm::cos(angle * n as f64);
        im += f64::from(*x) * libm::sin(angle * n as f64);
    }
    (re * re + im * im).sqrt() / f64::from(size)
}

/// Analytic magnitude of mode number `mode`, at the warped frequency.
fn analytic(patch: &TidalFilterPatch, mode: usize, frequency_hz: f64) -> f64 {
    let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / 48_000.0);
    let w = tan(frequency_hz) / tan(f64::from(patch.cutoff_hz));
    let k = f64::from(feedback(patch.model, patch.resonance));
    let size = |re: f64, im: f64| (re * re + im * im).sqrt();
    if patch.model == FilterModel::Ladder {
        // (1 + i w)^2 = (1 - w^2) + 2 i w, and squared again.
        let (re, im) = (1.0 - w * w, 2.0 * w);
        let all = size(re * re - im * im + k, 2.0 * re * im);
        let squared = size(re, im);
        [1.0, 4.0 * w * w, w * w * w * w, (1.0 - w * w).abs() * squared][mode] / all
    } else {
        let damping = if patch.model == FilterModel::Korg { 2.0 - k } else { k };
        let all = size(1.0 - w * w, damping * w);
        [1.0, damping * w, w * w, (1.0 - w * w).abs()][mode] / all
    }
}

#[test]
fn every_circuit_and_mode_has_its_analytic_response() {
    for model in MODELS {
        for (mode, morph) in [0.0, 0.5, 0.85, 1.0].into_iter().enumerate() {
            for resonance in [0.0, 0.6, 0.9] {
                let patch = TidalFilterPatch { model, morph, resonance, ..PATCH };
                for frequency_hz in [100.0, 700.0, 990.0, 1500.0, 5000.0] {
                    // So small that nothing saturates: (1e-3)^2 of relative error at most.
                    let got = magnitude(&patch, frequency_hz, 1e-3);
                    let want = 0.5 * analytic(&patch, mode, frequency_hz);
                    // f32 states at an angle of 0.13 lose some 1 / 0.13 ulp per frame; a ringing of
                    // up to 100 frames, hence 1e-4 of the peak. The cutoff itself is right to 1e-6
                    // and the slope of the response there is at most Q = 5: far below.
                    let bound = 2e-4 * (1.0 + want);
                    assert!(
                        (got - want).abs() < bound,
                        "{patch:?} at {frequency_hz}: {got}, want {want}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_circuits_saturate_but_the_linear_one() {
    let gain = |model, amplitude: f32| {
        let patch = TidalFilterPatch { model, resonance: 0.9, ..PATCH };
        let sound = laws::sine(1000.0, 48_000.0, 9600)
            .map(|channel| channel.into_iter().map(|x| x * amplitude).collect());
        laws::peak(&laws::through(&mut TidalFilter::new(&patch, 48_000.0), &sound, 512)) / amplitude
    };
    for model in MODELS {
        let (quiet, loud) = (gain(model, 0.001), gain(model, 1.0));
        let linear = TidalFilter::new(&TidalFilterPatch { model, ..PATCH }, 48_000.0).is_linear();
        // 100 ms of steady sine: both settle within 1 %.
        assert_eq!(loud > 0.99 * quiet, linear, "{model:?}: {quiet} {loud}");
    }
}

#[test]
fn drive_makes_quiet_sound_louder_by_itself() {
    let quiet = |drive| magnitude(&TidalFilterPatch { drive, ..PATCH }, 100.0, 1e-4);
    assert!((quiet(10.0) / quiet(1.0) - 10.0).abs() < 0.01);
}

#[test]
fn the_lfo_moves_once_per_frame_whatever_the_channels() {
    // A slow saw of one octave either way: the output of a sine far below an SVF's low-pass tells
    // little, so the cutoff itself is asked for.
    let patch = TidalFilterPatch { lfo_depth: 0.5, lfo_rate_hz: 2.0, ..PATCH };
    for (shape, at, octaves) in [
        (LfoShape::Sine, 6000, 1.0),
        (LfoShape::Triangle, 9600, 0.4),
        (LfoShape::Square, 15_008, -1.0),
        (LfoShape::Saw, 6000, 0.5),
        (LfoShape::Saw, 18_000, -0.5),
    ] {
        let mut filter =
            TidalFilter::new(&TidalFilterPatch { lfo_shape: shape, ..patch }, 48_000.0);
        laws::through(&mut filter, &[vec![0.0; at], vec![0.0; at]], 512);
        let want = filter.g(1000.0 * math::exp2(octaves));
        assert!((filter.to / want - 1.0).abs() < 1e-4, "{shape:?} at {at}");
    }
}

#[test]
fn no_input_makes_more_than_the_declared_peak() {
    // The worst input of a linear filter is the sign of its reversed impulse response.
    for resonance in [0.0, 0.5, 0.9, 1.0] {
        for (cutoff_hz, morph) in [(200.0, 0.0), (200.0, 0.5), (3000.0, 0.85), (12_000.0, 1.0)] {
            let patch = TidalFilterPatch { cutoff_hz, morph, resonance, ..PATCH };
            let mut filter = TidalFilter::new(&patch, 48_000.0);
            let frames = usize::try_from(filter.tail()).unwrap();
            let mut sound = [vec![0.0; frames], vec![0.0; frames]];
            sound[0][0] = 1.0;
            let ring = laws::through(&mut filter, &sound, 512);
            let sum: f32 = ring[0].iter().map(|x| x.abs()).sum();
            assert!(sum <= filter.peak_gain(), "{patch:?}: {sum} > {}", filter.peak_gain());
        }
    }
}

#[test]
fn it_keeps_the_laws_at_the_corners() {
    for (number, sample_rate) in [22_050.0, 44_100.0, 96_000.0].into_iter().enumerate() {
        for corner in (number as u32..256).step_by(7) {
            let pick = |bit: u32, low, high| if corner >> bit & 1 == 0 { low } else { high };
            let patch = TidalFilterPatch {
                model: MODELS[(corner % 4) as usize],
                cutoff_hz: pick(2, 20.0, 20_000.0),
                resonance: pick(3, 0.0, 1.0),
                morph: pick(4, 0.0, 1.0) * pick(5, 1.0, 0.6),
                drive: pick(6, 1.0, 10.0),
                lfo_depth: pick(7, 0.0, 1.0),
                lfo_rate_hz: 20.0,
                lfo_shape: LfoShape::Square,
                ..PATCH
            };
            laws::it_dies_away(&mut TidalFilter::new(&patch, sample_rate), 3000, 3.0);
        }
    }
    for model in MODELS {
        let patch = TidalFilterPatch { model, lfo_depth: 0.7, lfo_rate_hz: 9.0, ..PATCH };
        laws::cuts_are_not_heard(|| Box::new(TidalFilter::new(&patch, 44_100.0)));
    }
}

#[test]
fn every_level_gives_the_same_bits() {
    for model in MODELS {
        let patch = TidalFilterPatch { model, lfo_depth: 0.7, drive: 3.0, ..PATCH };
        let make = |level| -> Box<dyn Effect> {
            Box::new(TidalFilter::with_level(&patch, 44_100.0, level))
        };
        laws::all_the_same(Level::all().into_iter().map(make).collect());
    }
}

#[test]
fn new_settings_do_not_click() {
    let mut filter = TidalFilter::new(&PATCH, 48_000.0);
    let sound = laws::sine(100.0, 48_000.0, 48_000);
    laws::through(&mut filter, &sound, 512);
    filter.aim(&TidalFilterPatch {
        cutoff_hz: 300.0,
        resonance: 0.8,
        morph: 0.4,
        model: FilterModel::Ladder,
        wet: 0.7,
        ..PATCH
    });
    let out = laws::through(&mut filter, &sound, 512);
    // A sine of 1 steps by 0.0131; the filters at most double it at 100 Hz (halved again by the
    // level) and fades of levels up to 1 take 960 frames each, some four at once.
    assert!(laws::greatest_step(&out, 0) < 0.0131 + 4.0 / 960.0);
}
