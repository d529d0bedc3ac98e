//! When patterns and recordings are played: clips on tracks of a timeline.

use crate::song::Id;
use crate::units::{Beats, Decibels, Seconds};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Arrangement {
    /// Rows of the timeline; not to be confused with the mixer's tracks.
    pub tracks: Vec<ArrangementTrack>,
    /// In any order.
    pub clips: Vec<Clip>,
    /// Named places.
    pub markers: Vec<Marker>,
}

/// A row of the timeline, which can be muted, soloed, made louder and panned as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ArrangementTrack {
    /// Referred to by clips.
    pub id: Id,
    /// What a person calls it.
    pub name: String,
    /// Linear, 0..=4; default 1.
    pub gain: f64,
    /// -1..=1; default 0.
    pub pan: f64,
    /// Default false.
    pub muted: bool,
    /// If any track is soloed, only soloed ones are heard; default false.
    pub solo: bool,
}

impl Default for ArrangementTrack {
    fn default() -> Self {
        Self { id: Id::new(), name: String::new(), gain: 1.0, pan: 0.0, muted: false, solo: false }
    }
}

/// Something placed in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Clip {
    /// The row it lies on; none: a row of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<Id>,
    /// At least 0.
    pub start: Beats,
    /// Above 0. Notes that would start at or after its end are not played; one that is held over the
    /// end is let go there.
    pub length: Beats,
    /// Default false.
    #[serde(default)]
    pub muted: bool,
    /// What is played.
    pub content: ClipContent,
}

/// What a clip plays.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum ClipContent {
    /// A pattern, repeated until the clip is full.
    Pattern(PatternClip),
    /// A recording.
    Audio(AudioClip),
}

/// A pattern, repeated until the clip is full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PatternClip {
    /// Which.
    pub pattern: Id,
    /// Where in the pattern the clip starts, >= 0; default 0.
    pub offset: Beats,
    /// At most this many turns; none: as many as the clip has room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loops: Option<u32>,
    /// Only this instrument's part; none: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Id>,
}

/// A recording, played once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AudioClip {
    /// What `Assets` is asked for: a relative path or a `data:` URL.
    pub recording: String,
    /// Where in the recording it starts, >= 0; default 0.
    pub offset: Seconds,
    /// Playback rate, which changes pitch too, 1/16..=16; default 1.
    pub rate: f64,
    /// Linear, from the clip's start; default 0.
    pub fade_in: Beats,
    /// Linear, to the clip's end; default 0.
    pub fade_out: Beats,
    /// -96..=24; default 0.
    pub gain: Decibels,
    /// Mixer track it is heard through; default the master.
    pub output: Id,
}

impl Default for AudioClip {
    fn default() -> Self {
        Self {
            recording: String::new(),
            offset: Seconds(0.0),
            rate: 1.0,
            fade_in: Beats(0.0),
            fade_out: Beats(0.0),
            gain: Decibels(0.0),
            output: "master".to_owned(),
        }
    }
}

/// A named place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Marker {
    /// At least 0.
    pub at: Beats,
    /// What a person calls it.
    pub name: String,
}
