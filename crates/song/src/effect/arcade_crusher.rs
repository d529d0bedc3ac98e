//! Arcade crusher.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Fewer bits and a lower rate, as in old game machines.
    ArcadeCrusher "arcade-crusher" {
        /// Bits of the steps; fractions are allowed.
        bit_depth "bitDepth" = 8.0 in 1.0, 16.0 Unit::Ratio;
        /// Frames that a sample is held; fractions are allowed.
        sample_rate_reduction "sampleRateReduction" = 1.0 in 1.0, 50.0 Unit::Ratio;
        /// Share of a square root ahead of the steps, which lifts what is quiet.
        crush "crush" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Share of the crushed sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
