//! How long the sampler's voices take at each level of SIMD: eight lanes full for 4096 frames, so
//! that an item is a voice-frame. Run with `cargo bench -p rebounce-dsp --bench sampler`.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::Recording;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::math::noise;
use rebounce_dsp::sampler::{self, Filter, Response, Settings, Zone};
use rebounce_dsp::voice::{Bend, LANES, Voice};
use std::sync::Arc;

fn main() {
    divan::main();
}

const FRAMES: usize = 4096;

fn levels() -> Vec<&'static str> {
    Level::all().into_iter().map(Level::name).collect()
}

fn level(name: &str) -> Level {
    Level::all().into_iter().find(|level| level.name() == name).expect("it was listed")
}

/// What is played, and how.
struct Case {
    settings: Settings,
    channels: usize,
    key: f32,
    bend: Option<Arc<[Bend]>>,
}

impl Default for Case {
    fn default() -> Self {
        // A loop of ten seconds, so that nothing ends.
        let settings = Settings { looped: true, loop_start: 0.1, ..Settings::default() };
        Self { settings, channels: 1, key: 60.5, bend: None }
    }
}

/// Eight held voices on unlike frames.
fn run(bencher: Bencher<'_, '_>, name: &str, case: &Case) {
    let channel = |seed| (0..480_000).map(|i| noise(seed, i)).collect();
    let zone = Zone {
        recording: Arc::new(Recording {
            channels: (0..case.channels as u32).map(channel).collect(),
            sample_rate: 48_000,
        }),
        key: 60.0,
        base_key: 60.0,
        velocity_min: 0.0,
        velocity_max: 1.0,
        turn: 0,
    };
    let patch = Arc::new(Patch::Sampler(sampler::Patch::new(&case.settings, &[zone], 48_000.0)));
    let lanes: [Voice; LANES] = core::array::from_fn(|lane| Voice {
        start: 3 * lane as u64,
        gate: u64::MAX / 2,
        key: case.key,
        bend: case.bend.clone(),
        ..Voice::default()
    });
    let mut batch = Batch::new(&patch, lanes.into_iter(), patch.is_stereo(), Room::default());
    let (mut left, mut right) = (vec![0.0; FRAMES], vec![0.0; FRAMES]);
    let level = level(name);
    bencher.counter(ItemsCount::new(FRAMES * LANES)).bench_local(|| {
        batch.render(level, &mut left, &mut right);
        divan::black_box(&left);
    });
}

/// Half a key above the recording's own pitch, mono.
#[divan::bench(args = levels())]
fn near_its_pitch(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Case { key: 59.5, ..Case::default() });
}

#[divan::bench(args = levels())]
fn at_its_pitch(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Case { key: 60.0, ..Case::default() });
}

#[divan::bench(args = levels())]
fn an_octave_up(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Case { key: 71.9, ..Case::default() });
}

#[divan::bench(args = levels())]
fn three_octaves_up(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Case { key: 95.9, ..Case::default() });
}

#[divan::bench(args = levels())]
fn stereo(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Case { key: 59.5, channels: 2, ..Case::default() });
}

#[divan::bench(args = levels())]
fn short_loop(bencher: Bencher<'_, '_>, name: &str) {
    let settings =
        Settings { looped: true, loop_start: 0.5, loop_end: 0.5002, ..Settings::default() };
    run(bencher, name, &Case { settings, key: 59.5, ..Case::default() });
}

#[divan::bench(args = levels())]
fn bent(bencher: Bencher<'_, '_>, name: &str) {
    let points = [Bend { at: 0, semitones: -1.0 }, Bend { at: 1 << 40, semitones: 1.0 }];
    run(bencher, name, &Case { key: 59.5, bend: Some(Arc::from(points)), ..Case::default() });
}

#[divan::bench(args = levels())]
fn filtered_and_boosted(bencher: Bencher<'_, '_>, name: &str) {
    let mut case = Case { key: 59.5, ..Case::default() };
    case.settings.bass_boost = 0.5;
    case.settings.filter =
        Some(Filter { response: Response::Lowpass, cutoff_hz: 3000.0, q: 2.0, key_tracking: 0.5 });
    run(bencher, name, &case);
}

/// What the first sampler of a process waits for.
#[divan::bench]
fn preparing_a_patch() -> sampler::Patch {
    sampler::Patch::new(&Settings::default(), &[], 48_000.0)
}
