//! OTT: three bands, each compressed downwards above -18 dB and upwards below it.
//!
//! ```text
//! level = 10 log10(2 * mean square of the louder channel)       a sine's peak, in dB
//! gain  = depth * (-(level + 18)+ (1 - 1/down) + (-18 - level)+ (1 - 1/up)), in 0.01..=10
//! out   = (1 - wet) * dry + wet * sum over bands of band gain * gain * band
//! ```
//!
//! The crossovers are `crossover`'s, at 250 and 2500 Hz (fact sheet 6.1); the dry sound goes
//! through their all-pass, so no share between cancels anything. The gain is found once a cell of
//! the grid and moves evenly in between.

use super::Effect;
use super::crossover::Crossover;
use super::crossover::butterworth::Cutoff;
use super::crossover::peaks::{ALL_PEAK, BAND_PEAKS};
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::silence::flushed;
use crate::lanes::{Level, Simd, dispatch};
use crate::math;

/// Crossovers in Hz, and the level in dB around which all turns (fact sheet 6.1).
const CROSSOVERS_HZ: [f32; 2] = [250.0, 2500.0];
const THRESHOLD_DB: f32 = -18.0;
/// Bounds of the gain in dB: 0.01 and 10 (fact sheet 6.1).
const GAINS_DB: [f32; 2] = [-40.0, 20.0];
/// Attack and release in seconds at a time of 0.5, and the window of the mean square.
const TIMES_S: [f64; 2] = [0.013, 0.13];
const WINDOW_S: f64 = 0.005;
/// dB per doubling of a power.
const DB_OF_POWER: f32 = 3.010_3;

/// Settings of the compressor. Bands are low, middle, high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OttPatch {
    /// How far the levels are moved, 0..=1.
    pub depth: f32,
    /// Factor of attack and release, 0..=10: 0.5 is 13 and 130 ms.
    pub time: f32,
    /// Ratio of upward compression, 1..=20.
    pub up_ratio: [f32; 3],
    /// Ratio of downward compression, 1..=20.
    pub down_ratio: [f32; 3],
    /// Gain of each band in dB, -24..=24.
    pub gain_db: [f32; 3],
    /// Share of the compressed sound, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters; what each band has follows.
const WET: usize = 0;
const DEPTH: usize = 1;
const UP: usize = 2;
const DOWN: usize = 5;
const GAIN: usize = 8;

fn targets(patch: &OttPatch) -> [f32; 11] {
    let slope = |ratio: f32| 1.0 - 1.0 / ratio.clamp(1.0, 20.0);
    let [u0, u1, u2] = patch.up_ratio.map(slope);
    let [d0, d1, d2] = patch.down_ratio.map(slope);
    let [g0, g1, g2] =
        patch.gain_db.map(|db| libm::pow(10.0, f64::from(db.clamp(-24.0, 24.0)) / 20.0) as f32);
    [patch.wet.clamp(0.0, 1.0), patch.depth.clamp(0.0, 1.0), u0, u1, u2, d0, d1, d2, g0, g1, g2]
}

/// Shares of the way per frame of attack and release.
fn speeds(patch: &OttPatch, sample_rate: f64) -> [f32; 2] {
    let factor = f64::from(patch.time.clamp(0.0, 10.0)) * 2.0;
    TIMES_S.map(|time_s| {
        // A millisecond at least, else the gain would bend the waves themselves.
        let time_s = (time_s * factor).max(0.001);
        -libm::expm1(-1.0 / (time_s * sample_rate)) as f32
    })
}

/// What follows the level of a band, and the gain it led to.
#[derive(Clone, Copy, Debug)]
struct Follower {
    square: f32,
    level: f32,
    /// Gains at the cell's start and end.
    from: f32,
    to: f32,
}

/// The compressor at work.
#[derive(Clone, Debug)]
pub struct Ott {
    simd: Level,
    sample_rate: f64,
    glides: Glides<11>,
    speeds: [f32; 2],
    window: f32,
    crossover: Crossover,
    cutoffs: [Cutoff; 2],
    followers: [Follower; 3],
    now: u64,
}

impl Ott {
    /// The compressor of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &OttPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Ott::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &OttPatch, sample_rate: f64, level: Level) -> Self {
        let mut ott = Self {
            simd: level,
            sample_rate,
            glides: Glides::new(targets(patch), sample_rate),
            speeds: speeds(patch, sample_rate),
            window: -libm::expm1(-1.0 / (WINDOW_S * sample_rate)) as f32,
            crossover: Crossover::default(),
            cutoffs: CROSSOVERS_HZ.map(|hz| Cutoff::new(hz, sample_rate)),
            followers: [Follower { square: 0.0, level: 0.0, from: 1.0, to: 1.0 }; 3],
            now: 0,
        };
        ott.reset(0);
        ott
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &OttPatch) {
        self.glides.aim(targets(patch));
        self.speeds = speeds(patch, self.sample_rate);
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides.tick();
        self.crossover.settle();
        for band in 0..3 {
            let gain = self.gain(band);
            let follower = &mut self.followers[band];
            follower.square = flushed(follower.square);
            follower.level = flushed(follower.level);
            (follower.from, follower.to) = (follower.to, gain);
        }
    }

    /// The gain that goes with a band's level.
    fn gain(&self, band: usize) -> f32 {
        let level_db = DB_OF_POWER * math::log2(2.0 * self.followers[band].level);
        let over_db = level_db - THRESHOLD_DB;
        let (up, down) = (self.glides[UP + band].end(), self.glides[DOWN + band].end());
        let moved_db = (-over_db).max(0.0) * up - over_db.max(0.0) * down;
        let gain_db = (self.glides[DEPTH].end() * moved_db).clamp(GAINS_DB[0], GAINS_DB[1]);
        math::db_to_gain(gain_db)
    }

    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(simd, at, sound),
        );
    }

    #[inline(always)]
    fn piece<S: Simd>(&mut self, simd: S, at: u64, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, sound[0].len());
        if offset == 0 {
            self.control();
        }
        let whole = copied(&sound);
        let mut dry = whole;
        let factors = [self.cutoffs[0].factors(offset), self.cutoffs[1].factors(offset)];
        let bands = self.crossover.split(simd, &whole, &mut dry, count, &factors);
        let mut sums = [[0.0; GRID]; 2];
        for (band, [left, right]) in bands.iter().enumerate() {
            let gains = self.glides.row(GAIN + band, offset);
            let follower = &mut self.followers[band];
            let [attack, release] = self.speeds;
            let (mut square, mut level) = (follower.square, follower.level);
            let slope = (follower.to - follower.from) * (1.0 / GRID as f32);
            for i in 0..count {
                let power = (left[i] * left[i]).max(right[i] * right[i]);
                square += (power - square) * self.window;
                level += (square - level) * if square > level { attack } else { release };
                let gain = gains[i] * (follower.from + slope * (offset + i) as f32);
                sums[0][i] += gain * left[i];
                sums[1][i] += gain * right[i];
            }
            (follower.square, follower.level) = (square, level);
        }
        let wets = self.glides.row(WET, offset);
        let [left, right] = sound;
        left.copy_from_slice(&sums[0][..count]);
        right.copy_from_slice(&sums[1][..count]);
        blend([left, right], &dry, &wets);
    }
}

impl Effect for Ott {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.simd, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.crossover = Crossover::default();
        for band in 0..3 {
            self.followers[band] = Follower { square: 0.0, level: 0.0, from: 1.0, to: 1.0 };
            let gain = self.gain(band);
            (self.followers[band].from, self.followers[band].to) = (gain, gain);
        }
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        // What rings in the crossovers: -90 dB, the gains, and what double poles add.
        let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(self.peak_gain())) + 4.0;
        let per_second = CROSSOVERS_HZ.map(|hz| {
            std::f64::consts::PI * f64::from(hz).min(0.3 * self.sample_rate) / 2_f64.sqrt()
        });
        let seconds = nepers / per_second[0] + nepers / per_second[1];
        // A compressor that is put to sleep forgets what it was about to release: after three
        // releases that is 5 % of it.
        let release = 3.0 / f64::from(self.speeds[1]);
        (seconds * self.sample_rate + release) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        false
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let [wet, depth] = [WET, DEPTH].map(|number| self.glides[number].target());
        let most = if depth > 0.0 { 10.0 } else { 1.0 };
        let bands = (0..3).map(|band| BAND_PEAKS[band] * most * self.glides[GAIN + band].target());
        (1.0 - wet) * ALL_PEAK * ALL_PEAK + wet * bands.sum::<f32>()
    }

    fn peak_for(&self, input: f32) -> f32 {
        // Whatever the gain is at a time, it is no more than that.
        input * self.peak_gain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: OttPatch = OttPatch {
        depth: 0.5,
        time: 0.5,
        up_ratio: [3.0; 3],
        down_ratio: [3.0; 3],
        gain_db: [0.0; 3],
        wet: 1.0,
    };

    #[test]
    fn a_steady_sine_comes_out_as_the_static_curve_says() {
        // The bands of these crossovers are in phase, so the output is the sum of their parts.
        let patch = OttPatch {
            depth: 0.8,
            up_ratio: [2.0, 4.0, 8.0],
            down_ratio: [3.0, 5.0, 2.0],
            gain_db: [1.0, -2.0, 3.0],
            ..PATCH
        };
        let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / RATE);
        let low = |hz: f64, at: f64| 1.0 / (1.0 + libm::pow(tan(hz) / tan(at), 4.0));
        for (hz, level_db) in [(1000.0, -40.0), (1000.0, -6.0), (500.0, -18.0), (8000.0, -30.0)] {
            let amplitude = libm::pow(10.0, level_db / 20.0);
            let sound = laws::sine(hz, RATE, 96_000)
                .map(|c| c.iter().map(|x| amplitude as f32 * x).collect());
            let out = laws::through(&mut Ott::new(&patch, RATE), &sound, 512);
            let parts = [
                low(hz, 250.0),
                (1.0 - low(hz, 250.0)) * low(hz, 2500.0),
                (1.0 - low(hz, 250.0)) * (1.0 - low(hz, 2500.0)),
            ];
            let mut want = 0.0;
            for (band, part) in parts.into_iter().enumerate() {
                let over_db = level_db + 20.0 * libm::log10(part) + 18.0;
                let slope = |ratio: f32| 1.0 - 1.0 / f64::from(ratio);
                let moved_db = if over_db > 0.0 {
                    -over_db * slope(patch.down_ratio[band])
                } else {
                    -over_db * slope(patch.up_ratio[band])
                };
                let gain_db = (0.8 * moved_db).clamp(-40.0, 20.0) + f64::from(patch.gain_db[band]);
                want += amplitude * part * libm::pow(10.0, gain_db / 20.0);
            }
            let got = laws::amplitude(&out[0], hz / RATE, 9600);
            let apart_db = 20.0 * libm::log10(got / want);
            // The mean square's ripple of 1 / (tau 2 f 5 ms), which the faster attack follows.
            assert!(apart_db.abs() < 0.2, "{hz} Hz at {level_db} dB: {apart_db} dB off");
        }
    }

    #[test]
    fn without_depth_it_is_an_all_pass() {
        for wet in [0.0, 0.5, 1.0] {
            let patch = OttPatch { depth: 0.0, wet, ..PATCH };
            for hz in [50.0, 250.0, 1000.0, 2500.0, 12_000.0] {
                let out =
                    laws::through(&mut Ott::new(&patch, RATE), &laws::sine(hz, RATE, 24_000), 512);
                let db = 20.0 * libm::log10(laws::amplitude(&out[0], hz / RATE, 9600));
                assert!(db.abs() < 2e-3, "{hz}: {db}");
            }
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = OttPatch {
                depth: toss(0, 0.0, 1.0),
                time: toss(1, 0.0, 2.0),
                up_ratio: [toss(2, 1.0, 20.0), toss(3, 1.0, 20.0), toss(4, 1.0, 20.0)],
                down_ratio: [toss(5, 1.0, 20.0), toss(6, 1.0, 20.0), toss(7, 1.0, 20.0)],
                gain_db: [toss(8, -24.0, 24.0), toss(9, -24.0, 24.0), 0.0],
                wet: toss(10, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(Ott::new(&patch, rate)));
            let at = |level| Box::new(Ott::with_level(&patch, RATE, level)) as Box<dyn Effect>;
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }
}
