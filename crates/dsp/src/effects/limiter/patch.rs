//! The limiter's settings.

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
