//! Quantities as types, for the border of the house: a song says `Beats`, a kernel computes in
//! frames. Conversions that need a sample rate or a tempo are not here; `render` makes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub f64);
    };
}

unit! {
    /// Musical time in quarter notes.
    Beats
}
unit! {
    /// Tempo in quarter notes per minute.
    BeatsPerMinute
}
unit! {
    /// Time in seconds.
    Seconds
}
unit! {
    /// Frequency in cycles per second.
    Hertz
}
unit! {
    /// Level or gain as `20 log10` of an amplitude ratio.
    Decibels
}
unit! {
    /// Pitch distance, twelve to the octave.
    Semitones
}
unit! {
    /// Pitch distance, a hundred to the semitone.
    Cents
}

impl std::ops::Add for Beats {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::Sub for Beats {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
