//! Dynamics, drive and equalisers: time per stereo frame at 48 kHz, noise in, blocks of 512 frames.
//!
//! `cargo bench -p rebounce-dsp --bench effects_drive`; a line's items are stereo frames. On a
//! shared machine instructions repeat better than times: `valgrind --tool=callgrind` on the bench
//! binary with a line's name, `--sample-count 1` and two numbers of `--sample-size`, whose
//! difference is the frames' alone.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::biquad::TrackEq;
use rebounce_dsp::effects::compressor::{Compressor, CompressorPatch};
use rebounce_dsp::effects::limiter::{Limiter, LimiterDither, LimiterMode, LimiterPatch};
use rebounce_dsp::effects::multiband_eq::{Band, Dynamics, MultibandEq, MultibandEqPatch};
use rebounce_dsp::effects::saturator::{Saturator, SaturatorCurve, SaturatorPatch};
use rebounce_dsp::math;

const RATE: f64 = 48_000.0;
const BLOCK: usize = 512;
const FRAMES: usize = 16_384;

fn main() {
    divan::main();
}

fn run(bencher: Bencher, mut effect: impl Effect, level: f32) {
    let noise =
        |seed: u32| (0..FRAMES).map(|n| level * math::noise(seed, n as u32)).collect::<Vec<_>>();
    let (left, right) = (noise(1), noise(2));
    let (mut l, mut r) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
    bencher.counter(ItemsCount::new(FRAMES)).bench_local(|| {
        for (left, right) in left.chunks(BLOCK).zip(right.chunks(BLOCK)) {
            l.copy_from_slice(left);
            r.copy_from_slice(right);
            effect.process(&mut l, &mut r, None);
        }
        l[0]
    });
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

#[divan::bench(args = [1, 2, 4])]
fn saturator(bencher: Bencher, oversampling: u32) {
    run(bencher, Saturator::new(&SaturatorPatch { oversampling, ..SATURATOR }, RATE), 0.5);
}

#[divan::bench]
fn saturator_3_bands_at_2(bencher: Bencher) {
    let patch = SaturatorPatch { multiband: true, oversampling: 2, ..SATURATOR };
    run(bencher, Saturator::new(&patch, RATE), 0.5);
}

#[divan::bench]
fn saturator_tape_with_all_filters_at_2(bencher: Bencher) {
    let patch = SaturatorPatch {
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
    run(bencher, Saturator::new(&patch, RATE), 0.5);
}

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

/// At 0.2 no point between samples can reach the ceiling, at 0.4 it could but does not, at 1 many
/// do.
#[divan::bench(args = [0.2, 0.4, 1.0])]
fn limiter(bencher: Bencher, level: f32) {
    run(bencher, Limiter::new(&LIMITER, RATE), level);
}

#[divan::bench]
fn limiter_of_samples_acting(bencher: Bencher) {
    let patch = LimiterPatch { true_peak: false, ..LIMITER };
    run(bencher, Limiter::new(&patch, RATE), 1.0);
}

#[divan::bench]
fn compressor(bencher: Bencher) {
    run(bencher, Compressor::new(&CompressorPatch::default(), RATE), 1.0);
}

#[divan::bench]
fn track_eq(bencher: Bencher) {
    run(bencher, TrackEq::new(3.0, -4.0, 6.0, RATE), 1.0);
}

#[divan::bench(args = ["static", "dynamic"])]
fn multiband_eq_of_5(bencher: Bencher, bands: &str) {
    let dynamics = Dynamics { threshold_db: -30.0, ratio: 4.0, attack_s: 0.01, release_s: 0.1 };
    let bands = [100.0, 500.0, 2000.0, 5000.0, 10_000.0].map(|frequency_hz| Band {
        frequency_hz,
        gain_db: 3.0,
        dynamic: (bands == "dynamic").then_some(dynamics),
        ..Band::default()
    });
    let patch = MultibandEqPatch { wet: 1.0, output: 1.0, bands: bands.to_vec() };
    run(bencher, MultibandEq::new(&patch, RATE), 1.0);
}
