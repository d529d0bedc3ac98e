//! Stereo delay with a filter, saturation and movement in its loop.
//!
//! ```text
//! tap   = line[time + wobble + flutter]            two taps, faded, while the time changes
//! loop  = low-pass(tap)
//! write = colour(dry + (1 - p) * feedback * loop + p * other side's feedback * loop)
//! out   = (1 - wet) * dry + wet * diffuse(tap)
//! ```
//!
//! `colour` is what the models differ in. It stands ahead of the line, so with all but the digital
//! model the first echo is coloured as well:
//! - digital: nothing; the first echo is an exact copy.
//! - tape: soft saturation, highs gone from 12 kHz, lows from 30 Hz, a little wow and flutter always.
//! - analog: saturation, 5 kHz, 60 Hz.
//! - bbd: a bucket brigade of 4096 stages (key: raffel2010): the longer the time, the slower its
//!   clock and the lower its cutoff; saturation, 60 Hz. Its clock's aliases and noise are left out.
//!
//! The saturation is `x / sqrt(1 + (drive x)^2)`: slope 1 at rest, never beyond `1 / drive`. The
//! low-passes in `colour` are two equal real poles. The diffusion (two all-passes, key:
//! schroeder1962) stands behind the loop, so that the loop's gain stays what `feedback` says.

mod cell;
mod patch;

pub use self::patch::{DelayModel, ModernDelayPatch};

use self::patch::{FLUTTER, MAX_TIME_S, Targets, WOBBLE, targets};
use super::cell_lines::{Cell, CellLines};
use super::delay_line::CUBIC_PEAK;
use super::glide::{GRID, Glide, grid_pieces, part};
use super::lfo::LfoClock;
use super::pole::Pole;
use super::silence::flushed;
use super::{Effect, Filter};
use crate::lanes::{Level, Simd, dispatch};
use crate::math;

/// Lengths of the all-passes in seconds, `[channel][stage]`: no two in a simple ratio.
const DIFFUSER_S: [[f64; 2]; 2] = [[0.007_13, 0.003_31], [0.006_47, 0.003_89]];
/// Where a line that moves is cut off. Its feedback could in theory exceed any bound, since each
/// interpolation may overshoot; 36 dB is three times what a still line of feedback 0.95 can reach.
const MOVING_PEAK: f32 = 64.0;
/// What glides.
#[derive(Clone, Copy, Debug)]
struct Gliding {
    feedback: [Glide; 2],
    ping_pong: Glide,
    wet: Glide,
    diffusion: Glide,
    drive: Glide,
    /// Step of the one-pole low-pass in the loop, 0..1.
    loop_step: Glide,
    /// Step of the two poles ahead of the line, per channel; 1 is none.
    colour_step: [Glide; 2],
    /// Step of the high-pass ahead of the line; 0 is none.
    high_pass_step: Glide,
    /// Depths of wobble and flutter in frames.
    depths: [Glide; 2],
}

impl Gliding {
    fn each(&mut self) -> [&mut Glide; 12] {
        let [f0, f1] = &mut self.feedback;
        let [c0, c1] = &mut self.colour_step;
        let [d0, d1] = &mut self.depths;
        let (loop_step, high) = (&mut self.loop_step, &mut self.high_pass_step);
        let rest = [&mut self.ping_pong, &mut self.wet, &mut self.diffusion, &mut self.drive];
        let [p, w, d, s] = rest;
        [f0, f1, c0, c1, d0, d1, loop_step, high, p, w, d, s]
    }
}

/// One side.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    poles: States,
    /// Offset of the time at the cell's start and end, in frames.
    from: f32,
    to: f32,
}

/// States of a side's filters.
#[derive(Clone, Copy, Debug, Default)]
struct States {
    feedback: f32,
    high_pass: f32,
    colour: [f32; 2],
}

/// Powers of the filters where they stand still.
#[derive(Clone, Copy, Debug)]
struct Powers {
    feedback: Pole,
    high_pass: Pole,
    /// Per channel.
    colour: [Pole; 2],
}

/// The delay at work.
#[derive(Clone, Debug)]
pub struct ModernDelay {
    level: Level,
    sample_rate: f64,
    /// What is known of the cell that `now` is in, `[side]`; zeros behind.
    cell: [Cell; 2],
    lines: CellLines,
    /// All-passes, line number `2 * side + stage`.
    diffusers: CellLines,
    diffuser_lengths: [[usize; 2]; 2],
    sides: [Side; 2],
    powers: Powers,
    gliding: Gliding,
    /// Whether all of them stand still.
    rests: bool,
    clocks: [LfoClock; 2],
    /// Times in frames; the fade goes from the first pair to the second.
    times: [[usize; 2]; 2],
    aimed_times: [usize; 2],
    fade: Glide,
    settling_s: f64,
    /// Both sides have had the same; the right's is not written out.
    twins: bool,
    now: u64,
}

impl ModernDelay {
    /// The delay of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &ModernDelayPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`ModernDelay::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &ModernDelayPatch, sample_rate: f64, level: Level) -> Self {
        let Targets { values, times, settling_s } = targets(patch, sample_rate);
        let zero = Glide::new(0.0, sample_rate);
        let mut gliding = Gliding {
            feedback: [zero; 2],
            ping_pong: zero,
            wet: zero,
            diffusion: zero,
            drive: zero,
            loop_step: zero,
            colour_step: [zero; 2],
            high_pass_step: zero,
            depths: [zero; 2],
        };
        for (glide, value) in gliding.each().into_iter().zip(values) {
            glide.jump(value);
        }
        let diffuser_lengths = DIFFUSER_S.map(|lengths| {
            lengths.map(|length| (libm::round(length * sample_rate) as usize).max(GRID))
        });
        let pole = Pole::new(1.0);
        let mut delay = Self {
            level,
            sample_rate,
            cell: [[0.0; GRID]; 2],
            lines: CellLines::new(2, remembered(times, sample_rate)),
            diffusers: CellLines::new(4, diffuser_lengths[0][0].max(diffuser_lengths[1][0])),
            diffuser_lengths,
            sides: [Side::default(); 2],
            powers: Powers { feedback: pole, high_pass: pole, colour: [pole; 2] },
            gliding,
            rests: false,
            clocks: [WOBBLE, FLUTTER].map(|(rate, _)| LfoClock::new(rate, sample_rate)),
            times: [times; 2],
            aimed_times: times,
            fade: Glide::new(1.0, sample_rate),
            settling_s,
            twins: true,
            now: 0,
        };
        delay.reset(0);
        delay
    }

    /// Moves to other settings without a click; new times fade in, so no pitch is bent. What a longer
    /// time asks for of the past is there if [`Effect::will_move`] was called before it sounded.
    pub fn aim(&mut self, patch: &ModernDelayPatch) {
        let Targets { values, times, settling_s } = targets(patch, self.sample_rate);
        for (glide, value) in self.gliding.each().into_iter().zip(values) {
            glide.aim(value);
        }
        self.rests = false;
        self.lines.lengthen(remembered(times, self.sample_rate));
        self.aimed_times = times;
        self.settling_s = settling_s;
    }

    /// Whether the times are on the move.
    fn moves(&self) -> bool {
        self.gliding.depths.iter().any(|depth| depth.target() > 0.0)
    }

    /// Enters the cell of the grid that begins at `frame`.
    fn control(&mut self, frame: u64) {
        if !self.rests {
            self.glide();
        }
        self.fade.tick();
        if self.fade.at_rest() && self.times[1] != self.aimed_times {
            self.times = [self.times[1], self.aimed_times];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
        self.move_to(frame + GRID as u64);
        for Side { poles, .. } in &mut self.sides {
            let [a, b] = &mut poles.colour;
            for state in [&mut poles.feedback, &mut poles.high_pass, a, b] {
                *state = flushed(*state);
            }
        }
    }

    fn glide(&mut self) {
        self.rests = true;
        for glide in self.gliding.each() {
            glide.tick();
            self.rests &= glide.at_rest();
        }
        let (g, powers) = (&self.gliding, &mut self.powers);
        powers.feedback.follow(g.loop_step.end());
        powers.high_pass.follow(g.high_pass_step.end());
        for (pole, step) in powers.colour.iter_mut().zip(&g.colour_step) {
            pole.follow(step.end());
        }
    }

    fn move_to(&mut self, frame: u64) {
        let depths = self.gliding.depths.map(|depth| depth.end());
        if depths == [0.0; 2] {
            for side in &mut self.sides {
                (side.from, side.to) = (side.to, 0.0);
            }
            return;
        }
        let phases = self.clocks.map(|clock| clock.phase(frame) as f32);
        for (side, lead) in self.sides.iter_mut().zip([0.0, 0.25]) {
            side.from = side.to;
            side.to = 0.0;
            for (phase, depth) in phases.into_iter().zip(depths).filter(|(_, depth)| *depth > 0.0) {
                side.to += depth * math::sin_cycles(phase + lead);
            }
        }
    }

    /// Whether both sides make the same of the same, from now on too.
    fn is_symmetric(&self) -> bool {
        let (g, same) = (&self.gliding, |[left, right]: [usize; 2]| left == right);
        let is_off = |glide: &Glide| glide.at_rest() && glide.end() == 0.0;
        g.feedback[0] == g.feedback[1]
            && g.colour_step[0] == g.colour_step[1]
            && same(self.aimed_times)
            && self.times.into_iter().all(same)
            && g.depths.iter().chain([&g.diffusion]).all(is_off)
    }

    /// Writes out what the right has, which is from now on to differ.
    fn write_out(&mut self) {
        if std::mem::replace(&mut self.twins, false) {
            self.cell[1] = self.cell[0];
            self.lines.copy(0, 1);
            self.sides[1].poles = self.sides[0].poles;
        }
    }

    /// Processes both channels, or one where both are the same. A cell that a call ends in is made
    /// again by the next call, which knows more of it: no frame depends on a later one.
    #[inline(always)]
    fn run<S: Simd, const N: usize>(&mut self, simd: S, mut sound: [&mut [f32]; N]) {
        for piece in grid_pieces(self.now, sound[0].len()) {
            let offset = (self.now % GRID as u64) as usize;
            let frames = offset..offset + piece.len();
            if offset == 0 {
                self.control(self.now);
            }
            let sound = part(&mut sound, &piece);
            for (cell, sound) in self.cell.iter_mut().zip(&sound) {
                cell[frames.clone()].copy_from_slice(sound);
            }
            let out = self.cell::<S, N>(simd, frames.end == GRID);
            for (sound, out) in sound.into_iter().zip(&out) {
                sound.copy_from_slice(&out[frames.clone()]);
            }
            self.now += piece.len() as u64;
        }
    }
}

/// Frames that lines with these delays must remember.
fn remembered(times: [usize; 2], sample_rate: f64) -> usize {
    let movement = libm::ceil(f64::from(WOBBLE.1 + FLUTTER.1) * sample_rate) as usize;
    times[0].max(times[1]) + movement + GRID
}

impl Effect for ModernDelay {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        let same = |(left, right): (&f32, &f32)| left.to_bits() == right.to_bits();
        if self.twins && self.is_symmetric() && left.iter().zip(&*right).all(same) {
            dispatch!(self.level, simd => self.run(simd, [&mut *left]));
            right.copy_from_slice(left);
        } else {
            self.write_out();
            dispatch!(self.level, simd => self.run(simd, [left, right]));
        }
    }

    fn process_mono(&mut self, sound: &mut [f32], _side: Option<&[f32]>) -> bool {
        let twins = self.twins && self.is_symmetric();
        if twins {
            dispatch!(self.level, simd => self.run(simd, [sound]));
        }
        twins
    }

    fn will_move(&mut self) {
        let longest = libm::ceil(MAX_TIME_S * self.sample_rate) as usize;
        self.lines.lengthen(remembered([longest; 2], self.sample_rate));
    }

    fn reset(&mut self, at: u64) {
        self.cell = [[0.0; GRID]; 2];
        self.lines.clear();
        self.diffusers.clear();
        for side in &mut self.sides {
            side.poles = States::default();
        }
        self.rests = false;
        for glide in self.gliding.each() {
            glide.finish();
        }
        self.fade.jump(1.0);
        self.times = [self.aimed_times; 2];
        self.twins = true;
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
        let g = &self.gliding;
        let feedback = f64::from(g.feedback[0].target().max(g.feedback[1].target()));
        let time = self.aimed_times[0].max(self.aimed_times[1]) as f64;
        let settling = self.settling_s * self.sample_rate;
        // All echoes from the k-th on of a steady sound sum to feedback^k / (1 - feedback).
        let floor = libm::log(10.0) * -4.5;
        let echoes = if feedback > 0.0 {
            libm::ceil((floor + libm::log(1.0 - feedback)) / libm::log(feedback))
        } else {
            0.0
        };
        let moved = f64::from(g.depths[0].target() + g.depths[1].target());
        let diffused = if g.diffusion.target() > 0.0 {
            // Half is left after each round of each all-pass: 15 rounds are -90 dB, 5 more hold
            // what two in a row and a steady sound add.
            20.0 * (DIFFUSER_S[0][0] + DIFFUSER_S[0][1]) * self.sample_rate
        } else {
            0.0
        };
        let passes = (echoes + 1.0) * (time + moved + settling + 4.0);
        (passes + diffused + 12.0 * settling) as u64 + GRID as u64
    }

    fn memory(&self) -> u64 {
        let g = &self.gliding;
        let moved = (g.depths[0].target() + g.depths[1].target()) as u64;
        let time = self.aimed_times[0].max(self.aimed_times[1]) as u64;
        let diffused = libm::ceil(4.0 * DIFFUSER_S[0][0] * self.sample_rate) as u64;
        (time + moved + diffused + (12.0 * self.settling_s * self.sample_rate) as u64)
            .min(self.tail())
    }

    fn is_linear(&self) -> bool {
        self.gliding.drive.target() == 0.0 && !self.moves()
    }

    fn filter(&self) -> Option<Filter> {
        let filter = match self.gliding.ping_pong.target() == 0.0 {
            true if !self.makes_stereo() => Filter::Same,
            true => Filter::Sides,
            false => Filter::Stereo,
        };
        self.is_linear().then_some(filter)
    }

    fn makes_stereo(&self) -> bool {
        let g = &self.gliding;
        self.aimed_times[0] != self.aimed_times[1]
            || g.feedback[0].target() != g.feedback[1].target()
            || self.moves()
            || g.diffusion.target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let g = &self.gliding;
        let feedback = g.feedback[0].target().max(g.feedback[1].target());
        let cubic = if self.moves() { CUBIC_PEAK } else { 1.0 };
        // A high-pass can double a peak, but stands only where the saturation bounds it.
        let linear = if feedback * cubic < 1.0 && g.high_pass_step.target() == 0.0 {
            1.0 / (1.0 - feedback * cubic)
        } else {
            f32::INFINITY
        };
        let drive = g.drive.target();
        let saturated = if drive > 0.0 { 1.0 / drive } else { MOVING_PEAK };
        let echo = linear.min(saturated) * cubic;
        // Each all-pass can double a peak.
        let diffusion = 1.0 + 3.0 * g.diffusion.target();
        1.0 - g.wet.target() + g.wet.target() * echo * diffusion
    }
}

#[cfg(test)]
mod tests;
