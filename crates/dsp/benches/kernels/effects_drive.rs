//! Dynamics, drive and equalisers.

use crate::effects::{RATE, effect, effect_at, eight_beside};
use crate::{Kernel, levels};
use rebounce_dsp::effects::biquad::TrackEq;
use rebounce_dsp::effects::compressor::{Compressor, CompressorPatch};
use rebounce_dsp::effects::limiter::{Limiter, LimiterDither, LimiterMode, LimiterPatch};
use rebounce_dsp::effects::multiband_eq::{Band, Dynamics, MultibandEq, MultibandEqPatch};
use rebounce_dsp::effects::saturator::{Saturator, SaturatorCurve, SaturatorPatch};
use rebounce_dsp::lanes::Level;

pub(crate) fn kernels() -> Vec<Kernel> {
    let bands = SaturatorPatch { multiband: true, oversampling: 2, ..SATURATOR };
    let tape = SaturatorPatch {
        curve: SaturatorCurve::Tape,
        oversampling: 2,
        low_cut_hz: 40.0,
        high_cut_hz: 12_000.0,
        tone_db: 3.0,
        wet: 0.7,
        tape_wow: 0.3,
        tape_flutter: 0.3,
        ..SATURATOR
    };
    let one = vec![
        effect("track EQ", 1.0, || TrackEq::new(3.0, -4.0, 6.0, RATE)),
        eight_beside("track EQ: eight side by side", || TrackEq::new(3.0, -4.0, 6.0, RATE)),
        equaliser("multiband EQ: five bands", false),
        equaliser("multiband EQ: five dynamic bands", true),
        effect("compressor", 1.0, || Compressor::new(&CompressorPatch::default(), RATE)),
        eight_beside("compressor: eight side by side", || {
            Compressor::new(&CompressorPatch::default(), RATE)
        }),
        saturator("saturator: 1x", SATURATOR),
        saturator("saturator: 2x", SaturatorPatch { oversampling: 2, ..SATURATOR }),
        saturator("saturator: 4x", SaturatorPatch { oversampling: 4, ..SATURATOR }),
        saturator("saturator: three bands at 2x", bands),
        saturator("saturator: tape with all filters at 2x", tape),
    ];
    // At 0.2 no point between samples can reach the ceiling, at 0.4 it could but does not, at 1
    // many do.
    let limiters = levels().into_iter().flat_map(|level| {
        [
            limiter("limiter: nothing to do", level, 0.2, true),
            limiter("limiter: measuring", level, 0.4, true),
            limiter("limiter: acting", level, 1.0, true),
            limiter("limiter: acting on samples only", level, 1.0, false),
        ]
    });
    one.into_iter().chain(limiters).collect()
}

fn saturator(name: &str, patch: SaturatorPatch) -> Kernel {
    effect(name, 0.5, move || Saturator::new(&patch, RATE))
}

fn limiter(name: &str, level: Level, peak: f32, true_peak: bool) -> Kernel {
    let patch = LimiterPatch { true_peak, ..LIMITER };
    effect_at(name, level, peak, move || Limiter::with_level(&patch, RATE, level))
}

fn equaliser(name: &str, dynamic: bool) -> Kernel {
    let dynamics = Dynamics { threshold_db: -30.0, ratio: 4.0, attack_s: 0.01, release_s: 0.1 };
    let bands = [100.0, 500.0, 2000.0, 5000.0, 10_000.0].map(|frequency_hz| Band {
        frequency_hz,
        gain_db: 3.0,
        dynamic: dynamic.then_some(dynamics),
        ..Band::default()
    });
    let patch = MultibandEqPatch { wet: 1.0, output: 1.0, bands: bands.to_vec() };
    effect(name, 1.0, move || MultibandEq::new(&patch, RATE))
}

const SATURATOR: SaturatorPatch = SaturatorPatch {
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
    oversampling: 1,
    curve: SaturatorCurve::Tube,
    tape_bias: 0.5,
    tape_wow: 0.0,
    tape_flutter: 0.0,
    tape_speed: 1.0,
};

const LIMITER: LimiterPatch = LimiterPatch {
    ceiling_db: -1.0,
    release_s: 0.1,
    attack_s: 0.000_1,
    lookahead_s: 0.005,
    knee: 0.0,
    stereo_link: 1.0,
    auto_gain: false,
    mode: LimiterMode::Transparent,
    true_peak: true,
    points: 4,
    dither: LimiterDither::Off,
    output_trim_db: 0.0,
    transient_preserve: 0.0,
};
