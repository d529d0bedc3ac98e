//! Transient designer: gains for attacks and for what sounds on after them, whatever their level;
//! over all or in three bands.
//!
//! ```text
//! p = peak that falls in 40 ms, q = one that falls in 300 ms
//! a = p smoothed in 1 ms, b = p in 20 ms, c = q in 1 ms
//! attack  = (a over b in dB - 1) / 12, held in 0..=1     the sound rises
//! sustain = (c over a in dB - 1) / 12, held in 0..=1     the sound falls
//! gain    = attack * attack gain + sustain * sustain gain, in dB
//! ```
//!
//! A steady sound has neither and passes bit for bit. The gain is found once a cell of the grid
//! and moves evenly in between; the sound is a cell late for it, which is declared. Both channels
//! share it. With bands (`crossover`) the dry sound goes through their all-pass.

use super::Effect;
use super::crossover::Crossover;
use super::crossover::butterworth::Cutoff;
use super::crossover::peaks::{ALL_PEAK, BAND_PEAKS};
use super::dry::{Dry, blend, copied};
use super::glide::{GRID, Glides, cells};
use super::silence::flushed;
use crate::lanes::{Level, Simd, dispatch};
use crate::math;

/// Times in seconds in which the two peaks fall to 1/e, and those of the smoothing. Chosen within
/// the lengths of drums' attacks and rings, not by ear.
const FALLS_S: [f64; 2] = [0.04, 0.3];
const SMOOTHS_S: [f64; 2] = [0.001, 0.02];
/// Difference in dB that counts for nothing, for a low note's peaks sag as much, and the one
/// beyond it that counts for all.
const DEAD_DB: f32 = 1.0;
const WHOLE_DB: f32 = 12.0;

/// Which bands the overall gains mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Targeting {
    /// All of the sound.
    #[default]
    Full,
    /// The low band.
    Low,
    /// The middle band.
    Mid,
    /// The high band.
    High,
}

/// Settings of the designer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransientDesignerPatch {
    /// Gain of attacks in dB, -12..=12.
    pub attack_db: f32,
    /// Gain of what sounds on in dB, -12..=12.
    pub sustain_db: f32,
    /// Share of the changed sound, 0..=1.
    pub mix: f32,
    /// Which bands those two mean.
    pub targeting: Targeting,
    /// Gain of attacks of each band on top, low to high.
    pub band_attack_db: [f32; 3],
    /// Gain of what sounds on in each band on top, low to high.
    pub band_sustain_db: [f32; 3],
    /// Crossovers in Hz: 50..=1000 and 2000..=15000.
    pub crossover_hz: [f32; 2],
}

/// Numbers of the gliding parameters; attack and sustain of each band.
const MIX: usize = 0;
const ATTACK: usize = 1;
const SUSTAIN: usize = 4;

fn targets(patch: &TransientDesignerPatch) -> [f32; 7] {
    let total = |overall: f32, own: [f32; 3]| -> [f32; 3] {
        std::array::from_fn(|band| {
            let meant = match patch.targeting {
                Targeting::Full => true,
                Targeting::Low => band == 0,
                Targeting::Mid => band == 1,
                Targeting::High => band == 2,
            };
            own[band].clamp(-12.0, 12.0) + if meant { overall.clamp(-12.0, 12.0) } else { 0.0 }
        })
    };
    let [a0, a1, a2] = total(patch.attack_db, patch.band_attack_db);
    let [s0, s1, s2] = total(patch.sustain_db, patch.band_sustain_db);
    [patch.mix.clamp(0.0, 1.0), a0, a1, a2, s0, s1, s2]
}

fn needs_bands(patch: &TransientDesignerPatch) -> bool {
    let own = patch.band_attack_db.iter().chain(&patch.band_sustain_db).any(|db| *db != 0.0);
    own || patch.targeting != Targeting::Full
}

/// What follows a band: the two peaks, and the three that are smooth.
#[derive(Clone, Copy, Debug, Default)]
struct Follower {
    peaks: [f32; 2],
    smooth: [f32; 3],
}

/// A band's follower, its sound a cell ago, and the gains at the cell's start and end.
#[derive(Clone, Debug)]
struct Band {
    follower: Follower,
    late: Dry,
    from: f32,
    to: f32,
}

/// The designer at work.
#[derive(Clone, Debug)]
pub struct TransientDesigner {
    level: Level,
    sample_rate: f64,
    glides: Glides<7>,
    crossover_hz: [f32; 2],
    crossover: Crossover,
    cutoffs: [Cutoff; 2],
    keeps: [f32; 2],
    steps: [f32; 2],
    /// One, or three.
    bands: Vec<Band>,
    dry: Dry,
    now: u64,
}

fn crossovers_hz(patch: &TransientDesignerPatch) -> [f32; 2] {
    let [low, high] = patch.crossover_hz;
    [low.clamp(50.0, 1000.0), high.clamp(2000.0, 15_000.0)]
}

/// How far `above` is above `below`, 0..=1.
fn part(above: f32, below: f32) -> f32 {
    if above <= below {
        return 0.0;
    }
    let db = math::gain_to_db(above) - math::gain_to_db(below);
    ((db - DEAD_DB) * (1.0 / WHOLE_DB)).clamp(0.0, 1.0)
}

impl TransientDesigner {
    /// The designer of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &TransientDesignerPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`TransientDesigner::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &TransientDesignerPatch, sample_rate: f64, level: Level) -> Self {
        let bands = if needs_bands(patch) { 3 } else { 1 };
        let band = Band { follower: Follower::default(), late: Dry::new(GRID), from: 1.0, to: 1.0 };
        Self {
            level,
            sample_rate,
            glides: Glides::new(targets(patch), sample_rate),
            crossover_hz: crossovers_hz(patch),
            crossover: Crossover::default(),
            cutoffs: crossovers_hz(patch).map(|hz| Cutoff::new(hz, sample_rate)),
            keeps: FALLS_S.map(|time_s| libm::exp(-1.0 / (time_s * sample_rate)) as f32),
            steps: SMOOTHS_S.map(|time_s| -libm::expm1(-1.0 / (time_s * sample_rate)) as f32),
            bands: vec![band; bands],
            dry: Dry::new(GRID),
            now: 0,
        }
    }

    /// Moves to other settings without a click. Whether there are bands stays as `new` had it.
    pub fn aim(&mut self, patch: &TransientDesignerPatch) {
        self.glides.aim(targets(patch));
        self.crossover_hz = crossovers_hz(patch);
        for (cutoff, hz) in self.cutoffs.iter_mut().zip(self.crossover_hz) {
            cutoff.aim(hz, self.sample_rate);
        }
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides.tick();
        self.cutoffs.iter_mut().for_each(Cutoff::tick);
        self.crossover.settle();
        for (number, band) in self.bands.iter_mut().enumerate() {
            let Follower { peaks, smooth } = &mut band.follower;
            *peaks = peaks.map(flushed);
            *smooth = smooth.map(flushed);
            let [a, b, c] = *smooth;
            let gain_db = part(a, b) * self.glides[ATTACK + number].end()
                + part(c, a) * self.glides[SUSTAIN + number].end();
            (band.from, band.to) = (band.to, math::db_to_gain(gain_db));
        }
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
        let mut parts = [whole, [[0.0; GRID]; 2], [[0.0; GRID]; 2]];
        if self.bands.len() == 3 {
            let factors = [self.cutoffs[0].factors(offset), self.cutoffs[1].factors(offset)];
            parts = self.crossover.split(simd, &whole, &mut dry, count, &factors);
        }
        let mut sums = [[0.0; GRID]; 2];
        for (band, part) in self.bands.iter_mut().zip(&mut parts) {
            let mut follower = band.follower;
            for (left, right) in part[0][..count].iter().zip(&part[1]) {
                follower.follow(left.abs().max(right.abs()), &self.keeps, &self.steps);
            }
            band.follower = follower;
            let [left, right] = part;
            band.late.late([&mut left[..count], &mut right[..count]]);
            let slope = (band.to - band.from) * (1.0 / GRID as f32);
            for i in 0..count {
                let gain = band.from + slope * (offset + i) as f32;
                sums[0][i] += gain * left[i];
                sums[1][i] += gain * right[i];
            }
        }
        let [l, r] = &mut dry;
        self.dry.late([&mut l[..count], &mut r[..count]]);
        let [left, right] = sound;
        left.copy_from_slice(&sums[0][..count]);
        right.copy_from_slice(&sums[1][..count]);
        blend([left, right], &dry, &self.glides.row(MIX, offset));
    }
}

impl Follower {
    #[inline(always)]
    fn follow(&mut self, size: f32, keeps: &[f32; 2], steps: &[f32; 2]) {
        let [p, q] = &mut self.peaks;
        *p = size.max(*p * keeps[0]);
        *q = size.max(*q * keeps[1]);
        let [a, b, c] = &mut self.smooth;
        *a += (*p - *a) * steps[0];
        *b += (*p - *b) * steps[1];
        *c += (*q - *c) * steps[0];
    }
}

impl Effect for TransientDesigner {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.cutoffs.iter_mut().for_each(Cutoff::finish);
        self.crossover = Crossover::default();
        for band in &mut self.bands {
            band.follower = Follower::default();
            band.late.clear();
            (band.from, band.to) = (1.0, 1.0);
        }
        self.dry.clear();
        self.now = at;
    }

    fn latency(&self) -> usize {
        GRID
    }

    fn tail(&self) -> u64 {
        // What a sleeper forgets: after a second the slower peak has fallen by 29 dB.
        let forgotten = self.sample_rate as u64;
        let ringing = if self.bands.len() == 3 {
            let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(self.peak_gain())) + 4.0;
            let [low, high] = self.crossover_hz.map(|hz| {
                let hz = f64::from(hz).min(0.3 * self.sample_rate);
                nepers * 2_f64.sqrt() / (std::f64::consts::PI * hz)
            });
            ((low + high) * self.sample_rate) as u64
        } else {
            0
        };
        ringing + forgotten + 3 * GRID as u64
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
        let mix = self.glides[MIX].target();
        let most = |band: usize| {
            let [attack, sustain] =
                [ATTACK, SUSTAIN].map(|number| self.glides[number + band].target().max(0.0));
            1.000_01 * math::db_to_gain(attack + sustain)
        };
        if self.bands.len() == 1 {
            return (1.0 - mix) + mix * most(0);
        }
        let bands: f32 = (0..3).map(|band| BAND_PEAKS[band] * most(band)).sum();
        (1.0 - mix) * ALL_PEAK * ALL_PEAK + mix * bands
    }

    fn peak_for(&self, input: f32) -> f32 {
        // Whatever the gain is at a time, it is no more than that.
        input * self.peak_gain()
    }
}

#[cfg(test)]
mod tests;
