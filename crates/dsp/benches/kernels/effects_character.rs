//! Effects of character: drive, dynamics, width, time turned about.

use crate::Kernel;
use crate::effects::{RATE, effect};
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
use rebounce_dsp::effects::pitch_shifter::{PitchAlgorithm, PitchShifter, PitchShifterPatch};
use rebounce_dsp::effects::rhythm_fx::{RhythmFx, RhythmFxPatch, RhythmMode};
use rebounce_dsp::effects::sample_morph::{SampleMorph, SampleMorphPatch};
use rebounce_dsp::effects::sidechain_compressor::{SidechainCompressor, SidechainCompressorPatch};
use rebounce_dsp::effects::transient_designer::{
    Targeting, TransientDesigner, TransientDesignerPatch,
};
use rebounce_dsp::effects::vortex_phaser::{VortexPhaser, VortexPhaserPatch};
use rebounce_dsp::effects::waveshaper::{Waveshaper, WaveshaperCurve, WaveshaperPatch};

pub(crate) fn kernels() -> Vec<Kernel> {
    vec![
        effect("clipper, hard", 1.0, || clipper("hard")),
        effect("clipper, soft", 1.0, || clipper("soft")),
        effect("clipper, diode", 1.0, || clipper("diode")),
        effect("waveshaper", 1.0, waveshaper),
        effect("crusher", 1.0, crusher),
        effect("bass enhancer", 1.0, bass_enhancer),
        effect("feedback delay", 1.0, feedback_delay),
        effect("phaser, 4 stages", 1.0, || phaser(4)),
        effect("phaser, 12 stages", 1.0, || phaser(12)),
        effect("panner", 1.0, panner),
        effect("imager", 1.0, || imager(0.0)),
        effect("imager, low mono", 1.0, || imager(1.0)),
        effect("transients, full", 1.0, || transients("full")),
        effect("transients, low", 1.0, || transients("low")),
        effect("maximizer", 1.0, maximizer),
        effect("ott", 1.0, ott),
        effect("sidechain compressor", 1.0, sidechain_compressor),
        effect("ghost lfo", 1.0, ghost_lfo),
        effect("sample morph", 1.0, sample_morph),
        effect("atmos machine", 1.0, atmos_machine),
        effect("pitch shifter, vocoder", 1.0, || pitch_shifter(PitchAlgorithm::Vocoder, 1, 0.0)),
        effect("pitch shifter, formants kept", 1.0, || {
            pitch_shifter(PitchAlgorithm::Vocoder, 1, 1.0)
        }),
        effect("pitch shifter, high quality", 1.0, || {
            pitch_shifter(PitchAlgorithm::Vocoder, 2, 0.0)
        }),
        effect("pitch shifter, hybrid", 1.0, || pitch_shifter(PitchAlgorithm::Hybrid, 1, 0.0)),
        effect("pitch shifter, psola", 1.0, || pitch_shifter(PitchAlgorithm::Psola, 1, 1.0)),
        effect("half time, head", 1.0, || half_time(-12.0)),
        effect("half time, grains", 1.0, || half_time(0.0)),
        effect("rhythm fx, gate", 1.0, || rhythm_fx("gate")),
        effect("rhythm fx, stutter", 1.0, || rhythm_fx("stutter")),
    ]
}

fn clipper(mode: &str) -> Clipper {
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
    Clipper::new(&patch, RATE)
}

fn waveshaper() -> Waveshaper {
    let curve = WaveshaperCurve::Tanh;
    let patch = WaveshaperPatch { drive: 2.0, mix: 1.0, curve, output_gain: 1.0 };
    Waveshaper::new(&patch, RATE)
}

fn crusher() -> ArcadeCrusher {
    let patch = ArcadeCrusherPatch { bits: 8.0, reduction: 2.0, crush: 0.5, wet: 1.0 };
    ArcadeCrusher::new(&patch, RATE)
}

fn bass_enhancer() -> BassEnhancer {
    let patch = BassEnhancerPatch {
        frequency_hz: 60.0,
        amount: 0.5,
        harmonics: 0.3,
        tightness: 0.5,
        wet: 0.5,
    };
    BassEnhancer::new(&patch, RATE)
}

fn feedback_delay() -> FeedbackDelay {
    let patch = FeedbackDelayPatch {
        time_s: [0.3; 2],
        feedback: 0.5,
        cross: 0.2,
        ping_pong: false,
        low_pass_hz: 3162.0,
        dry: 0.7,
        echoes: 0.3,
    };
    FeedbackDelay::new(&patch, RATE)
}

fn phaser(stages: usize) -> VortexPhaser {
    let patch = VortexPhaserPatch {
        rate_hz: 0.5,
        depth: 0.7,
        stages,
        feedback: 0.5,
        stereo_phase_cycles: 0.25,
        wet: 0.5,
    };
    VortexPhaser::new(&patch, RATE)
}

fn panner() -> OrbitPanner {
    let patch = OrbitPannerPatch { rate_hz: 1.0, depth: 0.8, shape: 0.0, width: 1.0, wet: 1.0 };
    OrbitPanner::new(&patch, RATE)
}

fn imager(low_mono: f32) -> Imager {
    let patch = ImagerPatch {
        width: 1.2,
        mid_gain: 1.0,
        side_gain: 1.0,
        wet: 1.0,
        low_mono,
        crossover_hz: 160.0,
    };
    Imager::new(&patch, RATE)
}

fn transients(targeting: &str) -> TransientDesigner {
    let patch = TransientDesignerPatch {
        attack_db: 6.0,
        sustain_db: -6.0,
        mix: 1.0,
        targeting: if targeting == "full" { Targeting::Full } else { Targeting::Low },
        band_attack_db: [0.0; 3],
        band_sustain_db: [0.0; 3],
        crossover_hz: [200.0, 5000.0],
    };
    TransientDesigner::new(&patch, RATE)
}

fn maximizer() -> Maximizer {
    let patch = MaximizerPatch {
        input_gain_db: 2.0,
        saturation: 0.2,
        ceiling_db: -0.5,
        release_s: 0.15,
        wet: 1.0,
        lookahead_s: 0.003,
        true_peak: true,
    };
    Maximizer::new(&patch, RATE)
}

fn ott() -> Ott {
    let patch = OttPatch {
        depth: 0.5,
        time: 0.5,
        up_ratio: [3.0; 3],
        down_ratio: [3.0; 3],
        gain_db: [0.0; 3],
        wet: 1.0,
    };
    Ott::new(&patch, RATE)
}

fn sidechain_compressor() -> SidechainCompressor {
    let patch = SidechainCompressorPatch {
        threshold_db: -24.0,
        ratio: 4.0,
        attack_s: 0.003,
        release_s: 0.25,
        wet: 1.0,
        beat_s: 0.5,
    };
    SidechainCompressor::new(&patch, RATE)
}

fn ghost_lfo() -> GhostLfo {
    let patch =
        GhostLfoPatch { rate_hz: 0.5, stretch: 0.5, atmosphere: 0.3, glitch: 0.1, wet: 1.0 };
    GhostLfo::new(&patch, RATE)
}

fn sample_morph() -> SampleMorph {
    let patch =
        SampleMorphPatch { grain_s: 0.2, overlap: 0.1, randomness: 0.5, retrigger: 0.2, wet: 1.0 };
    SampleMorph::new(&patch, RATE)
}

fn atmos_machine() -> AtmosMachine {
    let patch =
        AtmosMachinePatch { size: 0.5, movement: 0.5, character: 0.5, width: 0.7, wet: 0.5 };
    AtmosMachine::new(&patch, RATE)
}

fn pitch_shifter(algorithm: PitchAlgorithm, quality: usize, kept: f32) -> PitchShifter {
    let patch = PitchShifterPatch {
        pitch_st: 5.0,
        formant_st: 0.0,
        formant_preservation: kept,
        quality,
        algorithm,
        input_gain_db: 0.0,
        output_gain_db: 0.0,
        wet: 1.0,
    };
    PitchShifter::new(&patch, RATE)
}

fn half_time(pitch_st: f32) -> HalfTime {
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
    HalfTime::new(&patch, RATE)
}

fn rhythm_fx(mode: &str) -> RhythmFx {
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
    RhythmFx::new(&patch, RATE)
}
