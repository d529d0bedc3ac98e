//! Where sound goes: tracks and buses with inserts, fader, pan and sends, and the master.
//!
//! Signal order (fact of the engine Rebounce replaces, kept): instrument inserts, track inserts,
//! EQ, gain, pan, sends and output, buses, master inserts, EQ, master gain and pan, master volume.

use crate::effect::Effect;
use crate::song::Id;
use crate::units::Decibels;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tracks, buses and the master.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Mixer {
    /// Tracks and buses in the order of the screen.
    pub tracks: Vec<Track>,
    /// Where all ends.
    pub master: Master,
    /// The last gain before the output, linear, 0..=4; default 0.8.
    pub master_volume: f64,
    /// Peak that the mix is expected to reach without predictive gain, linear, 1e-6..=1e6, where
    /// it is known; predictive gain goes by it instead of by its own estimate. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_peak: Option<f64>,
}

impl Default for Mixer {
    fn default() -> Self {
        Self {
            tracks: Vec::new(),
            master: Master::default(),
            master_volume: 0.8,
            expected_peak: None,
        }
    }
}

/// What a track is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TrackKind {
    /// Fed by instruments and audio clips.
    #[default]
    Track,
    /// Fed by sends and outputs of other tracks.
    Bus,
}

/// A track or bus of the mixer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Track {
    /// Unique; `master` is taken.
    pub id: Id,
    /// What a person calls it; used in stems' file names.
    pub name: String,
    /// Default `track`.
    pub kind: TrackKind,
    /// Fader, linear, 0..=4; default 1.
    pub gain: f64,
    /// -1..=1; default 0.
    pub pan: f64,
    /// Default false.
    pub muted: bool,
    /// If any track is soloed, only soloed ones and what they pass through are heard; default false.
    pub solo: bool,
    /// A solo elsewhere does not silence it; default false for tracks; a bus is always safe.
    pub solo_safe: bool,
    /// Left and right are averaged ahead of the fader; default false.
    pub mono: bool,
    /// Default flat.
    pub eq: TrackEq,
    /// In order of the signal.
    pub inserts: Vec<Effect>,
    /// Copies to buses.
    pub sends: Vec<Send>,
    /// `master` (default), or a track's or bus's id.
    pub output: Id,
}

impl Default for Track {
    fn default() -> Self {
        Self {
            id: Id::new(),
            name: String::new(),
            kind: TrackKind::Track,
            gain: 1.0,
            pan: 0.0,
            muted: false,
            solo: false,
            solo_safe: false,
            mono: false,
            eq: TrackEq::default(),
            inserts: Vec::new(),
            sends: Vec::new(),
            output: "master".to_owned(),
        }
    }
}

/// The fixed three-band EQ of a track: low shelf 200 Hz, peak 1000 Hz (Q 1), high shelf 5000 Hz.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct TrackEq {
    /// -24..=24; default 0.
    pub low: Decibels,
    /// -24..=24; default 0.
    pub mid: Decibels,
    /// -24..=24; default 0.
    pub high: Decibels,
}

/// A copy of a track's sound, sent to a bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Send {
    /// The bus or track that receives it.
    pub to: Id,
    /// Linear, 0..=1; default 0.5.
    pub level: f64,
    /// Taken before the fader and pan instead of after; default false.
    pub pre_fader: bool,
}

impl Default for Send {
    fn default() -> Self {
        Self { to: Id::new(), level: 0.5, pre_fader: false }
    }
}

/// The master: where all tracks and buses end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Master {
    /// Linear, 0..=4; default 1.
    pub gain: f64,
    /// -1..=1; default 0.
    pub pan: f64,
    /// Default false.
    pub muted: bool,
    /// Default false.
    pub mono: bool,
    /// Default flat.
    pub eq: TrackEq,
    /// In order of the signal.
    pub inserts: Vec<Effect>,
}

impl Default for Master {
    fn default() -> Self {
        Self {
            gain: 1.0,
            pan: 0.0,
            muted: false,
            mono: false,
            eq: TrackEq::default(),
            inserts: Vec::new(),
        }
    }
}
