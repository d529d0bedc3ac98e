//! The sampler's settings, in musical units. `render` fills them field by field from the song's.

use crate::Recording;
use std::sync::Arc;

/// How the recordings are played. Values outside their ranges are held at the range's end.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Transposition in semitones, -48..=48.
    pub pitch: f64,
    /// Playback rate on top of the pitch, 1/16..=16.
    pub rate: f64,
    /// Plays to the recording's end whatever the note's length, and does not loop.
    pub one_shot: bool,
    /// Backwards. `start`, `end` and the loop still name places of the recording as it is.
    pub reverse: bool,
    /// Fraction of the recording, 0..=1.
    pub start: f64,
    /// Fraction of the recording, 0..=1; what is not beyond `start` is silent.
    pub end: f64,
    /// Velocity moves the start by up to this fraction of a fifth of the recording, 0..=1.
    pub start_modulation: f64,
    /// Repeats between `loop_start` and `loop_end` while it sounds.
    pub looped: bool,
    /// Fraction of the recording, 0..=1. A loop of less than one frame is none.
    pub loop_start: f64,
    /// Fraction of the recording, 0..=1.
    pub loop_end: f64,
    /// Level over time.
    pub envelope: Envelope,
    /// None: no filter.
    pub filter: Option<Filter>,
    /// 0..=1: adds `tanh(3 * boost * lowpass_85_hz(x))`.
    pub bass_boost: f64,
    /// How velocity becomes level.
    pub velocity_curve: VelocityCurve,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pitch: 0.0,
            rate: 1.0,
            one_shot: false,
            reverse: false,
            start: 0.0,
            end: 1.0,
            start_modulation: 0.0,
            looped: false,
            loop_start: 0.0,
            loop_end: 1.0,
            envelope: Envelope::default(),
            filter: None,
            bass_boost: 0.0,
            velocity_curve: VelocityCurve::Linear,
        }
    }
}

/// Linear delay, attack, hold, decay, sustain, release.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    /// Seconds.
    pub delay: f64,
    /// Seconds; default 1 ms.
    pub attack: f64,
    /// Seconds.
    pub hold: f64,
    /// Seconds; default 10 ms.
    pub decay: f64,
    /// 0..=1; default 1.
    pub sustain: f64,
    /// Seconds; default 50 ms.
    pub release: f64,
    /// 0..=1; default 1: the level is multiplied by `1 - s + s * curve(velocity)`.
    pub velocity_sensitivity: f64,
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            delay: 0.0,
            attack: 0.001,
            hold: 0.0,
            decay: 0.01,
            sustain: 1.0,
            release: 0.05,
            velocity_sensitivity: 1.0,
        }
    }
}

/// The filter of a voice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// Which side it passes.
    pub response: Response,
    /// 20..=20000 Hz, and never above 0.49 of the sample rate.
    pub cutoff_hz: f64,
    /// Linear Q, 0.1..=30.
    pub q: f64,
    /// 0..=1: the cutoff is multiplied by `1 + (f / f(60) - 1) * tracking / 2`.
    pub key_tracking: f64,
}

/// Response of the filter, 12 dB an octave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Passes what is below the cutoff.
    Lowpass,
    /// Passes what is above it.
    Highpass,
    /// Passes what is around it; gain 1 at the cutoff.
    Bandpass,
    /// Takes out what is around it.
    Notch,
}

/// How velocity (0..=1) becomes level.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum VelocityCurve {
    /// As it is.
    #[default]
    Linear,
    /// Squared.
    Exponential,
    /// `ln(127 v + 1) / ln 128`.
    Logarithmic,
    /// Smoothstep.
    SCurve,
    /// Linear between points `[velocity, level]`, ascending; held outside them. None: linear.
    Points(Vec<[f64; 2]>),
}

impl VelocityCurve {
    /// The level of a velocity, both 0..=1.
    #[must_use]
    pub fn level(&self, velocity: f64) -> f64 {
        let v = velocity.clamp(0.0, 1.0);
        match self {
            Self::Linear => v,
            Self::Exponential => v * v,
            Self::Logarithmic => libm::log(127.0 * v + 1.0) / libm::log(128.0),
            Self::SCurve => v * v * (3.0 - 2.0 * v),
            Self::Points(points) => between(points, v).unwrap_or(v),
        }
    }
}

fn between(points: &[[f64; 2]], v: f64) -> Option<f64> {
    let after = points.partition_point(|point| point[0] <= v);
    match (points.get(after.wrapping_sub(1)), points.get(after)) {
        (Some(a), Some(b)) => Some(a[1] + (v - a[0]) / (b[0] - a[0]) * (b[1] - a[1])),
        (Some(only), None) | (None, Some(only)) => Some(only[1]),
        (None, None) => None,
    }
}

/// A recording and when it is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// What is played; no frames: silence.
    pub recording: Arc<Recording>,
    /// The key it stands for, when a zone is chosen.
    pub key: f64,
    /// The key at which it plays unchanged.
    pub base_key: f64,
    /// Softest velocity of its layer, 0..=1.
    pub velocity_min: f64,
    /// Loudest velocity of its layer, 0..=1.
    pub velocity_max: f64,
    /// Its turn among equals.
    pub turn: u32,
    /// Only a part of what the settings play, in a way of its own; `None`: as the settings say.
    pub part: Option<Part>,
}

/// A part of what a recording's settings play.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Where it begins and ends: fractions of what lies between the settings' start and end, 0..=1.
    pub range: [f64; 2],
    /// In semitones, on top of the settings'.
    pub pitch: f64,
    /// Turned about, once more if the settings are.
    pub reverse: bool,
    /// Repeats from end to end while it sounds, whatever the settings' loop.
    pub looped: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn velocity_curves_are_those_of_their_formulas() {
        for v in [0.0, 0.25, 0.5, 1.0] {
            assert_eq!(VelocityCurve::Linear.level(v), v);
            assert_eq!(VelocityCurve::Exponential.level(v), v * v);
        }
        // ln(64.5) / ln(128), by hand.
        assert!((VelocityCurve::Logarithmic.level(0.5) - 0.858_747).abs() < 1e-6);
        assert_eq!(VelocityCurve::Logarithmic.level(1.0), 1.0);
        assert_eq!(VelocityCurve::SCurve.level(0.25), 0.15625);
        let points = VelocityCurve::Points(vec![[0.2, 0.1], [0.4, 0.5], [0.4, 0.7], [1.0, 1.0]]);
        let is = |v, level: f64| assert!((points.level(v) - level).abs() < 1e-12, "{v}");
        is(0.0, 0.1);
        is(0.3, 0.3);
        is(0.4, 0.7);
        is(0.7, 0.85);
        is(1.0, 1.0);
        assert_eq!(VelocityCurve::Points(vec![]).level(0.3), 0.3);
    }
}
