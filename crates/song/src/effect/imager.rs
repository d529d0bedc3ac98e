//! Imager.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Sets the gains of middle and sides, and makes the lows mono.
    Imager "imager" {
        /// Gain of the sides: 0 mono, 1 as it is, 2 widest.
        width "width" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Gain of the middle, linear.
        mid_gain "midGain" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Another gain of the sides, linear.
        side_gain "sideGain" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Share of what is changed.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// How much of the sides' lows is taken away.
        low_mono "lowMono" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Below which they are lows.
        crossover "crossover" = 160.0 in 20.0, 500.0 Unit::Hertz;
    }
}
