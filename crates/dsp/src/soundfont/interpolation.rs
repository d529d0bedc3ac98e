//! What lies between the frames of a sample: Kaiser-windowed sincs (key: kaiser1974) (key:
//! smith2002) of eight taps in a table of phases, which is as many taps as there are lanes.
//!
//! Measured (tests/soundfont/interpolation.rs): flat within 0.1 dB up to 0.30 of the sample's rate
//! and -3 dB at 0.44; the cubic of FluidSynth's fourth order is at -1 dB at 0.22 and -3 dB at 0.33.
//! A sample played above its own rate is not band-limited, as in the synths fonts are made for.

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
/// Shape of the window, found by measurement on 2026-11-26: the flattest up to 0.3 of the rate
/// whose images of tones below 0.2 stay under -60 dB.
const BETA: f64 = 5.0;
/// Where the sinc cuts, in parts of half the rate.
const CUT: f64 = 0.96;

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
