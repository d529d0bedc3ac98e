//! Multiband EQ.

use crate::parameter::{Parameter, Parameters, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Parametric EQ of any number of bands, each of which can follow the level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct MultibandEq {
    /// Share of the equalised sound.
    pub wet: f32,
    /// Output gain, linear.
    pub output: f32,
    /// In order of the signal, at most 32; default none, which is flat.
    pub bands: Vec<Band>,
}

impl Default for MultibandEq {
    fn default() -> Self {
        Self { wet: 1.0, output: 1.0, bands: Vec::new() }
    }
}

impl Parameters for MultibandEq {
    const ID: &'static str = "multiband-eq";
    const ABOUT: &'static str =
        "Parametric EQ of any number of bands, each of which can follow the level.";
    const PARAMETERS: &'static [Parameter] = &[
        Parameter {
            name: "wet",
            unit: Unit::Ratio,
            min: 0.0,
            max: 1.0,
            default: 1.0,
            about: "Share of the equalised sound.",
        },
        Parameter {
            name: "output",
            unit: Unit::Ratio,
            min: 0.0,
            max: 2.0,
            default: 1.0,
            about: "Output gain, linear.",
        },
    ];

    fn value(&self, index: usize) -> Option<f32> {
        [self.wet, self.output].get(index).copied()
    }

    fn set(&mut self, index: usize, value: f32) {
        match index {
            0 => self.wet = value,
            1 => self.output = value,
            _ => {}
        }
    }
}

/// Response of a band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BandType {
    /// A bell.
    #[default]
    Peaking,
    /// What is below.
    Lowshelf,
    /// What is above.
    Highshelf,
    /// A hole.
    Notch,
    /// Only what is below, 12 dB an octave; `q` is linear.
    Lowpass,
    /// Only what is above, 12 dB an octave; `q` is linear.
    Highpass,
}

/// One band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Band {
    /// For people; default empty.
    pub id: String,
    /// Default peaking.
    #[serde(rename = "type")]
    pub kind: BandType,
    /// 20..=20000 Hz; default 1000.
    pub frequency: f32,
    /// -24..=24 dB; default 0.
    pub gain: f32,
    /// 0.1..=18; default 1.
    pub q: f32,
    /// Default true.
    pub active: bool,
    /// Reduces the band's gain while its own level is above `threshold`; default false.
    pub dynamic_enabled: bool,
    /// -60..=0 dB; default -12.
    pub threshold: f32,
    /// 1..=20; default 2.
    pub ratio: f32,
    /// 0.1..=500 ms; default 10.
    pub attack: f32,
    /// 1..=5000 ms; default 100.
    pub release: f32,
}

impl Default for Band {
    fn default() -> Self {
        Self {
            id: String::new(),
            kind: BandType::Peaking,
            frequency: 1000.0,
            gain: 0.0,
            q: 1.0,
            active: true,
            dynamic_enabled: false,
            threshold: -12.0,
            ratio: 2.0,
            attack: 10.0,
            release: 100.0,
        }
    }
}
