//! Maximizer.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Gain, saturation and a true-peak limiter, raised to full scale.
    Maximizer "maximizer" {
        /// Gain ahead of all.
        input_gain "inputGain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Lifts what is below full scale by a curve of drive `1 + 4 * saturation`.
        saturation "saturation" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// Level above which all is limited, and which becomes full scale.
        ceiling "ceiling" = -0.1 in -6.0, 0.0 Unit::Decibels;
        /// Time for most of a reduction to go away.
        release "release" = 0.1 in 0.01, 1.0 Unit::Seconds;
        /// Share of the limited sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Look-ahead; it is latency, and compensated.
        lookahead "lookahead" = 3.0 in 0.0, 10.0 Unit::Milliseconds;
        /// Limits between samples too.
        true_peak "truePeak" = 1.0 in 0.0, 1.0 Unit::Switch;
    }
}
