//! How long the synth's voices take at each level of SIMD: eight lanes full for 4096 frames, so
//! that an item is a voice-frame. Run with `cargo bench -p rebounce-dsp --bench voices`.

use divan::Bencher;
use divan::counter::ItemsCount;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::lanes::Level;
use rebounce_dsp::va::{self, Oscillator, Settings, Waveform};
use rebounce_dsp::voice::{LANES, Voice};
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

/// Eight held voices around middle C, on unlike frames.
fn run(bencher: Bencher<'_, '_>, name: &str, settings: &Settings, stereo: bool) {
    let patch = Arc::new(Patch::Va(va::Patch::new(settings, 48_000.0)));
    let lanes: [Voice; LANES] = core::array::from_fn(|lane| Voice {
        start: 3 * lane as u64,
        gate: u64::MAX / 2,
        key: 48.0 + 4.0 * lane as f32,
        ..Voice::default()
    });
    let mut batch = Batch::new(&patch, lanes.into_iter(), stereo, Room::default());
    let (mut left, mut right) = (vec![0.0; FRAMES], vec![0.0; FRAMES]);
    let level = level(name);
    bencher.counter(ItemsCount::new(FRAMES * LANES)).bench_local(|| {
        batch.render(level, &mut left, &mut right);
        divan::black_box(&left);
    });
}

/// Two saws, lowpass, two envelopes: the default patch.
#[divan::bench(args = levels())]
fn two_saws(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Settings::default(), false);
}

#[divan::bench(args = levels())]
fn two_saws_panned(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &Settings::default(), true);
}

fn with(waveform: Waveform) -> Settings {
    let oscillator = Oscillator { waveform, ..Oscillator::default() };
    let off = Oscillator { enabled: false, ..oscillator };
    Settings { oscillators: [oscillator, off, off], ..Settings::default() }
}

#[divan::bench(args = levels())]
fn one_sine(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &with(Waveform::Sine), false);
}

#[divan::bench(args = levels())]
fn one_square(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &with(Waveform::Square), false);
}

#[divan::bench(args = levels())]
fn one_supersaw(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, &with(Waveform::Supersaw), true);
}

#[divan::bench(args = levels())]
fn two_saws_driven(bencher: Bencher<'_, '_>, name: &str) {
    let mut settings = Settings::default();
    settings.filter.drive = 0.5;
    run(bencher, name, &settings, false);
}
