//! What moves the sound, its place and its pitch.

use super::{choice, division_s, on};
use crate::tempo::TempoMap;
use rebounce_dsp::effects::ghost_lfo::GhostLfoPatch;
use rebounce_dsp::effects::imager::ImagerPatch;
use rebounce_dsp::effects::orbit_panner::OrbitPannerPatch;
use rebounce_dsp::effects::pitch_shifter::{PitchAlgorithm, PitchShifterPatch};
use rebounce_dsp::effects::vortex_phaser::VortexPhaserPatch;
use rebounce_song::effect::{GhostLfo, Imager, OrbitPanner, PitchShifter, VortexPhaser};

pub(in crate::effects) fn vortex_phaser(it: &VortexPhaser) -> VortexPhaserPatch {
    VortexPhaserPatch {
        rate_hz: it.rate,
        depth: it.depth,
        stages: it.stages.round() as usize,
        feedback: it.feedback,
        stereo_phase_cycles: it.stereo_phase / 360.0,
        wet: it.wet,
    }
}

pub(in crate::effects) fn orbit_panner(it: &OrbitPanner, tempo: &TempoMap) -> OrbitPannerPatch {
    let rate_hz = if on(it.tempo_sync) {
        (1.0 / division_s(tempo, it.note_division)) as f32
    } else {
        it.rate
    };
    OrbitPannerPatch {
        rate_hz,
        depth: it.depth,
        shape: it.shape,
        width: it.stereo_width,
        wet: it.wet,
    }
}

pub(in crate::effects) fn imager(it: &Imager) -> ImagerPatch {
    ImagerPatch {
        width: it.width,
        mid_gain: it.mid_gain,
        side_gain: it.side_gain,
        wet: it.wet,
        low_mono: it.low_mono,
        crossover_hz: it.crossover,
    }
}

pub(in crate::effects) fn ghost_lfo(it: &GhostLfo) -> GhostLfoPatch {
    GhostLfoPatch {
        rate_hz: it.rate,
        stretch: it.stretch,
        atmosphere: it.atmosphere,
        glitch: it.glitch,
        wet: it.wet,
    }
}

pub(in crate::effects) fn pitch_shifter(it: &PitchShifter) -> PitchShifterPatch {
    use PitchAlgorithm::{Hybrid, Psola, Vocoder};
    PitchShifterPatch {
        pitch_st: it.pitch + it.fine_tune / 100.0,
        formant_st: it.formant_shift,
        formant_preservation: it.formant_preservation,
        quality: it.quality.round() as usize,
        algorithm: choice([Psola, Vocoder, Hybrid], it.pitch_algorithm),
        input_gain_db: it.input_gain,
        output_gain_db: it.output_gain,
        wet: it.wet,
    }
}
