//! Settings of the sampler: recordings in zones by key, velocity and turn.

use crate::chop::Chop;
use crate::song::Id;
use crate::units::{Hertz, Seconds, Semitones};
use crate::va::{Envelope, FilterType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The sampler's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Sampler {
    /// The recordings; the zone nearest in key whose velocity range fits is played.
    pub zones: Vec<Zone>,
    /// Transposition, -48..=48; default 0.
    pub pitch: Semitones,
    /// Playback rate on top of the pitch, 1/16..=16; default 1.
    pub rate: f64,
    /// Plays to the recording's end whatever the note's length; default false.
    pub one_shot: bool,
    /// Levels of the left and of the right side, linear, 0..=4 each, which do not mix as by a pan; a
    /// recording of one channel then plays on both. Default none: recordings are as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sides: Option<[f64; 2]>,
    /// Backwards; default false.
    pub reverse: bool,
    /// Fractions of the recording, 0..=1 and start < end; default 0 and 1.
    pub start: f64,
    /// See `start`.
    pub end: f64,
    /// Velocity moves the start by up to this fraction of a fifth of the recording, 0..=1; default 0.
    pub start_modulation: f64,
    /// Repeats between `loop_start` and `loop_end` while it sounds; default false.
    pub looped: bool,
    /// Fractions of the recording, 0..=1 and start < end; default 0 and 1.
    pub loop_start: f64,
    /// See `loop_start`.
    pub loop_end: f64,
    /// Default attack 1 ms, sustain 1, release 50 ms.
    pub envelope: Envelope,
    /// None: no filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<SamplerFilter>,
    /// A note plays slices of its recording in time instead of the whole; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chop: Option<Chop>,
    /// A key changes the pitch and not the length: recordings are moved to the pitch of each key that
    /// is played, strokes kept in place. Bends and `rate` change both, as ever. Default false.
    #[serde(skip_serializing_if = "is_false")]
    pub time_stretch: bool,
    /// Gain of the strings that ring along with a note, 0..=1: sines an octave and more above it (of
    /// high notes below it too), as loud as the note is hard. Default 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub sympathetic_resonance: f64,
    /// Low shelf of warmth, 0..=1; default 0.
    pub bass_boost: f64,
    /// Default linear.
    pub velocity_curve: VelocityCurve,
    /// A new note silences the one before in 5 ms; default true.
    pub cut_itself: bool,
    /// Instruments of the same group silence one another; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choke_group: Option<Id>,
}

impl Default for Sampler {
    fn default() -> Self {
        Self {
            zones: Vec::new(),
            pitch: Semitones(0.0),
            rate: 1.0,
            one_shot: false,
            sides: None,
            reverse: false,
            start: 0.0,
            end: 1.0,
            start_modulation: 0.0,
            looped: false,
            loop_start: 0.0,
            loop_end: 1.0,
            envelope: Envelope {
                attack: Seconds(0.001),
                decay: Seconds(0.01),
                sustain: 1.0,
                release: Seconds(0.05),
                velocity_sensitivity: 1.0,
                ..Envelope::default()
            },
            filter: None,
            chop: None,
            time_stretch: false,
            sympathetic_resonance: 0.0,
            bass_boost: 0.0,
            velocity_curve: VelocityCurve::Linear,
            cut_itself: true,
            choke_group: None,
        }
    }
}

/// A recording and when it is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Zone {
    /// What `Assets` is asked for: a relative path or a `data:` URL.
    pub recording: String,
    /// The key it stands for, 0..=127; default 60.
    pub key: f64,
    /// The key at which it plays unchanged, 0..=127; default 60.
    pub base_key: f64,
    /// 0..=1, at most `velocity_max`; default 0.
    pub velocity_min: f64,
    /// 0..=1; default 1.
    pub velocity_max: f64,
    /// Its turn among equals; default 0.
    pub turn: u32,
    /// Level, linear, 0..=4; default 1.
    #[serde(skip_serializing_if = "is_one")]
    pub gain: f64,
}

impl Default for Zone {
    fn default() -> Self {
        Self {
            recording: String::new(),
            key: 60.0,
            base_key: 60.0,
            velocity_min: 0.0,
            velocity_max: 1.0,
            turn: 0,
            gain: 1.0,
        }
    }
}

/// The filter of a sampler voice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SamplerFilter {
    /// Default lowpass.
    #[serde(rename = "type")]
    pub kind: FilterType,
    /// 20..=20000; default 20000.
    pub cutoff: Hertz,
    /// Linear Q, 0.1..=30; default 0.707.
    pub q: f64,
    /// 0..=1; default 0; as the VA synth's.
    pub key_tracking: f64,
}

impl Default for SamplerFilter {
    fn default() -> Self {
        Self { kind: FilterType::Lowpass, cutoff: Hertz(20000.0), q: 0.707, key_tracking: 0.0 }
    }
}

/// How velocity (0..=1) becomes level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
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
    /// Linear between points `[velocity, level]`, both 0..=1, ascending in velocity.
    Points(Vec<[f64; 2]>),
}

fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(crate) fn is_false(x: &bool) -> bool {
    !x
}

fn is_one(x: &f64) -> bool {
    *x == 1.0
}
