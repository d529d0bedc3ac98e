//! Effects that remember: time per stereo frame at 48 kHz, noise in, blocks of 512 frames.
//!
//! `cargo bench -p rebounce-dsp --bench effects_time`; a line's items are stereo frames.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::modern_delay::{DelayModel, ModernDelay, ModernDelayPatch};
use rebounce_dsp::effects::modern_reverb::{ModernReverb, ModernReverbPatch, ReverbAlgorithm};
use rebounce_dsp::effects::reverb::{Reverb, ReverbPatch};
use rebounce_dsp::effects::stardust_chorus::{StardustChorus, StardustChorusPatch};
use rebounce_dsp::effects::tidal_filter::{FilterModel, LfoShape, TidalFilter, TidalFilterPatch};
use rebounce_dsp::fft::{RealFft, Spectrum};
use rebounce_dsp::math;

const RATE: f64 = 48_000.0;
const BLOCK: usize = 512;
const FRAMES: usize = 65_536;

fn main() {
    divan::main();
}

fn run(bencher: Bencher, effect: impl Effect) {
    run_on(bencher, effect, [1, 2]);
}

/// Noise of two seeds.
fn run_on(bencher: Bencher, mut effect: impl Effect, seeds: [u32; 2]) {
    let [left, right] =
        seeds.map(|seed| (0..FRAMES).map(|n| math::noise(seed, n as u32)).collect::<Vec<_>>());
    let (mut l, mut r) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
    let mut once = || {
        for (left, right) in left.chunks(BLOCK).zip(right.chunks(BLOCK)) {
            l.copy_from_slice(left);
            r.copy_from_slice(right);
            effect.process(&mut l, &mut r, None);
        }
        l[0]
    };
    // The longest impulse is full of sound after 4 s.
    for _ in 0..4 {
        once();
    }
    bencher.counter(ItemsCount::new(FRAMES)).bench_local(once);
}

#[divan::bench(args = [512, 8192, 32_768])]
fn fft_forward(bencher: Bencher, size: usize) {
    let fft = RealFft::new(size);
    let signal: Vec<f32> = (0..size).map(|n| math::noise(1, n as u32)).collect();
    let (mut spectrum, mut scratch) = (Spectrum::new(size), fft.scratch());
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| fft.forward(&signal, &mut spectrum, &mut scratch));
}

fn room(length_s: f32) -> Reverb {
    let patch =
        ReverbPatch { length_s, low_pass_hz: 11_000.0, pre_delay_s: 0.02, dry: 0.7, wet: 0.15 };
    Reverb::new(&patch, RATE)
}

#[divan::bench(args = [0.5, 0.6, 2.0, 4.0])]
fn reverb(bencher: Bencher, length_s: f32) {
    run(bencher, room(length_s));
}

#[divan::bench(args = [0.6, 2.0])]
fn reverb_of_mono(bencher: Bencher, length_s: f32) {
    run_on(bencher, room(length_s), [1, 1]);
}

const DELAY: ModernDelayPatch = ModernDelayPatch {
    time_s: [0.375, 0.5],
    feedback: [0.4, 0.4],
    ping_pong: 0.0,
    wet: 0.35,
    low_pass_hz: 8000.0,
    saturation: 0.0,
    diffusion: 0.0,
    wobble: 0.0,
    flutter: 0.0,
    model: DelayModel::Digital,
};

#[divan::bench]
fn delay_digital(bencher: Bencher) {
    run(bencher, ModernDelay::new(&DELAY, RATE));
}

#[divan::bench]
fn delay_tape_diffused(bencher: Bencher) {
    let patch = ModernDelayPatch { model: DelayModel::Tape, diffusion: 0.5, ..DELAY };
    run(bencher, ModernDelay::new(&patch, RATE));
}

#[divan::bench(args = [0.0, 0.3])]
fn modern_reverb(bencher: Bencher, shimmer: f32) {
    let patch = ModernReverbPatch {
        size: 0.7,
        decay_s: 2.5,
        damping: 0.5,
        pre_delay_s: 0.02,
        wet: 0.35,
        early_late: 0.5,
        diffusion: 0.7,
        width: 1.0,
        mod_depth: 0.3,
        mod_rate_hz: 0.5,
        low_cut_hz: 100.0,
        high_cut_hz: 20_000.0,
        shimmer,
        algorithm: ReverbAlgorithm::Hall,
    };
    run(bencher, ModernReverb::new(&patch, RATE));
}

#[divan::bench(args = [1, 3, 5])]
fn chorus(bencher: Bencher, voices: usize) {
    let patch = StardustChorusPatch {
        rate_hz: 1.5,
        delay_s: 0.0035,
        depth: 0.5,
        voices,
        stereo_width: 0.5,
        wet: 0.5,
    };
    run(bencher, StardustChorus::new(&patch, RATE));
}

#[divan::bench(args = ["svf", "ladder", "korg", "oberheim"])]
fn filter(bencher: Bencher, model: &str) {
    let patch = TidalFilterPatch {
        cutoff_hz: 1000.0,
        resonance: 0.5,
        morph: 0.0,
        drive: 1.0,
        wet: 1.0,
        model: match model {
            "svf" => FilterModel::Svf,
            "ladder" => FilterModel::Ladder,
            "korg" => FilterModel::Korg,
            _ => FilterModel::Oberheim,
        },
        lfo_rate_hz: 1.0,
        lfo_depth: 0.5,
        lfo_shape: LfoShape::Sine,
    };
    run(bencher, TidalFilter::new(&patch, RATE));
}
