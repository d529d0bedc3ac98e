//! One record per parameter: checks, help, docs and schema all come from it.

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{SerializeStruct, Serializer};
use std::fmt;

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
    /// What it does; empty without the feature `words`.
    pub about: &'static str,
}

/// Settings whose values can be reached by their records.
pub trait Parameters: Default {
    /// The name of the effect in songs.
    const ID: &'static str;
    /// What it does, in a sentence; empty without the feature `words`.
    const ABOUT: &'static str;
    /// Its parameters, in the order of `value` and `set`.
    const PARAMETERS: &'static [Parameter];

    /// The value of parameter number `index`; `None` past the end.
    fn value(&self, index: usize) -> Option<f32>;

    /// Sets parameter number `index`, without a check; nothing past the end.
    fn set(&mut self, index: usize, value: f32);
}

/// Writes settings as a struct. One function for all effects, where each would have its own if it
/// were derived: that keeps the WebAssembly module small.
pub(crate) fn write<S: Serializer>(
    name: &'static str,
    names: &[&'static str],
    values: &[f32],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct(name, names.len())?;
    for (name, value) in names.iter().zip(values) {
        fields.serialize_field(name, value)?;
    }
    fields.end()
}

/// Reads settings into fields that hold their defaults.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    name: &'static str,
    names: &'static [&'static str],
    fields: &mut [&mut f32],
    deserializer: D,
) -> Result<(), D::Error> {
    deserializer.deserialize_struct(name, names, Fields { name, names, fields })
}

/// Takes the members of an object as the fields of these names.
struct Fields<'a, 'f> {
    name: &'static str,
    names: &'static [&'static str],
    fields: &'a mut [&'f mut f32],
}

impl<'de> Visitor<'de> for Fields<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = vec![false; self.names.len()];
        while let Some(place) = map.next_key_seed(Name(self.names))? {
            if std::mem::replace(&mut seen[place], true) {
                return Err(A::Error::duplicate_field(self.names[place]));
            }
            *self.fields[place] = map.next_value()?;
        }
        Ok(())
    }
}

/// Reads one of these names as its place among them.
struct Name(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<usize, E> {
        let place = self.0.iter().position(|name| *name == found);
        place.ok_or_else(|| E::unknown_field(found, self.0))
    }
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
        #[derive(Clone, Copy, Debug, PartialEq, schemars::JsonSchema)]
        #[schemars(default, deny_unknown_fields)]
        pub struct $name {
            $( #[doc = $sentence] #[schemars(rename = $json)] pub $field: f32, )*
        }

        impl $name {
            /// Names of the fields in songs.
            const NAMES: &'static [&'static str] = &[$( $json ),*];
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let values = [$( self.$field ),*];
                $crate::parameter::write(stringify!($name), Self::NAMES, &values, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut read = Self::default();
                let fields = &mut [$( &mut read.$field ),*];
                $crate::parameter::read(stringify!($name), Self::NAMES, fields, deserializer)?;
                Ok(read)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::parameter::Parameters for $name {
            const ID: &'static str = $id;
            const ABOUT: &'static str =
                if cfg!(feature = "words") { $about.trim_ascii() } else { "" };
            const PARAMETERS: &'static [$crate::parameter::Parameter] = &[
                $( $crate::parameter::Parameter {
                    name: $json,
                    unit: $unit,
                    min: $min,
                    max: $max,
                    default: $default,
                    about: if cfg!(feature = "words") { $sentence.trim_ascii() } else { "" },
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
