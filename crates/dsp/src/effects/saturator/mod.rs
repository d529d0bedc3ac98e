//! Distortion from soft to tape, in one band or three, at up to eight times the sample rate.
//!
//! ```text
//! moved = wow and flutter of (low cut of in)
//! bands = moved, or its three bands (`filters`)
//! bent  = sum over bands of: band + mix * (after * curve(before * band) - band), at the high rate
//! out   = (1 - wet) * dry + wet * high cut(tilt(tape low-pass(without what is constant(bent))))
//! ```
//!
//! The rate is raised and lowered for real (`oversample`), where the original shaped the same
//! sample over and over (fact sheet 6.1). The dry sound is as late as the wet; with three bands it
//! goes through the crossovers' all-pass too, else both would cancel at the crossovers.

mod bands;
mod bounds;
mod curve;
mod filters;
mod patch;
mod targets;

pub use self::patch::{SaturatorCurve, SaturatorPatch};

use self::filters::{Circuit, Crossover, Cutoff, Factors};
use self::targets::{FLUTTER, Parameters, ROOM, WOW, depths, moves, speed, targets};
use super::Effect;
use super::delay_line::DelayLine;
use super::glide::{GRID, Glide, grid_pieces};
use super::lfo::LfoClock;
use super::oversample::{self, Downsampler, Upsampler};
use super::silence::{flushed, pole};
use crate::lanes::{Level, Simd, dispatch};
use crate::math;

/// Where what is constant ends, in Hz: below all that is heard.
const CONSTANT_HZ: f64 = 5.0;
/// Lowest of the low cut, in Hz.
const LOWEST_HZ: f32 = 5.0;
/// One channel's memory.
#[derive(Clone, Debug)]
struct Channel {
    low_cut: Circuit,
    high_cut: Circuit,
    crossover: Crossover,
    tape: DelayLine,
    dry: DelayLine,
    /// One for each band.
    up: Vec<Upsampler>,
    down: Downsampler,
    constant: f32,
    brightness: f32,
    tilt: f32,
}

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
    constant_step: f32,
    channels: [Channel; 2],
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
        let channel = Channel {
            low_cut: Circuit::default(),
            high_cut: Circuit::default(),
            crossover: Crossover::default(),
            tape: DelayLine::new(2 * (most_delay + ROOM) as usize + 2 * GRID),
            dry: DelayLine::new(tape_delay + oversample::latency(patch.oversampling) + GRID),
            up: vec![Upsampler::new(patch.oversampling); bands],
            down: Downsampler::new(patch.oversampling),
            constant: 0.0,
            brightness: 0.0,
            tilt: 0.0,
        };
        let glide = |value| Glide::new(value, sample_rate);
        let step = -libm::expm1(-std::f64::consts::TAU * CONSTANT_HZ / sample_rate);
        let mut saturator = Self {
            level,
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
            channels: [channel.clone(), channel],
            now: 0,
        };
        saturator.reset(0);
        saturator
    }

    /// Moves to other settings without a click; another curve fades in. `multiband`,
    /// `oversampling` and the latency stay as `new` had them.
    pub fn aim(&mut self, patch: &SaturatorPatch) {
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
        for channel in &mut self.channels {
            channel.low_cut.settle();
            channel.high_cut.settle();
            channel.crossover.settle();
            for state in [&mut channel.constant, &mut channel.brightness, &mut channel.tilt] {
                *state = flushed(*state);
            }
        }
        self.move_to(at + GRID as u64);
    }

    /// Moves the tape to where it is at frame `at`.
    fn move_to(&mut self, at: u64) {
        let depths = self.now_at.depths.map(|depth| depth.end());
        let [wow, flutter] = self.clocks.map(|clock| math::sin_cycles(clock.phase(at) as f32));
        let delay = self.now_at.middle.end() + depths[0] * wow + depths[1] * flutter;
        self.moves = [self.moves[1], delay];
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
        let factors = self.cutoffs.each_ref().map(|cutoff| cutoff.factors(offset));
        let rows = [0, 1, 2].map(|band| (band < self.bands()).then(|| self.rows(band, offset)));
        let wet = row(&self.now_at.wet, offset);
        let latency = self.latency();
        for (channel, sound) in sound.into_iter().enumerate() {
            let mut heard = [0.0; GRID];
            let heard = &mut heard[..count];
            heard.copy_from_slice(sound);
            self.ahead(channel, heard, &factors[0], offset);
            self.bent(simd, channel, heard, [factors[2], factors[3]], &rows);
            self.behind(channel, heard, &factors[1], offset);
            let state = &mut self.channels[channel];
            if self.multiband {
                state.crossover.turn_dry(sound, &[factors[2], factors[3]]);
            }
            state.dry.push(sound);
            state.dry.read(latency, sound);
            for ((x, heard), wet) in sound.iter_mut().zip(heard).zip(wet) {
                *x = (1.0 - wet) * *x + wet * *heard;
            }
        }
    }

    fn bands(&self) -> usize {
        if self.multiband { 3 } else { 1 }
    }

    /// The low cut and the tape's movement.
    #[inline(always)]
    fn ahead(
        &mut self,
        channel: usize,
        sound: &mut [f32],
        factors: &[Factors; GRID],
        offset: usize,
    ) {
        let at = &self.now_at;
        let state = &mut self.channels[channel];
        if at.low_cut.at_rest() && at.low_cut.end() == 0.0 {
            state.low_cut = Circuit::default();
        } else {
            state.low_cut.cut_low(sound, factors, &row(&at.low_cut, offset));
        }
        state.tape.push(sound);
        if self.tape_delay > 0 {
            state.tape.read(self.tape_delay, sound);
        }
        if !(at.moved.at_rest() && at.moved.end() == 0.0) {
            let [from, to] = self.moves;
            let slope = (to - from) * (1.0 / GRID as f32);
            let delays: [f32; GRID] = std::array::from_fn(|i| from + slope * (offset + i) as f32);
            let mut moved = [0.0; GRID];
            let count = sound.len();
            state.tape.read_moving(count, &delays[..count], &mut moved[..count]);
            for ((x, moved), share) in sound.iter_mut().zip(moved).zip(row(&at.moved, offset)) {
                *x += (moved - *x) * share;
            }
        }
    }

    /// All that comes after the curves.
    #[inline(always)]
    fn behind(
        &mut self,
        channel: usize,
        sound: &mut [f32],
        factors: &[Factors; GRID],
        offset: usize,
    ) {
        let at = &self.now_at;
        let state = &mut self.channels[channel];
        let [blocked, tape_step] = [row(&at.blocked, offset), row(&at.tape_step, offset)];
        let [top, low, step] = at.tilt.each_ref().map(|glide| row(glide, offset));
        for (i, x) in sound.iter_mut().enumerate() {
            *x -= blocked[i] * pole(&mut state.constant, *x, self.constant_step);
            *x = pole(&mut state.brightness, *x, tape_step[i]);
            let way = (*x - state.tilt) * step[i];
            let bottom = state.tilt + way;
            state.tilt = bottom + way;
            *x = top[i] * *x + low[i] * bottom;
        }
        if at.high_cut.at_rest() && at.high_cut.end() == 0.0 {
            state.high_cut = Circuit::default();
        } else {
            state.high_cut.cut_high(sound, factors, &row(&at.high_cut, offset));
        }
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
        for channel in &mut self.channels {
            channel.low_cut = Circuit::default();
            channel.high_cut = Circuit::default();
            channel.crossover = Crossover::default();
            channel.tape.clear();
            channel.dry.clear();
            channel.up.iter_mut().for_each(Upsampler::clear);
            channel.down.clear();
            (channel.constant, channel.brightness, channel.tilt) = (0.0, 0.0, 0.0);
        }
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
