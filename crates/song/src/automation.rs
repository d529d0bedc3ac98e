//! Automation: lanes of points that move a parameter while the song plays.
//!
//! A lane of a pattern plays with its clips and repeats with them; a lane of the song runs once
//! along the arrangement. Before its first point a lane has the first point's value, behind its
//! last one the last's. A pattern's lane has the say from its clip's start on; it keeps it behind
//! the clip's end until the next clip begins that plays one of its pattern's instruments, and
//! then gives it back to the song's lane or, if there is none, to the setting.

use crate::song::Id;
use crate::units::Beats;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one parameter moves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lane {
    /// What moves.
    pub target: Target,
    /// At least one, ascending in `at`. Of two at one beat the first ends what comes before, the
    /// second begins what comes after: a jump.
    pub points: Vec<Point>,
}

/// A value at a beat, and the way from there to the next.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Point {
    /// From the pattern's start, or the arrangement's; >= 0.
    pub at: Beats,
    /// In the unit and range of the target.
    pub value: f64,
    /// The way to the next point; default linear.
    #[serde(default)]
    pub curve: Curve,
}

/// The way between two points: `a + (b - a) * s(u)`, where `u` goes from 0 to 1 with the beats.
/// The formulas are those of the engine Rebounce replaces (fact sheet, section 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Curve {
    /// `u`.
    #[default]
    Linear,
    /// 0: the value holds, and jumps at the next point.
    Step,
    /// `u^2`.
    Exponential,
    /// `ln(1 + 9u) / ln 10`.
    Logarithmic,
    /// `1 - (1 - u)^3`.
    Bezier,
    /// `3u^2 - 2u^3`.
    Cubic,
    /// `(1 - cos(pi u)) / 2`.
    EaseInOut,
    /// `1 - cos(u pi / 2)`.
    EaseIn,
    /// `sin(u pi / 2)`.
    EaseOut,
}

/// What a lane moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type", deny_unknown_fields)]
pub enum Target {
    /// The fader of a mixer track, or of the master; linear, 0..=4.
    Gain {
        /// Its id, or `master`.
        track: Id,
    },
    /// The pan of a mixer track, or of the master; -1..=1.
    Pan {
        /// Its id, or `master`.
        track: Id,
    },
    /// Whether a mixer track, or the master, is silent: from 0.5 on it is.
    Mute {
        /// Its id, or `master`.
        track: Id,
    },
    /// The level of a send; linear, 0..=1. Where a track has several sends to one bus it is the
    /// first.
    Send {
        /// The track that sends.
        track: Id,
        /// The track or bus that receives.
        to: Id,
    },
    /// The last gain before the output; linear, 0..=4.
    MasterVolume,
    /// A parameter of an insert of a mixer track, or of the master; in the parameter's own unit.
    Effect {
        /// The track's id, or `master`.
        track: Id,
        /// Which of its inserts.
        effect: Insert,
        /// The parameter's name in songs.
        parameter: String,
    },
    /// A parameter of an instrument's own insert; in the parameter's own unit.
    InstrumentEffect {
        /// The instrument's id.
        instrument: Id,
        /// Which of its inserts.
        effect: Insert,
        /// The parameter's name in songs.
        parameter: String,
    },
    /// What a player does to an instrument.
    Instrument {
        /// The instrument's id.
        instrument: Id,
        /// With what.
        control: Control,
    },
    /// A MIDI controller of an instrument that plays a SoundFont, 0..=1, as far as its font's
    /// modulators hear it. Volume, expression and pan, pressure and the modulation wheel are
    /// moved elsewhere.
    Controller {
        /// The instrument's id.
        instrument: Id,
        /// 0..=127, or 128: the bend wheel's place (0.5 is its middle).
        number: u8,
    },
    /// The tempo, 1..=999 beats per minute; in lanes of the song only. From its first point on it
    /// takes the place of `tempo` and `tempoChanges`; before it they hold.
    Tempo,
}

/// One of a chain of inserts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Insert {
    /// By its place in the chain, from 0.
    Place(usize),
    /// By its id; the first that has it.
    Id(Id),
}

/// What a player does to an instrument while its notes sound.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Control {
    /// Pitch bend in semitones, -24..=24, added to the notes' own.
    PitchBend,
    /// Modulation wheel, 0..=1, for notes that have none of their own; synths and SoundFonts
    /// follow it while a note sounds, others take it at its start.
    ModWheel,
    /// Vibrato: depth in semitones, 0..=2, of a sine of 5.5 Hz in the song's time.
    Vibrato,
    /// Pressure, 0..=1, for notes that have none of their own; synths and SoundFonts follow it
    /// while a note sounds, others take it at its start.
    Aftertouch,
    /// Loudness factor, 0..=1.
    Expression,
    /// Level, linear, 0..=4, in the place of the instrument's `gain`.
    Level,
    /// Place in the stereo field, -1..=1, in the place of the instrument's `pan`.
    Pan,
    /// Sustain pedal, from 0.5 on it is down: a key that is let go sounds on until it comes up.
    Sustain,
    /// Cutoff of a synth in Hz, 20..=20000, in the place of its filter's.
    Cutoff,
    /// Resonance of a synth, 0.0001..=30, in the place of its filter's.
    Resonance,
    /// Attack of a synth's level in seconds, 0.001..=10, in the place of its own; taken at a
    /// note's start.
    Attack,
    /// Release of a synth's level in seconds, 0.001..=20, in the place of its own; taken at a
    /// note's start.
    Release,
    /// Glide of a mono synth in seconds, 0..=2, in the place of its own; taken at a note's start.
    Portamento,
}

impl Control {
    /// The range of its values.
    #[must_use]
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::PitchBend => (-24.0, 24.0),
            Self::Vibrato => (0.0, 2.0),
            Self::ModWheel | Self::Aftertouch | Self::Expression | Self::Sustain => (0.0, 1.0),
            Self::Level => (0.0, 4.0),
            Self::Pan => (-1.0, 1.0),
            Self::Cutoff => (20.0, 20_000.0),
            Self::Resonance => (0.0001, 30.0),
            Self::Attack => (0.001, 10.0),
            Self::Release => (0.001, 20.0),
            Self::Portamento => (0.0, 2.0),
        }
    }

    /// Whether only synths have it.
    #[must_use]
    pub fn is_of_synths(self) -> bool {
        match self {
            Self::Cutoff | Self::Resonance | Self::Attack | Self::Release | Self::Portamento => {
                true
            }
            Self::PitchBend
            | Self::Vibrato
            | Self::ModWheel
            | Self::Aftertouch
            | Self::Expression
            | Self::Level
            | Self::Pan
            | Self::Sustain => false,
        }
    }
}

impl Insert {
    /// Its place among `effects`, if it is there.
    #[must_use]
    pub fn find(&self, effects: &[crate::Effect]) -> Option<usize> {
        match self {
            Self::Place(place) => (*place < effects.len()).then_some(*place),
            Self::Id(id) => effects.iter().position(|effect| effect.id == *id),
        }
    }
}
