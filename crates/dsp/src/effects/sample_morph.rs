//! Sample morph: the sound in grains, each from where it was, from elsewhere in the last second,
//! or once more the one before.
//!
//! Every grain runs at the sound's own speed, so it is a delay by whole frames; where one grain
//! ends the next fades in, in equal parts that sum to 1. Without randomness and retriggers the
//! sound therefore passes as it is. Grains begin on a grid of absolute frames, and what they do is
//! noise by counter from a seed.

use super::Effect;
use super::delay_line::DelayLine;
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use crate::math;

/// How far back a grain may come from, in seconds (fact sheet 6.1).
const MEMORY_S: f64 = 1.0;
/// Shortest fade between grains, in seconds.
const FADE_S: f64 = 0.002;
/// Seed of the grains.
const SEED: u32 = 0x3043;
/// Grains that are looked back for one that was not a repeat.
const CHAIN: u64 = 256;

/// Settings of the morph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleMorphPatch {
    /// Length of a grain in seconds, 0.01..=1.
    pub grain_s: f32,
    /// Part of a grain that is faded into the next, 0..=0.5.
    pub overlap: f32,
    /// How far back in the last second a grain may come from, 0..=1.
    pub randomness: f32,
    /// Share of the grains that repeat the one before, 0..=1.
    pub retrigger: f32,
    /// Share of the grains, 0..=1.
    pub wet: f32,
}

/// Lengths in frames.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lengths {
    /// From the start of a grain to that of the next, whole cells.
    hop: u64,
    fade: f32,
    memory: usize,
}

fn lengths(patch: &SampleMorphPatch, sample_rate: f64) -> Lengths {
    let grain = f64::from(patch.grain_s.clamp(0.01, 1.0)) * sample_rate;
    let overlap = f64::from(patch.overlap.clamp(0.0, 0.5)) * grain;
    let fade = overlap.max(FADE_S * sample_rate);
    let cells = libm::round((grain - fade) / GRID as f64).max(1.0);
    let hop = cells as u64 * GRID as u64;
    Lengths { hop, fade: fade.min(hop as f64) as f32, memory: (MEMORY_S * sample_rate) as usize }
}

/// The morph at work.
#[derive(Clone, Debug)]
pub struct SampleMorph {
    sample_rate: f64,
    patch: SampleMorphPatch,
    lengths: Lengths,
    wet: Glides<1>,
    lines: [DelayLine; 2],
    /// Delays of the last grain and of this one, in frames.
    ages: [usize; 2],
    /// Frame at which this grain began.
    began: u64,
    now: u64,
}

fn unit(counter: u64) -> f32 {
    0.5 + 0.5 * math::noise(SEED, counter as u32)
}

impl SampleMorph {
    /// The morph of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &SampleMorphPatch, sample_rate: f64) -> Self {
        let line = DelayLine::new((MEMORY_S * sample_rate) as usize + 2 * GRID);
        let mut morph = Self {
            sample_rate,
            patch: *patch,
            lengths: lengths(patch, sample_rate),
            wet: Glides::new([patch.wet.clamp(0.0, 1.0)], sample_rate),
            lines: [line.clone(), line],
            ages: [0; 2],
            began: 0,
            now: 0,
        };
        morph.reset(0);
        morph
    }

    /// Moves to other settings without a click: the next grain has them.
    pub fn aim(&mut self, patch: &SampleMorphPatch) {
        self.patch = *patch;
        self.wet.aim([patch.wet.clamp(0.0, 1.0)]);
    }

    /// The delay of grain `number` in frames, if it is no repeat.
    fn fresh(&self, number: u64) -> usize {
        let back = self.patch.randomness.clamp(0.0, 1.0) * unit(2 * number);
        (f64::from(back) * self.lengths.memory as f64) as usize
    }

    /// The delay of grain `number`, the one before having had `last`.
    fn next(&self, number: u64, last: usize) -> usize {
        let repeated = last + self.lengths.hop as usize;
        let repeats = unit(2 * number + 1) < self.patch.retrigger;
        if repeats && repeated <= self.lengths.memory { repeated } else { self.fresh(number) }
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.wet.tick();
        if (frame - self.began) >= self.lengths.hop {
            self.lengths = lengths(&self.patch, self.sample_rate);
            let number = frame / self.lengths.hop;
            self.began = frame;
            self.ages = [self.ages[1], self.next(number, self.ages[1])];
        }
    }

    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, left.len());
        if offset == 0 {
            self.control(at);
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let since = (at - self.began) as f32;
        let [old, new] = self.ages;
        let fades = since < self.lengths.fade && old != new;
        for ((line, sound), dry) in self.lines.iter_mut().zip([&mut *left, &mut *right]).zip(&dry) {
            line.push(&dry[..count]);
            line.read(new, sound);
            if fades {
                let mut last = [0.0; GRID];
                line.read(old, &mut last[..count]);
                for (i, (x, last)) in sound.iter_mut().zip(last).enumerate() {
                    let part = ((since + i as f32) / self.lengths.fade).min(1.0);
                    *x = last + (*x - last) * part;
                }
            }
        }
        blend([left, right], &dry, &self.wet.row(0, offset));
    }
}

impl Effect for SampleMorph {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(now, left, right, |at, sound| self.piece(at, sound));
    }

    fn reset(&mut self, at: u64) {
        self.wet.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.lengths = lengths(&self.patch, self.sample_rate);
        let number = at / self.lengths.hop;
        let first = number.saturating_sub(CHAIN);
        self.ages = [self.fresh(first); 2];
        for number in first + 1..=number {
            self.ages = [self.ages[1], self.next(number, self.ages[1])];
        }
        self.began = number * self.lengths.hop;
        self.now = at;
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let moves = self.patch.randomness > 0.0 || self.patch.retrigger > 0.0;
        if moves { self.lengths.memory as u64 + GRID as u64 } else { 0 }
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        // Rounding.
        1.000_01
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: SampleMorphPatch =
        SampleMorphPatch { grain_s: 0.1, overlap: 0.1, randomness: 0.0, retrigger: 0.0, wet: 1.0 };

    #[test]
    fn without_randomness_the_sound_passes_as_it_is() {
        let sound = laws::burst(30_000, 100);
        let out = laws::through(&mut SampleMorph::new(&PATCH, RATE), &sound, 512);
        assert!(out == sound);
    }

    #[test]
    fn every_grain_is_a_run_of_the_sound_within_the_last_second() {
        // A ramp tells where it was taken from: its age is the difference.
        let ramp: Vec<f32> = (0..192_000).map(|n| n as f32).collect();
        let patch = SampleMorphPatch { randomness: 0.8, ..PATCH };
        let out = laws::through(&mut SampleMorph::new(&patch, RATE), &[ramp.clone(), ramp], 512);
        // A hop is 4320 frames, a fade 480.
        let ages: Vec<i64> = (12..44)
            .map(|grain| {
                let at = |n: usize| n as i64 - out[0][n] as i64;
                let (middle, end) = (grain * 4320 + 2000, grain * 4320 + 4319);
                assert_eq!(at(middle), at(end));
                at(middle)
            })
            .collect();
        assert!(ages.iter().all(|age| (0..=38_400).contains(age)));
        // Evenly spread over 0.8 s: the mean of 32 within three of its deviations.
        let mean = ages.iter().sum::<i64>() as f64 / 32.0;
        assert!((mean - 19_200.0).abs() < 3.0 * 38_400.0 / (12.0 * 32.0_f64).sqrt(), "{mean}");
    }

    #[test]
    fn retriggered_grains_repeat_the_one_before() {
        let ramp: Vec<f32> = (0..192_000).map(|n| n as f32).collect();
        let patch = SampleMorphPatch { retrigger: 1.0, ..PATCH };
        let out = laws::through(&mut SampleMorph::new(&patch, RATE), &[ramp.clone(), ramp], 512);
        // Ages grow by a hop until a second is full: 11 hops of 4320 frames.
        for grain in 1..40 {
            let at = |grain: usize| out[0][grain * 4320 + 2000];
            let fresh = at(grain) as usize == grain * 4320 + 2000;
            assert!(fresh || at(grain) == at(grain - 1), "{grain}");
            assert_eq!(fresh, grain % 12 == 0, "{grain}");
        }
    }

    #[test]
    fn its_grains_are_a_function_of_absolute_time() {
        let patch = SampleMorphPatch { randomness: 1.0, retrigger: 0.5, ..PATCH };
        let sound = laws::burst(120_000, 0);
        let mut morph = SampleMorph::new(&patch, RATE);
        let whole = laws::through(&mut morph, &sound, 512);
        morph.reset(9999);
        let late = laws::through(&mut morph, &sound.clone().map(|c| c[9999..].to_vec()), 512);
        assert!(whole[0][60_000..] == late[0][50_001..]);
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = SampleMorphPatch {
                grain_s: toss(0, 0.01, 1.0),
                overlap: toss(1, 0.0, 1.0),
                randomness: toss(2, 0.0, 1.0),
                retrigger: toss(3, 0.0, 0.7),
                // What goes in must be heard at once.
                wet: 0.5,
            };
            laws::all_are_kept(|rate| Box::new(SampleMorph::new(&patch, rate)));
        }
    }
}
