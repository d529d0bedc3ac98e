//! Eight lanes of voices, however they are made: the only place here that knows batches.

use crate::{Kernel, levels};
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::voice::{LANES, Voice};
use std::hint::black_box;
use std::sync::Arc;

const FRAMES: usize = 4096;

/// The rate that patches are prepared for.
pub(crate) const RATE: f64 = 48_000.0;

/// One kernel a level: eight voices of the patch, one a lane, begun anew when the shortest
/// of them is over.
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
                let lanes: [Voice; LANES] = core::array::from_fn(&voice);
                let shortest = lanes.iter().map(|voice| patch.length(voice)).min();
                let calls = (shortest.unwrap_or(0) / FRAMES as u64).max(1);
                let fresh = move || {
                    let voices = lanes.clone().into_iter();
                    Batch::new(&patch, voices, stereo, Room::default())
                };
                let (mut batch, mut left_over) = (fresh(), calls);
                let (mut left, mut right) = (vec![0.0; FRAMES], vec![0.0; FRAMES]);
                Box::new(move || {
                    if left_over == 0 {
                        (batch, left_over) = (fresh(), calls);
                    }
                    left_over -= 1;
                    batch.render(level, &mut left, &mut right);
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
