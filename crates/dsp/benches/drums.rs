//! How long the drums take at each level of SIMD: eight lanes of strokes for 4096 frames, so that
//! an item is a voice-frame; and how long a patch takes to prepare.
//! Run with `cargo bench -p rebounce-dsp --bench drums`.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::drum::{self, Kind, Settings};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::voice::{LANES, Voice};
use std::sync::Arc;

fn main() {
    divan::main();
}

const FRAMES: usize = 4096;

fn patch(kind: Kind) -> drum::Patch {
    // Long enough for no voice to end.
    drum::Patch::new(&Settings { kind, decay: 4.0, ..Settings::default() }, 48_000.0)
}

fn run(bencher: Bencher<'_, '_>, level: Level, kind: Kind) {
    let patch = Arc::new(Patch::Drum(patch(kind)));
    let begin = || {
        let strokes: [Voice; LANES] = core::array::from_fn(|lane| Voice {
            start: 3 * lane as u64,
            seed: lane as u32,
            ..Voice::default()
        });
        Batch::new(&patch, strokes.into_iter(), false, Room::default())
    };
    let (mut left, mut right) = (vec![0.0; FRAMES], vec![0.0; FRAMES]);
    let items = ItemsCount::new(FRAMES * LANES);
    bencher.counter(items).with_inputs(begin).bench_local_refs(|batch| {
        batch.render(level, &mut left, &mut right);
        divan::black_box(&left);
    });
}

#[divan::bench(args = Kind::ALL)]
fn best_level(bencher: Bencher<'_, '_>, kind: Kind) {
    run(bencher, Level::best(), kind);
}

#[divan::bench(args = Kind::ALL)]
fn baseline(bencher: Bencher<'_, '_>, kind: Kind) {
    run(bencher, Level::baseline(), kind);
}

#[divan::bench(args = Kind::ALL)]
fn avx2_or_below(bencher: Bencher<'_, '_>, kind: Kind) {
    let known = |level: &Level| matches!(level.name(), "Sse2" | "Sse4_2" | "Avx2");
    let level = Level::all().into_iter().rfind(known).unwrap_or(Level::baseline());
    run(bencher, level, kind);
}

#[divan::bench(args = Kind::ALL)]
fn prepare(kind: Kind) -> drum::Patch {
    patch(kind)
}
