//! OTT.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Multiband compressor, upwards and downwards in three bands around -18 dB.
    Ott "ott" {
        /// How far the levels are moved.
        depth "depth" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Factor of attack and release: 0.5 is 13 and 130 ms.
        time "time" = 0.5 in 0.0, 10.0 Unit::Ratio;
        /// Ratio of upward compression of the low band, below -18 dB.
        low_up_ratio "lowUpRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Ratio of compression of the low band, above -18 dB.
        low_down_ratio "lowDownRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Gain of the low band.
        low_gain "lowGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Ratio of upward compression of the middle band, below -18 dB.
        mid_up_ratio "midUpRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Ratio of compression of the middle band, above -18 dB.
        mid_down_ratio "midDownRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Gain of the middle band.
        mid_gain "midGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Ratio of upward compression of the high band, below -18 dB.
        high_up_ratio "highUpRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Ratio of compression of the high band, above -18 dB.
        high_down_ratio "highDownRatio" = 3.0 in 1.0, 20.0 Unit::Ratio;
        /// Gain of the high band.
        high_gain "highGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Share of the compressed sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
