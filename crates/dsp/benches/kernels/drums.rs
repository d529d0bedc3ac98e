//! The synthetic drums: eight strokes, long enough for none to end.

use crate::Kernel;
use crate::voices::{RATE, voices};
use rebounce_dsp::batch::Patch;
use rebounce_dsp::drum::{self, Kind, Settings};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::voice::Voice;
use std::hint::black_box;

pub(crate) fn kernels() -> Vec<Kernel> {
    let strokes = Kind::ALL.into_iter().flat_map(|kind| {
        let voice = |lane| Voice { start: 3 * lane as u64, seed: lane as u32, ..Voice::default() };
        voices(
            &format!("drum: {kind:?}").to_lowercase(),
            move || Patch::Drum(patch(kind)),
            false,
            voice,
        )
    });
    let preparing = Kind::ALL.into_iter().map(|kind| Kernel {
        name: format!("drum: preparing a {kind:?}").to_lowercase(),
        unit: "call",
        units: 1,
        level: Level::best().name(),
        make: Box::new(move || {
            Box::new(move || {
                black_box(patch(kind));
            })
        }),
    });
    strokes.chain(preparing).collect()
}

fn patch(kind: Kind) -> drum::Patch {
    drum::Patch::new(&Settings { kind, decay: 4.0, ..Settings::default() }, RATE)
}
