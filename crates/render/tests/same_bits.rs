//! Same input, same bits: whatever the threads, the window and the SIMD level.

mod song;

use rebounce::{Level, Options};
use song::{Rendered, full, render};

fn options() -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options
}

fn same(a: &Rendered, b: &Rendered, what: &str) {
    assert_eq!(a.report.audio.frames, b.report.audio.frames, "{what}: length");
    for channel in 0..2 {
        let at = a.mix[channel]
            .iter()
            .zip(&b.mix[channel])
            .position(|(a, b)| a.to_bits() != b.to_bits());
        assert_eq!(at, None, "{what}: first differing frame of channel {channel}");
    }
    assert_eq!(a.report.audio.hash, b.report.audio.hash, "{what}: hash");
}

#[test]
fn twice_the_same() {
    same(&render(&full(), &options()), &render(&full(), &options()), "second run");
}

#[test]
fn any_window() {
    let usual = render(&full(), &options());
    for window in [1, 31, 333, 1024, 4096, 10_001, 65_536] {
        let mut options = options();
        options.window = window;
        same(&usual, &render(&full(), &options), &format!("window {window}"));
    }
}

#[test]
fn any_simd_level() {
    let best = render(&full(), &options());
    for level in Level::all() {
        let mut options = options();
        options.level = level;
        same(&best, &render(&full(), &options), &format!("{level:?}"));
    }
}

#[test]
fn stems_taken_change_no_bit_of_the_mix() {
    let mut options = options();
    let without = render(&full(), &options);
    options.stems = true;
    same(&without, &render(&full(), &options), "with stems");
}
