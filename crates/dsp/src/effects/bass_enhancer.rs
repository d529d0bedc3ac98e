//! Bass enhancer: more of the bass around a frequency, and harmonics of it by a square root.
//!
//! ```text
//! bass      = high-pass at f/2 (low-pass at 2f (in))
//! harmonics = low-pass at 8f (sign(bass) sqrt(|bass| * peak) - its fundamental)
//! held      = 1 - tightness * (1 - least(1, 1.3 fast peak / slow peak))
//! out       = in + wet * held * (2 amount * bass + 2 harmonics share * harmonics)
//! ```
//!
//! Under the root stands the peak as well, so twice the sound is exactly twice the output: the
//! colour does not hang on the level. All filters are Butterworth's second order. The root's own
//! harmonics fall fast, and what is above 8f is cut, so nothing is oversampled.

use super::Effect;
use super::crossover::butterworth::{Circuit, Cutoff};
use super::crossover::peaks::{HIGH_PEAK, LOW_PEAK};
use super::glide::{GRID, Glides, cells};
use super::silence::flushed;

/// Share of the fundamental in a sine's signed square root: `2 / pi` times the integral of
/// `sin^1.5` over half a turn.
const FUNDAMENTAL: f32 = 1.112_8;
/// Times in seconds in which the fast and the slow peak fall to 1/e: the fast one sags little
/// between the waves of the lowest bass. Chosen for that, not by ear.
const RELEASES_S: [f64; 2] = [0.04, 0.2];
/// What makes up for that sag.
const SAG: f32 = 1.3;

/// Settings of the enhancer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BassEnhancerPatch {
    /// Middle of the bass in Hz, 20..=200.
    pub frequency_hz: f32,
    /// Bass that is added, 0..=1: 1 is twice what is there.
    pub amount: f32,
    /// Harmonics that are added, 0..=1.
    pub harmonics: f32,
    /// How far what is added is held back while the bass dies away, 0..=1.
    pub tightness: f32,
    /// Share of what is added, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const AMOUNT: usize = 0;
const HARMONICS: usize = 1;
const TIGHTNESS: usize = 2;
const WET: usize = 3;

fn targets(patch: &BassEnhancerPatch) -> [f32; 4] {
    [patch.amount, patch.harmonics, patch.tightness, patch.wet].map(|share| share.clamp(0.0, 1.0))
}

/// Cutoffs of the low-pass, the high-pass and the harmonics' low-pass.
fn cutoffs_hz(patch: &BassEnhancerPatch) -> [f32; 3] {
    let frequency_hz = patch.frequency_hz.clamp(20.0, 200.0);
    [2.0, 0.5, 8.0].map(|part| part * frequency_hz)
}

/// The enhancer at work.
#[derive(Clone, Debug)]
pub struct BassEnhancer {
    sample_rate: f64,
    frequency_hz: f32,
    glides: Glides<4>,
    cutoffs: [Cutoff; 3],
    circuits: [Circuit; 3],
    /// What the fast and the slow peak keep per frame.
    keeps: [f32; 2],
    /// `[channel][fast, slow]`
    peaks: [[f32; 2]; 2],
    now: u64,
}

impl BassEnhancer {
    /// The enhancer of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &BassEnhancerPatch, sample_rate: f64) -> Self {
        Self {
            sample_rate,
            frequency_hz: patch.frequency_hz.clamp(20.0, 200.0),
            glides: Glides::new(targets(patch), sample_rate),
            cutoffs: cutoffs_hz(patch).map(|hz| Cutoff::new(hz, sample_rate)),
            circuits: [Circuit::default(); 3],
            keeps: RELEASES_S.map(|time_s| libm::exp(-1.0 / (time_s * sample_rate)) as f32),
            peaks: [[0.0; 2]; 2],
            now: 0,
        }
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &BassEnhancerPatch) {
        self.glides.aim(targets(patch));
        self.frequency_hz = patch.frequency_hz.clamp(20.0, 200.0);
        for (cutoff, hz) in self.cutoffs.iter_mut().zip(cutoffs_hz(patch)) {
            cutoff.aim(hz, self.sample_rate);
        }
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides.tick();
        self.cutoffs.iter_mut().for_each(Cutoff::tick);
        self.circuits.iter_mut().for_each(Circuit::settle);
        self.peaks = self.peaks.map(|peaks| peaks.map(flushed));
    }

    fn piece(&mut self, at: u64, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, sound[0].len());
        if offset == 0 {
            self.control();
        }
        let mut bass = super::dry::copied(&sound);
        let [low, high, top] = [0, 1, 2].map(|n| self.cutoffs[n].factors(offset));
        let all = [1.0; GRID];
        self.circuits[0].cut_high(&mut bass, count, &low, &all);
        self.circuits[1].cut_low(&mut bass, count, &high, &all);
        let tightness = self.glides.row(TIGHTNESS, offset);
        let [mut harmonics, mut held] = [[[0.0; GRID]; 2]; 2];
        for (c, [fast, slow]) in self.peaks.iter_mut().enumerate() {
            for (i, x) in bass[c][..count].iter().enumerate() {
                let size = x.abs();
                *fast = size.max(*fast * self.keeps[0]);
                *slow = size.max(*slow * self.keeps[1]);
                let root = (size * *slow).sqrt().copysign(*x);
                harmonics[c][i] = root - FUNDAMENTAL * x;
                let ratio = if *slow > 0.0 { (SAG * *fast / *slow).min(1.0) } else { 1.0 };
                held[c][i] = 1.0 - tightness[i] * (1.0 - ratio);
            }
        }
        self.circuits[2].cut_high(&mut harmonics, count, &top, &all);
        let [amount, share, wet] =
            [AMOUNT, HARMONICS, WET].map(|number| self.glides.row(number, offset));
        for (c, sound) in sound.into_iter().enumerate() {
            for (i, x) in sound.iter_mut().enumerate() {
                let added = 2.0 * (amount[i] * bass[c][i] + share[i] * harmonics[c][i]);
                *x += wet[i] * held[c][i] * added;
            }
        }
    }
}

impl Effect for BassEnhancer {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.cutoffs.iter_mut().for_each(Cutoff::finish);
        self.circuits = [Circuit::default(); 3];
        self.peaks = [[0.0; 2]; 2];
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(self.peak_gain())) + 4.0;
        // The high-pass is the slowest; under the root it falls half as fast, with half of the
        // slow peak.
        let bass = std::f64::consts::PI * f64::from(self.frequency_hz) / 2_f64.sqrt();
        let fall = if self.glides[HARMONICS].target() > 0.0 {
            0.5 * (bass + 1.0 / RELEASES_S[1])
        } else {
            bass
        };
        (nepers / fall.min(bass) * self.sample_rate) as u64 + 2 * GRID as u64
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
        let bass = LOW_PEAK * HIGH_PEAK;
        let [amount, harmonics, wet] =
            [AMOUNT, HARMONICS, WET].map(|number| self.glides[number].target());
        // The root is at most the peak of the bass.
        let harmonics = harmonics * LOW_PEAK * (1.0 + FUNDAMENTAL) * bass;
        1.0 + wet * 2.0 * (amount * bass + harmonics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: BassEnhancerPatch = BassEnhancerPatch {
        frequency_hz: 60.0,
        amount: 0.5,
        harmonics: 0.3,
        tightness: 0.5,
        wet: 0.5,
    };

    #[test]
    fn what_is_added_is_the_bass_between_the_two_cuts() {
        let patch = BassEnhancerPatch { harmonics: 0.0, tightness: 0.0, ..PATCH };
        let mut impulse = vec![0.0; 48_000];
        impulse[0] = 1.0;
        let mut enhancer = BassEnhancer::new(&patch, RATE);
        let out = laws::through(&mut enhancer, &[impulse.clone(), impulse], 512);
        // Butterworth's low-pass 1 / (1 - w^2 + i sqrt2 w), and the high-pass -w^2 of it, warped.
        let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / RATE);
        for hz in [20.0, 40.0, 60.0, 90.0, 200.0, 1000.0] {
            let denominator = |w: f64| (1.0 - w * w, 2_f64.sqrt() * w);
            let (w, v) = (tan(hz) / tan(120.0), tan(hz) / tan(30.0));
            let ((a, b), (c, d)) = (denominator(w), denominator(v));
            let (re, im) = (a * c - b * d, a * d + b * c);
            let power = re * re + im * im;
            // 1 + 2 * 0.5 * 0.5 * (-v^2) / (re + i im)
            let share = -0.5 * v * v / power;
            let (re, im) = (1.0 + share * re, -share * im);
            let (got, want) = (laws::magnitude(&out[0], hz / RATE), (re * re + im * im).sqrt());
            // f32 states at an angle of 0.004.
            assert!((got - want).abs() < 1e-3, "{hz}: {got}, want {want}");
        }
    }

    #[test]
    fn harmonics_of_a_sine_are_those_of_its_root() {
        let patch =
            BassEnhancerPatch { amount: 0.0, harmonics: 1.0, tightness: 0.0, wet: 1.0, ..PATCH };
        let sound = laws::sine(60.0, RATE, 96_000).map(|c| c.iter().map(|x| 0.5 * x).collect());
        let out = laws::through(&mut BassEnhancer::new(&patch, RATE), &sound, 512);
        let tan = |hz: f64| libm::tan(std::f64::consts::PI * hz / RATE);
        // Of 60 Hz between its cuts the low-pass leaves 1 / sqrt(1 + 2^-4), the high-pass as much.
        let bass = 0.5 / (1.0 + 1.0 / 16.0);
        for harmonic in [3.0, 5.0, 7.0] {
            let mut coefficient = 0.0;
            for n in 0..4096 {
                let angle = std::f64::consts::TAU * (f64::from(n) + 0.5) / 4096.0;
                let sine = libm::sin(angle);
                coefficient += sine.abs().sqrt().copysign(sine) * libm::sin(harmonic * angle);
            }
            let w = tan(60.0 * harmonic) / tan(480.0);
            let want = 2.0 * bass * (coefficient / 2048.0).abs() / (1.0 + w * w * w * w).sqrt();
            let got = laws::amplitude(&out[0], 60.0 * harmonic / RATE, 48_000);
            // The slow peak sags by 8 ms / 200 ms between the waves: 4 %, the root's half of it.
            assert!((got / want - 1.0).abs() < 0.05, "{harmonic}: {got}, want {want}");
        }
    }

    #[test]
    fn twice_the_sound_is_twice_the_output() {
        let sound = laws::burst(9000, 3000);
        let once = laws::through(&mut BassEnhancer::new(&PATCH, RATE), &sound, 512);
        let twice = sound.map(|c| c.iter().map(|x| 2.0 * x).collect());
        let twice = laws::through(&mut BassEnhancer::new(&PATCH, RATE), &twice, 512);
        for (once, twice) in once.iter().flatten().zip(twice.iter().flatten()) {
            assert_eq!(2.0 * once, *twice);
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..12 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = BassEnhancerPatch {
                frequency_hz: toss(0, 20.0, 200.0),
                amount: toss(1, 0.0, 1.0),
                harmonics: toss(2, 0.0, 1.0),
                tightness: toss(3, 0.0, 1.0),
                wet: toss(4, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(BassEnhancer::new(&patch, rate)));
        }
    }
}
