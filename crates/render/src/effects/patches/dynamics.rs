//! What follows a level.

use super::{choice, on};
use crate::tempo::TempoMap;
use rebounce_dsp::effects::maximizer::MaximizerPatch;
use rebounce_dsp::effects::ott::OttPatch;
use rebounce_dsp::effects::sidechain_compressor::SidechainCompressorPatch;
use rebounce_dsp::effects::transient_designer::{Targeting, TransientDesignerPatch};
use rebounce_song::Beats;
use rebounce_song::effect::{Maximizer, Ott, SidechainCompressor, TransientDesigner};

pub(in crate::effects) fn maximizer(it: &Maximizer) -> MaximizerPatch {
    MaximizerPatch {
        input_gain_db: it.input_gain,
        saturation: it.saturation,
        ceiling_db: it.ceiling,
        release_s: it.release,
        wet: it.wet,
        lookahead_s: it.lookahead / 1000.0,
        true_peak: on(it.true_peak),
    }
}

pub(in crate::effects) fn ott(it: &Ott) -> OttPatch {
    OttPatch {
        depth: it.depth,
        time: it.time,
        up_ratio: [it.low_up_ratio, it.mid_up_ratio, it.high_up_ratio],
        down_ratio: [it.low_down_ratio, it.mid_down_ratio, it.high_down_ratio],
        gain_db: [it.low_gain, it.mid_gain, it.high_gain],
        wet: it.wet,
    }
}

pub(in crate::effects) fn sidechain_compressor(
    it: &SidechainCompressor,
    tempo: &TempoMap,
) -> SidechainCompressorPatch {
    SidechainCompressorPatch {
        threshold_db: it.threshold,
        ratio: it.ratio,
        attack_s: it.attack,
        release_s: it.release,
        wet: it.wet,
        beat_s: 60.0 / tempo.tempo_at(Beats(0.0)).0,
    }
}

pub(in crate::effects) fn transient_designer(it: &TransientDesigner) -> TransientDesignerPatch {
    use Targeting::{Full, High, Low, Mid};
    TransientDesignerPatch {
        attack_db: it.attack,
        sustain_db: it.sustain,
        mix: it.mix,
        targeting: choice([Full, Low, Mid, High], it.frequency_targeting),
        band_attack_db: [it.low_attack, it.mid_attack, it.high_attack],
        band_sustain_db: [it.low_sustain, it.mid_sustain, it.high_sustain],
        crossover_hz: [it.low_crossover, it.high_crossover],
    }
}
