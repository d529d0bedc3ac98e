//! Atmos machine: four grains of the last two seconds at a time, and behind them four combs on each
//! side.
//!
//! ```text
//! grains = 0.82 * sum of 4: hann(age) * place gains * line[up to size * 2 s ago]
//! combs  = sum of 4 / 4: line with feedback 0.7 through a low-pass
//! out    = (1 - wet) * dry + wet * (grains + combs(grains))
//! ```
//!
//! A grain begins every quarter of its length, counted in absolute frames; where it comes from and
//! where it sits between left and right is noise by counter from a seed. Grains run at the sound's
//! own speed. The window is found once a cell of the grid and moves evenly in between. The four
//! windows' powers sum to 1.5, hence the 0.82: grains are taken as incoherent.

use super::Effect;
use super::delay_line::DelayLine;
use super::dry::{blend, copied};
use super::glide::{GRID, Glides, cells};
use super::silence::{flushed, pole};
use crate::lanes::{Level, dispatch};
use crate::math;

/// How far back grains may come from, in seconds (fact sheet 6.1).
const MEMORY_S: f64 = 2.0;
/// Length of a grain in seconds without movement, and how many times shorter it is with all of it.
const GRAIN_S: f64 = 1.2;
const SHORTER: f64 = 8.0;
/// Grains at a time; the root of the sum of their windows' powers.
const GRAINS: usize = 4;
const LEVEL: f32 = 0.816_5;
/// Feedback of the combs (fact sheet 6.1).
const FEEDBACK: f32 = 0.7;
/// Lengths of the combs in seconds in the middle of the size, `[channel]`: no two in a simple ratio.
const COMBS_S: [[f64; 4]; 2] = [[0.0297, 0.0371, 0.0411, 0.0437], [0.0307, 0.0359, 0.0397, 0.0451]];
/// Low-pass in the combs in Hz at a character of 0 and 1.
const DARK_HZ: f64 = 800.0;
const BRIGHT_HZ: f64 = 12_000.0;
/// Seed of the grains.
const SEED: u32 = 0xa7_05;

/// Settings of the machine, all 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtmosMachinePatch {
    /// How far back grains come from, and the length of the combs.
    pub size: f32,
    /// How often grains change, and how much their places differ.
    pub movement: f32,
    /// 0 dark, 1 bright.
    pub character: f32,
    /// How far grains are spread, and how unlike the sides' combs are.
    pub width: f32,
    /// Share of grains and combs.
    pub wet: f32,
}

/// Numbers of the gliding parameters.
const STEP: usize = 0;
const WET: usize = 1;

/// One of the grains that sound.
#[derive(Clone, Copy, Debug)]
struct Grain {
    /// Frames back.
    age: usize,
    /// Gains of left and right.
    places: [f32; 2],
    /// The window at the cell's start and end.
    from: f32,
    to: f32,
}

/// A comb.
#[derive(Clone, Debug)]
struct Comb {
    line: DelayLine,
    frames: usize,
    pole: f32,
}

/// The machine at work.
#[derive(Clone, Debug)]
pub struct AtmosMachine {
    level: Level,
    sample_rate: f64,
    patch: AtmosMachinePatch,
    glides: Glides<2>,
    /// Cells from one grain to the next.
    hop: u64,
    grains: [Grain; GRAINS],
    lines: [DelayLine; 2],
    /// `[channel]`
    combs: [Vec<Comb>; 2],
    now: u64,
}

fn targets(patch: &AtmosMachinePatch, sample_rate: f64) -> [f32; 2] {
    let bright = f64::from(patch.character.clamp(0.0, 1.0));
    let hz = DARK_HZ * libm::pow(BRIGHT_HZ / DARK_HZ, bright);
    let step = -libm::expm1(-std::f64::consts::TAU * hz / sample_rate);
    [step as f32, patch.wet.clamp(0.0, 1.0)]
}

fn hop(patch: &AtmosMachinePatch, sample_rate: f64) -> u64 {
    let grain_s = GRAIN_S / libm::pow(SHORTER, f64::from(patch.movement.clamp(0.0, 1.0)));
    (libm::round(grain_s * sample_rate / (GRAINS * GRID) as f64) as u64).max(1)
}

impl AtmosMachine {
    /// The machine of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &AtmosMachinePatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`AtmosMachine::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &AtmosMachinePatch, sample_rate: f64, level: Level) -> Self {
        let line = DelayLine::new((MEMORY_S * sample_rate) as usize + 2 * GRID);
        let width = f64::from(patch.width.clamp(0.0, 1.0));
        let size = 0.5 + f64::from(patch.size.clamp(0.0, 1.0));
        let combs = [0, 1].map(|channel| {
            let lengths = COMBS_S[0].iter().zip(COMBS_S[channel]);
            let comb = |(mid, own): (&f64, f64)| {
                let length_s = size * (mid + width * (own - mid));
                let frames = (libm::round(length_s * sample_rate) as usize).max(GRID);
                Comb { line: DelayLine::new(frames), frames, pole: 0.0 }
            };
            lengths.map(comb).collect()
        });
        let mut machine = Self {
            level,
            sample_rate,
            patch: *patch,
            glides: Glides::new(targets(patch, sample_rate), sample_rate),
            hop: hop(patch, sample_rate),
            grains: [Grain { age: 0, places: [1.0; 2], from: 0.0, to: 0.0 }; GRAINS],
            lines: [line.clone(), line],
            combs,
            now: 0,
        };
        machine.reset(0);
        machine
    }

    /// Moves to other settings without a click: the next grains have them. The combs' lengths and
    /// the grains' stay as `new` had them.
    pub fn aim(&mut self, patch: &AtmosMachinePatch) {
        self.glides.aim(targets(patch, self.sample_rate));
        self.patch = *patch;
    }

    /// Grain `number`, silent.
    fn grain(&self, number: u64) -> Grain {
        let noise = |which: u64| math::noise(SEED, (3 * number + which) as u32);
        let size = f64::from(self.patch.size.clamp(0.0, 1.0));
        let back = size * MEMORY_S * self.sample_rate * f64::from(0.5 + 0.5 * noise(0));
        // Without movement the grains sit still, left and right in turn.
        let still = if number.is_multiple_of(2) { -0.5 } else { 0.5 };
        let movement = self.patch.movement.clamp(0.0, 1.0);
        let place = self.patch.width.clamp(0.0, 1.0) * (still + movement * (noise(1) - still));
        let turn = (place + 1.0) * 0.125;
        let root = std::f32::consts::SQRT_2;
        let places = [root * math::cos_cycles(turn), root * math::sin_cycles(turn)];
        Grain { age: back as usize, places, from: 0.0, to: 0.0 }
    }

    /// Enters cell number `cell` of the grid.
    fn control(&mut self, cell: u64) {
        self.glides.tick();
        let number = cell / self.hop;
        if cell.is_multiple_of(self.hop) {
            self.grains[(number % GRAINS as u64) as usize] = self.grain(number);
        }
        let length = self.hop * GRAINS as u64;
        for (slot, grain) in self.grains.iter_mut().enumerate() {
            // The last grain that began in this slot; before the first there is none.
            let behind = (number + GRAINS as u64 - slot as u64) % GRAINS as u64;
            let Some(own) = number.checked_sub(behind) else { continue };
            let window = |since: u64| {
                let part = since as f32 / length as f32;
                0.5 - 0.5 * math::cos_cycles(part.min(1.0))
            };
            let since = cell - own * self.hop;
            (grain.from, grain.to) = (window(since), window(since + 1));
        }
        for comb in self.combs.iter_mut().flatten() {
            comb.pole = flushed(comb.pole);
        }
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
        let steps = self.glides.row(STEP, offset);
        for (channel, sound) in [&mut *left, &mut *right].into_iter().enumerate() {
            self.lines[channel].push(&dry[channel][..count]);
            let mut sum = [0.0; GRID];
            for grain in &self.grains {
                let mut heard = [0.0; GRID];
                self.lines[channel].read(grain.age, &mut heard[..count]);
                let slope = (grain.to - grain.from) * (1.0 / GRID as f32);
                let place = LEVEL * grain.places[channel];
                for (i, (sum, heard)) in sum.iter_mut().zip(heard).enumerate() {
                    *sum += place * (grain.from + slope * (offset + i) as f32) * heard;
                }
            }
            let mut room = [0.0; GRID];
            for comb in &mut self.combs[channel] {
                comb.add(&sum[..count], &steps, &mut room[..count]);
            }
            for (i, x) in sound.iter_mut().enumerate() {
                *x = sum[i] + 0.25 * room[i];
            }
        }
        blend([left, right], &dry, &self.glides.row(WET, offset));
    }
}

impl Comb {
    /// Adds what it gives to `out`.
    #[inline(always)]
    fn add(&mut self, sound: &[f32], steps: &[f32; GRID], out: &mut [f32]) {
        let count = sound.len();
        let (mut back, mut state) = ([0.0; GRID], self.pole);
        self.line.read_ahead(self.frames, &mut back[..count]);
        let mut written = [0.0; GRID];
        for i in 0..count {
            let heard = pole(&mut state, back[i], steps[i]);
            written[i] = flushed(sound[i] + FEEDBACK * heard);
            out[i] += heard;
        }
        self.line.push(&written[..count]);
        self.pole = state;
    }
}

impl Effect for AtmosMachine {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.lines.iter_mut().for_each(DelayLine::clear);
        for comb in self.combs.iter_mut().flatten() {
            comb.line.clear();
            comb.pole = 0.0;
        }
        self.hop = hop(&self.patch, self.sample_rate);
        let cell = at / GRID as u64;
        let number = cell / self.hop;
        self.grains = [Grain { age: 0, places: [1.0; 2], from: 0.0, to: 0.0 }; GRAINS];
        for number in number.saturating_sub(GRAINS as u64 - 1)..=number {
            self.grains[(number % GRAINS as u64) as usize] = self.grain(number);
        }
        self.now = at;
        if !at.is_multiple_of(GRID as u64) {
            self.control(cell);
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let size = f64::from(self.patch.size.clamp(0.0, 1.0));
        let settling = 1.0 / f64::from(self.glides[STEP].target());
        let longest = self.combs.iter().flatten().map(|comb| comb.frames).max().unwrap_or(0) as f64;
        let feedback = f64::from(FEEDBACK);
        let nepers = 4.5 * libm::log(10.0) - libm::log(1.0 - feedback) + 1.0;
        let rounds = libm::ceil(nepers / -libm::log(feedback)) + 1.0;
        let room = rounds * (longest + settling) + 12.0 * settling;
        (size * MEMORY_S * self.sample_rate + room) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        self.tail()
    }

    fn is_linear(&self) -> bool {
        true
    }

    fn makes_stereo(&self) -> bool {
        self.patch.width > 0.0 && self.glides[WET].target() > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let wet = self.glides[WET].target();
        // Four windows sum to 2; a place to the square root of 2; the mean of the combs to
        // 1 / (1 - feedback).
        let grains = 2.0 * LEVEL * std::f32::consts::SQRT_2;
        1.0 - wet + wet * 1.000_1 * grains * (1.0 + 1.0 / (1.0 - FEEDBACK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: AtmosMachinePatch =
        AtmosMachinePatch { size: 0.5, movement: 0.5, character: 0.5, width: 0.7, wet: 0.5 };

    #[test]
    fn grains_of_noise_are_as_loud_as_the_noise() {
        // Without size all grains are the sound itself and add up: a window sum of 2, times 0.8165.
        let patch = AtmosMachinePatch { size: 0.0, width: 0.0, wet: 1.0, ..PATCH };
        let mut machine = AtmosMachine::new(&patch, RATE);
        let out = laws::through(&mut machine, &[vec![1.0; 96_000], vec![1.0; 96_000]], 512);
        // A steady sound also fills the combs: 1 / (1 - 0.7) of it.
        let want = 1.633 * (1.0 + 1.0 / 0.3);
        assert!((out[0][90_000] / want - 1.0).abs() < 2e-3, "{}", out[0][90_000]);
        // From elsewhere they are incoherent: the power is the sound's, before the combs. Combs of
        // white noise add 1 / (1 - 0.49) / 4 at most, for the low-pass takes of it.
        let patch = AtmosMachinePatch { size: 1.0, width: 0.0, wet: 1.0, ..PATCH };
        let mut machine = AtmosMachine::new(&patch, RATE);
        let noise = laws::burst(480_000, 0);
        let out = laws::through(&mut machine, &noise, 512);
        let power = |sound: &[f32]| sound.iter().map(|x| f64::from(x * x)).sum::<f64>();
        let ratio = power(&out[0][144_000..]) / power(&noise[0][144_000..]);
        assert!((0.9..1.6).contains(&ratio), "{ratio}");
    }

    #[test]
    fn its_grains_are_a_function_of_absolute_time() {
        let sound = laws::burst(300_000, 0);
        let mut machine = AtmosMachine::new(&PATCH, RATE);
        let whole = laws::through(&mut machine, &sound, 512);
        machine.reset(9999);
        let late = laws::through(&mut machine, &sound.clone().map(|c| c[9999..].to_vec()), 512);
        // The combs' memory of what came before has died away.
        for n in 260_000..290_000 {
            assert!((whole[0][n] - late[0][n - 9999]).abs() < 1e-5);
        }
    }

    #[test]
    fn width_makes_stereo_out_of_mono() {
        for width in [0.0, 1.0] {
            let patch = AtmosMachinePatch { width, ..PATCH };
            let mut machine = AtmosMachine::new(&patch, RATE);
            let out = laws::through(&mut machine, &laws::sine(440.0, RATE, 96_000), 512);
            assert_eq!(out[0] != out[1], width > 0.0);
            assert_eq!(machine.makes_stereo(), width > 0.0);
        }
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..6 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = AtmosMachinePatch {
                size: toss(0, 0.0, 1.0),
                movement: toss(1, 0.0, 1.0),
                character: toss(2, 0.0, 1.0),
                width: toss(3, 0.0, 1.0),
                wet: 0.8,
            };
            laws::all_are_kept(|rate| Box::new(AtmosMachine::new(&patch, rate)));
            let at = |level| -> Box<dyn Effect> {
                Box::new(AtmosMachine::with_level(&patch, RATE, level))
            };
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }
}
