//! The delay's settings, and the numbers they come to.

use crate::effects::glide::GRID;

/// Longest time.
pub(super) const MAX_TIME_S: f64 = 4.0;
/// Most that is fed back.
const MAX_FEEDBACK: f32 = 0.95;
/// Rates of the movements in Hz and their depths in seconds at 1: a peak deviation of pitch of
/// 0.7 % (wobble) and 0.5 % (flutter), a worn machine's; a good one has a tenth of it.
pub(super) const WOBBLE: (f32, f32) = (0.6, 0.001_9);
pub(super) const FLUTTER: (f32, f32) = (7.3, 0.000_11);
/// Stages of the bucket brigade.
const STAGES: f64 = 4096.0;

/// What colours the loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DelayModel {
    /// Clean.
    #[default]
    Digital,
    /// Magnetic tape.
    Tape,
    /// Analog.
    Analog,
    /// Bucket brigade.
    Bbd,
}

/// Settings of the delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModernDelayPatch {
    /// Time of each side in seconds, 0.001..=4; at least 20 frames.
    pub time_s: [f32; 2],
    /// What each side feeds back, 0..=1; no more than 0.95 is.
    pub feedback: [f32; 2],
    /// Share of the feedback that crosses to the other side, 0..=1.
    pub ping_pong: f32,
    /// Share of the echoes, 0..=1; the dry sound has the rest.
    pub wet: f32,
    /// Low-pass in the loop in Hz, 100..=20000, 6 dB per octave.
    pub low_pass_hz: f32,
    /// Saturation in the loop, 0..=1.
    pub saturation: f32,
    /// Smear of the echoes, 0..=1.
    pub diffusion: f32,
    /// Slow movement of the times, 0..=1.
    pub wobble: f32,
    /// Fast movement of the times, 0..=1.
    pub flutter: f32,
    /// Character of the loop.
    pub model: DelayModel,
}

/// Numbers a patch comes to, in the order of [`Gliding::each`], and the times in frames.
pub(super) struct Targets {
    pub(super) values: [f32; 12],
    pub(super) times: [usize; 2],
    /// Seconds each pass through the loop comes late, and in which its filters fall by e.
    pub(super) settling_s: f64,
}

pub(super) fn targets(patch: &ModernDelayPatch, sample_rate: f64) -> Targets {
    let times = patch.time_s.map(|time| {
        let frames = libm::round(f64::from(time).min(MAX_TIME_S) * sample_rate);
        (frames as usize).max(GRID + 4)
    });
    let (colour_hz, high_pass_hz, drive, movement) = match patch.model {
        DelayModel::Digital => ([f64::INFINITY; 2], 0.0, 0.0, 0.0),
        DelayModel::Tape => ([12_000.0; 2], 30.0, 0.4, 0.15),
        DelayModel::Analog => ([5000.0; 2], 60.0, 0.6, 0.0),
        DelayModel::Bbd => {
            // Two stages hold one value; the filters around it stop at 0.45 of that rate.
            let cutoff = times.map(|time| 0.45 * 0.5 * STAGES * sample_rate / time as f64);
            (cutoff.map(|hz| hz.clamp(500.0, 8000.0)), 60.0, 0.8, 0.0)
        }
    };
    let step = |hz: f64| (1.0 - libm::exp(-std::f64::consts::TAU * hz / sample_rate)) as f32;
    let low_pass_hz = f64::from(patch.low_pass_hz.max(20.0));
    // The nearest read must not come before what the current run will write.
    let room = (times[0].min(times[1]) - (GRID + 3)) as f32;
    let depth = |amount: f32, depth_s: f32| {
        ((amount + movement).clamp(0.0, 1.0) * depth_s * sample_rate as f32).min(0.5 * room)
    };
    let [f0, f1] = patch.feedback.map(|feedback| feedback.clamp(0.0, MAX_FEEDBACK));
    let drive = 2.0 * (patch.saturation + drive).min(1.0);
    let late = |hz: f64| if hz > 0.0 { 1.0 / (std::f64::consts::TAU * hz) } else { 0.0 };
    Targets {
        values: [
            f0,
            f1,
            step(colour_hz[0]),
            step(colour_hz[1]),
            depth(patch.wobble, WOBBLE.1),
            depth(patch.flutter, FLUTTER.1),
            step(low_pass_hz),
            step(high_pass_hz),
            patch.ping_pong.clamp(0.0, 1.0),
            patch.wet,
            patch.diffusion,
            drive,
        ],
        times,
        settling_s: late(low_pass_hz)
            + 2.0 * late(colour_hz[0].min(colour_hz[1]))
            + 4.0 * late(high_pass_hz),
    }
}
