//! Effects that remember, filters that move, and the transform beneath the convolution.

use crate::effects::{RATE, effect, effect_at};
use crate::{Kernel, levels};
use rebounce_dsp::effects::modern_delay::{DelayModel, ModernDelay, ModernDelayPatch};
use rebounce_dsp::effects::modern_reverb::{ModernReverb, ModernReverbPatch, ReverbAlgorithm};
use rebounce_dsp::effects::reverb::{Impulse, Reverb, ReverbPatch};
use rebounce_dsp::effects::stardust_chorus::{StardustChorus, StardustChorusPatch};
use rebounce_dsp::effects::tidal_filter::{FilterModel, LfoShape, TidalFilter, TidalFilterPatch};
use rebounce_dsp::fft::{RealFft, Spectrum};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::math;
use std::hint::black_box;
use std::sync::Arc;

pub(crate) fn kernels() -> Vec<Kernel> {
    let tape = ModernDelayPatch { model: DelayModel::Tape, diffusion: 0.5, ..DELAY };
    let one = vec![
        effect("delay: digital", 1.0, || ModernDelay::new(&DELAY, RATE)),
        effect("delay: tape, diffused", 1.0, move || ModernDelay::new(&tape, RATE)),
        chorus("chorus: one voice", 1),
        chorus("chorus: three voices", 3),
        chorus("chorus: five voices", 5),
        filter("filter: SVF", FilterModel::Svf),
        filter("filter: Oberheim", FilterModel::Oberheim),
        filter("filter: Korg", FilterModel::Korg),
        filter("filter: ladder", FilterModel::Ladder),
    ];
    let at_each_level = levels().into_iter().flat_map(|level| {
        [
            modern_reverb("modern reverb: hall", level, 0.0),
            modern_reverb("modern reverb: hall with shimmer", level, 0.3),
            reverb("convolution reverb: 0.5 s", level, 0.5),
            reverb("convolution reverb: 2 s", level, 2.0),
            reverb("convolution reverb: 4 s", level, 4.0),
            transform("FFT of 512", level, 512),
            transform("FFT of 8192", level, 8192),
            transform("FFT of 32768", level, 32_768),
        ]
    });
    one.into_iter().chain(at_each_level).collect()
}

fn transform(name: &str, level: Level, size: usize) -> Kernel {
    Kernel {
        name: name.into(),
        unit: "sample",
        units: size,
        level: level.name(),
        make: Box::new(move || {
            let fft = RealFft::with_level(size, level);
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

fn reverb(name: &str, level: Level, length_s: f32) -> Kernel {
    let patch =
        ReverbPatch { length_s, low_pass_hz: 11_000.0, pre_delay_s: 0.02, dry: 0.7, wet: 0.15 };
    effect_at(name, level, 1.0, move || {
        let room = Impulse::new(patch.length_s, patch.low_pass_hz, RATE);
        Reverb::with_level(&patch, Arc::new(room), RATE, level)
    })
}

fn modern_reverb(name: &str, level: Level, shimmer: f32) -> Kernel {
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
    effect_at(name, level, 1.0, move || ModernReverb::with_level(&patch, RATE, level))
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
