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

use super::motion::Path;
use crate::lanes::{F32, Simd, U32, WIDTH, row_sums};
use crate::voice::TILE;
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

/// Frames that a tile takes at the recording's own pitch at most.
const NEAR: usize = TILE - 1 + TAPS;

/// The widest kernel's taps.
pub(super) const WIDEST: usize = TAPS << OCTAVES;
/// One frame of the recording, in fixed point.
pub(super) const ONE: u64 = 1 << 32;

/// Eight taps at a phase, in one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Taps {
    here: [f32; WIDTH],
    /// How far each is from there to the next phase.
    rise: [f32; WIDTH],
}

/// One bandwidth.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) taps: usize,
    phase_bits: u32,
    /// The taps of each phase.
    rows: Vec<Taps>,
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
        let mut all = Vec::with_capacity((phases + 1) * taps);
        for phase in 0..=phases {
            if 2 * phase <= phases {
                all.extend(row(taps, width, phase as f64 / phases as f64, window));
            } else {
                // From the other side it is the same.
                let twin = (phases - phase) * taps;
                all.extend_from_within(twin..twin + taps);
                all[phase * taps..].reverse();
            }
        }
        let (here, next) = (all.as_chunks().0, all[taps..].as_chunks().0);
        let both = |(here, next): (&[f32; WIDTH], &[f32; WIDTH])| Taps {
            here: *here,
            rise: std::array::from_fn(|i| next[i] - here[i]),
        };
        Self { taps, phase_bits, rows: here.iter().zip(next).map(both).collect() }
    }

    /// The sound along the next eight frames of a tile of a path that began within frame 0. `runs`
    /// are, of each channel, what is there from [`Table::before`] frames before that on, at least
    /// the [`Table::reach`] of the tile.
    #[inline(always)]
    pub(super) fn read<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        path: Path,
        runs: [&[f32]; CHANNELS],
    ) -> [F32<S>; CHANNELS] {
        let sums = if self.taps == TAPS {
            self.near(simd, path, runs)
        } else {
            self.far(simd, path, runs)
        };
        let mut sound = [F32::splat(simd, 0.0); CHANNELS];
        for (sound, sums) in sound.iter_mut().zip(sums) {
            *sound = row_sums(sums);
        }
        sound
    }

    /// Of each channel and frame eight partial sums: at the recording's own pitch or below, where
    /// the compiler knows all counts and no place is out of bounds.
    #[inline(always)]
    fn near<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        mut path: Path,
        runs: [&[f32]; CHANNELS],
    ) -> [[F32<S>; WIDTH]; CHANNELS] {
        let rows: &[[Taps; TAPS / WIDTH]; 1 << PHASE_BITS] =
            self.rows.as_chunks().0.first_chunk().expect("a row for each phase");
        let mut near = [&[0.0; NEAR]; CHANNELS];
        for (near, run) in near.iter_mut().zip(runs) {
            *near = run.first_chunk().expect("the reach of a tile");
        }
        let (phases, between) = phases(path.fractions(simd), PHASE_BITS);
        let mut sums = [[F32::splat(simd, 0.0); WIDTH]; CHANNELS];
        for i in 0..WIDTH {
            let from = (path.position >> 32) as usize % TILE;
            path.go();
            let mut frames = [&[] as &[[f32; WIDTH]]; CHANNELS];
            for (frames, near) in frames.iter_mut().zip(near) {
                *frames = near[from..from + TAPS].as_chunks().0;
            }
            let row = &rows[phases[i] as usize % rows.len()];
            let between = F32::splat(simd, between[i]);
            let mut sum = weighed(&row[0], frames, 0, between);
            for (chunk, taps) in row.iter().enumerate().skip(1) {
                add(&mut sum, weighed(taps, frames, chunk, between));
            }
            for (sums, sum) in sums.iter_mut().zip(sum) {
                sums[i] = sum;
            }
        }
        sums
    }

    /// The same at higher pitches.
    #[expect(clippy::needless_range_loop, reason = "of four slices as long, none leads")]
    #[inline(always)]
    fn far<S: Simd, const CHANNELS: usize>(
        &self,
        simd: S,
        mut path: Path,
        runs: [&[f32]; CHANNELS],
    ) -> [[F32<S>; WIDTH]; CHANNELS] {
        let chunks = self.taps / WIDTH;
        let (phases, between) = phases(path.fractions(simd), self.phase_bits);
        let mut sums = [[F32::splat(simd, 0.0); WIDTH]; CHANNELS];
        // Two positions at once: neither waits for its own sum alone.
        for i in (0..WIDTH).step_by(2) {
            let mut rows = [&[] as &[Taps]; 2];
            let mut frames = [[&[] as &[[f32; WIDTH]]; CHANNELS]; 2];
            for (n, (row, frames)) in rows.iter_mut().zip(&mut frames).enumerate() {
                let from = (path.position >> 32) as usize;
                path.go();
                *row = &self.rows[phases[i + n] as usize * chunks..][..chunks];
                for (frames, run) in frames.iter_mut().zip(runs) {
                    *frames = &run[from..].as_chunks().0[..chunks];
                }
            }
            let between = [F32::splat(simd, between[i]), F32::splat(simd, between[i + 1])];
            let mut one = weighed(&rows[0][0], frames[0], 0, between[0]);
            let mut other = weighed(&rows[1][0], frames[1], 0, between[1]);
            for chunk in 1..chunks {
                add(&mut one, weighed(&rows[0][chunk], frames[0], chunk, between[0]));
                add(&mut other, weighed(&rows[1][chunk], frames[1], chunk, between[1]));
            }
            for ((sums, one), other) in sums.iter_mut().zip(one).zip(other) {
                (sums[i], sums[i + 1]) = (one, other);
            }
        }
        sums
    }

    /// Frames that tiles of a path within frame 0 take.
    #[inline(always)]
    pub(super) fn reach(&self, path: Path, frames: u64) -> usize {
        let (last, taken) = if self.taps == TAPS {
            (frames.saturating_sub(TILE as u64), NEAR)
        } else {
            (frames - 1, self.taps)
        };
        (path.at(last) >> 32) as usize + taken
    }

    /// Frames a kernel reaches back from the frame at or before a position.
    #[inline(always)]
    pub(super) fn before(&self) -> i64 {
        self.taps as i64 / 2 - 1
    }
}

/// The phases of fractions of a frame (times 2^32), and how far the next ones are from there.
#[inline(always)]
fn phases<S: Simd>(fractions: U32<S>, bits: u32) -> ([u32; WIDTH], [f32; WIDTH]) {
    let between = ((fractions << bits) >> 8).to_i32().to_f32() * (1.0 / 16_777_216.0);
    ((fractions >> (32 - bits)).to_array(), between.to_array())
}

/// The frames of each channel that eight taps weigh, the taps being `between` two phases.
#[inline(always)]
fn weighed<S: Simd, const CHANNELS: usize>(
    taps: &Taps,
    frames: [&[[f32; WIDTH]]; CHANNELS],
    chunk: usize,
    between: F32<S>,
) -> [F32<S>; CHANNELS] {
    let simd = between.simd();
    let tap = F32::load(simd, &taps.here) + F32::load(simd, &taps.rise) * between;
    let mut weighed = [tap; CHANNELS];
    for (weighed, frames) in weighed.iter_mut().zip(frames) {
        *weighed = tap * F32::load(simd, &frames[chunk]);
    }
    weighed
}

/// Adds to each channel's sum.
#[inline(always)]
fn add<S: Simd, const CHANNELS: usize>(sums: &mut [F32<S>; CHANNELS], more: [F32<S>; CHANNELS]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
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
