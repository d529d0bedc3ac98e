//! Clipper: six curves under a ceiling, at up to eight times the sample rate.
//!
//! ```text
//! u   = pre gain * in / ceiling
//! y   = knee(u) + hardness * (mode(u) - knee(u))          at the high rate (`oversample`)
//! out = (1 - mix) * dry + mix * post gain * ceiling * without what is constant(y)
//! ```
//!
//! The rate is raised for real, where the original shaped the same sample over and over (fact
//! sheet 6.1). No sample of the curve is above the ceiling; what the way down leaves out rings by
//! a little above it, as any band-limited clip does. The dry sound is as late as the wet.

use super::Effect;
use super::constant::Blocker;
use super::curves;
use super::dry::{Dry, blend, copied};
use super::glide::{GRID, Glide, Glides, cells};
use super::oversample::Raised;
use crate::lanes::{F32, Level, Simd, dispatch};
use crate::math;

/// Steps per unit of the mode `Bitcrush` at harmonics 0 and 1, as powers of two: 12 and 2 bits.
const STEPS: [f32; 2] = [11.0, 1.0];

/// The curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClipperMode {
    /// Straight up to the ceiling.
    #[default]
    Hard,
    /// Bends ahead of it, as `curve` says.
    Soft,
    /// Soft, the lower half sooner by `harmonics`.
    Tube,
    /// Exponential, the lower half sooner by twice `harmonics`.
    Diode,
    /// Folded back at the ceiling.
    Foldback,
    /// Hard, in 12 bits down to 2 by `harmonics`.
    Bitcrush,
}

/// Settings of the clipper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClipperPatch {
    /// Highest level of the curve ahead of the post gain, in dB, -10..=3.
    pub ceiling_db: f32,
    /// 1: the mode's curve; 0: a knee from silence to twice the ceiling.
    pub hardness: f32,
    /// Asymmetry of tube and diode, coarseness of the bit crusher, 0..=1.
    pub harmonics: f32,
    /// Gain ahead of the curve in dB, -12..=12.
    pub pre_gain_db: f32,
    /// Gain after it in dB, -12..=12.
    pub post_gain_db: f32,
    /// Share of the clipped sound, 0..=1.
    pub mix: f32,
    /// The curve.
    pub mode: ClipperMode,
    /// Bend of soft and tube: 0 widest, 1 a hyperbolic tangent, 2 nearly hard.
    pub curve: f32,
    /// Takes away the mean that tube and diode leave.
    pub dc_filter: bool,
    /// Rate of the curve as a multiple of the sample rate: 1, 2, 4 or 8.
    pub oversampling: u32,
}

/// Numbers of the gliding parameters.
const BEFORE: usize = 0;
const AFTER: usize = 1;
const HARDNESS: usize = 2;
const HARMONICS: usize = 3;
const CURVE: usize = 4;
const MIX: usize = 5;
const BLOCKED: usize = 6;

fn targets(patch: &ClipperPatch) -> [f32; 7] {
    let linear = |db: f32| libm::pow(10.0, f64::from(db) / 20.0) as f32;
    let lopsided = matches!(patch.mode, ClipperMode::Tube | ClipperMode::Diode);
    [
        linear(patch.pre_gain_db.clamp(-12.0, 12.0) - patch.ceiling_db.clamp(-10.0, 3.0)),
        linear(patch.post_gain_db.clamp(-12.0, 12.0) + patch.ceiling_db.clamp(-10.0, 3.0)),
        patch.hardness.clamp(0.0, 1.0),
        patch.harmonics.clamp(0.0, 1.0),
        patch.curve.clamp(0.0, 2.0),
        patch.mix.clamp(0.0, 1.0),
        if patch.dc_filter && lopsided { 1.0 } else { 0.0 },
    ]
}

/// The clipper at work.
#[derive(Clone, Debug)]
pub struct Clipper {
    level: Level,
    glides: Glides<7>,
    /// The fade goes from the first to the second.
    modes: [ClipperMode; 2],
    mode: ClipperMode,
    fade: Glide,
    raised: Raised,
    blocker: Blocker,
    dry: Dry,
    now: u64,
}

/// The curve of a mode.
#[inline(always)]
fn mode_at<S: Simd>(mode: ClipperMode, x: F32<S>, harmonics: F32<S>, curve: F32<S>) -> F32<S> {
    match mode {
        ClipperMode::Hard => curves::hard(x),
        ClipperMode::Soft => curves::soft(x, curve),
        ClipperMode::Tube => curves::lopsided(
            x,
            harmonics + 1.0,
            #[inline(always)]
            |x| curves::soft(x, curve),
        ),
        ClipperMode::Diode => curves::lopsided(
            x,
            harmonics * 2.0 + 1.0,
            #[inline(always)]
            |x| curves::diode(x),
        ),
        ClipperMode::Foldback => curves::folded(x),
        ClipperMode::Bitcrush => {
            let steps = math::exp2(harmonics * (STEPS[1] - STEPS[0]) + STEPS[0]);
            (curves::hard(x) * steps + 0.5).floor() / steps
        }
    }
}

impl Clipper {
    /// The clipper of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &ClipperPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Clipper::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &ClipperPatch, sample_rate: f64, level: Level) -> Self {
        let raised = Raised::new(patch.oversampling);
        Self {
            level,
            glides: Glides::new(targets(patch), sample_rate),
            modes: [patch.mode; 2],
            mode: patch.mode,
            fade: Glide::new(1.0, sample_rate),
            dry: Dry::new(raised.latency()),
            raised,
            blocker: Blocker::new(sample_rate),
            now: 0,
        }
    }

    /// Moves to other settings without a click; another mode fades in. The oversampling stays as
    /// `new` had it.
    pub fn aim(&mut self, patch: &ClipperPatch) {
        self.glides.aim(targets(patch));
        self.mode = patch.mode;
    }

    /// Enters a cell of the grid.
    fn control(&mut self) {
        self.glides.tick();
        self.fade.tick();
        if self.fade.at_rest() && self.modes[1] != self.mode {
            self.modes = [self.modes[1], self.mode];
            self.fade.jump(0.0);
            self.fade.aim(1.0);
        }
        self.blocker.settle();
    }

    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) {
        let now = self.now;
        self.now += left.len() as u64;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, sound| self.piece(simd, at, sound),
        );
    }

    #[inline(always)]
    fn piece<S: Simd>(&mut self, simd: S, at: u64, [left, right]: [&mut [f32]; 2]) {
        let offset = (at % GRID as u64) as usize;
        if offset == 0 {
            self.control();
        }
        let mut dry = copied(&[&mut *left, &mut *right]);
        let count = left.len();
        let [l, r] = &mut dry;
        self.dry.late([&mut l[..count], &mut r[..count]]);
        let before = self.glides.row(BEFORE, offset);
        for ((left, right), gain) in left.iter_mut().zip(&mut *right).zip(before) {
            *left *= gain;
            *right *= gain;
        }
        self.bend(simd, [&mut *left, &mut *right], offset);
        let blocked = &self.glides[BLOCKED];
        if blocked.at_rest() && blocked.end() == 0.0 {
            self.blocker.clear();
        } else {
            let shares = self.glides.row(BLOCKED, offset);
            self.blocker.block([&mut *left, &mut *right], &shares);
        }
        let after = self.glides.row(AFTER, offset);
        for ((left, right), gain) in left.iter_mut().zip(&mut *right).zip(after) {
            *left *= gain;
            *right *= gain;
        }
        blend([left, right], &dry, &self.glides.row(MIX, offset));
    }

    #[inline(always)]
    fn bend<S: Simd>(&mut self, simd: S, sound: [&mut [f32]; 2], offset: usize) {
        let ramp = |glide: &Glide| {
            let (from, to) = (glide.at(0), glide.end());
            [F32::splat(simd, from), F32::splat(simd, to - from)]
        };
        let hardness = ramp(&self.glides[HARDNESS]);
        let harmonics = ramp(&self.glides[HARMONICS]);
        let bend = ramp(&self.glides[CURVE]);
        let fade = ramp(&self.fade);
        let ([old, new], fading) = (self.modes, !self.fade.at_rest());
        self.raised.run(
            simd,
            sound,
            offset,
            #[inline(always)]
            |x, part| {
                let (harmonics, bend) =
                    (harmonics[0] + harmonics[1] * part, bend[0] + bend[1] * part);
                let mut y = mode_at(new, x, harmonics, bend);
                if fading {
                    let before = mode_at(old, x, harmonics, bend);
                    y = before + (y - before) * (fade[0] + fade[1] * part);
                }
                let knee = curves::knee(x);
                knee + (y - knee) * (hardness[0] + hardness[1] * part)
            },
        );
    }
}

impl Effect for Clipper {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        dispatch!(self.level, simd => self.run(simd, left, right));
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.modes = [self.mode; 2];
        self.fade.jump(1.0);
        self.raised.clear();
        self.blocker.clear();
        self.dry.clear();
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.raised.latency()
    }

    fn tail(&self) -> u64 {
        let ringing = 2 * self.raised.latency() + 2 * GRID;
        let constant = if self.glides[BLOCKED].target() > 0.0 {
            self.blocker.tail(self.peak_gain())
        } else {
            0.0
        };
        ringing as u64 + constant as u64
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
        let mix = self.glides[MIX].target();
        let [_, down] = self.raised.peak_gains();
        // Rounding.
        let wet = 1.000_01 * self.glides[AFTER].target() * down;
        (1.0 - mix) + mix * wet * (1.0 + self.glides[BLOCKED].target())
    }

    fn peak_for(&self, input: f32) -> f32 {
        let mix = self.glides[MIX].target();
        // What is bent has its bound whatever comes in.
        self.peak_gain() + (1.0 - mix) * (input - 1.0)
    }
}

#[cfg(test)]
mod tests;
