//! Patterns: notes for some instruments, in beats from the pattern's start.

use crate::automation::Lane;
use crate::song::Id;
use crate::units::{Beats, Semitones};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Notes that belong together and can be placed many times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Pattern {
    /// Referred to by clips.
    pub id: Id,
    /// What a person calls it.
    pub name: String,
    /// Where it repeats when a clip is longer, >= 1/256. None: the whole bars that its notes' starts need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<Beats>,
    /// What each instrument plays.
    pub parts: Vec<Part>,
    /// What moves while it plays, in beats from its start; default nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub automation: Vec<Lane>,
}

impl Pattern {
    /// The shortest length of a pattern, so that no clip repeats one without end.
    pub(crate) const SHORTEST: Beats = Beats(1.0 / 256.0);
}

/// The notes of one instrument.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Part {
    /// Who plays.
    pub instrument: Id,
    /// In any order.
    pub notes: Vec<Note>,
}

/// One note, as the song asks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Note {
    /// From the pattern's start, >= 0.
    pub start: Beats,
    /// Until the key is let go, > 0; default a sixteenth (0.25).
    pub length: Beats,
    /// MIDI key, 0..=127, fractions allowed (60.5 is a quarter tone above middle C); 69 is A4.
    pub key: f64,
    /// How hard, 0..=1; default 1.
    pub velocity: f64,
    /// Place in the stereo field, -1 (left) ..= 1 (right); default 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub pan: f64,
    /// A muted note is not played; default false.
    #[serde(skip_serializing_if = "is_false")]
    pub muted: bool,
    /// Pitch bend over the note, ascending in `at`; default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bend: Vec<BendPoint>,
    /// Modulation wheel, 0..=1; none: the wheel is not touched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mod_wheel: Option<f64>,
    /// Pressure after the attack, 0..=1; default 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub aftertouch: f64,
    /// Loudness factor on top of velocity, 0..=1; default 1.
    #[serde(skip_serializing_if = "is_one")]
    pub expression: f64,
    /// How fast the key is let go, 0..=1; default 0. A release is scaled by `1 - velocity / 2`.
    #[serde(skip_serializing_if = "is_zero")]
    pub release_velocity: f64,
    /// A glide to another pitch; default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slide: Option<Slide>,
}

impl Default for Note {
    fn default() -> Self {
        Self {
            start: Beats(0.0),
            length: Beats(0.25),
            key: 60.0,
            velocity: 1.0,
            pan: 0.0,
            muted: false,
            bend: Vec::new(),
            mod_wheel: None,
            aftertouch: 0.0,
            expression: 1.0,
            release_velocity: 0.0,
            slide: None,
        }
    }
}

/// One point of a pitch bend; between points the bend is linear, outside them it holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BendPoint {
    /// Place in the note, 0 (start) ..= 1 (key let go).
    pub at: f64,
    /// -24..=24.
    pub bend: Semitones,
}

/// A glide that ends with the note.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Slide {
    /// The key it arrives at, 0..=127.
    pub to_key: f64,
    /// How long before the note's end it sets out, > 0.
    pub length: Beats,
}

fn is_zero(x: &f64) -> bool {
    *x == 0.0
}

fn is_one(x: &f64) -> bool {
    *x == 1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(x: &bool) -> bool {
    !x
}
