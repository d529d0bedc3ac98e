//! Samples of known sound.

use super::font::{Builder, Sample};
use std::f64::consts::TAU;

/// The tone's frequency at its root key, 69.
pub(crate) const TONE_HZ: f64 = 441.0;
/// Partials of the chord, whose root key is 60.
pub(crate) const PARTIALS_HZ: [f64; 12] =
    [100.0, 200.0, 400.0, 600.0, 800.0, 1000.0, 1400.0, 2000.0, 2800.0, 4000.0, 6000.0, 10_000.0];
/// Numbers of the samples.
pub(crate) const TONE: i16 = 0;
pub(crate) const CHORD: i16 = 1;

/// A tone, and a chord of partials; both turn without a seam.
pub(crate) fn samples() -> Builder {
    let tone = |i: u32| 8192.0 * libm::sin(TAU * TONE_HZ * f64::from(i) / 44_100.0);
    let chord = |i: u32| {
        let partial = |hz: &f64| libm::sin(TAU * hz * f64::from(i) / 44_100.0 + hz);
        1200.0 * PARTIALS_HZ.iter().map(partial).sum::<f64>()
    };
    let frames =
        |count, at: &dyn Fn(u32) -> f64| (0..count).map(|i| at(i).round() as i16).collect();
    Builder {
        samples: vec![
            Sample::new(frames(3000, &tone), [1000, 2900], 69),
            Sample::new(frames(5000, &chord), [500, 4910], 60),
        ],
        ..Builder::default()
    }
}
