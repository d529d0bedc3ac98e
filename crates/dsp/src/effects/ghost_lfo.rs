//! Ghost LFO: a delay of some 20 ms that wanders up to 30 ms either way, dull echoes behind it,
//! and jumps now and then.
//!
//! ```text
//! moved = line[mean + stretch * 30 ms * sine]           right a quarter of a cycle ahead
//! moved = faded to line[the same + jump]                in those eighths of a second that jump
//! loop  = moved + 0.7 atmosphere * low-pass(other side's loop, 71 or 83 ms ago)
//! out   = (1 - wet) * dry + wet * (moved + atmosphere * low-pass(loop ..))
//! ```
//!
//! Which eighths of a second jump and how far is noise by counter from a seed, a function of the
//! absolute frame. The mean is 20 ms, or as much as the movement needs.

use super::Effect;
use super::delay_line::{CUBIC_PEAK, DelayLine};
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::lfo::LfoClock;
use super::silence::{flushed, pole};
use crate::lanes::{Level, dispatch};
use crate::math;

/// The mean delay and the movement at stretch 1, in seconds (fact sheet 6.1), and the least delay.
const MEAN_S: f32 = 0.02;
const MOVEMENT_S: f32 = 0.03;
const LEAST_S: f32 = 0.002;
/// Bounds of a jump in seconds, the time between two chances, and that of fading there and back.
const JUMP_S: [f32; 2] = [0.005, 0.04];
const MOMENT_S: f64 = 0.125;
const FADE_S: f64 = 0.004;
/// Seed of the jumps.
const SEED: u32 = 0x6057;
/// Times of the echoes in seconds, left and right: no simple ratio.
const ECHO_S: [f64; 2] = [0.071, 0.083];
/// What an echo leaves to the next at an atmosphere of 1, and the low-pass in between.
const ECHO: f32 = 0.7;
const DULL_HZ: f64 = 2000.0;

/// Settings of the ghost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GhostLfoPatch {
    /// Rate of the wandering in Hz, 0.01..=20.
    pub rate_hz: f32,
    /// How far it goes, 0..=1: 1 is 30 ms either way.
    pub stretch: f32,
    /// Level of the echoes behind, 0..=1.
    pub atmosphere: f32,
    /// Share of the moments that jump, 0..=1.
    pub glitch: f32,
    /// Share of the moved sound, 0..=1.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const MEAN: usize = 0;
const MOVEMENT: usize = 1;
const ATMOSPHERE: usize = 2;
const WET: usize = 3;

fn targets(patch: &GhostLfoPatch, sample_rate: f64) -> [f32; 4] {
    let rate = sample_rate as f32;
    let movement = patch.stretch.clamp(0.0, 1.0) * MOVEMENT_S * rate;
    // A cell and the cubic's neighbours must lie in the past.
    let least = (LEAST_S * rate).max(GRID as f32 + 4.0);
    [
        (MEAN_S * rate).max(movement + least),
        movement,
        patch.atmosphere.clamp(0.0, 1.0),
        patch.wet.clamp(0.0, 1.0),
    ]
}

/// The ghost at work.
#[derive(Clone, Debug)]
pub struct GhostLfo {
    level: Level,
    sample_rate: f64,
    rate_hz: f32,
    glitch: f32,
    clock: LfoClock,
    glides: Glides<4>,
    /// Delays in frames at the cell's start and end, `[channel]`.
    from: [f32; 2],
    to: [f32; 2],
    /// The share of the jump at the cell's start and end, and how far it goes in frames.
    jumped: [f32; 2],
    jump: f32,
    lines: [DelayLine; 2],
    echoes: [DelayLine; 2],
    echo: [usize; 2],
    dull: f32,
    poles: [f32; 2],
    now: u64,
}

impl GhostLfo {
    /// The ghost of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &GhostLfoPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`GhostLfo::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &GhostLfoPatch, sample_rate: f64, level: Level) -> Self {
        let longest = f64::from(2.0 * MOVEMENT_S + LEAST_S + JUMP_S[1]) * sample_rate;
        let line = DelayLine::new(libm::ceil(longest) as usize + 3 * GRID);
        let echo = ECHO_S.map(|time_s| (libm::round(time_s * sample_rate) as usize).max(GRID));
        let mut ghost = Self {
            level,
            sample_rate,
            rate_hz: patch.rate_hz,
            glitch: patch.glitch,
            clock: LfoClock::new(patch.rate_hz, sample_rate),
            glides: Glides::new(targets(patch, sample_rate), sample_rate),
            from: [0.0; 2],
            to: [0.0; 2],
            jumped: [0.0; 2],
            jump: 0.0,
            lines: [line.clone(), line],
            echoes: echo.map(DelayLine::new),
            echo,
            dull: -libm::expm1(-std::f64::consts::TAU * DULL_HZ / sample_rate) as f32,
            poles: [0.0; 2],
            now: 0,
        };
        ghost.reset(0);
        ghost
    }

    /// Moves to other settings without a click.
    pub fn aim(&mut self, patch: &GhostLfoPatch) {
        self.glides.aim(targets(patch, self.sample_rate));
        (self.rate_hz, self.glitch) = (patch.rate_hz, patch.glitch);
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        self.clock.aim(self.rate_hz, frame);
        self.glides.tick();
        self.move_to(frame + GRID as u64);
        self.poles = self.poles.map(flushed);
    }

    fn move_to(&mut self, frame: u64) {
        let phase = self.clock.phase(frame) as f32;
        let (mean, movement) = (self.glides[MEAN].end(), self.glides[MOVEMENT].end());
        self.from = self.to;
        self.to = [0.0, 0.25].map(|lead| mean + movement * math::sin_cycles(phase + lead));
        let moment = MOMENT_S * self.sample_rate;
        let number = (frame as f64 / moment).floor();
        let since_s = (frame as f64 - number * moment) / self.sample_rate;
        let unit = |counter: u32| 0.5 + 0.5 * math::noise(SEED, counter);
        let number = 2 * number as u32;
        let share = if unit(number) < self.glitch {
            let [least, most] = JUMP_S;
            self.jump = (least + (most - least) * unit(number + 1)) * self.sample_rate as f32;
            (since_s.min(MOMENT_S - since_s) / FADE_S).min(1.0) as f32
        } else {
            0.0
        };
        self.jumped = [self.jumped[1], share];
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
    fn piece(&mut self, at: u64, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((at % GRID as u64) as usize, sound[0].len());
        if offset == 0 {
            self.control(at);
        }
        let dry = copied(&sound);
        let mut moved = [[0.0; GRID]; 2];
        for (c, moved) in moved.iter_mut().enumerate() {
            self.lines[c].push(&dry[c][..count]);
            self.moved(c, offset, &mut moved[..count]);
        }
        let atmosphere = self.glides.row(ATMOSPHERE, offset);
        let mut behind = [[0.0; GRID]; 2];
        for (c, behind) in behind.iter_mut().enumerate() {
            self.echoes[c].read_ahead(self.echo[c], &mut behind[..count]);
            let mut state = self.poles[c];
            for x in &mut behind[..count] {
                *x = pole(&mut state, *x, self.dull);
            }
            self.poles[c] = state;
        }
        let [left, right] = sound;
        for (c, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
            let mut written = [0.0; GRID];
            for i in 0..count {
                // A moving line may overshoot; its echoes fall all the same.
                written[i] = flushed(moved[c][i] + ECHO * atmosphere[i] * behind[1 - c][i]);
                sound[i] = moved[c][i] + atmosphere[i] * behind[c][i];
            }
            self.echoes[c].push(&written[..count]);
        }
        blend([left, right], &dry, &self.glides.row(WET, offset));
    }

    /// What the line holds where the ghost is.
    #[inline(always)]
    fn moved(&self, channel: usize, offset: usize, out: &mut [f32]) {
        let count = out.len();
        let (from, to) = (self.from[channel], self.to[channel]);
        let part = |i: usize| (offset + i) as f32 * (1.0 / GRID as f32);
        let delays: [f32; GRID] = std::array::from_fn(|i| from + (to - from) * part(i));
        self.lines[channel].read_moving(count, &delays[..count], out);
        let [start, end] = self.jumped;
        if start > 0.0 || end > 0.0 {
            let far = delays.map(|delay| delay + self.jump);
            let mut there = [0.0; GRID];
            self.lines[channel].read_moving(count, &far[..count], &mut there[..count]);
            for (i, (x, there)) in out.iter_mut().zip(there).enumerate() {
                *x += (there - *x) * (start + (end - start) * part(i));
            }
        }
    }
}

impl Effect for GhostLfo {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.echoes.iter_mut().for_each(DelayLine::clear);
        self.poles = [0.0; 2];
        self.clock = LfoClock::new(self.rate_hz, self.sample_rate);
        self.now = at;
        let cell = at - at % GRID as u64;
        self.move_to(cell);
        if cell != at {
            self.control(cell);
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let jump = if self.glitch > 0.0 { JUMP_S[1] * self.sample_rate as f32 } else { 0.0 };
        let longest = f64::from(self.glides[MEAN].target() + self.glides[MOVEMENT].target() + jump);
        let atmosphere = f64::from(self.glides[ATMOSPHERE].target());
        if atmosphere == 0.0 {
            return longest as u64 + 4;
        }
        let feedback = f64::from(ECHO) * atmosphere;
        let floor = -4.5 * libm::log(10.0);
        let rounds = libm::ceil((floor + libm::log(1.0 - feedback)) / libm::log(feedback)) + 1.0;
        let settling = 1.0 / f64::from(self.dull);
        let round = self.echo[1] as f64 + settling;
        (longest + rounds * round + 12.0 * settling) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn makes_stereo(&self) -> bool {
        self.glides[WET].target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let [atmosphere, wet] = [ATMOSPHERE, WET].map(|number| self.glides[number].target());
        let behind = atmosphere / (1.0 - ECHO * atmosphere);
        1.0 - wet + wet * CUBIC_PEAK * (1.0 + behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: GhostLfoPatch =
        GhostLfoPatch { rate_hz: 0.5, stretch: 0.5, atmosphere: 0.3, glitch: 0.1, wet: 1.0 };
    const BARE: GhostLfoPatch = GhostLfoPatch { atmosphere: 0.0, glitch: 0.0, ..PATCH };

    #[test]
    fn a_tone_is_bent_by_the_slope_of_the_delay() {
        // As the chorus' test: the cubic's error (tau f)^4 3 / 128 = 2.6e-7, and the line between
        // grid points: 1440 (tau r 16 / sr)^2 / 8 frames of 0.0576 radians.
        let patch = GhostLfoPatch { stretch: 1.0, rate_hz: 1.0, ..BARE };
        let sound = laws::sine(440.0, RATE, 48_000);
        let out = laws::through(&mut GhostLfo::new(&patch, RATE), &sound, 1000);
        let tau = std::f64::consts::TAU;
        for (channel, lead) in out.iter().zip([0.0, 0.25]) {
            for (n, got) in channel.iter().enumerate().skip(4000) {
                let swing = libm::sin(tau * (n as f64 / RATE + lead));
                let delay = 1440.0 + 96.0 + 1440.0 * swing;
                let want = libm::sin(tau * 440.0 * (n as f64 - delay) / RATE);
                assert!((f64::from(*got) - want).abs() < 1e-4, "frame {n}: {got} {want}");
            }
        }
    }

    #[test]
    fn as_many_moments_jump_as_is_said_and_the_same_ones_each_time() {
        let still = GhostLfoPatch { stretch: 0.0, ..BARE };
        let sound = laws::burst(480_000, 0);
        let bare = laws::through(&mut GhostLfo::new(&still, RATE), &sound, 512);
        let jumpy = GhostLfoPatch { glitch: 0.25, ..still };
        let once = laws::through(&mut GhostLfo::new(&jumpy, RATE), &sound, 512);
        let again = laws::through(&mut GhostLfo::new(&jumpy, RATE), &sound, 77);
        assert!(once == again);
        // In the middle of the 80 moments of 6000 frames.
        let jumped = (0..80).filter(|k| once[0][k * 6000 + 3000] != bare[0][k * 6000 + 3000]);
        // 20 wanted, with a deviation of 3.9.
        assert!((9..=31).contains(&jumped.count()));
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..10 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = GhostLfoPatch {
                rate_hz: toss(0, 0.01, 20.0),
                stretch: toss(1, 0.0, 1.0),
                atmosphere: toss(2, 0.0, 1.0),
                glitch: toss(3, 0.0, 1.0),
                wet: toss(4, 0.5, 1.0),
            };
            laws::all_are_kept(|rate| Box::new(GhostLfo::new(&patch, rate)));
            let at = |level| Box::new(GhostLfo::with_level(&patch, RATE, level)) as Box<dyn Effect>;
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }
}
