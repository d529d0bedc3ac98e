//! Effects that remember, filters that move, and the transform beneath the convolution.

use crate::Kernel;
use crate::effects::{RATE, effect};
use rebounce_dsp::effects::modern_delay::{DelayModel, ModernDelay, ModernDelayPatch};
use rebounce_dsp::effects::modern_reverb::{ModernReverb, ModernReverbPatch, ReverbAlgorithm};
use rebounce_dsp::effects::reverb::{Reverb, ReverbPatch};
use rebounce_dsp::effects::stardust_chorus::{StardustChorus, StardustChorusPatch};
use rebounce_dsp::effects::tidal_filter::{FilterModel, LfoShape, TidalFilter, TidalFilterPatch};
use rebounce_dsp::fft::{RealFft, Spectrum};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::math;
use std::hint::black_box;

pub(crate) fn kernels() -> Vec<Kernel> {
    let tape = ModernDelayPatch { model: DelayModel::Tape, diffusion: 0.5, ..DELAY };
    vec![
        effect("delay: digital", 1.0, || ModernDelay::new(&DELAY, RATE)),
        effect("delay: tape, diffused", 1.0, move || ModernDelay::new(&tape, RATE)),
        chorus("chorus: one voice", 1),
        chorus("chorus: three voices", 3),
        chorus("chorus: five voices", 5),
        filter("filter: SVF", FilterModel::Svf),
        filter("filter: Oberheim", FilterModel::Oberheim),
        filter("filter: Korg", FilterModel::Korg),
        filter("filter: ladder", FilterModel::Ladder),
        modern_reverb("modern reverb: hall", 0.0),
        modern_reverb("modern reverb: hall with shimmer", 0.3),
        reverb("convolution reverb: 0.5 s", 0.5),
        reverb("convolution reverb: 2 s", 2.0),
        reverb("convolution reverb: 4 s", 4.0),
        transform("FFT of 512", 512),
        transform("FFT of 8192", 8192),
        transform("FFT of 32768", 32_768),
    ]
}

fn transform(name: &str, size: usize) -> Kernel {
    Kernel {
        name: name.into(),
        unit: "sample",
        units: size,
        level: Level::best().name(),
        make: Box::new(move || {
            let fft = RealFft::new(size);
            let signal: Vec<f32> = (0..size).map(|n| math::noise(1, n as u32)).collect();
            let (mut spectrum, mut scratch) = (Spectrum::new(size), fft.scratch());
            Box::new(move || {
                fft.forward(&signal, &mut spectrum, &mut scratch);
                black_box(&spectrum);
            })
        }),
    }
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

fn reverb(name: &str, length_s: f32) -> Kernel {
    let patch =
        ReverbPatch { length_s, low_pass_hz: 11_000.0, pre_delay_s: 0.02, dry: 0.7, wet: 0.15 };
    effect(name, 1.0, move || Reverb::new(&patch, RATE))
}

fn modern_reverb(name: &str, shimmer: f32) -> Kernel {
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
    effect(name, 1.0, move || ModernReverb::new(&patch, RATE))
}

fn chorus(name: &str, voices: usize) -> Kernel {
    let patch = StardustChorusPatch {
        rate_hz: 1.5,
        delay_s: 0.0035,
        depth: 0.5,
        voices,
        stereo_width: 0.5,
        wet: 0.5,
    };
    effect(name, 1.0, move || StardustChorus::new(&patch, RATE))
}

fn filter(name: &str, model: FilterModel) -> Kernel {
    let patch = TidalFilterPatch {
        cutoff_hz: 1000.0,
        resonance: 0.5,
        morph: 0.0,
        drive: 1.0,
        wet: 1.0,
        model,
        lfo_rate_hz: 1.0,
        lfo_depth: 0.5,
        lfo_shape: LfoShape::Sine,
    };
    effect(name, 1.0, move || TidalFilter::new(&patch, RATE))
}
