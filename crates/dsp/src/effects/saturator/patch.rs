//! The saturator's settings.

/// Shape of the saturation; all have slope 1 where it is quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SaturatorCurve {
    /// Bends early and gently: `x / sqrt(1 + x^2)`.
    Soft,
    /// Hyperbolic tangent.
    Medium,
    /// Straight nearly up to the edge: `x / (1 + x^8)^(1/8)`.
    Hard,
    /// A tube's: lopsided, with even harmonics.
    #[default]
    Tube,
    /// Magnetic tape's, without its memory: lopsided by `tape_bias`.
    Tape,
}

/// Settings of the saturator. Numbers outside their ranges are held at the nearer end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaturatorPatch {
    /// Drive, 0..=1.5: the gain ahead of the curve is `1 + 9 * distortion`.
    pub distortion: f32,
    /// Share of the distorted sound, 0..=1; the dry sound, as late, has the rest.
    pub wet: f32,
    /// Takes back the loudness the drive adds.
    pub auto_gain: bool,
    /// High-pass ahead of the curve in Hz, 0..=500, 12 dB per octave; 0 is off.
    pub low_cut_hz: f32,
    /// Low-pass after the curve in Hz, 2000..=20000, 12 dB per octave; 20000 is off.
    pub high_cut_hz: f32,
    /// Tilt around 1 kHz in dB from the lowest to the highest sound, -12..=12.
    pub tone_db: f32,
    /// Room before the curve bends in dB, -12..=12.
    pub headroom_db: f32,
    /// Three bands instead of one.
    pub multiband: bool,
    /// Crossovers in Hz: low to middle, 50..=500, and middle to high, 1000..=8000.
    pub crossover_hz: [f32; 2],
    /// Factors on `distortion` of the low, middle and high band, 0..=2.
    pub drive: [f32; 3],
    /// Distorted shares of the low, middle and high band, 0..=1.
    pub mix: [f32; 3],
    /// Rate of the curve as a multiple of the sample rate: 1, 2, 4 or 8; between them the next
    /// higher.
    pub oversampling: u32,
    /// Shape.
    pub curve: SaturatorCurve,
    /// Asymmetry of the tape curve, 0..=1.
    pub tape_bias: f32,
    /// Slow pitch movement, 0..=1, with every curve.
    pub tape_wow: f32,
    /// Fast pitch movement, 0..=1, with every curve.
    pub tape_flutter: f32,
    /// Speed of the tape, 0.5..=2: brightness of the tape curve, and rate of wow and flutter.
    pub tape_speed: f32,
}
