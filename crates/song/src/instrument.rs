//! Instruments: a sound, and the mixer track it is heard through.

use crate::automation::Control;
use crate::effect::Effect;
use crate::sampler::Sampler;
use crate::song::Id;
use crate::soundfont::SoundFont;
use crate::va::Va;
use crate::zenith::Zenith;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Instrument {
    /// Referred to by parts of patterns.
    pub id: Id,
    /// What a person calls it.
    #[serde(default)]
    pub name: String,
    /// Mixer track it is heard through; default the master.
    #[serde(default = "master")]
    pub output: Id,
    /// Default false.
    #[serde(default)]
    pub muted: bool,
    /// Linear, 0..=4; default 1.
    #[serde(default = "one")]
    pub gain: f64,
    /// -1..=1; default 0.
    #[serde(default)]
    pub pan: f64,
    /// Its own effects, ahead of the track's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inserts: Vec<Effect>,
    /// What makes its sound.
    pub sound: Sound,
}

/// What makes an instrument's sound.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Sound {
    /// Virtual-analogue synth.
    Va(Box<Va>),
    /// Zenith synth.
    Zenith(Box<Zenith>),
    /// Recordings.
    Sampler(Box<Sampler>),
    /// Synthetic drum.
    Drum(Drum),
    /// A preset of a SoundFont.
    SoundFont(SoundFont),
}

impl Sound {
    /// What a control that only synths have is set to; `None` if this is no synth, or the control
    /// is not one of theirs.
    #[must_use]
    pub fn setting(&self, control: Control) -> Option<f64> {
        let (cutoff, resonance, envelope, portamento) = match self {
            Self::Va(va) => {
                let filter = &va.filter;
                (filter.cutoff, filter.resonance, &va.amplitude_envelope, va.portamento)
            }
            Self::Zenith(zenith) => {
                let filter = &zenith.filter;
                (filter.cutoff, filter.resonance, &zenith.amplitude_envelope, zenith.portamento)
            }
            Self::Sampler(_) | Self::Drum(_) | Self::SoundFont(_) => return None,
        };
        match control {
            Control::Cutoff => Some(cutoff.0),
            Control::Resonance => Some(resonance),
            Control::Attack => Some(envelope.attack.0),
            Control::Release => Some(envelope.release.0),
            Control::Portamento => Some(portamento.0),
            _ => None,
        }
    }
}

/// Which drum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DrumKind {
    /// Bass drum.
    #[default]
    Kick,
    /// Snare drum.
    Snare,
    /// Hand clap.
    Clap,
    /// Hi-hat, closed.
    ClosedHat,
    /// Hi-hat, open.
    OpenHat,
    /// Tom-tom.
    Tom,
    /// Crash or ride.
    Cymbal,
    /// Cowbell.
    Cowbell,
}

/// A synthetic drum. Key 60 plays it at its own pitch; others transpose it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Drum {
    /// Default kick.
    pub kind: DrumKind,
    /// Transposition, -24..=24 semitones; default 0.
    pub tune: f64,
    /// Length of the ring as a factor, 0.1..=4; default 1.
    pub decay: f64,
    /// Share of noise, click or brightness, 0..=1; default 0.5.
    pub tone: f64,
    /// A new note silences the one before in 5 ms; default true.
    pub cut_itself: bool,
}

impl Default for Drum {
    fn default() -> Self {
        Self { kind: DrumKind::Kick, tune: 0.0, decay: 1.0, tone: 0.5, cut_itself: true }
    }
}

fn master() -> Id {
    "master".to_owned()
}

fn one() -> f64 {
    1.0
}
