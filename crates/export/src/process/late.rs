//! One of the engine's effects in a chain, its latency taken off.

use super::{Compress, Room};
use rebounce_dsp::effects::Effect;
use rebounce_dsp::effects::compressor::{Compressor, CompressorPatch, SideFilter};
use rebounce_dsp::effects::reverb::{Reverb, ReverbPatch};

/// An effect whose sound comes out on time: as many frames as went in, in the end.
pub(super) struct Late {
    effect: Box<dyn Effect>,
    /// Frames at the beginning that are still to be dropped.
    drop: usize,
}

impl Late {
    fn new(effect: impl Effect + 'static) -> Self {
        Self { drop: effect.latency(), effect: Box::new(effect) }
    }

    pub(super) fn compressor(settings: &Compress, sample_rate: f64) -> Self {
        let threshold = f64::from(settings.threshold.clamp(0.001, 1.0));
        let patch = CompressorPatch {
            threshold_db: 20.0 * libm::log10(threshold) as f32,
            ratio: settings.ratio,
            attack_s: settings.attack,
            release_s: settings.release,
            knee_db: 0.0,
            lookahead_s: 0.0,
            side_filter: SideFilter::None,
            ..CompressorPatch::default()
        };
        Self::new(Compressor::new(&patch, sample_rate))
    }

    pub(super) fn reverb(settings: &Room, sample_rate: f64) -> Self {
        let wet = settings.wet_level.clamp(0.0, 1.0);
        let patch = ReverbPatch {
            length_s: 0.5 + 3.5 * settings.room_size.clamp(0.0, 1.0),
            low_pass_hz: 2000.0 + (1.0 - settings.damping.clamp(0.0, 1.0)) * 18_000.0,
            pre_delay_s: 0.0,
            dry: 1.0 - wet,
            wet,
        };
        Self::new(Reverb::new(&patch, sample_rate))
    }

    /// The next frames; those that are done.
    pub(super) fn push(&mut self, mut sound: [Vec<f32>; 2]) -> [Vec<f32>; 2] {
        let [left, right] = &mut sound;
        self.effect.process(left, right, None);
        let drop = self.drop.min(left.len());
        self.drop -= drop;
        left.drain(..drop);
        right.drain(..drop);
        sound
    }

    /// What is still inside.
    pub(super) fn finish(&mut self) -> [Vec<f32>; 2] {
        let late = self.effect.latency();
        self.push([vec![0.0; late], vec![0.0; late]])
    }
}
