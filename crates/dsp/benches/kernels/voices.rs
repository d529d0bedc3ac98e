//! Eight lanes of voices, however they are made: the only place here that knows batches.

use crate::{Kernel, levels};
use rebounce_dsp::batch::{Batch, Patch};
use rebounce_dsp::voice::{LANES, Voice};
use std::hint::black_box;
use std::sync::Arc;

const FRAMES: usize = 4096;

/// The rate that patches are prepared for.
pub(crate) const RATE: f64 = 48_000.0;

/// One kernel a level: eight voices of the patch, one a lane, each call from their first frame.
/// `voice` gives the voice of a lane.
pub(crate) fn voices(
    name: &str,
    patch: impl Fn() -> Patch + Clone + 'static,
    stereo: bool,
    voice: impl Fn(usize) -> Voice + Clone + 'static,
) -> Vec<Kernel> {
    let of_level = |level: rebounce_dsp::lanes::Level| {
        let (patch, voice) = (patch.clone(), voice.clone());
        Kernel {
            name: name.to_owned(),
            unit: "voice-frame",
            units: FRAMES * LANES,
            level: level.name(),
            make: Box::new(move || {
                let patch = Arc::new(patch());
                let lanes = core::array::from_fn(|lane| vec![voice(lane)]);
                let fresh = Batch::new(&patch, lanes, stereo);
                let (mut left, mut right) = (vec![0.0; FRAMES], vec![0.0; FRAMES]);
                Box::new(move || {
                    fresh.clone().render(level, 0, &mut left, &mut right);
                    black_box(&left);
                })
            }),
        }
    };
    levels().into_iter().map(of_level).collect()
}

/// Never released, on a frame of its own.
pub(crate) fn held(lane: usize, key: f32) -> Voice {
    Voice { start: 3 * lane as u64, gate: u64::MAX / 2, key, ..Voice::default() }
}
