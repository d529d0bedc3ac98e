//! Morphing resonant filter with drive and an LFO.
//!
//! ```text
//! out = (1 - wet) * in + wet * 0.5 * morph(circuit(drive(in)))
//! ```
//!
//! The half is the original's (fact sheet 6.1). The morph goes from low-pass (0) over band-pass
//! (0.5) and high-pass (0.85) to notch (1), linearly. The drive is `d x / sqrt(1 + ((d - 1) x)^2)`:
//! gain `d` where it is quiet, nothing at 1. It is not oversampled. The circuits are in `circuit`.

mod circuit;

pub use self::circuit::FilterModel;

use self::circuit::{Modes, feedback, frame, peaks, slowest_pole};
use super::glide::{GRID, Glide, grid_pieces};
use super::lfo::LfoClock;
use super::silence::flushed;
use super::{Effect, Filter};
use crate::lanes::{Level, dispatch};
use crate::math;

/// Level of the filtered sound.
const LEVEL: f32 = 0.5;
/// How far depth 1 of the LFO moves the cutoff either way, in octaves; chosen so that the default
/// depth of 0.5 spans two octaves in all.
const LFO_OCTAVES: f32 = 2.0;
/// Highest cutoff as a part of the sample rate, lowest in Hz.
const HIGHEST: f32 = 0.46;
const LOWEST_HZ: f32 = 16.0;

/// How the LFO moves; all begin at 0 going up, but the square, which begins up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LfoShape {
    /// Sine.
    #[default]
    Sine,
    /// Triangle.
    Triangle,
    /// Square; its edges take 16 frames.
    Square,
    /// Rising saw.
    Saw,
}

/// Settings of the filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TidalFilterPatch {
    /// Cutoff in Hz, 20..=20000; held below 0.46 of the sample rate.
    pub cutoff_hz: f32,
    /// 0..=1.
    pub resonance: f32,
    /// 0 low-pass, 0.5 band-pass, 0.85 high-pass, 1 notch.
    pub morph: f32,
    /// Gain ahead of the filter, saturating, 1..=10.
    pub drive: f32,
    /// Share of the filtered sound, 0..=1.
    pub wet: f32,
    /// Circuit.
    pub model: FilterModel,
    /// Rate of the LFO in Hz.
    pub lfo_rate_hz: f32,
    /// 0 none, 1 two octaves either way.
    pub lfo_depth: f32,
    /// Shape of the LFO.
    pub lfo_shape: LfoShape,
}

/// A circuit at work: states `[channel][integrator]`.
#[derive(Clone, Copy, Debug)]
struct Circuit {
    model: FilterModel,
    k: Glide,
    states: [[f32; 4]; 2],
}

/// The filter at work.
#[derive(Clone, Debug)]
pub struct TidalFilter {
    level: Level,
    sample_rate: f64,
    patch: TidalFilterPatch,
    /// The fade goes from the first to the second.
    circuits: [Circuit; 2],
    fade: Glide,
    /// Base-2 logarithm of the cutoff.
    octave: Glide,
    shares: [Glide; 4],
    drive: Glide,
    wet: Glide,
    depth: Glide,
    clock: LfoClock,
    /// `g` at the cell's start and end.
    from: f32,
    to: f32,
    now: u64,
}

/// Shares of the modes at a morph of 0..=1.
fn shares(morph: f32) -> Modes {
    let points = [0.0, 0.5, 0.85, 1.0];
    let morph = morph.clamp(0.0, 1.0);
    std::array::from_fn(|i| {
        let rising =
            if i > 0 { (morph - points[i - 1]) / (points[i] - points[i - 1]) } else { 1.0 };
        let falling =
            if i < 3 { (points[i + 1] - morph) / (points[i + 1] - points[i]) } else { 1.0 };
        rising.min(falling).clamp(0.0, 1.0)
    })
}

fn lfo(shape: LfoShape, phase: f32) -> f32 {
    let wrapped = |phase: f32| phase - phase.floor();
    match shape {
        LfoShape::Sine => math::sin_cycles(phase),
        LfoShape::Triangle => 1.0 - 4.0 * (wrapped(phase + 0.25) - 0.5).abs(),
        LfoShape::Square => {
            if phase < 0.5 {
                1.0
            } else {
                -1.0
            }
        }
        LfoShape::Saw => 2.0 * wrapped(phase + 0.5) - 1.0,
    }
}

impl TidalFilter {
    /// The filter of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &TidalFilterPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`TidalFilter::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &TidalFilterPatch, sample_rate: f64, level: Level) -> Self {
        let glide = |value| Glide::new(value, sample_rate);
        let circuit = Circuit {
            model: patch.model,
            k: glide(feedback(patch.model, patch.resonance)),
            states: [[0.0; 4]; 2],
        };
        let mut filter = Self {
            level,
            sample_rate,
            patch: *patch,
            circuits: [circuit; 2],
            fade: glide(1.0),
            octave: glide(math::log2(patch.cutoff_hz.max(LOWEST_HZ))),
            shares: shares(patch.morph).map(glide),
            drive: glide(patch.drive.max(1.0)),
            wet: glide(patch.wet),
            depth: glide(patch.lfo_depth),
            clock: LfoClock::new(patch.lfo_rate_hz, sample_rate),
            from: 0.0,
            to: 0.0,
            now: 0,
        };
        filter.reset(0);
        filter
    }

    /// Moves to other settings without a click; another circuit fades in.
    pub fn aim(&mut self, patch: &TidalFilterPatch) {
        self.patch = *patch;
        self.octave.aim(math::log2(patch.cutoff_hz.max(LOWEST_HZ)));
        for (share, target) in self.shares.iter_mut().zip(shares(patch.morph)) {
            share.aim(target);
        }
        self.drive.aim(patch.drive.max(1.0));
        self.wet.aim(patch.wet);
        self.depth.aim(patch.lfo_depth);
        for circuit in &mut self.circuits {
            circuit.k.aim(feedback(circuit.model, patch.resonance));
        }
    }

    /// Enters the cell of the grid that begins at `at`.
    fn control(&mut self, at: u64) {
        self.clock.aim(self.patch.lfo_rate_hz, at);
        for glide in [&mut self.octave, &mut self.drive, &mut self.wet, &mut self.depth] {
            glide.tick();
        }
        for share in &mut self.shares {
            share.tick();
        }
        self.fade.tick();
        if self.fade.at_rest() && self.circuits[1].model != self.patch.model {
            let model = self.patch.model;
            let mut k = self.circuits[1].k;
            k.jump(feedback(model, self.patch.resonance));
            self.circuits = [self.circuits[1], Circuit { model, k, states: [[0.0; 4]; 2] }];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
        for circuit in &mut self.circuits {
            circuit.k.tick();
            // All at once: one integrator of a resonant loop set to zero alone would be a kick.
            for states in &mut circuit.states {
                if states.iter().all(|state| flushed(*state) == 0.0) {
                    *states = [0.0; 4];
                }
            }
        }
        self.move_to(at + GRID as u64);
    }

    /// Moves the cutoff to where it is at frame `at`.
    fn move_to(&mut self, at: u64) {
        self.from = self.to;
        let moved =
            self.depth.end() * LFO_OCTAVES * lfo(self.patch.lfo_shape, self.clock.phase(at) as f32);
        self.to = self.g(math::exp2(self.octave.end() + moved));
    }

    fn g(&self, cutoff_hz: f32) -> f32 {
        let part = cutoff_hz.max(LOWEST_HZ) / self.sample_rate as f32;
        math::tan_pi(part.min(HIGHEST))
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        for piece in grid_pieces(self.now, left.len()) {
            if self.now.is_multiple_of(GRID as u64) {
                self.control(self.now);
            }
            self.piece([&mut left[piece.clone()], &mut right[piece.clone()]]);
            self.now += piece.len() as u64;
        }
    }

    #[inline(always)]
    fn piece(&mut self, sound: [&mut [f32]; 2]) {
        let (offset, count) = ((self.now % GRID as u64) as usize, sound[0].len());
        let mut driven = [[0.0; GRID]; 2];
        for (driven, sound) in driven.iter_mut().zip(&sound) {
            for (i, (driven, x)) in driven.iter_mut().zip(sound.iter()).enumerate() {
                let drive = self.drive.at(offset + i);
                let over = (drive - 1.0) * x;
                *driven = drive * x / (1.0 + over * over).sqrt();
            }
        }
        let mut heard = self.filtered(1, &driven, offset, count);
        if !self.fade.at_rest() {
            let old = self.filtered(0, &driven, offset, count);
            for (heard, old) in heard.iter_mut().zip(&old) {
                for (i, (heard, old)) in heard.iter_mut().zip(old).enumerate() {
                    *heard = old + (*heard - old) * self.fade.at(offset + i);
                }
            }
        }
        for (sound, heard) in sound.into_iter().zip(heard) {
            for (i, (x, heard)) in sound.iter_mut().zip(heard).enumerate() {
                let wet = self.wet.at(offset + i);
                *x = (1.0 - wet) * *x + wet * LEVEL * heard;
            }
        }
    }

    /// The morph of circuit number `slot`.
    #[inline(always)]
    fn filtered(
        &mut self,
        slot: usize,
        driven: &[[f32; GRID]; 2],
        offset: usize,
        count: usize,
    ) -> [[f32; GRID]; 2] {
        // The model is chosen outside the frame loop: four loops, each its own circuit's.
        match self.circuits[slot].model {
            FilterModel::Svf => self.looped(FilterModel::Svf, slot, driven, offset, count),
            FilterModel::Ladder => self.looped(FilterModel::Ladder, slot, driven, offset, count),
            FilterModel::Korg => self.looped(FilterModel::Korg, slot, driven, offset, count),
            FilterModel::Oberheim => {
                self.looped(FilterModel::Oberheim, slot, driven, offset, count)
            }
        }
    }

    #[inline(always)]
    fn looped(
        &mut self,
        model: FilterModel,
        slot: usize,
        driven: &[[f32; GRID]; 2],
        offset: usize,
        count: usize,
    ) -> [[f32; GRID]; 2] {
        let mut circuit = self.circuits[slot];
        let (from, slope) = (self.from, (self.to - self.from) * (1.0 / GRID as f32));
        let mut heard = [[0.0; GRID]; 2];
        for i in 0..count {
            let at = offset + i;
            let (g, k) = (from + slope * at as f32, circuit.k.at(at));
            let [low, band, high, notch] = &self.shares;
            let shares = [low.at(at), band.at(at), high.at(at), notch.at(at)];
            for channel in 0..2 {
                let x = driven[channel][i];
                let modes = frame(model, &mut circuit.states[channel], x, g, k);
                heard[channel][i] = (modes[0] * shares[0] + modes[1] * shares[1])
                    + (modes[2] * shares[2] + modes[3] * shares[3]);
            }
        }
        self.circuits[slot].states = circuit.states;
        heard
    }

    /// The lowest and the highest `g` that the settings lead to.
    fn extremes(&self) -> [f32; 2] {
        let moved = self.patch.lfo_depth * LFO_OCTAVES;
        let octave = self.octave.target();
        [octave - moved, octave + moved].map(|octave| self.g(math::exp2(octave)))
    }
}

impl Effect for TidalFilter {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, _ => self.run(left, right));
    }

    fn reset(&mut self, at: u64) {
        for glide in [&mut self.octave, &mut self.drive, &mut self.wet, &mut self.depth] {
            glide.finish();
        }
        for share in &mut self.shares {
            share.finish();
        }
        self.fade.jump(1.0);
        let model = self.patch.model;
        for circuit in &mut self.circuits {
            circuit.model = model;
            circuit.k.jump(feedback(model, self.patch.resonance));
            circuit.states = [[0.0; 4]; 2];
        }
        self.clock = LfoClock::new(self.patch.lfo_rate_hz, self.sample_rate);
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
        let k = f64::from(feedback(self.patch.model, self.patch.resonance));
        let (real, imaginary) = slowest_pole(self.patch.model, k);
        // The bilinear transform takes a pole p at cutoff g to (1 + g p) / (1 - g p). Between the
        // extremes of g it falls faster than at the slower of the two.
        let fall = self.extremes().map(|g| {
            let (re, im) = (f64::from(g) * real, f64::from(g) * imaginary);
            let power = |re: f64| re * re + im * im;
            0.5 * libm::log(power(1.0 - re) / power(1.0 + re))
        });
        // -90 dB, the drive's gain, what resonance builds up, and what poles that fall on one
        // another add.
        let nepers = 4.5 * libm::log(10.0) + libm::log(f64::from(self.patch.drive.max(1.0)))
            - libm::log(-real)
            + 6.0;
        (nepers / fall[0].min(fall[1])) as u64 + 2 * GRID as u64
    }

    fn memory(&self) -> u64 {
        // Two turns of the slowest ringing, and a cycle of the LFO, which may bring out what a low
        // cutoff held back.
        let turns = 2.0 * std::f64::consts::PI / f64::from(self.extremes()[0]);
        let cycle = if self.patch.lfo_depth > 0.0 {
            self.sample_rate / f64::from(self.patch.lfo_rate_hz.max(0.01))
        } else {
            0.0
        };
        ((turns + cycle) as u64 + 2 * GRID as u64).min(self.tail())
    }

    fn is_linear(&self) -> bool {
        self.patch.model == FilterModel::Svf && self.patch.drive <= 1.0
    }

    fn filter(&self) -> Option<Filter> {
        (self.is_linear() && self.depth.target() == 0.0).then_some(Filter::Same)
    }

    fn makes_stereo(&self) -> bool {
        false
    }

    fn peak_gain(&self) -> f32 {
        let drive = self.patch.drive.max(1.0);
        let driven = drive / (1.0 + (drive - 1.0) * (drive - 1.0)).sqrt();
        let k = feedback(self.patch.model, self.patch.resonance);
        let modes = peaks(self.patch.model, k, driven, self.extremes()[1]);
        let heard: f32 = modes.iter().zip(shares(self.patch.morph)).map(|(m, s)| m * s).sum();
        1.0 - self.patch.wet + self.patch.wet * LEVEL * heard
    }
}

#[cfg(test)]
mod tests;
