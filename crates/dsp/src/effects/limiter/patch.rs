//! The limiter's settings, and the numbers they come to.

use super::gain::{Lengths, Speeds};

/// Shortest look-ahead in frames with the true peak, and how many of them are hold; found by
/// measurement (`the_true_peak_stays_under_the_ceiling`).
const SHORTEST: usize = 32;
pub(super) const HOLD: usize = 8;
/// `20 log10 2`.
pub(super) const DB_PER_OCTAVE: f32 = 6.020_6;
/// How far below the ceiling a knee of 1 begins, in dB.
const KNEE_DB: f32 = 6.0;

/// Character of the release: how fast, and whether a long reduction goes away more slowly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimiterMode {
    /// The release time as it is set.
    #[default]
    Transparent,
    /// Half the release time.
    Punchy,
    /// A quarter of the release time.
    Aggressive,
    /// Half the release time for what was short, four times for what lasted.
    Vintage,
    /// A quarter of the release time for what was short, twice for what lasted.
    Modern,
}

/// Dither of the output, triangular, and the grid it is rounded to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimiterDither {
    /// None: the output is not rounded.
    #[default]
    Off,
    /// For 16 bits.
    Bits16,
    /// For 24 bits.
    Bits24,
}

/// Settings of the limiter. Numbers outside their ranges are held at the nearer end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimiterPatch {
    /// Highest level that leaves it, ahead of `output_trim_db`, in dB, -10..=0.
    pub ceiling_db: f32,
    /// Time in seconds in which a reduction falls to 1/e of itself, 0.01..=1.
    pub release_s: f32,
    /// Rounding of the corners of the gain's ramp in seconds, 0.00001..=0.01; at most half the
    /// look-ahead acts.
    pub attack_s: f32,
    /// Look-ahead in seconds, 0..=0.01: the gain falls evenly over this time, ahead of the peak.
    pub lookahead_s: f32,
    /// Softness of the approach to the ceiling, 0..=1: the knee begins 6 dB below at 1.
    pub knee: f32,
    /// How far both channels share the lower of their gains, 0..=1.
    pub stereo_link: f32,
    /// Raises the output by the ceiling's distance from 0 dB.
    pub auto_gain: bool,
    /// Character of the release.
    pub mode: LimiterMode,
    /// Measures between samples too.
    pub true_peak: bool,
    /// Points per sample of that measure: 1, 2, 4 or 8; between them the next higher. The promise
    /// on the true peak needs 4.
    pub points: u32,
    /// Dither of the output.
    pub dither: LimiterDither,
    /// Gain after limiting in dB, -12..=12.
    pub output_trim_db: f32,
    /// Share of a transient's first moments that is left to a clip at the ceiling, 0..=1. Above 0
    /// the promise on the true peak is off, that on the samples stays.
    pub transient_preserve: f32,
}

/// What glides: the ceiling, the trim, how far the ceiling is raised to 1, the knee in dB, the
/// link and the share of transients preserved.
pub(super) fn targets(patch: &LimiterPatch) -> [f32; 6] {
    let linear = |db: f32| libm::pow(10.0, f64::from(db) / 20.0) as f32;
    [
        linear(patch.ceiling_db.clamp(-10.0, 0.0)),
        linear(patch.output_trim_db.clamp(-12.0, 12.0)),
        if patch.auto_gain { 1.0 } else { 0.0 },
        KNEE_DB * patch.knee.clamp(0.0, 1.0),
        patch.stereo_link.clamp(0.0, 1.0),
        patch.transient_preserve.clamp(0.0, 1.0),
    ]
}

/// The gain after the ceiling; between the two settings of `raised` the product stays below both.
#[inline(always)]
pub(super) fn gain_after(ceiling: f32, trim: f32, raised: f32) -> f32 {
    trim * (1.0 + raised * (1.0 / ceiling - 1.0))
}

/// Lengths of the gain's way; `between_samples`: whether the true peak is measured.
pub(super) fn lengths(patch: &LimiterPatch, sample_rate: f64, between_samples: bool) -> Lengths {
    let frames =
        |time_s: f32| libm::round(f64::from(time_s.clamp(0.0, 0.01)) * sample_rate) as usize;
    let [shortest, hold] = if between_samples { [SHORTEST, HOLD] } else { [0, 0] };
    let ramp = frames(patch.lookahead_s).max(shortest) - hold;
    Lengths { hold, ramp, corner: frames(patch.attack_s).min(ramp / 2) }
}

/// Speeds of the release.
pub(super) fn speeds(patch: &LimiterPatch, sample_rate: f64) -> Speeds {
    // Factors on the release for short and long reductions, and time in seconds to become long.
    let (short, long, charge_s) = match patch.mode {
        LimiterMode::Transparent => (1.0, 1.0, 0.0),
        LimiterMode::Punchy => (0.5, 0.5, 0.0),
        LimiterMode::Aggressive => (0.25, 0.25, 0.0),
        LimiterMode::Vintage => (0.5, 4.0, 0.2),
        LimiterMode::Modern => (0.25, 2.0, 0.1),
    };
    let share =
        |time_s: f64| (-libm::expm1(-1.0 / (time_s * sample_rate)) * 4_294_967_295.0) as u32;
    let release_s = f64::from(patch.release_s.clamp(0.01, 1.0));
    Speeds {
        fast: share(short * release_s),
        slow: share(long * release_s),
        charge: if charge_s > 0.0 { share(charge_s) } else { 0 },
    }
}
