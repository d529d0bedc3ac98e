//! One record per parameter: checks, help, docs and schema all come from it.

use serde::Serialize;

/// The unit in which a parameter is given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Unit {
    /// A plain number or share.
    Ratio,
    /// Decibels.
    Decibels,
    /// Hertz.
    Hertz,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Percent.
    Percent,
    /// Beats per minute.
    BeatsPerMinute,
    /// Degrees of a cycle.
    Degrees,
    /// Semitones.
    Semitones,
    /// Cents.
    Cents,
    /// A whole number.
    Count,
    /// 0 off, 1 on.
    Switch,
    /// The index of one of these names.
    Choice(&'static [&'static str]),
}

/// What can be said about one parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Its name in songs.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The lowest value; what is below is clamped.
    pub min: f32,
    /// The highest value; what is above is clamped.
    pub max: f32,
    /// The value when none is given.
    pub default: f32,
    /// What it does.
    pub about: &'static str,
}

/// Settings whose values can be reached by their records.
pub trait Parameters: Default {
    /// The name of the effect in songs.
    const ID: &'static str;
    /// What it does, in a sentence.
    const ABOUT: &'static str;
    /// Its parameters, in the order of `value` and `set`.
    const PARAMETERS: &'static [Parameter];

    /// The value of parameter number `index`; `None` past the end.
    fn value(&self, index: usize) -> Option<f32>;

    /// Sets parameter number `index`, without a check; nothing past the end.
    fn set(&mut self, index: usize, value: f32);
}

/// A struct of `f32` fields and its records, from one declaration.
macro_rules! parameters {
    (
        #[doc = $about:literal]
        $name:ident $id:literal {
            $( #[doc = $sentence:literal] $field:ident $json:literal = $default:literal in $min:literal, $max:literal $unit:expr; )*
        }
    ) => {
        #[doc = $about]
        #[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $( #[doc = $sentence] #[serde(rename = $json)] pub $field: f32, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::parameter::Parameters for $name {
            const ID: &'static str = $id;
            const ABOUT: &'static str = $about.trim_ascii();
            const PARAMETERS: &'static [$crate::parameter::Parameter] = &[
                $( $crate::parameter::Parameter {
                    name: $json,
                    unit: $unit,
                    min: $min,
                    max: $max,
                    default: $default,
                    about: $sentence.trim_ascii(),
                }, )*
            ];

            fn value(&self, index: usize) -> Option<f32> {
                [$( self.$field ),*].get(index).copied()
            }

            fn set(&mut self, index: usize, value: f32) {
                if let Some(field) = [$( &mut self.$field ),*].into_iter().nth(index) {
                    *field = value;
                }
            }
        }
    };
}
pub(crate) use parameters;
