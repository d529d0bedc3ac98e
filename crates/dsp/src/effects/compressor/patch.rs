//! Settings of the compressor.

/// What the detector follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detection {
    /// Each frame's magnitude.
    #[default]
    Peak,
    /// The root of the mean square.
    Rms,
}

/// Character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompressorModel {
    /// As set.
    #[default]
    Vca,
    /// Slower and softer.
    Opto,
    /// Faster and harder.
    Fet,
}

impl CompressorModel {
    /// Factors of attack, release and knee (fact sheet 6.1).
    pub(super) fn factors(self) -> [f32; 3] {
        match self {
            Self::Vca => [1.0; 3],
            Self::Opto => [1.5, 1.8, 1.2],
            Self::Fet => [0.3, 0.6, 0.5],
        }
    }
}

/// Filter ahead of the detector, of second order (Butterworth).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SideFilter {
    /// The detector hears all.
    None,
    /// What is above.
    #[default]
    HighPass,
    /// What is below.
    LowPass,
}

/// Settings of the compressor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompressorPatch {
    /// Level in dB above which gain is reduced, -60..=0; default -24.
    pub threshold_db: f32,
    /// Rise in dB above the threshold for one dB of rise in the output, 1..=20; default 4.
    pub ratio: f32,
    /// Time for 63 % of a reduction to set in, 0.0001..=1 s; default 0.003.
    pub attack_s: f32,
    /// 0.001..=3 s; default 0.25. Of a reduction 63 % goes away in a quarter of it after a short
    /// peak, in one and a half after a long one.
    pub release_s: f32,
    /// Width of the bend in dB, 0..=40; default 30.
    pub knee_db: f32,
    /// Share of the compressed sound, 0..=1; default 1.
    pub mix: f32,
    /// Ratio of upward compression below the threshold, 1..=20; default 2.
    pub upward_ratio: f32,
    /// Its depth, 0..=1; default 0; it raises by 24 dB at most.
    pub upward_depth: f32,
    /// Make-up gain of `|threshold_db / ratio|` dB; default off.
    pub auto_makeup: bool,
    /// How long the detector hears ahead, 0..=0.01 s; default 0.003; it is latency.
    pub lookahead_s: f32,
    /// How far the channels share the greater reduction, 0..=1; default 1.
    pub stereo_link: f32,
    /// What the detector follows; default peaks.
    pub detection: Detection,
    /// Time in which the RMS detector forgets 63 %, 0.001..=0.05 s; default 0.01.
    pub rms_window_s: f32,
    /// Character; default VCA.
    pub model: CompressorModel,
    /// The detector hears the side chain, where there is one; default off.
    pub side_enabled: bool,
    /// Gain of the side chain in dB, -24..=24; default 0.
    pub side_gain_db: f32,
    /// Filter ahead of the detector, whatever it hears; default high-pass.
    pub side_filter: SideFilter,
    /// Its corner in Hz, 20..=2000; default 150.
    pub side_filter_hz: f32,
    /// The output is what the detector hears; default off.
    pub side_listen: bool,
}

impl Default for CompressorPatch {
    fn default() -> Self {
        Self {
            threshold_db: -24.0,
            ratio: 4.0,
            attack_s: 0.003,
            release_s: 0.25,
            knee_db: 30.0,
            mix: 1.0,
            upward_ratio: 2.0,
            upward_depth: 0.0,
            auto_makeup: false,
            lookahead_s: 0.003,
            stereo_link: 1.0,
            detection: Detection::Peak,
            rms_window_s: 0.01,
            model: CompressorModel::Vca,
            side_enabled: false,
            side_gain_db: 0.0,
            side_filter: SideFilter::HighPass,
            side_filter_hz: 150.0,
            side_listen: false,
        }
    }
}
