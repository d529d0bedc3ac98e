//! Settings of effects: one file an effect, one record a parameter. Names, ranges and defaults
//! are those of the engine Rebounce replaces (its processors' own).

mod arcade_crusher;
mod atmos_machine;
mod bass_enhancer;
mod clipper;
mod compressor;
mod delay;
mod feedback_delay;
mod ghost_lfo;
mod half_time;
mod imager;
mod limiter;
mod maximizer;
mod modern_delay;
mod modern_reverb;
mod multiband_eq;
mod orbit_panner;
mod ott;
mod pitch_shifter;
mod reverb;
mod rhythm_fx;
mod sample_morph;
mod saturator;
mod sidechain_compressor;
mod stardust_chorus;
mod tidal_filter;
mod transient_designer;
mod vortex_phaser;
mod waveshaper;

pub use arcade_crusher::ArcadeCrusher;
pub use atmos_machine::AtmosMachine;
pub use bass_enhancer::BassEnhancer;
pub use clipper::Clipper;
pub use compressor::Compressor;
pub use delay::Delay;
pub use feedback_delay::FeedbackDelay;
pub use ghost_lfo::GhostLfo;
pub use half_time::HalfTime;
pub use imager::Imager;
pub use limiter::Limiter;
pub use maximizer::Maximizer;
pub use modern_delay::ModernDelay;
pub use modern_reverb::ModernReverb;
pub use multiband_eq::{Band, BandType, MultibandEq};
pub use orbit_panner::OrbitPanner;
pub use ott::Ott;
pub use pitch_shifter::PitchShifter;
pub use reverb::Reverb;
pub use rhythm_fx::RhythmFx;
pub use sample_morph::SampleMorph;
pub use saturator::Saturator;
pub use sidechain_compressor::SidechainCompressor;
pub use stardust_chorus::StardustChorus;
pub use tidal_filter::TidalFilter;
pub use transient_designer::TransientDesigner;
pub use vortex_phaser::VortexPhaser;
pub use waveshaper::Waveshaper;

use crate::json::{self, Fault};
use crate::parameter::{Parameter, Parameters};
use crate::song::Id;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An effect in a chain of inserts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub struct Effect {
    /// For people and reports; default empty.
    #[serde(default)]
    pub id: Id,
    /// A bypassed effect is a straight wire; default false.
    #[serde(default)]
    pub bypass: bool,
    /// The mixer track whose output, after its fader, drives the detector instead of the
    /// effect's own input (compressors only); default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_chain: Option<Id>,
    /// Which effect, and how it is set.
    #[serde(flatten)]
    pub settings: Settings,
}

impl Settings {
    /// Whether another track can drive it.
    #[must_use]
    pub fn has_side_chain(&self) -> bool {
        matches!(self, Self::Compressor(_) | Self::SidechainCompressor(_))
    }

    /// What an effect that another track can drive does where none does.
    #[must_use]
    pub fn without_side_chain(&self) -> &'static str {
        match self {
            Self::SidechainCompressor(_) => "it ducks on every beat",
            _ => "it hears its own input",
        }
    }
}

macro_rules! effects {
    ($( $id:literal => $name:ident ),* $(,)?) => {
        /// Which effect, and how it is set.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "type", content = "settings")]
        pub enum Settings {
            $(
                #[doc = concat!("`", $id, "`.")]
                #[serde(rename = $id)]
                $name($name),
            )*
        }

        impl Settings {
            /// Every effect at its defaults, in the order of the list.
            #[must_use]
            pub fn all() -> Vec<Self> {
                vec![$( Self::$name($name::default()) ),*]
            }

            /// The effect of that name at its defaults; `None` if there is none.
            #[must_use]
            pub fn by_id(id: &str) -> Option<Self> {
                match id {
                    $( $id => Some(Self::$name($name::default())), )*
                    _ => None,
                }
            }

            /// The effect of that name with these settings; `None` if there is none of that name.
            pub(crate) fn read(id: &str, fields: Map<String, Value>) -> Option<Result<Self, Fault>> {
                match id {
                    $( $id => Some(json::fields(fields).map(Self::$name)), )*
                    _ => None,
                }
            }

            /// Its name in songs.
            #[must_use]
            pub fn id(&self) -> &'static str {
                match self {
                    $( Self::$name(_) => $name::ID, )*
                }
            }

            /// What it does, in a sentence.
            #[must_use]
            pub fn about(&self) -> &'static str {
                match self {
                    $( Self::$name(_) => $name::ABOUT, )*
                }
            }

            /// Its parameters.
            #[must_use]
            pub fn parameters(&self) -> &'static [Parameter] {
                match self {
                    $( Self::$name(_) => $name::PARAMETERS, )*
                }
            }

            /// The value of parameter number `index`; `None` past the end.
            #[must_use]
            pub fn value(&self, index: usize) -> Option<f32> {
                match self {
                    $( Self::$name(settings) => settings.value(index), )*
                }
            }

            /// Sets parameter number `index`, without a check; nothing past the end.
            pub fn set(&mut self, index: usize, value: f32) {
                match self {
                    $( Self::$name(settings) => settings.set(index, value), )*
                }
            }
        }
    };
}

effects! {
    "compressor" => Compressor,
    "limiter" => Limiter,
    "multiband-eq" => MultibandEq,
    "saturator" => Saturator,
    "modern-delay" => ModernDelay,
    "modern-reverb" => ModernReverb,
    "reverb" => Reverb,
    "stardust-chorus" => StardustChorus,
    "tidal-filter" => TidalFilter,
    "atmos-machine" => AtmosMachine,
    "half-time" => HalfTime,
    "rhythm-fx" => RhythmFx,
    "clipper" => Clipper,
    "bass-enhancer" => BassEnhancer,
    "feedback-delay" => FeedbackDelay,
    "vortex-phaser" => VortexPhaser,
    "orbit-panner" => OrbitPanner,
    "arcade-crusher" => ArcadeCrusher,
    "waveshaper" => Waveshaper,
    "delay" => Delay,
    "imager" => Imager,
    "transient-designer" => TransientDesigner,
    "maximizer" => Maximizer,
    "ott" => Ott,
    "sidechain-compressor" => SidechainCompressor,
    "ghost-lfo" => GhostLfo,
    "sample-morph" => SampleMorph,
    "pitch-shifter" => PitchShifter,
}
