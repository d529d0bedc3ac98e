//! Sample morph.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Cuts the sound into grains and plays them anew, from where they were or from elsewhere.
    SampleMorph "sample-morph" {
        /// Length of a grain.
        grain_size "grainSize" = 0.2 in 0.01, 1.0 Unit::Seconds;
        /// Part of a grain that is faded into the next, up to a half.
        overlap "overlap" = 0.1 in 0.0, 1.0 Unit::Ratio;
        /// How far back in the last second a grain may come from, by a seed.
        randomness "randomness" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Share of the grains that repeat the one before, by a seed.
        retrigger "retrigger" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Share of the grains.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
