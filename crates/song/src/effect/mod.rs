//! Settings of effects: one file an effect, one record a parameter. Names, ranges and defaults
//! are those of the engine Rebounce replaces (its processors' own).

mod compressor;
mod limiter;
mod modern_delay;
mod modern_reverb;
mod multiband_eq;
mod reverb;
mod saturator;
mod stardust_chorus;
mod tidal_filter;

pub use compressor::Compressor;
pub use limiter::Limiter;
pub use modern_delay::ModernDelay;
pub use modern_reverb::ModernReverb;
pub use multiband_eq::{Band, BandType, MultibandEq};
pub use reverb::Reverb;
pub use saturator::Saturator;
pub use stardust_chorus::StardustChorus;
pub use tidal_filter::TidalFilter;

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
    /// effect's own input (compressor only); default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_chain: Option<Id>,
    /// Which effect, and how it is set.
    #[serde(flatten)]
    pub settings: Settings,
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
}
