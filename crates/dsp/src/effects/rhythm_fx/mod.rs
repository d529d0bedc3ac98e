//! Rhythm effects: gates, stutters, repeats, reverses, jumps and stops, step by step in time with
//! the song.
//!
//! ```text
//! lag  = stutter: whole quarters of the step since it began, at `speed`
//!        repeat:  a step                  reverse: 2 t
//!        glitch:  a random one for each quarter     tape stop: t^2 / 2 step
//! fx   = line[lag], faded in and out at the ends of pieces; gate: silence in the second half
//! out  = in + intensity * acts * (fx - in)
//! ```
//!
//! Steps are counted in absolute frames and begin with a cell of the grid. On which steps it acts,
//! and how far it jumps, is noise by counter from a seed.

use super::Effect;
use super::delay_line::{CUBIC_PEAK, DelayLine};
use super::dry::copied;
use super::glide::{GRID, Glides, cells};
use crate::lanes::{Level, dispatch};
use crate::math;

/// Longest piece that is repeated or reversed, in seconds (fact sheet 6.1).
const MEMORY_S: f64 = 2.0;
/// Pieces of a step, for stutter and glitch.
const PIECES: f64 = 4.0;
/// Least lag of a moving read in frames: the cubic's neighbours.
const ROOM: f64 = 4.0;
/// Seed of chance and jumps.
const SEED: u32 = 0x47f8;

/// What is done on a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RhythmMode {
    /// Silence in the second half.
    #[default]
    Gate,
    /// The first quarter four times.
    Stutter,
    /// The step before once more.
    Repeat,
    /// The step before backwards.
    Reverse,
    /// A quarter each from elsewhere.
    Glitch,
    /// Slower and slower until it stands.
    TapeStop,
}

/// Settings of the rhythm effects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RhythmFxPatch {
    /// Length of a step in seconds.
    pub step_s: f64,
    /// Share of the steps on which it acts, 0..=1.
    pub chance: f32,
    /// Share of the changed sound on those steps, 0..=1.
    pub intensity: f32,
    /// Longest piece that is repeated or reversed in seconds, 0.01..=2.
    pub buffer_s: f32,
    /// Fades at the ends of pieces in seconds, 0.001..=0.05.
    pub fade_s: f32,
    /// How far the glitch jumps, as a part of the buffer, 0..=1.
    pub glitch_amount: f32,
    /// Speed of stutter's repeats, -2..=2.
    pub speed: f32,
    /// What is done.
    pub mode: RhythmMode,
}

/// The effects at work.
#[derive(Clone, Debug)]
pub struct RhythmFx {
    level: Level,
    sample_rate: f64,
    patch: RhythmFxPatch,
    intensity: Glides<1>,
    /// The lag, the share of the changed sound and its gain at the cell's start and end.
    from: Cell,
    to: Cell,
    lines: [DelayLine; 2],
    now: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    lag: f32,
    share: f32,
    gain: f32,
}

fn unit(counter: u64) -> f32 {
    0.5 + 0.5 * math::noise(SEED, counter as u32)
}

/// Frames rounded down to cells, one at least.
fn whole_cells(frames: f64) -> f64 {
    (frames / GRID as f64).floor().max(1.0) * GRID as f64
}

/// How often `length` fits into `at`, and the rest.
fn part_of(at: f64, length: f64) -> [f64; 2] {
    let number = (at / length).floor();
    [number, at - number * length]
}

impl RhythmFx {
    /// The effects of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &RhythmFxPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`RhythmFx::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &RhythmFxPatch, sample_rate: f64, level: Level) -> Self {
        let longest = 2.0 * MEMORY_S * sample_rate;
        let line = DelayLine::new(libm::ceil(longest) as usize + 4 * GRID);
        let mut effect = Self {
            level,
            sample_rate,
            patch: *patch,
            intensity: Glides::new([patch.intensity.clamp(0.0, 1.0)], sample_rate),
            from: Cell::default(),
            to: Cell::default(),
            lines: [line.clone(), line],
            now: 0,
        };
        effect.reset(0);
        effect
    }

    /// Moves to other settings: the intensity glides, all else holds from the next cell on.
    pub fn aim(&mut self, patch: &RhythmFxPatch) {
        self.intensity.aim([patch.intensity.clamp(0.0, 1.0)]);
        self.patch = *patch;
    }

    /// Frames of a step, and of the longest piece.
    fn lengths(&self) -> [f64; 2] {
        let step = (self.patch.step_s * self.sample_rate).max(4.0 * GRID as f64);
        let buffer = f64::from(self.patch.buffer_s).clamp(0.01, MEMORY_S) * self.sample_rate;
        [step, buffer]
    }

    /// Lag, share and gain `since` frames into step `number`.
    fn cell(&self, number: u64, since: f64) -> Cell {
        let [step, buffer] = self.lengths();
        let fade = f64::from(self.patch.fade_s).clamp(0.001, 0.05) * self.sample_rate;
        // Up at the start of a piece and down at its end.
        let window = |at: f64, length: f64| {
            let fade = fade.min(0.25 * length);
            (at.min(length - at) / fade).clamp(0.0, 1.0) as f32
        };
        let heard = |lag: f64, gain: f32| Cell {
            lag: (lag + ROOM) as f32,
            share: window(since, step),
            gain,
        };
        let quarter = whole_cells((step / PIECES).min(buffer));
        let [index, within] = part_of(since, quarter);
        match self.patch.mode {
            RhythmMode::Gate => {
                let fade = fade.min(0.125 * step);
                let shut = ((since - 0.5 * step).min(step - since) / fade).clamp(0.0, 1.0);
                Cell { lag: 0.0, share: 1.0, gain: 1.0 - shut as f32 }
            }
            RhythmMode::Stutter if index == 0.0 => heard(0.0, window(within, quarter)),
            RhythmMode::Stutter => {
                let speed = f64::from(self.patch.speed.clamp(-2.0, 2.0));
                // Faster, it is over sooner, and begins again.
                let length = whole_cells(quarter / speed.abs().max(1.0));
                let [_, within] = part_of(within, length);
                let start = if speed < 0.0 { quarter } else { 0.0 };
                heard(since - (start + speed * within), window(within, length))
            }
            RhythmMode::Repeat => heard(step.min(buffer), 1.0),
            RhythmMode::Reverse => {
                let length = if step > buffer { whole_cells(buffer) } else { step };
                let [_, within] = part_of(since, length);
                heard(2.0 * within, window(within, length))
            }
            RhythmMode::Glitch => {
                let amount = f64::from(self.patch.glitch_amount.clamp(0.0, 1.0));
                let drawn = unit(5 * number + 1 + index.min(3.0) as u64);
                heard(amount * buffer * f64::from(drawn), window(within, quarter))
            }
            RhythmMode::TapeStop => {
                let lag = (0.5 * since * since / step).min(2.0 * MEMORY_S * self.sample_rate);
                heard(lag, 1.0)
            }
        }
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.intensity.tick();
        let [step, _] = self.lengths();
        let [number, since] = part_of(frame as f64, step);
        let number = number as u64;
        if unit(5 * number) >= self.patch.chance {
            (self.from, self.to) = (Cell::default(), Cell::default());
            return;
        }
        // A step begins with a cell, and the last one ends with it. What holds at the end is what
        // holds just before, for there the next piece begins.
        let begun = (since / GRID as f64).floor() * GRID as f64;
        self.from = self.cell(number, begun);
        self.to = self.cell(number, (begun + GRID as f64).min(step) - 1e-3);
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(at, sound),
        );
    }

    #[inline(always)]
    fn piece(&mut self, at: u64, [left, right]: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, left.len());
        if offset == 0 {
            self.control(at);
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let intensity = self.intensity.row(0, offset);
        let (from, to) = (self.from, self.to);
        for (channel, sound) in [left, right].into_iter().enumerate() {
            let line = &mut self.lines[channel];
            line.push(&dry[channel][..count]);
            if from.share == 0.0 && to.share == 0.0 {
                continue;
            }
            let part = |i: usize| (offset + i) as f32 * (1.0 / GRID as f32);
            let mut heard = [0.0; GRID];
            if self.patch.mode == RhythmMode::Gate {
                heard[..count].copy_from_slice(sound);
            } else {
                let lags: [f32; GRID] =
                    std::array::from_fn(|i| from.lag + (to.lag - from.lag) * part(i));
                line.read_moving(count, &lags[..count], &mut heard[..count]);
            }
            for (i, (x, heard)) in sound.iter_mut().zip(heard).enumerate() {
                let gain = from.gain + (to.gain - from.gain) * part(i);
                let share = intensity[i] * (from.share + (to.share - from.share) * part(i));
                *x += share * (gain * heard - *x);
            }
        }
    }
}

impl Effect for RhythmFx {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        self.intensity.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.now = at;
        if !at.is_multiple_of(GRID as u64) {
            self.control(at - at % GRID as u64);
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let [step, buffer] = self.lengths();
        let longest = match self.patch.mode {
            RhythmMode::Gate => return 0,
            RhythmMode::Stutter => step,
            RhythmMode::Repeat => step.min(buffer),
            RhythmMode::Reverse => 2.0 * step.min(buffer),
            RhythmMode::Glitch => buffer,
            RhythmMode::TapeStop => 0.5 * step,
        };
        (longest.min(2.0 * MEMORY_S * self.sample_rate) + ROOM) as u64 + 4 * GRID as u64
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
        let intensity = self.intensity[0].target();
        1.000_1 * (1.0 - intensity + intensity * CUBIC_PEAK)
    }
}

#[cfg(test)]
mod tests;
