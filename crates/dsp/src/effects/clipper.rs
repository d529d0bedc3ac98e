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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: ClipperPatch = ClipperPatch {
        ceiling_db: 0.0,
        hardness: 1.0,
        harmonics: 0.5,
        pre_gain_db: 0.0,
        post_gain_db: 0.0,
        mix: 1.0,
        mode: ClipperMode::Hard,
        curve: 1.0,
        dc_filter: true,
        oversampling: 2,
    };
    const MODES: [ClipperMode; 6] = [
        ClipperMode::Hard,
        ClipperMode::Soft,
        ClipperMode::Tube,
        ClipperMode::Diode,
        ClipperMode::Foldback,
        ClipperMode::Bitcrush,
    ];

    /// The curve of a mode at `harmonics` 0.5 and `curve` 1, as the documentation has it.
    fn formula(mode: ClipperMode, x: f64) -> f64 {
        let sooner = |more: f64, f: &dyn Fn(f64) -> f64| {
            if x < 0.0 { f(x * more) / more } else { f(x) }
        };
        match mode {
            ClipperMode::Hard => x.clamp(-1.0, 1.0),
            ClipperMode::Soft => libm::tanh(x),
            ClipperMode::Tube => sooner(1.5, &libm::tanh),
            ClipperMode::Diode => sooner(2.0, &|x| -libm::expm1(-x.abs()) * x.signum()),
            ClipperMode::Foldback => {
                // A triangle of period 4.
                libm::asin(libm::sin(std::f64::consts::FRAC_PI_2 * x)) / std::f64::consts::FRAC_PI_2
            }
            ClipperMode::Bitcrush => (x.clamp(-1.0, 1.0) * 64.0 + 0.5).floor() / 64.0,
        }
    }

    #[test]
    fn its_curves_are_those_of_the_formulas() {
        // Levels of a still sound; at the sample's own rate the curve has no memory.
        for (mode, hardness) in MODES.into_iter().flat_map(|mode| [(mode, 1.0), (mode, 0.25)]) {
            let patch = ClipperPatch {
                mode,
                hardness,
                ceiling_db: -6.0,
                pre_gain_db: 3.0,
                post_gain_db: 1.0,
                dc_filter: false,
                oversampling: 1,
                ..PATCH
            };
            let gain = |db: f64| libm::pow(10.0, db / 20.0);
            // Off the steps' edges, for there rounding decides.
            let sound: Vec<f32> = (-500..500).map(|n| (n as f32 + 0.37) * 0.004).collect();
            let out =
                laws::through(&mut Clipper::new(&patch, RATE), &[sound.clone(), sound.clone()], 99);
            for (x, y) in sound.iter().zip(&out[0]) {
                let u = f64::from(*x) * gain(3.0) / gain(-6.0);
                let knee = u.clamp(-2.0, 2.0) * (1.0 - 0.25 * u.abs().min(2.0));
                let want = knee + f64::from(hardness) * (formula(mode, u) - knee);
                let want = want * gain(1.0) * gain(-6.0);
                // tanh and exp2 to 5e-7; the fold's argument to an ulp of 8.
                assert!((f64::from(*y) - want).abs() < 2e-6, "{mode:?} at {x}: {y}, want {want}");
            }
        }
    }

    #[test]
    fn aliases_of_a_clipped_sine_fall_as_the_rate_is_raised() {
        // Of 5 kHz all aliases are at multiples of 1 kHz. By 6 dB into the ceiling; measured, and
        // a little.
        for (mode, bounds_db) in [
            (ClipperMode::Hard, [-22.0, -36.0, -50.0, -60.0]),
            (ClipperMode::Soft, [-30.0, -58.0, -90.0, -95.0]),
        ] {
            for (oversampling, bound_db) in [1, 2, 4, 8].into_iter().zip(bounds_db) {
                let patch = ClipperPatch { mode, oversampling, pre_gain_db: 6.0, ..PATCH };
                let sine = laws::sine(5000.0, RATE, 12_000);
                let out = laws::through(&mut Clipper::new(&patch, RATE), &sine, 512);
                let at = |khz: i32| laws::amplitude(&out[0], f64::from(khz) / 48.0, 4800);
                let alias = (1..=21).filter(|khz| khz % 5 != 0).map(at).fold(0.0, f64::max);
                let db = 20.0 * libm::log10(alias / at(5));
                assert!(db < bound_db, "{mode:?} at {oversampling}: {db}");
            }
        }
    }

    #[test]
    fn the_level_does_not_hang_on_the_oversampling() {
        // The original lost 6 dB at 2. A sine of 100 Hz below the ceiling comes out as it went in.
        for oversampling in [1, 2, 4, 8] {
            let patch = ClipperPatch { oversampling, ..PATCH };
            let sine = laws::sine(100.0, RATE, 9600).map(|c| c.iter().map(|x| 0.5 * x).collect());
            let mut clipper = Clipper::new(&patch, RATE);
            let late = clipper.latency();
            let out = laws::through(&mut clipper, &sine, 512);
            for n in 1000..9000 {
                // Ripples of 1e-5 in each of up to six filters.
                assert!((out[0][n + late] - sine[0][n]).abs() < 6e-5, "{oversampling} {n}");
            }
        }
    }

    #[test]
    fn dry_is_only_late_and_tubes_leave_no_mean() {
        let sound = laws::burst(3000, 1000);
        let mut clipper = Clipper::new(&ClipperPatch { mix: 0.0, ..PATCH }, RATE);
        let late = clipper.latency();
        let out = laws::through(&mut clipper, &sound, 512);
        assert_eq!(out[1][late..], sound[1][..4000 - late]);
        let tube = ClipperPatch { mode: ClipperMode::Tube, pre_gain_db: 12.0, ..PATCH };
        let out =
            laws::through(&mut Clipper::new(&tube, RATE), &laws::sine(100.0, RATE, 48_000), 512);
        let mean = out[0][43_200..].iter().sum::<f32>() / 4800.0;
        assert!(mean.abs() < 1e-4, "{mean}");
    }

    #[test]
    fn laws_are_kept() {
        for (n, mode) in MODES.into_iter().enumerate() {
            let toss = |coin, low, high| laws::toss(n as u32, coin, low, high);
            let patch = ClipperPatch {
                ceiling_db: toss(0, -10.0, 3.0),
                hardness: toss(1, 0.0, 1.0),
                harmonics: toss(2, 0.0, 1.0),
                pre_gain_db: toss(3, -12.0, 12.0),
                post_gain_db: toss(4, -12.0, 12.0),
                mix: toss(5, 0.5, 1.0),
                mode,
                curve: toss(6, 0.0, 2.0),
                dc_filter: true,
                oversampling: 1 << (n % 4),
            };
            laws::all_are_kept(|rate| Box::new(Clipper::new(&patch, rate)));
            let at = |level| Box::new(Clipper::with_level(&patch, RATE, level)) as Box<dyn Effect>;
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }

    #[test]
    fn another_mode_comes_without_a_click() {
        let sound = laws::sine(100.0, RATE, 12_000);
        let mut clipper = Clipper::new(&PATCH, RATE);
        laws::through(&mut clipper, &sound, 512);
        clipper.aim(&ClipperPatch { mode: ClipperMode::Soft, ..PATCH });
        let out = laws::through(&mut clipper, &sound, 512);
        // The sine's own step is 0.0131, the fade's 1 / 960 of a difference of 0.24.
        assert!(laws::greatest_step(&out, 0) < 0.0137);
    }
}
