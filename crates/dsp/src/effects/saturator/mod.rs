//! Distortion from soft to tape, in one band or three, at up to eight times the sample rate.
//!
//! ```text
//! moved = wow and flutter of (low cut of in)
//! bands = moved, or its three bands (`crossover`)
//! bent  = sum over bands of: band + mix * (after * curve(before * band) - band), at the high rate
//! out   = (1 - wet) * dry + wet * high cut(tilt(tape low-pass(without what is constant(bent))))
//! ```
//!
//! The rate is raised and lowered for real (`oversample`), where the original shaped the same
//! sample over and over (fact sheet 6.1). The dry sound is as late as the wet; with three bands it
//! goes through the crossovers' all-pass too, else both would cancel at the crossovers.
//!
//! Each step takes both channels of a piece of at most a cell of the grid.

mod around;
mod bands;
mod bounds;
mod curve;
mod patch;
mod targets;

pub use self::patch::{SaturatorCurve, SaturatorPatch};

use self::targets::{FLUTTER, Parameters, ROOM, WOW, depths, moves, speed, targets};
use super::Effect;
use super::crossover::Crossover;
use super::crossover::butterworth::{Circuit, Cutoff};
use super::delay_line::DelayLine;
use super::glide::{GRID, Glide, grid_pieces};
use super::lfo::LfoClock;
use super::oversample::{self, Downsampler, Upsampler};
use super::silence::flushed;
use crate::lanes::{Level, Simd, dispatch};
use crate::math;

/// Where what is constant ends, in Hz: below all that is heard.
const CONSTANT_HZ: f64 = 5.0;
/// Lowest of the low cut, in Hz.
const LOWEST_HZ: f32 = 5.0;

/// The saturator at work.
#[derive(Clone, Debug)]
pub struct Saturator {
    level: Level,
    sample_rate: f64,
    patch: SaturatorPatch,
    /// Three bands instead of one.
    multiband: bool,
    times: u32,
    /// Frames by which the tape is late, and is compensated.
    tape_delay: usize,
    now_at: Parameters<Glide>,
    /// Low cut, high cut and both crossovers.
    cutoffs: [Cutoff; 4],
    /// The fade goes from the first to the second.
    curves: [SaturatorCurve; 2],
    fade: Glide,
    clocks: [LfoClock; 2],
    /// The moving delay at the cell's start and end, in frames.
    moves: [f32; 2],
    /// The frame at which the latter holds.
    moved_at: u64,
    /// Whether a glide may be under way.
    restless: bool,
    constant_step: f32,
    low_cut: Circuit,
    high_cut: Circuit,
    crossover: Crossover,
    tape: [DelayLine; 2],
    dry: [DelayLine; 2],
    /// `[band]`
    up: Vec<Upsampler>,
    down: Downsampler,
    /// States of the low-passes of both channels.
    constant: [f32; 2],
    brightness: [f32; 2],
    tilt: [f32; 2],
    now: u64,
}

fn cutoffs_hz(patch: &SaturatorPatch) -> [f32; 4] {
    [
        patch.low_cut_hz.clamp(LOWEST_HZ, 500.0),
        patch.high_cut_hz.clamp(2000.0, 20_000.0),
        patch.crossover_hz[0].clamp(50.0, 500.0),
        patch.crossover_hz[1].clamp(1000.0, 8000.0),
    ]
}

/// A glide's values from `offset` on.
#[inline(always)]
fn row(glide: &Glide, offset: usize) -> [f32; GRID] {
    std::array::from_fn(|i| glide.at(offset + i))
}

/// Whether it is at zero, and stays there.
#[inline(always)]
fn is_off(glide: &Glide) -> bool {
    glide.at_rest() && glide.end() == 0.0
}

impl Saturator {
    /// The saturator of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &SaturatorPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Saturator::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &SaturatorPatch, sample_rate: f64, level: Level) -> Self {
        let [wow, flutter] = depths(patch, sample_rate);
        let tape_delay = if moves(patch) { (wow + flutter + ROOM) as usize + 1 } else { 0 };
        let most = SaturatorPatch { tape_wow: 1.0, tape_flutter: 1.0, tape_speed: 0.5, ..*patch };
        let most_delay: f32 = depths(&most, sample_rate).into_iter().sum();
        let bands = if patch.multiband { 3 } else { 1 };
        let tape = DelayLine::new(2 * (most_delay + ROOM) as usize + 2 * GRID);
        let dry = DelayLine::new(tape_delay + oversample::latency(patch.oversampling) + GRID);
        let up = Upsampler::new(patch.oversampling);
        let down = Downsampler::new(patch.oversampling);
        let glide = |value| Glide::new(value, sample_rate);
        let step = -libm::expm1(-std::f64::consts::TAU * CONSTANT_HZ / sample_rate);
        let mut saturator = Self {
            level: level.narrow(),
            sample_rate,
            patch: *patch,
            multiband: patch.multiband,
            times: patch.oversampling,
            tape_delay,
            now_at: targets(patch, sample_rate, tape_delay).map(glide),
            cutoffs: cutoffs_hz(patch).map(|hz| Cutoff::new(hz, sample_rate)),
            curves: [patch.curve; 2],
            fade: glide(1.0),
            clocks: [WOW.0, FLUTTER.0].map(|hz| LfoClock::new(hz * speed(patch), sample_rate)),
            moves: [0.0; 2],
            constant_step: step as f32,
            moved_at: 0,
            restless: true,
            low_cut: Circuit::default(),
            high_cut: Circuit::default(),
            crossover: Crossover::default(),
            tape: [tape.clone(), tape],
            dry: [dry.clone(), dry],
            up: vec![up; bands],
            down,
            constant: [0.0; 2],
            brightness: [0.0; 2],
            tilt: [0.0; 2],
            now: 0,
        };
        saturator.reset(0);
        saturator
    }

    /// Moves to other settings without a click; another curve fades in. `multiband`,
    /// `oversampling` and the latency stay as `new` had them.
    pub fn aim(&mut self, patch: &SaturatorPatch) {
        self.restless = true;
        self.patch =
            SaturatorPatch { multiband: self.multiband, oversampling: self.times, ..*patch };
        let targets = targets(&self.patch, self.sample_rate, self.tape_delay).all();
        for (glide, target) in self.now_at.each().zip(targets) {
            glide.aim(target);
        }
        for (cutoff, hz) in self.cutoffs.iter_mut().zip(cutoffs_hz(patch)) {
            cutoff.aim(hz, self.sample_rate);
        }
    }

    /// Enters the cell of the grid that begins at `at`.
    fn control(&mut self, at: u64) {
        if self.restless {
            self.glide(at);
        }
        self.low_cut.settle();
        self.high_cut.settle();
        if self.multiband {
            self.crossover.settle();
        }
        for states in [&mut self.constant, &mut self.brightness, &mut self.tilt] {
            *states = states.map(flushed);
        }
        if !is_off(&self.now_at.moved) {
            if self.moved_at != at {
                self.move_to(at);
            }
            self.move_to(at + GRID as u64);
        }
    }

    /// Moves all that glides on to the cell that begins at `at`.
    fn glide(&mut self, at: u64) {
        for (clock, hz) in self.clocks.iter_mut().zip([WOW.0, FLUTTER.0]) {
            clock.aim(hz * speed(&self.patch), at);
        }
        self.now_at.each().for_each(Glide::tick);
        self.cutoffs.iter_mut().for_each(Cutoff::tick);
        self.fade.tick();
        if self.fade.at_rest() && self.curves[1] != self.patch.curve {
            self.curves = [self.curves[1], self.patch.curve];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
        self.restless = !(self.fade.at_rest()
            && self.now_at.each().all(|glide| glide.at_rest())
            && self.cutoffs.iter().all(Cutoff::at_rest));
    }

    /// Moves the tape to where it is at frame `at`.
    fn move_to(&mut self, at: u64) {
        let depths = self.now_at.depths.map(|depth| depth.end());
        let [wow, flutter] = self.clocks.map(|clock| math::sin_cycles(clock.phase(at) as f32));
        let delay = self.now_at.middle.end() + depths[0] * wow + depths[1] * flutter;
        self.moves = [self.moves[1], delay];
        self.moved_at = at;
    }

    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        for piece in grid_pieces(self.now, left.len()) {
            if self.now.is_multiple_of(GRID as u64) {
                self.control(self.now);
            }
            self.piece(simd, [&mut left[piece.clone()], &mut right[piece.clone()]]);
            self.now += piece.len() as u64;
        }
    }

    #[inline(always)]
    fn piece<S: Simd>(&mut self, simd: S, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((self.now % GRID as u64) as usize, sound[0].len());
        let mut dry = [[0.0; GRID]; 2];
        for (dry, sound) in dry.iter_mut().zip(&sound) {
            dry[..count].copy_from_slice(sound);
        }
        let mut heard = dry;
        self.ahead(&mut heard, count, offset);
        if self.multiband {
            let factors = [self.cutoffs[2].factors(offset), self.cutoffs[3].factors(offset)];
            let bands = self.crossover.split(simd, &heard, &mut dry, count, &factors);
            self.bend(simd, &bands, &mut heard, count, offset);
        } else {
            self.bend(simd, &[heard], &mut heard, count, offset);
        }
        self.behind(&mut heard, count, offset);
        let wet = &self.now_at.wet;
        let latency = self.tape_delay + oversample::latency(self.times);
        let wet_alone = wet.at_rest() && wet.end() == 1.0;
        let wets = row(wet, offset);
        for (channel, sound) in sound.into_iter().enumerate() {
            if latency > 0 {
                self.dry[channel].push(&dry[channel][..count]);
            }
            if wet_alone {
                sound.copy_from_slice(&heard[channel][..count]);
                continue;
            }
            if latency > 0 {
                self.dry[channel].read(latency, &mut dry[channel][..count]);
            }
            for (((x, dry), heard), wet) in
                sound.iter_mut().zip(dry[channel]).zip(heard[channel]).zip(wets)
            {
                *x = (1.0 - wet) * dry + wet * heard;
            }
        }
    }

    fn bands(&self) -> usize {
        self.up.len()
    }
}

impl Effect for Saturator {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.now_at.each().for_each(Glide::finish);
        self.cutoffs.iter_mut().for_each(Cutoff::finish);
        self.curves = [self.patch.curve; 2];
        self.fade.jump(1.0);
        self.low_cut = Circuit::default();
        self.high_cut = Circuit::default();
        self.crossover = Crossover::default();
        self.tape.iter_mut().chain(&mut self.dry).for_each(DelayLine::clear);
        self.up.iter_mut().for_each(Upsampler::clear);
        self.down.clear();
        (self.constant, self.brightness, self.tilt) = ([0.0; 2], [0.0; 2], [0.0; 2]);
        self.restless = true;
        let rates = [WOW.0, FLUTTER.0].map(|hz| hz * speed(&self.patch));
        self.clocks = rates.map(|hz| LfoClock::new(hz, self.sample_rate));
        self.now = at;
        let cell = at - at % GRID as u64;
        self.move_to(cell);
        if cell != at {
            self.control(cell);
        }
    }

    fn latency(&self) -> usize {
        self.tape_delay + oversample::latency(self.times)
    }

    fn tail(&self) -> u64 {
        self.decay()
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
        self.highest()
    }
}

#[cfg(test)]
mod tests;
