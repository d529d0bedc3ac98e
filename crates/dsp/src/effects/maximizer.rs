//! Maximizer: gain, saturation and a true-peak limiter, raised to full scale.
//!
//! ```text
//! bent = u + saturation * (tanh(d u) / tanh(d) - u),  u = input gain * in, d = 1 + 4 saturation
//! out  = (1 - wet) * dry + wet * limiter(bent), raised by the ceiling's distance from 0 dB
//! ```
//!
//! The curve leaves full scale where it is and lifts what is below; it runs at twice the sample
//! rate. The limiter is `limiter`'s; its look-ahead is latency, and the dry sound is as late.

use super::Effect;
use super::dry::Dry;
use super::glide::{GRID, Glides, cells};
use super::limiter::{Limiter, LimiterDither, LimiterMode, LimiterPatch};
use super::oversample::Raised;
use crate::lanes::{F32, Level, Simd, dispatch};
use crate::math;

/// Settings of the maximizer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaximizerPatch {
    /// Gain ahead of all, in dB, -12..=12.
    pub input_gain_db: f32,
    /// Share and drive of the saturation, 0..=1; 0 bends nothing.
    pub saturation: f32,
    /// Level in dB, -6..=0, above which all is limited, and which becomes full scale.
    pub ceiling_db: f32,
    /// Time in seconds in which a reduction falls to 1/e of itself, 0.01..=1.
    pub release_s: f32,
    /// Share of the limited sound, 0..=1.
    pub wet: f32,
    /// Look-ahead of the limiter in seconds, 0..=0.01.
    pub lookahead_s: f32,
    /// Limits between samples too.
    pub true_peak: bool,
}

/// Numbers of the gliding parameters.
const GAIN: usize = 0;
const SATURATION: usize = 1;
const WET: usize = 2;

fn targets(patch: &MaximizerPatch) -> [f32; 3] {
    [
        libm::pow(10.0, f64::from(patch.input_gain_db.clamp(-12.0, 12.0)) / 20.0) as f32,
        patch.saturation.clamp(0.0, 1.0),
        patch.wet.clamp(0.0, 1.0),
    ]
}

fn limiter_patch(patch: &MaximizerPatch) -> LimiterPatch {
    LimiterPatch {
        ceiling_db: patch.ceiling_db.clamp(-6.0, 0.0),
        release_s: patch.release_s,
        attack_s: 0.000_1,
        lookahead_s: patch.lookahead_s,
        knee: 0.0,
        stereo_link: 1.0,
        auto_gain: true,
        mode: LimiterMode::Transparent,
        true_peak: patch.true_peak,
        points: 4,
        dither: LimiterDither::Off,
        output_trim_db: 0.0,
        transient_preserve: 0.0,
    }
}

/// The maximizer at work.
#[derive(Clone, Debug)]
pub struct Maximizer {
    level: Level,
    glides: Glides<3>,
    raised: Raised,
    limiter: Limiter,
    dry: Dry,
    now: u64,
}

impl Maximizer {
    /// The maximizer of `patch`, at rest at frame 0.
    #[must_use]
    pub fn new(patch: &MaximizerPatch, sample_rate: f64) -> Self {
        Self::with_level(patch, sample_rate, Level::best())
    }

    /// As [`Maximizer::new`], at a level that is given.
    #[must_use]
    pub fn with_level(patch: &MaximizerPatch, sample_rate: f64, level: Level) -> Self {
        let raised = Raised::new(2);
        let limiter = Limiter::with_level(&limiter_patch(patch), sample_rate, level);
        Self {
            level,
            glides: Glides::new(targets(patch), sample_rate),
            dry: Dry::new(raised.latency() + limiter.latency()),
            raised,
            limiter,
            now: 0,
        }
    }

    /// Moves to other settings without a click. The look-ahead stays as `new` had it.
    pub fn aim(&mut self, patch: &MaximizerPatch) {
        self.glides.aim(targets(patch));
        self.limiter.aim(&limiter_patch(patch));
    }

    /// Gain and saturation of a run of frames; what is dry, and the wet shares.
    #[inline(always)]
    fn saturate<S: Simd>(&mut self, simd: S, left: &mut [f32], right: &mut [f32]) -> Run {
        let mut run = Run { dry: [[0.0; RUN]; 2], wets: [0.0; RUN] };
        let now = self.now;
        cells(
            now,
            left,
            right,
            #[inline(always)]
            |at, [left, right]| {
                let offset = (at % GRID as u64) as usize;
                if offset == 0 {
                    self.glides.tick();
                }
                let from = (at - now) as usize;
                let to = from + left.len();
                let [l, r] = &mut run.dry;
                let (l, r) = (&mut l[from..to], &mut r[from..to]);
                l.copy_from_slice(left);
                r.copy_from_slice(right);
                self.dry.late([l, r]);
                run.wets[from..to].copy_from_slice(&self.glides.row(WET, offset)[..to - from]);
                let gains = self.glides.row(GAIN, offset);
                for ((left, right), gain) in left.iter_mut().zip(&mut *right).zip(gains) {
                    *left *= gain;
                    *right *= gain;
                }
                let share = &self.glides[SATURATION];
                let [from, way] = [share.at(0), share.end() - share.at(0)];
                let drive = 1.0 + 4.0 * share.end();
                let scale = 1.0 / math::tanh(drive);
                self.raised.run(
                    simd,
                    [left, right],
                    offset,
                    #[inline(always)]
                    |x: F32<S>, part| {
                        let bent = math::tanh(x * drive) * scale;
                        x + (bent - x) * (part * way + from)
                    },
                );
            },
        );
        run
    }
}

/// Frames that go through gain, limiter and blend at once.
const RUN: usize = 256;

/// What a run keeps while its sound is limited.
struct Run {
    /// The dry sound, late.
    dry: [[f32; RUN]; 2],
    wets: [f32; RUN],
}

impl Effect for Maximizer {
    fn process(&mut self, left: &mut [f32], right: &mut [f32], _side: Option<[&[f32]; 2]>) {
        for (left, right) in left.chunks_mut(RUN).zip(right.chunks_mut(RUN)) {
            let run = dispatch!(self.level, simd => self.saturate(simd, &mut *left, &mut *right));
            self.limiter.process(left, right, None);
            self.now += left.len() as u64;
            for (sound, dry) in [left, right].into_iter().zip(&run.dry) {
                for ((x, dry), wet) in sound.iter_mut().zip(dry).zip(&run.wets) {
                    *x = (1.0 - wet) * dry + wet * *x;
                }
            }
        }
    }

    fn reset(&mut self, at: u64) {
        self.glides.finish();
        self.raised.clear();
        self.limiter.reset(at);
        self.dry.clear();
        self.now = at;
    }

    fn latency(&self) -> usize {
        self.dry.latency()
    }

    fn tail(&self) -> u64 {
        (self.dry.latency() + self.raised.latency() + 2 * GRID) as u64
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
        let wet = self.glides[WET].target();
        (1.0 - wet) + wet * self.limiter.peak_gain()
    }

    fn peak_for(&self, input: f32) -> f32 {
        let wet = self.glides[WET].target();
        (1.0 - wet) * input + wet * self.limiter.peak_gain()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::laws;

    const RATE: f64 = 48_000.0;
    const PATCH: MaximizerPatch = MaximizerPatch {
        input_gain_db: 0.0,
        saturation: 0.3,
        ceiling_db: -0.1,
        release_s: 0.1,
        wet: 1.0,
        lookahead_s: 0.003,
        true_peak: true,
    };

    #[test]
    fn what_is_quiet_is_lifted_by_the_curve_and_the_ceiling() {
        // At -52 dB the curve bends by (d x)^2 / 4 = 2e-4 of the sound; the filters' ripple is 1e-5.
        for (saturation, ceiling_db) in [(0.0, -0.1), (0.3, -0.1), (1.0, -6.0)] {
            let patch = MaximizerPatch { saturation, ceiling_db, input_gain_db: -12.0, ..PATCH };
            let mut maximizer = Maximizer::new(&patch, RATE);
            let sound = laws::sine(100.0, RATE, 9600).map(|c| c.iter().map(|x| 0.01 * x).collect());
            let out = laws::through(&mut maximizer, &sound, 512);
            let (s, d) = (f64::from(saturation), 1.0 + 4.0 * f64::from(saturation));
            let slope = 1.0 + s * (d / libm::tanh(d) - 1.0);
            let want = slope * 0.01 * libm::pow(10.0, (-12.0 - f64::from(ceiling_db)) / 20.0);
            let got = laws::amplitude(&out[0], 100.0 / RATE, 4800);
            assert!((got / want - 1.0).abs() < 1.5e-3, "{saturation}: {got}, want {want}");
        }
    }

    #[test]
    fn nothing_is_above_full_scale_and_loud_sound_reaches_it() {
        let patch = MaximizerPatch { input_gain_db: 12.0, ceiling_db: -3.0, ..PATCH };
        let mut maximizer = Maximizer::new(&patch, RATE);
        let out = laws::through(&mut maximizer, &laws::burst(20_000, 1000), 512);
        assert!(laws::peak(&out) <= 1.0 + 1e-6);
        // White noise has its peaks between the samples; a low sine has them on samples.
        let out = laws::through(&mut maximizer, &laws::sine(200.0, RATE, 20_000), 512);
        let peak = laws::peak(&out);
        assert!(peak <= 1.0 + 1e-6 && peak > 0.97, "{peak}");
    }

    #[test]
    fn a_full_scale_sine_stays_where_it_is() {
        // The curve takes 1 to 1, and there is nothing to limit but what its square would exceed.
        let patch = MaximizerPatch { ceiling_db: 0.0, ..PATCH };
        let mut maximizer = Maximizer::new(&patch, RATE);
        let out = laws::through(&mut maximizer, &laws::sine(100.0, RATE, 9600), 512);
        let peak = out[0][4800..].iter().fold(0.0_f32, |peak, x| peak.max(x.abs()));
        // True peaks are kept to 0.1 dB.
        assert!((0.985..=1.000_01).contains(&peak), "{peak}");
    }

    #[test]
    fn dry_is_only_late() {
        let sound = laws::burst(3000, 1000);
        let mut maximizer = Maximizer::new(&MaximizerPatch { wet: 0.0, ..PATCH }, RATE);
        let late = maximizer.latency();
        let out = laws::through(&mut maximizer, &sound, 512);
        assert_eq!(out[0][late..], sound[0][..4000 - late]);
    }

    #[test]
    fn laws_are_kept() {
        for n in 0..8 {
            let toss = |coin, low, high| laws::toss(n, coin, low, high);
            let patch = MaximizerPatch {
                input_gain_db: toss(0, -12.0, 12.0),
                saturation: toss(1, 0.0, 1.0),
                ceiling_db: toss(2, -6.0, 0.0),
                release_s: toss(3, 0.01, 1.0),
                wet: toss(4, 0.5, 1.0),
                lookahead_s: toss(5, 0.0, 0.01),
                true_peak: toss(6, 0.0, 1.0) > 0.5,
            };
            laws::all_are_kept(|rate| Box::new(Maximizer::new(&patch, rate)));
            let at =
                |level| Box::new(Maximizer::with_level(&patch, RATE, level)) as Box<dyn Effect>;
            laws::all_the_same(Level::all().into_iter().map(at).collect());
        }
    }
}
