//! Effects of character: time per stereo frame at 48 kHz, noise in, blocks of 512 frames.
//!
//! `cargo bench -p rebounce-dsp --bench effects_character`; a line's items are stereo frames.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::arcade_crusher::{ArcadeCrusher, ArcadeCrusherPatch};
use rebounce_dsp::effects::atmos_machine::{AtmosMachine, AtmosMachinePatch};
use rebounce_dsp::effects::bass_enhancer::{BassEnhancer, BassEnhancerPatch};
use rebounce_dsp::effects::clipper::{Clipper, ClipperMode, ClipperPatch};
use rebounce_dsp::effects::feedback_delay::{FeedbackDelay, FeedbackDelayPatch};
use rebounce_dsp::effects::ghost_lfo::{GhostLfo, GhostLfoPatch};
use rebounce_dsp::effects::half_time::{HalfTime, HalfTimeMode, HalfTimePatch};
use rebounce_dsp::effects::imager::{Imager, ImagerPatch};
use rebounce_dsp::effects::maximizer::{Maximizer, MaximizerPatch};
use rebounce_dsp::effects::orbit_panner::{OrbitPanner, OrbitPannerPatch};
use rebounce_dsp::effects::ott::{Ott, OttPatch};
use rebounce_dsp::effects::rhythm_fx::{RhythmFx, RhythmFxPatch, RhythmMode};
use rebounce_dsp::effects::sample_morph::{SampleMorph, SampleMorphPatch};
use rebounce_dsp::effects::sidechain_compressor::{SidechainCompressor, SidechainCompressorPatch};
use rebounce_dsp::effects::transient_designer::{
    Targeting, TransientDesigner, TransientDesignerPatch,
};
use rebounce_dsp::effects::vortex_phaser::{VortexPhaser, VortexPhaserPatch};
use rebounce_dsp::effects::waveshaper::{Waveshaper, WaveshaperCurve, WaveshaperPatch};
use rebounce_dsp::math;

const RATE: f64 = 48_000.0;
const BLOCK: usize = 512;
const FRAMES: usize = 65_536;

fn main() {
    divan::main();
}

fn run(bencher: Bencher, mut effect: impl Effect) {
    let noise = |seed: u32| (0..FRAMES).map(|n| math::noise(seed, n as u32)).collect::<Vec<_>>();
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

#[divan::bench(args = ["hard", "soft", "diode"])]
fn clipper(bencher: Bencher, mode: &str) {
    let patch = ClipperPatch {
        ceiling_db: 0.0,
        hardness: 1.0,
        harmonics: 0.5,
        pre_gain_db: 0.0,
        post_gain_db: 0.0,
        mix: 1.0,
        mode: match mode {
            "hard" => ClipperMode::Hard,
            "soft" => ClipperMode::Soft,
            _ => ClipperMode::Diode,
        },
        curve: 1.0,
        dc_filter: true,
        oversampling: 2,
    };
    run(bencher, Clipper::new(&patch, RATE));
}

#[divan::bench]
fn waveshaper(bencher: Bencher) {
    let curve = WaveshaperCurve::Tanh;
    let patch = WaveshaperPatch { drive: 2.0, mix: 1.0, curve, output_gain: 1.0 };
    run(bencher, Waveshaper::new(&patch, RATE));
}

#[divan::bench]
fn crusher(bencher: Bencher) {
    let patch = ArcadeCrusherPatch { bits: 8.0, reduction: 2.0, crush: 0.5, wet: 1.0 };
    run(bencher, ArcadeCrusher::new(&patch, RATE));
}

#[divan::bench]
fn bass_enhancer(bencher: Bencher) {
    let patch = BassEnhancerPatch {
        frequency_hz: 60.0,
        amount: 0.5,
        harmonics: 0.3,
        tightness: 0.5,
        wet: 0.5,
    };
    run(bencher, BassEnhancer::new(&patch, RATE));
}

#[divan::bench]
fn feedback_delay(bencher: Bencher) {
    let patch = FeedbackDelayPatch {
        time_s: [0.3; 2],
        feedback: 0.5,
        cross: 0.2,
        ping_pong: false,
        low_pass_hz: 3162.0,
        dry: 0.7,
        echoes: 0.3,
    };
    run(bencher, FeedbackDelay::new(&patch, RATE));
}

#[divan::bench(args = [4, 12])]
fn phaser(bencher: Bencher, stages: usize) {
    let patch = VortexPhaserPatch {
        rate_hz: 0.5,
        depth: 0.7,
        stages,
        feedback: 0.5,
        stereo_phase_cycles: 0.25,
        wet: 0.5,
    };
    run(bencher, VortexPhaser::new(&patch, RATE));
}

#[divan::bench]
fn panner(bencher: Bencher) {
    let patch = OrbitPannerPatch { rate_hz: 1.0, depth: 0.8, shape: 0.0, width: 1.0, wet: 1.0 };
    run(bencher, OrbitPanner::new(&patch, RATE));
}

#[divan::bench(args = [0.0, 1.0])]
fn imager(bencher: Bencher, low_mono: f32) {
    let patch = ImagerPatch {
        width: 1.2,
        mid_gain: 1.0,
        side_gain: 1.0,
        wet: 1.0,
        low_mono,
        crossover_hz: 160.0,
    };
    run(bencher, Imager::new(&patch, RATE));
}

#[divan::bench(args = ["full", "low"])]
fn transients(bencher: Bencher, targeting: &str) {
    let patch = TransientDesignerPatch {
        attack_db: 6.0,
        sustain_db: -6.0,
        mix: 1.0,
        targeting: if targeting == "full" { Targeting::Full } else { Targeting::Low },
        band_attack_db: [0.0; 3],
        band_sustain_db: [0.0; 3],
        crossover_hz: [200.0, 5000.0],
    };
    run(bencher, TransientDesigner::new(&patch, RATE));
}

#[divan::bench]
fn maximizer(bencher: Bencher) {
    let patch = MaximizerPatch {
        input_gain_db: 2.0,
        saturation: 0.2,
        ceiling_db: -0.5,
        release_s: 0.15,
        wet: 1.0,
        lookahead_s: 0.003,
        true_peak: true,
    };
    run(bencher, Maximizer::new(&patch, RATE));
}

#[divan::bench]
fn ott(bencher: Bencher) {
    let patch = OttPatch {
        depth: 0.5,
        time: 0.5,
        up_ratio: [3.0; 3],
        down_ratio: [3.0; 3],
        gain_db: [0.0; 3],
        wet: 1.0,
    };
    run(bencher, Ott::new(&patch, RATE));
}

#[divan::bench]
fn sidechain_compressor(bencher: Bencher) {
    let patch = SidechainCompressorPatch {
        threshold_db: -24.0,
        ratio: 4.0,
        attack_s: 0.003,
        release_s: 0.25,
        wet: 1.0,
        beat_s: 0.5,
    };
    run(bencher, SidechainCompressor::new(&patch, RATE));
}

#[divan::bench]
fn ghost_lfo(bencher: Bencher) {
    let patch =
        GhostLfoPatch { rate_hz: 0.5, stretch: 0.5, atmosphere: 0.3, glitch: 0.1, wet: 1.0 };
    run(bencher, GhostLfo::new(&patch, RATE));
}

#[divan::bench]
fn sample_morph(bencher: Bencher) {
    let patch =
        SampleMorphPatch { grain_s: 0.2, overlap: 0.1, randomness: 0.5, retrigger: 0.2, wet: 1.0 };
    run(bencher, SampleMorph::new(&patch, RATE));
}

#[divan::bench]
fn atmos_machine(bencher: Bencher) {
    let patch =
        AtmosMachinePatch { size: 0.5, movement: 0.5, character: 0.5, width: 0.7, wet: 0.5 };
    run(bencher, AtmosMachine::new(&patch, RATE));
}

#[divan::bench(args = [-12.0, 0.0])]
fn half_time(bencher: Bencher, pitch_st: f32) {
    let patch = HalfTimePatch {
        rate: 0.5,
        smoothing: 0.5,
        pitch_st,
        grain_s: 0.1,
        density: 8,
        pitch_lock: true,
        mix: 1.0,
        mode: HalfTimeMode::Clean,
        analog_warmth: 0.0,
        glitch_amount: 0.0,
        reverse: false,
        bar_s: 2.0,
    };
    run(bencher, HalfTime::new(&patch, RATE));
}

#[divan::bench(args = ["gate", "stutter"])]
fn rhythm_fx(bencher: Bencher, mode: &str) {
    let patch = RhythmFxPatch {
        step_s: 0.125,
        chance: 1.0,
        intensity: 1.0,
        buffer_s: 0.5,
        fade_s: 0.01,
        glitch_amount: 0.5,
        speed: 1.0,
        mode: if mode == "gate" { RhythmMode::Gate } else { RhythmMode::Stutter },
    };
    run(bencher, RhythmFx::new(&patch, RATE));
}
