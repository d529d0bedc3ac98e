//! Settings of half time, and the numbers they come to.

use crate::effects::glide::GRID;

/// How far back the head may go, in seconds (fact sheet 6.1).
pub(super) const MEMORY_S: f64 = 4.0;
/// Fade between two bars in seconds at a smoothing of 1, and the least.
const FADE_S: f64 = 0.1;
const LEAST_FADE_S: f64 = 0.002;
/// Frames back that a moving read needs, a cell and the cubic's neighbours.
pub(super) const ROOM: f64 = GRID as f64 + 4.0;
/// Most grains at a time.
pub(super) const MAX_GRAINS: usize = 4;
/// How far around the head a grain may begin, and the length over which likeness counts, in
/// seconds: a wave of 100 Hz.
const REACH_S: f64 = 0.01;

/// Character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HalfTimeMode {
    /// Grains that begin at the head.
    #[default]
    Clean,
    /// The head alone.
    Tape,
    /// Grains that begin up to a quarter of their length around the head.
    Granular,
    /// The head with a slow wow, and duller.
    Vinyl,
    /// The head with flutter, and duller still.
    Cassette,
    /// Grains, twice as many of which come from elsewhere as `glitch_amount` says, at least a tenth.
    Glitch,
}

impl HalfTimeMode {
    /// Cutoff of the low-pass of one pole.
    pub(super) fn low_pass_hz(self) -> Option<f64> {
        match self {
            Self::Vinyl => Some(12_000.0),
            Self::Cassette => Some(7000.0),
            _ => None,
        }
    }

    /// Rate in Hz and depth in seconds of the head's movement: 0.3 % of pitch either way.
    fn movement(self) -> (f64, f64) {
        match self {
            Self::Vinyl => (0.555, 0.000_86),
            Self::Cassette => (7.0, 0.000_068),
            _ => (1.0, 0.0),
        }
    }
}

/// Settings of half time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfTimePatch {
    /// Speed, 0.25..=2.
    pub rate: f32,
    /// Length of the fade between bars, 0..=1.
    pub smoothing: f32,
    /// Pitch of the grains in semitones, -24..=24.
    pub pitch_st: f32,
    /// Length of a grain in seconds, 0.05..=0.5.
    pub grain_s: f32,
    /// 1..=16: a quarter of it is the number of grains at a time, two at least.
    pub density: usize,
    /// The pitch is `pitch_st`'s; off, the speed is added to it.
    pub pitch_lock: bool,
    /// Share of the slowed sound, 0..=1.
    pub mix: f32,
    /// Character.
    pub mode: HalfTimeMode,
    /// Saturation, 0..=1.
    pub analog_warmth: f32,
    /// Share of the grains that come from elsewhere, 0..=1.
    pub glitch_amount: f32,
    /// Backwards.
    pub reverse: bool,
    /// Length of a bar in seconds.
    pub bar_s: f64,
}

/// The same in frames, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) rate: f64,
    pub(super) reverse: bool,
    /// Frames of a bar, halved until the memory holds it.
    pub(super) bar: f64,
    /// Frames of the fade between bars.
    pub(super) fade: f64,
    /// Whether there are grains.
    pub(super) granular: bool,
    /// Frames that a grain advances through the sound in a frame.
    pub(super) speed: f64,
    /// Grains at a time.
    pub(super) grains: usize,
    /// Cells from one grain to the next.
    pub(super) hop: u64,
    /// Gain of a window of height 1.
    pub(super) gain: f32,
    /// Frames around the head at which grains begin.
    pub(super) jitter: f64,
    /// Share of grains from elsewhere.
    pub(super) glitch: f32,
    /// Cycles per cell and frames of the head's movement.
    pub(super) movement: (f64, f64),
    /// The longest lag.
    pub(super) longest: f64,
    /// Frames around the head in which a grain is looked for, and over which.
    pub(super) reach: usize,
    pub(super) window: usize,
}

impl Plan {
    pub(super) fn new(patch: &HalfTimePatch, sample_rate: f64) -> Self {
        let rate = f64::from(patch.rate.clamp(0.25, 2.0));
        let memory = MEMORY_S * sample_rate;
        let grains = (patch.density / 4).clamp(2, MAX_GRAINS);
        let reach = (REACH_S * sample_rate) as usize;
        let grain = f64::from(patch.grain_s.clamp(0.05, 0.5)) * sample_rate;
        let hop = libm::round(grain / (grains * GRID) as f64).max(1.0) as u64;
        let grain = (hop * (grains * GRID) as u64) as f64;
        let shift = libm::exp2(f64::from(patch.pitch_st.clamp(-24.0, 24.0)) / 12.0);
        let pitch = if patch.pitch_lock { shift } else { shift * rate };
        let (hz, depth_s) = patch.mode.movement();
        let depth = depth_s * sample_rate;
        let glitch = match patch.mode {
            HalfTimeMode::Glitch => (2.0 * patch.glitch_amount).clamp(0.1, 1.0),
            _ => patch.glitch_amount.clamp(0.0, 1.0),
        };
        let jitter = if patch.mode == HalfTimeMode::Granular { 0.25 * grain } else { 0.0 };
        let has_grains = matches!(
            patch.mode,
            HalfTimeMode::Clean | HalfTimeMode::Granular | HalfTimeMode::Glitch
        );
        let direction = if patch.reverse { -1.0 } else { 1.0 };
        let speed = direction * pitch;
        let own_path = (pitch - rate).abs() < 1e-6 && jitter == 0.0 && glitch == 0.0;
        let granular = has_grains && !own_path;
        // What a grain may add to the head's lag, or need of it.
        let around = if granular {
            jitter + 2.0 * reach as f64 + (1.0 - speed).abs() * grain
        } else {
            2.0 * depth
        } + 2.0 * ROOM;
        // How fast the head falls behind, per frame.
        let behind = if patch.reverse { 1.0 + rate } else { (1.0 - rate).abs() };
        let mut bar = (patch.bar_s * sample_rate).max(0.05 * sample_rate);
        while behind * bar + around > memory {
            bar *= 0.5;
        }
        let fade = f64::from(patch.smoothing.clamp(0.0, 1.0)) * FADE_S;
        let fade = (fade.max(LEAST_FADE_S) * sample_rate).min(0.25 * bar);
        // The old way goes on into the fade.
        let longest = (behind * (bar + fade) + around).min(memory);
        // Windows of n grains sum to n / 2, which counts for tones, and their powers to 3 n / 8,
        // which counts for noise: between the two.
        let count = grains as f64;
        let gain = (2.0 / count / (0.375 * count).sqrt()).sqrt();
        Self {
            rate,
            reverse: patch.reverse,
            bar,
            fade,
            granular,
            speed,
            grains,
            hop,
            gain: gain as f32,
            jitter,
            glitch,
            movement: (hz * GRID as f64 / sample_rate, depth),
            longest,
            reach,
            window: reach,
        }
    }

    /// A lag at which a grain may begin: one that is faster than the sound must not overtake it, a
    /// slower one not be forgotten.
    pub(super) fn held(&self, lag: f64) -> f64 {
        let way = (1.0 - self.speed) * (self.hop * (self.grains * GRID) as u64) as f64;
        lag.min(self.longest - ROOM - way.max(0.0)).max(ROOM - way.min(0.0))
    }

    /// The head's lag `since` frames after its bar began.
    pub(super) fn lag(&self, since: f64) -> f64 {
        let lag = if self.reverse {
            (1.0 + self.rate) * since
        } else if self.rate < 1.0 {
            (1.0 - self.rate) * since
        } else {
            (self.rate - 1.0) * (self.bar - since)
        };
        lag.max(0.0) + ROOM
    }
}
