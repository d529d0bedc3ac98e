//! What lies between the frames of a recording: Kaiser-windowed sincs (key: kaiser1974)
//! (key: smith2002) in tables of phases, linear between neighbouring phases.
//!
//! There is a table for each semitone of playback above the recording's own pitch, its band
//! narrower and its taps more by that ratio: what would lie above half the output's rate is taken
//! out before it can fold. Time costs the same per frame of the recording, whatever the pitch.
//!
//! Measured (tests/sampler/interpolation.rs holds it to a little less), in parts of the lower of
//! the recording's and the output's rate: flat within 0.005 dB up to 0.40 and 0.1 dB up to 0.42
//! (20.2 kHz of 48), -0.8 dB at 0.45, -3.1 dB at 0.48. Images and aliases of tones up to 0.38 lie
//! below -82 dB; upwards, what lies between 0.5 and 0.62 folds only into the top, 0.38 to 0.5,
//! and what lies above is below -82 dB. At pitches between the semitones the band is up to a
//! semitone narrower.
//!
//! On the frames of a recording at its own pitch or below, its samples pass bit for bit.

use crate::lanes::{F32, Simd, WIDTH, transpose};
use std::sync::{LazyLock, OnceLock};

/// Taps at the recording's own pitch and below.
const TAPS: usize = 24;
/// Shape of the window: Kaiser's formula 0.1102 (A - 8.7) with A = 80 dB.
const BETA: f64 = 7.857;
/// Phases at the recording's own pitch; wider kernels need fewer. Between phases 1/256 apart a
/// sine at half the rate is wrong by (pi / 256)^2 / 8, -94 dB, and lower ones by less.
const PHASE_BITS: u32 = 8;
/// Tables to the octave.
const STEPS: u32 = 12;
/// Octaves upwards that have tables; above these aliases come in.
const OCTAVES: u32 = 6;
/// Points of the window's table, centre to edge. Between them a line is wrong by up to
/// `BETA / 8 / WINDOW^2`, -120 dB.
const WINDOW: usize = 1024;

/// The widest kernel's taps.
pub(super) const WIDEST: usize = TAPS << OCTAVES;
/// One frame of the recording, in fixed point.
pub(super) const ONE: u64 = 1 << 32;

/// One bandwidth: `phases + 1` rows of taps.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) taps: usize,
    phase_bits: u32,
    rows: Vec<f32>,
}

/// All bandwidths, widest first; each is made when it is first asked for.
#[derive(Debug)]
pub(super) struct Tables {
    /// The fastest increment that each is made for.
    limits: [u64; COUNT],
    tables: [OnceLock<Table>; COUNT],
    window: OnceLock<Vec<f64>>,
}

/// How many there are.
const COUNT: usize = (STEPS * OCTAVES + 1) as usize;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// The tables, made once.
pub(super) fn tables() -> &'static Tables {
    &TABLES
}

/// The window, centre to edge.
fn window() -> Vec<f64> {
    let top = bessel_i0(BETA);
    let point = |i: usize| {
        let x = i as f64 / WINDOW as f64;
        bessel_i0(BETA * (1.0 - x * x).max(0.0).sqrt()) / top
    };
    (0..=WINDOW).map(point).collect()
}

/// How many times wider than at the recording's own pitch a kernel is.
fn width(number: usize) -> f64 {
    libm::exp2(number as f64 / f64::from(STEPS))
}

impl Tables {
    fn new() -> Self {
        // A tenth of a cent is still this pitch.
        let limit = |number| (width(number) * ONE as f64 * 1.000_06) as u64;
        let limits = std::array::from_fn(|number| if number == 0 { ONE } else { limit(number) });
        let tables = std::array::from_fn(|_| OnceLock::new());
        Self { limits, tables, window: OnceLock::new() }
    }

    /// The number of the table for an increment of the position a frame.
    #[inline(always)]
    pub(super) fn choose(&self, increment: u64) -> usize {
        if increment <= ONE {
            return 0;
        }
        self.limits.partition_point(|limit| *limit < increment).min(COUNT - 1)
    }

    /// A table by its number.
    #[inline(always)]
    pub(super) fn table(&self, number: usize) -> &Table {
        self.tables[number]
            .get_or_init(|| Table::new(number as u32, self.window.get_or_init(window)))
    }
}

impl Table {
    fn new(step: u32, window: &[f64]) -> Self {
        let width = width(step as usize);
        let taps = ((TAPS as f64 * width).ceil() as usize).next_multiple_of(WIDTH);
        let phase_bits = PHASE_BITS - step / STEPS;
        let phases = 1 << phase_bits;
        let mut rows = Vec::with_capacity((phases + 1) * taps);
        for phase in 0..=phases {
            if 2 * phase <= phases {
                rows.extend(row(taps, width, phase as f64 / phases as f64, window));
            } else {
                // From the other side it is the same.
                let twin = (phases - phase) * taps;
                rows.extend_from_within(twin..twin + taps);
                rows[phase * taps..].reverse();
            }
        }
        Self { taps, phase_bits, rows }
    }

    /// The sound at `positions` (frames times 2^32). `runs` are what is there from frame `first`
    /// on, of each channel, and reach `taps / 2` frames around all of them.
    #[inline(always)]
    pub(super) fn read<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        positions: &[u64; WIDTH],
        first: i64,
        runs: [&[f32]; CHANNELS],
    ) -> [[f32; WIDTH]; CHANNELS] {
        let sums = if self.taps == TAPS {
            // Apart, for here the compiler knows all counts.
            self.sums(simd, (TAPS, PHASE_BITS), positions, first, runs)
        } else {
            self.sums(simd, (self.taps, self.phase_bits), positions, first, runs)
        };
        let mut out = [[0.0; WIDTH]; CHANNELS];
        for (out, sums) in out.iter_mut().zip(sums) {
            let [a, b, c, d, e, f, g, h] = transpose(sums);
            (((a + e) + (c + g)) + ((b + f) + (d + h))).store(out);
        }
        out
    }

    /// Of each channel and position eight partial sums.
    #[inline(always)]
    fn sums<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        (taps, phase_bits): (usize, u32),
        positions: &[u64; WIDTH],
        first: i64,
        runs: [&[f32]; CHANNELS],
    ) -> [[F32<S>; WIDTH]; CHANNELS] {
        let begin = first + taps as i64 / 2 - 1;
        let mut sums = [[F32::splat(simd, 0.0); WIDTH]; CHANNELS];
        for (i, position) in positions.iter().enumerate() {
            let from = ((position >> 32) as i64 - begin) as usize;
            let (phase, between) = phase(*position as u32, phase_bits);
            let rows = &self.rows[phase * taps..(phase + 2) * taps];
            let sum = dot(simd, rows.split_at(taps), runs, from, between);
            for (sums, sum) in sums.iter_mut().zip(sum) {
                sums[i] = sum;
            }
        }
        sums
    }

    /// Frames a kernel reaches back from the frame at or before a position.
    #[inline(always)]
    pub(super) fn before(&self) -> i64 {
        self.taps as i64 / 2 - 1
    }
}

/// The row of a fraction (of a frame, times 2^32), and how far the next one is from there.
#[inline(always)]
fn phase(fraction: u32, bits: u32) -> (usize, f32) {
    let between = ((fraction << bits) >> 8) as i32 as f32 * (1.0 / 16_777_216.0);
    ((fraction >> (32 - bits)) as usize, between)
}

/// Eight partial sums of what is in the runs from frame `from` on, weighed by taps between two
/// rows.
#[inline(always)]
fn dot<S: Simd, const CHANNELS: usize>(
    simd: S,
    (row, next): (&[f32], &[f32]),
    runs: [&[f32]; CHANNELS],
    from: usize,
    between: f32,
) -> [F32<S>; CHANNELS] {
    let mut near = [&[] as &[[f32; WIDTH]]; CHANNELS];
    for (near, run) in near.iter_mut().zip(runs) {
        *near = run[from..from + row.len()].as_chunks().0;
    }
    let (row, next) = (row.as_chunks().0, next.as_chunks().0);
    let between = F32::splat(simd, between);
    let mut sums = [F32::splat(simd, 0.0); CHANNELS];
    for (i, (a, b)) in row.iter().zip(next).enumerate() {
        let a = F32::load(simd, a);
        let tap = a + (F32::load(simd, b) - a) * between;
        for (sum, near) in sums.iter_mut().zip(near) {
            *sum += tap * F32::load(simd, &near[i]);
        }
    }
    sums
}

/// The taps for a sound `fraction` past the frame number `taps / 2 - 1`; their sum is one.
fn row(taps: usize, width: f64, fraction: f64, window: &[f64]) -> Vec<f32> {
    let half = taps as f64 / 2.0;
    let turn = core::f64::consts::PI / width;
    let (turn_sin, turn_cos) = (libm::sin(turn), libm::cos(turn));
    let start = (1.0 - half - fraction) * turn;
    let (mut sin, mut cos) = (libm::sin(start), libm::cos(start));
    let mut weights = Vec::with_capacity(taps);
    for tap in 0..taps {
        let distance = (tap + 1) as f64 - half - fraction;
        let sinc = if distance == 0.0 { turn } else { sin / distance };
        // Exactly, so that a recording at its own pitch passes bit for bit.
        let crosses = width == 1.0 && distance != 0.0 && distance == distance.floor();
        let across = (distance / half).abs().min(1.0) * WINDOW as f64;
        let point = (across as usize).min(WINDOW - 1);
        let (a, b) = (window[point], window[point + 1]);
        let weight = sinc * (a + (b - a) * (across - point as f64));
        weights.push(if crosses { 0.0 } else { weight });
        (sin, cos) = (sin * turn_cos + cos * turn_sin, cos * turn_cos - sin * turn_sin);
    }
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

/// The modified Bessel function of order 0, by its power series (all terms positive).
pub(crate) fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}
