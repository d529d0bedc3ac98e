//! What lies between the frames of a sample: Kaiser-windowed sincs (key: kaiser1974) (key:
//! smith2002) of eight taps in a table of phases, which is as many taps as there are lanes.
//!
//! In parts of the sample's rate (the test below holds it): flat within 0.02 dB up to 0.25, -0.1 dB
//! at 0.30, -3.1 dB at 0.44; images below -56 dB up to 0.25. FluidSynth's cubic over four points
//! has -0.55 dB at 0.25, and images at -23 dB. A sample played above its own rate is not
//! band-limited, as in the synths fonts are made for.

use crate::lanes::{F32, Simd, WIDTH};
use crate::sampler::bessel_i0;
use std::sync::LazyLock;

/// Frames around a position that are heard.
pub(super) const TAPS: usize = WIDTH;
/// Frames of them before the one at or before the position.
pub(super) const BEFORE: usize = TAPS / 2 - 1;
/// Phases to a frame: a position is at most 1/2048 of a frame off, so a sine of a tenth of the
/// rate is wrong by less than -70 dB.
pub(super) const PHASE_BITS: u32 = 10;
const PHASES: usize = 1 << PHASE_BITS;
/// Shape of the window, and where the sinc cuts in parts of half the rate: found by computing on
/// 2026-11-26, flat as far up as images stay low.
const BETA: f64 = 5.5;
const CUT: f64 = 0.98;

/// Rows of taps, for frames of 16 bits: the result is in -1..=1.
#[derive(Debug)]
pub(super) struct Table {
    rows: Box<[[f32; TAPS]; PHASES]>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// The table, made once.
pub(super) fn table() -> &'static Table {
    &TABLE
}

impl Table {
    fn new() -> Self {
        // Each row is that of the middle of what it stands for, so that nothing has to be rounded.
        let mut rows = Box::new([[0.0; TAPS]; PHASES]);
        for (phase, taps) in rows.iter_mut().enumerate() {
            *taps = row((phase as f64 + 0.5) / PHASES as f64);
        }
        Self { rows }
    }

    /// The taps of a phase, of which the lowest bits count.
    #[inline(always)]
    pub(super) fn row<S: Simd>(&self, simd: S, phase: u32) -> F32<S> {
        F32::load(simd, &self.rows[phase as usize % PHASES])
    }
}

/// The taps for a sound `fraction` past the frame number `BEFORE`; their sum is one in 32768.
fn row(fraction: f64) -> [f32; TAPS] {
    let half = TAPS as f64 / 2.0;
    let weights: [f64; TAPS] = core::array::from_fn(|tap| {
        let distance = tap as f64 - BEFORE as f64 - fraction;
        let turn = core::f64::consts::PI * distance * CUT;
        let sinc = if distance == 0.0 { 1.0 } else { libm::sin(turn) / turn };
        let across = (distance / half).abs().min(1.0);
        sinc * bessel_i0(BETA * (1.0 - across * across).max(0.0).sqrt())
    });
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| (weight / sum / 32_768.0) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// The mean response over all phases at a part of the rate, and what differs from it, in dB.
    fn response(rows: &[(f64, Vec<f64>)], before: f64, hz: f64) -> [f64; 2] {
        let sums: Vec<[f64; 2]> = rows
            .iter()
            .map(|(fraction, taps)| {
                let turn = |tap: usize| TAU * hz * (tap as f64 - before - fraction);
                let part = |wave: fn(f64) -> f64| {
                    taps.iter().enumerate().map(|(tap, it)| it * wave(turn(tap))).sum::<f64>()
                };
                [part(libm::cos), part(libm::sin)]
            })
            .collect();
        let count = sums.len() as f64;
        let mean = [0, 1].map(|i| sums.iter().map(|sum| sum[i]).sum::<f64>() / count);
        let square = |x: f64, y: f64| x * x + y * y;
        let far = sums.iter().map(|sum| square(sum[0] - mean[0], sum[1] - mean[1])).sum::<f64>();
        let db = |power: f64| 10.0 * libm::log10(power);
        let level = square(mean[0], mean[1]);
        [db(level), db(far / count / level)]
    }

    #[test]
    fn it_is_flatter_and_cleaner_than_a_cubic() {
        let fractions = || (0..64).map(|phase| (f64::from(phase) + 0.5) / 64.0);
        let own: Vec<_> = fractions()
            .map(|x| (x, row(x).iter().map(|tap| f64::from(*tap) * 32_768.0).collect()))
            .collect();
        let cubic: Vec<_> = fractions()
            .map(|x| {
                let taps = vec![
                    x * (-0.5 + x * (1.0 - 0.5 * x)),
                    1.0 + x * x * (1.5 * x - 2.5),
                    x * (0.5 + x * (2.0 - 1.5 * x)),
                    0.5 * x * x * (x - 1.0),
                ];
                (x, taps)
            })
            .collect();
        for (hz, level, image) in [(0.1, 0.02, -60.0), (0.2, 0.02, -60.0), (0.25, 0.02, -56.0)] {
            let [is, images] = response(&own, BEFORE as f64, hz);
            assert!(is.abs() < level && images < image, "{hz}: {is} {images}");
            let [theirs, their_images] = response(&cubic, 1.0, hz);
            assert!(theirs < is && their_images > images);
        }
        let at = |hz| response(&own, BEFORE as f64, hz)[0];
        assert!((at(0.30) + 0.1).abs() < 0.05 && (at(0.44) + 3.1).abs() < 0.1);
    }
}
