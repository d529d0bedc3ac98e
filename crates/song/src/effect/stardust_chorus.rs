//! Stardust chorus.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Chorus of one to five moving voices, spread over the stereo field.
    StardustChorus "stardust-chorus" {
        /// Rate of the movement.
        rate "rate" = 1.5 in 0.1, 10.0 Unit::Hertz;
        /// Mean delay.
        delay_time "delayTime" = 3.5 in 1.0, 20.0 Unit::Milliseconds;
        /// Depth of the movement: 1 is 15 ms either way, as far as the delay allows.
        depth "depth" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Number of voices.
        voices "voices" = 3.0 in 1.0, 5.0 Unit::Count;
        /// How far they are spread.
        stereo_width "stereoWidth" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Share of the voices.
        wet "wet" = 0.5 in 0.0, 1.0 Unit::Ratio;
    }
}
