//! Algorithmic reverb: early reflections, diffusion and a modulated feedback delay network.
//!
//! ```text
//! in -> low cut, high cut (one pole each) -> past
//! early = twelve taps per side, own pattern per algorithm, behind the pre-delay
//! late  = network(four all-passes per side (past behind the pre-delay))
//! out   = in + wet * width(early * early gain + late * late gain)
//! ```
//!
//! The original's tanh on the wet sound is left out: the late part has the energy of its input
//! whatever the decay, so there is nothing to hold. Left enters the even lines and right the odd
//! ones: stereo in is stereo out. At `early_late` 0.5 both parts have their full level.

mod early;
mod network;
mod octave;

pub use self::early::ReverbAlgorithm;

use self::early::{TAPS, line_range_s, taps};
use self::network::{Network, Place, Request};
use super::cell_lines::{Cell, CellLines, ramp};
use super::glide::{GRID, Glide, grid_pieces};
use super::lfo::LfoClock;
use super::pole::{Pole, low_pass};
use super::silence::flushed;
use super::{Effect, Filter};
use crate::lanes::{Level, Simd, dispatch};

/// Longest pre-delay.
const MAX_PRE_DELAY_S: f64 = 0.5;
/// All-passes of the diffusion, `[side][stage]` (key: dattorro1997: 142, 107, 379 and 277 samples at
/// 29761 Hz; the right side's are between them).
const DIFFUSER_S: [[f64; 4]; 2] =
    [[0.004_771, 0.003_595, 0.012_735, 0.009_307], [0.005_309, 0.003_193, 0.011_257, 0.008_369]];
/// Their coefficients at diffusion 1 (key: dattorro1997).
const DIFFUSION: [f32; 4] = [0.75, 0.75, 0.625, 0.625];

/// Settings of the reverb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModernReverbPatch {
    /// Size of the room, 0.1..=1.
    pub size: f32,
    /// Time in which the late part falls by 60 dB, in seconds, 0.1..=20.
    pub decay_s: f32,
    /// How much faster the highs fall, 0..=1: at 1 in a quarter of the time.
    pub damping: f32,
    /// Silence ahead of the reverb, in seconds, 0..=0.5.
    pub pre_delay_s: f32,
    /// Level of the reverb; the dry sound keeps its own.
    pub wet: f32,
    /// 0 only early reflections, 1 only the late part.
    pub early_late: f32,
    /// Smear ahead of the late part, 0..=1.
    pub diffusion: f32,
    /// 0 mono, 1 natural, 2 widest.
    pub width: f32,
    /// Depth of the movement, 0..=1.
    pub mod_depth: f32,
    /// Its rate in Hz.
    pub mod_rate_hz: f32,
    /// High-pass of the reverb in Hz, 6 dB per octave.
    pub low_cut_hz: f32,
    /// Low-pass of the reverb in Hz, 6 dB per octave; from 20000 Hz on there is none.
    pub high_cut_hz: f32,
    /// Share of the octave above in the loop, 0..=1.
    pub shimmer: f32,
    /// Pattern of the early reflections and spacing of the lines.
    pub algorithm: ReverbAlgorithm,
}

/// Where the past is heard: changes by a fade.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Taps {
    late: usize,
    /// `[side][tap]`.
    delays: [usize; TAPS],
    gains: [[f32; TAPS]; 2],
}

impl Taps {
    fn new(patch: &ModernReverbPatch, sample_rate: f64) -> Self {
        let frames = |time_s: f64| libm::round(time_s * sample_rate) as usize;
        let pre_delay = f64::from(patch.pre_delay_s).clamp(0.0, MAX_PRE_DELAY_S);
        let taps = taps(patch.algorithm, f64::from(patch.size));
        Self {
            late: frames(pre_delay),
            delays: taps.map(|tap| frames(pre_delay + tap.time_s)),
            gains: [0, 1].map(|side| taps.map(|tap| tap.gains[side] as f32)),
        }
    }
}

/// What glides, in the order of [`values`].
type Gliding = [Glide; 9];
const WET: usize = 0;
const EARLY: usize = 1;
const LATE: usize = 2;
const DIFFUSE: usize = 3;
const WIDTH: usize = 4;
const DEPTH: usize = 5;
const LOW_CUT: usize = 6;
const HIGH_CUT: usize = 7;
const SHIMMER: usize = 8;

fn values(patch: &ModernReverbPatch, sample_rate: f64) -> [f32; 9] {
    let step =
        |hz: f32| (1.0 - libm::exp(-std::f64::consts::TAU * f64::from(hz) / sample_rate)) as f32;
    let high_cut = if patch.high_cut_hz >= 20_000.0 { 1.0 } else { step(patch.high_cut_hz) };
    let mix = patch.early_late.clamp(0.0, 1.0);
    let (early, late) = ((2.0 - 2.0 * mix).min(1.0), (2.0 * mix).min(1.0));
    let shimmer = patch.shimmer.clamp(0.0, 1.0);
    [
        patch.wet,
        early,
        late,
        patch.diffusion.clamp(0.0, 1.0),
        patch.width.clamp(0.0, 2.0),
        patch.mod_depth.clamp(0.0, 1.0),
        step(patch.low_cut_hz),
        high_cut,
        shimmer,
    ]
}

fn request(patch: &ModernReverbPatch) -> Request {
    let (shortest, longest) = line_range_s(patch.algorithm);
    let size = f64::from(patch.size.clamp(0.1, 1.0));
    Request {
        range_s: (shortest * size, longest * size),
        decay_s: f64::from(patch.decay_s.max(0.05)),
        high_part: 1.0 - 0.75 * f64::from(patch.damping.clamp(0.0, 1.0)),
        shimmer: f64::from(patch.shimmer.clamp(0.0, 1.0)),
    }
}

/// The reverb at work.
#[derive(Clone, Debug)]
pub struct ModernReverb {
    level: Level,
    sample_rate: f64,
    patch: ModernReverbPatch,
    past: CellLines,
    /// What is known of the cell that `now` is in, `[side]`; zeros behind.
    cell: [Cell; 2],
    /// States of low cut and high cut, `[side]`.
    cuts: [[f32; 2]; 2],
    /// Their powers where they stand still.
    poles: [Pole; 2],
    diffusers: CellLines,
    /// Their lengths in frames, `[side][stage]`.
    diffuser_lengths: [[usize; 4]; 2],
    network: Network,
    gliding: Gliding,
    /// Whether all of them stand still.
    rests: bool,
    /// The fade goes from the first to the second.
    taps: [Taps; 2],
    aimed_taps: Taps,
    /// Whether they may differ from where the fade goes.
    taps_aimed: bool,
    fade: Glide,
    clock: LfoClock,
    now: u64,
}

impl ModernReverb {
    /// The reverb of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &ModernReverbPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`ModernReverb::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &ModernReverbPatch, sample_rate: f64, level: Level) -> Self {
        let glide = |value| Glide::new(value, sample_rate);
        // Early reflections reach 0.15 s behind the pre-delay.
        let past = libm::ceil((MAX_PRE_DELAY_S + 0.15) * sample_rate) as usize;
        let taps = Taps::new(patch, sample_rate);
        let diffuser_lengths = DIFFUSER_S.map(|stages| {
            stages.map(|length_s| (libm::round(length_s * sample_rate) as usize).max(GRID))
        });
        let mut reverb = Self {
            level,
            sample_rate,
            patch: *patch,
            past: CellLines::new(2, past),
            cell: [[0.0; GRID]; 2],
            cuts: [[0.0; 2]; 2],
            poles: [Pole::new(1.0); 2],
            diffusers: CellLines::new(8, *diffuser_lengths.as_flattened().iter().max().expect("8")),
            diffuser_lengths,
            network: Network::new(&request(patch), sample_rate),
            gliding: values(patch, sample_rate).map(glide),
            rests: false,
            taps: [taps; 2],
            aimed_taps: taps,
            taps_aimed: false,
            fade: glide(1.0),
            clock: LfoClock::new(patch.mod_rate_hz, sample_rate),
            now: 0,
        };
        reverb.reset(0);
        reverb
    }

    /// Moves to other settings without a click. Another size glides there by at most 0.9 %, so it
    /// takes seconds; pre-delay and early reflections fade.
    pub fn aim(&mut self, patch: &ModernReverbPatch) {
        self.patch = *patch;
        self.aimed_taps = Taps::new(patch, self.sample_rate);
        (self.taps_aimed, self.rests) = (true, false);
        for (glide, value) in self.gliding.iter_mut().zip(values(patch, self.sample_rate)) {
            glide.aim(value);
        }
        self.network.aim(&request(patch));
    }

    /// Enters the cell of the grid that begins at `frame`.
    #[inline(always)]
    fn control<S: Simd>(&mut self, simd: S, frame: u64) {
        self.clock.aim(self.patch.mod_rate_hz, frame);
        if !self.rests {
            self.rests = true;
            for glide in &mut self.gliding {
                glide.tick();
                self.rests &= glide.at_rest();
            }
            for (pole, cut) in self.poles.iter_mut().zip([LOW_CUT, HIGH_CUT]) {
                pole.follow(self.gliding[cut].end());
            }
        }
        self.fade.tick();
        if self.taps_aimed && self.fade.at_rest() {
            self.taps_aimed = false;
            if self.taps[1] != self.aimed_taps {
                self.taps = [self.taps[1], self.aimed_taps];
                self.fade.jump(0.0);
                self.fade.aim(1.0);
            }
        }
        for state in self.cuts.iter_mut().flatten() {
            *state = flushed(*state);
        }
        self.network.control();
        self.network.move_to(simd, &self.clock, frame + GRID as u64, self.gliding[DEPTH].end());
    }

    /// A cell that a call ends in is made again by the next call, which knows more of it: no frame
    /// depends on a later one.
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        for piece in grid_pieces(self.now, left.len()) {
            let offset = (self.now % GRID as u64) as usize;
            let frames = offset..offset + piece.len();
            if offset == 0 {
                self.control(simd, self.now);
            }
            let place = Place { now: self.now - offset as u64, whole: frames.end == GRID };
            let (left, right) = (&mut left[piece.clone()], &mut right[piece.clone()]);
            let whole = (left.first_chunk_mut::<GRID>(), right.first_chunk_mut::<GRID>());
            if let (Some(l), Some(r)) = whole {
                self.cell = [*l, *r];
                [*l, *r] = self.cell(simd, place);
            } else {
                self.cell[0][frames.clone()].copy_from_slice(left);
                self.cell[1][frames.clone()].copy_from_slice(right);
                let [l, r] = self.cell(simd, place);
                left.copy_from_slice(&l[frames.clone()]);
                right.copy_from_slice(&r[frames]);
            }
            self.now += piece.len() as u64;
        }
    }

    #[cfg_attr(target_family = "wasm", inline(never))]
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn cell<S: Simd>(&mut self, simd: S, place: Place) -> [Cell; 2] {
        self.take(simd, place);
        let late = [self.late_input(0), self.late_input(1)];
        let late = [self.diffused(0, late[0]), self.diffused(1, late[1])];
        let g = &self.gliding;
        let shimmer = &g[SHIMMER];
        let shimmer =
            if shimmer.at_rest() && shimmer.end() == 0.0 { None } else { Some(ramp(shimmer)) };
        let late = self.network.cell(simd, &late, place, shimmer.as_ref());
        let early = self.early();
        let (wet, width, level) = (ramp(&g[WET]), ramp(&g[WIDTH]), ramp(&self.network.level));
        let (early_gain, late_gain) = (ramp(&g[EARLY]), ramp(&g[LATE]));
        let [mut left, mut right] = self.cell;
        for i in 0..GRID {
            // The network's cells have a quarter of its level.
            let late_gain = late_gain[i] * (4.0 * level[i]);
            let x = early[0][i] * early_gain[i] + late[0][i] * late_gain;
            let y = early[1][i] * early_gain[i] + late[1][i] * late_gain;
            let (mid, side) = (0.5 * (x + y), 0.5 * (x - y) * width[i]);
            left[i] += wet[i] * (mid + side);
            right[i] += wet[i] * (mid - side);
        }
        if place.whole {
            self.cell = [[0.0; GRID]; 2];
            self.past.advance();
            self.diffusers.advance();
        }
        [left, right]
    }

    /// Takes the sound, cut low and high, into the past.
    #[inline(always)]
    fn take<S: Simd>(&mut self, simd: S, place: Place) {
        let [low, high] = [LOW_CUT, HIGH_CUT].map(|cut| &self.gliding[cut]);
        let bright = high.at_rest() && high.end() == 1.0;
        for side in 0..2 {
            let [mut low_cut, mut high_cut] = self.cuts[side];
            let sound = self.cell[side];
            let lows = low_pass(simd, &sound, &mut low_cut, low, &self.poles[0]);
            let mut cell = [0.0; GRID];
            for (i, x) in cell.iter_mut().enumerate() {
                *x = sound[i] - lows[i];
            }
            if bright {
                high_cut = cell[GRID - 1];
            } else {
                cell = low_pass(simd, &cell, &mut high_cut, high, &self.poles[1]);
            }
            for x in &mut cell {
                *x = flushed(*x);
            }
            self.past.write(side, &cell);
            if place.whole {
                self.cuts[side] = [low_cut, high_cut];
            }
        }
    }

    /// What enters the late part on one side.
    #[inline(always)]
    fn late_input(&self, side: usize) -> Cell {
        let mut cell = *self.past.read(side, self.taps[1].late);
        if !self.fade.at_rest() {
            self.fade_from(self.past.read(side, self.taps[0].late), &mut cell);
        }
        cell
    }

    /// The early reflections, `[side]`.
    #[inline(always)]
    fn early(&self) -> [Cell; 2] {
        let mut cells = self.reflected(&self.taps[1]);
        if !self.fade.at_rest() {
            for (old, cell) in self.reflected(&self.taps[0]).iter().zip(&mut cells) {
                self.fade_from(old, cell);
            }
        }
        cells
    }

    #[inline(always)]
    fn reflected(&self, taps: &Taps) -> [Cell; 2] {
        let mut sums = [[0.0; GRID]; 2];
        let [left, right] = &taps.gains;
        for ((delay, left), right) in taps.delays.iter().zip(left).zip(right) {
            let past = self.past.read_all::<2>(*delay);
            for ((sum, past), gain) in sums.iter_mut().zip(past).zip([left, right]) {
                for (sum, x) in sum.iter_mut().zip(past) {
                    *sum += gain * x;
                }
            }
        }
        sums
    }

    #[inline(always)]
    fn fade_from(&self, old: &Cell, cell: &mut Cell) {
        for (i, (x, old)) in cell.iter_mut().zip(old).enumerate() {
            *x = old + (*x - old) * self.fade.at(i);
        }
    }

    /// Through four all-passes (key: schroeder1962).
    #[inline(always)]
    fn diffused(&mut self, side: usize, mut cell: Cell) -> Cell {
        let share = ramp(&self.gliding[DIFFUSE]);
        for (stage, coefficient) in DIFFUSION.iter().enumerate() {
            let line = 4 * side + stage;
            let past = *self.diffusers.read(line, self.diffuser_lengths[side][stage]);
            let mut inner = [0.0; GRID];
            for i in 0..GRID {
                let g = coefficient * share[i];
                inner[i] = flushed(cell[i] - g * past[i]);
                cell[i] = past[i] + g * inner[i];
            }
            self.diffusers.write(line, &inner);
        }
        cell
    }

    /// Frames from the input to the last early reflection, and all the diffusion holds back.
    fn ahead(&self) -> (f64, f64) {
        let taps = &self.aimed_taps;
        let last = taps.delays.iter().fold(taps.late, |last, delay| last.max(*delay));
        let stages: f64 = DIFFUSER_S[0].iter().sum::<f64>() * self.sample_rate;
        (last as f64, stages)
    }
}

impl Effect for ModernReverb {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.past.clear();
        self.diffusers.clear();
        self.cell = [[0.0; GRID]; 2];
        self.cuts = [[0.0; 2]; 2];
        self.rests = false;
        self.network.clear();
        for glide in &mut self.gliding {
            glide.finish();
        }
        self.taps = [self.aimed_taps; 2];
        self.fade.jump(1.0);
        self.clock = LfoClock::new(self.patch.mod_rate_hz, self.sample_rate);
        self.now = at;
        let cell = at - at % GRID as u64;
        let (level, depth) = (self.level, self.gliding[DEPTH].end());
        dispatch!(level, simd => self.network.move_to(simd, &self.clock, cell, depth));
        if cell != at {
            dispatch!(level, simd => self.control(simd, cell));
        }
    }

    fn latency(&self) -> usize {
        0
    }

    fn tail(&self) -> u64 {
        let (last, stages) = self.ahead();
        // One and a half times the 60 dB, 10 dB for what a steady tone builds up, two rounds of the
        // longest line; an octave adds its grain to the loop of a quarter of the lines.
        let shimmer = if self.patch.shimmer > 0.0 { 1.5 } else { 1.0 };
        let decay = f64::from(self.patch.decay_s) * self.sample_rate * (1.5 + 1.0 / 6.0) * shimmer;
        let low_cut =
            12.0 * self.sample_rate / (std::f64::consts::TAU * f64::from(self.patch.low_cut_hz));
        // An all-pass of 0.75 falls by 2.5 dB a round: 36 rounds, of the two longest's mean.
        let diffused = 12.0 * stages * f64::from(self.patch.diffusion);
        (last + stages + diffused + decay + low_cut + 3.0 * self.network.longest()) as u64
    }

    fn memory(&self) -> u64 {
        let (last, stages) = self.ahead();
        ((last + stages + 2.0 * self.network.longest()) as u64).min(self.tail())
    }

    fn is_linear(&self) -> bool {
        self.patch.shimmer <= 0.0
    }

    fn filter(&self) -> Option<Filter> {
        (self.is_linear() && self.patch.mod_depth <= 0.0).then_some(Filter::Stereo)
    }

    fn makes_stereo(&self) -> bool {
        self.patch.wet > 0.0 && self.patch.width > 0.0
    }

    fn peak_gain(&self) -> f32 {
        let value = |which: usize| self.gliding[which].target();
        let taps = Taps::new(&self.patch, self.sample_rate);
        let early = taps
            .gains
            .iter()
            .fold(0.0_f32, |most, gains| most.max(gains.iter().map(|gain| gain.abs()).sum()));
        // By Cauchy and Schwarz the sum of magnitudes of a ring of energy 1 (here up to 2, one per
        // input) that falls by e every `time` frames is at most sqrt(2 * time). Twice that covers
        // the movement and the octave, which the proof does not. A high-pass can double a peak.
        let time = f64::from(self.patch.decay_s.max(0.1)) * self.sample_rate / 6.9;
        let late = 2.0 * (2.0 * (2.0 * time).sqrt()) as f32;
        let reverb = 2.0 * early * value(EARLY) + late * value(LATE);
        1.0 + value(WET) * value(WIDTH).max(1.0) * reverb
    }
}

#[cfg(test)]
mod tests;
