//! Curves and crushers.

use super::{choice, on};
use rebounce_dsp::effects::arcade_crusher::ArcadeCrusherPatch;
use rebounce_dsp::effects::bass_enhancer::BassEnhancerPatch;
use rebounce_dsp::effects::clipper::{ClipperMode, ClipperPatch};
use rebounce_dsp::effects::waveshaper::{WaveshaperCurve, WaveshaperPatch};
use rebounce_song::effect::{ArcadeCrusher, BassEnhancer, Clipper, Waveshaper};

pub(in crate::effects) fn clipper(it: &Clipper) -> ClipperPatch {
    use ClipperMode::{Bitcrush, Diode, Foldback, Hard, Soft, Tube};
    ClipperPatch {
        ceiling_db: it.ceiling,
        hardness: it.hardness / 100.0,
        harmonics: it.harmonics / 100.0,
        pre_gain_db: it.pre_gain,
        post_gain_db: it.post_gain,
        mix: it.mix / 100.0,
        mode: choice([Hard, Soft, Tube, Diode, Foldback, Bitcrush], it.mode),
        curve: it.curve,
        dc_filter: on(it.dc_filter),
        oversampling: it.oversample.round() as u32,
    }
}

pub(in crate::effects) fn waveshaper(it: &Waveshaper) -> WaveshaperPatch {
    use WaveshaperCurve::{Foldback, Hard, Soft, Tanh, Tube};
    WaveshaperPatch {
        drive: it.drive,
        mix: it.mix,
        curve: choice([Tanh, Soft, Hard, Tube, Foldback], it.curve),
        output_gain: it.output_gain,
    }
}

pub(in crate::effects) fn arcade_crusher(it: &ArcadeCrusher) -> ArcadeCrusherPatch {
    ArcadeCrusherPatch {
        bits: it.bit_depth,
        reduction: it.sample_rate_reduction,
        crush: it.crush,
        wet: it.wet,
    }
}

pub(in crate::effects) fn bass_enhancer(it: &BassEnhancer) -> BassEnhancerPatch {
    BassEnhancerPatch {
        frequency_hz: it.frequency,
        amount: it.amount,
        harmonics: it.harmonics,
        tightness: it.tightness,
        wet: it.wet,
    }
}
