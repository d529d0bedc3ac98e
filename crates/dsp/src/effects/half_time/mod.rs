//! Half time: the sound at another speed and another pitch, bar by bar.
//!
//! A head runs through the past at `rate`. At each bar it is back at the sound: a slow one begins
//! at the bar's start and has played its first half when the bar ends, a fast one begins as late as
//! lets it end with the bar, a reverse one runs backwards from the bar's start. Where it jumps the
//! old way fades out while the new one fades in.
//!
//! ```text
//! lag  = (1 - rate) t, (rate - 1) (bar - t), or (1 + rate) t backwards
//! head = line[lag], or with another pitch than its speed: grains at the pitch, begun at the head
//! out  = (1 - mix) * dry + mix * character(head)
//! ```
//!
//! Grains have Hann windows, a quarter of the density at a time and two at least. At one pitch and
//! speed the grains would all be the head's own path, so it plays alone: the default is an exact
//! half speed. Tape, vinyl and cassette have no grains: their pitch follows the speed. All jumps
//! are noise by counter from a seed; see `grains` for where the others begin.

mod grains;
mod head;
mod patch;

pub use self::patch::{HalfTimeMode, HalfTimePatch};

use self::grains::Grains;
use self::head::Head;
use self::patch::{MEMORY_S, Plan};
use super::Effect;
use super::delay_line::{CUBIC_PEAK, DelayLine};
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::silence::{flushed, pole};
use crate::lanes::{Level, dispatch};

/// Numbers of the gliding parameters.
const MIX: usize = 0;
const WARMTH: usize = 1;
const STEP: usize = 2;

/// The effect at work.
#[derive(Clone, Debug)]
pub struct HalfTime {
    level: Level,
    sample_rate: f64,
    plan: Plan,
    glides: Glides<3>,
    head: Head,
    grains: Grains,
    lines: [DelayLine; 2],
    poles: [f32; 2],
    now: u64,
}

fn targets(patch: &HalfTimePatch, sample_rate: f64) -> [f32; 3] {
    let step = match patch.mode.low_pass_hz() {
        Some(hz) => -libm::expm1(-std::f64::consts::TAU * hz / sample_rate) as f32,
        None => 1.0,
    };
    [patch.mix.clamp(0.0, 1.0), patch.analog_warmth.clamp(0.0, 1.0), step]
}

impl HalfTime {
    /// The effect of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &HalfTimePatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`HalfTime::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &HalfTimePatch, sample_rate: f64, level: Level) -> Self {
        let plan = Plan::new(patch, sample_rate);
        // Beyond it grains are looked for.
        let frames = libm::ceil(MEMORY_S * sample_rate) as usize + 4 * plan.reach + 4 * GRID;
        let line = DelayLine::new(frames);
        let mut effect = Self {
            level,
            sample_rate,
            plan,
            glides: Glides::new(targets(patch, sample_rate), sample_rate),
            head: Head::default(),
            grains: Grains::default(),
            lines: [line.clone(), line],
            poles: [0.0; 2],
            now: 0,
        };
        effect.reset(0);
        effect
    }

    /// Moves mix and warmth without a click. All else stays as `new` had it: it is what the tail
    /// hangs on.
    pub fn aim(&mut self, patch: &HalfTimePatch) {
        self.glides.aim(targets(patch, self.sample_rate));
    }

    /// Enters cell number `cell` of the grid.
    fn control(&mut self, cell: u64) {
        self.glides.tick();
        self.head.enter(&self.plan, cell);
        if self.plan.granular {
            self.grains.enter(&self.plan, cell, &self.lines);
        }
        self.poles = self.poles.map(flushed);
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
            self.control(at / GRID as u64);
        }
        let dry = copied(&[&mut *left, &mut *right]);
        let [warmth, step] = [WARMTH, STEP].map(|number| self.glides.row(number, offset));
        for (channel, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
            let line = &mut self.lines[channel];
            line.push(&dry[channel][..count]);
            if self.plan.granular {
                self.grains.play(&self.plan, line, offset, sound);
            } else {
                self.head.play(line, offset, sound);
            }
            let mut state = self.poles[channel];
            for (i, x) in sound.iter_mut().enumerate() {
                // Slope 1 where it is quiet.
                let bent = *x / (1.0 + (warmth[i] * *x) * (warmth[i] * *x)).sqrt();
                *x = pole(&mut state, bent, step[i]);
            }
            self.poles[channel] = state;
        }
        blend([left, right], &dry, &self.glides.row(MIX, offset));
    }
}

impl Effect for HalfTime {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.poles = [0.0; 2];
        let cell = at / GRID as u64;
        self.head = Head::at(&self.plan, cell);
        self.grains.reset(&self.plan, cell);
        self.now = at;
        if !at.is_multiple_of(GRID as u64) {
            self.control(cell);
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let settling = 16.0 / f64::from(self.glides[STEP].target());
        (self.plan.longest + settling) as u64 + 4 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        // Where a grain begins is found in the sound.
        self.glides[WARMTH].target() == 0.0 && !self.plan.granular
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let mix = self.glides[MIX].target();
        let sum = if self.plan.granular {
            // Windows of n grains sum to n / 2.
            0.5 * self.plan.gain * self.plan.grains as f32
        } else {
            1.0
        };
        1.0 - mix + mix * 1.000_1 * CUBIC_PEAK * sum
    }

    fn peak_for(&self, input: f32) -> f32 {
        // Warmth raises nothing.
        input * self.peak_gain()
    }
}

#[cfg(test)]
mod tests;
