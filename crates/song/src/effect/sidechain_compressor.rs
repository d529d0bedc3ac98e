//! Side-chain compressor.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Ducks under another track, or under each beat of the song where no side chain is named.
    SidechainCompressor "sidechain-compressor" {
        /// Level of the side chain above which gain is reduced.
        threshold "threshold" = -24.0 in -60.0, 0.0 Unit::Decibels;
        /// Change of the side chain above the threshold for one decibel less of reduction.
        ratio "ratio" = 4.0 in 1.0, 20.0 Unit::Ratio;
        /// Time for most of a reduction to set in.
        attack "attack" = 0.003 in 0.0001, 1.0 Unit::Seconds;
        /// Time for most of a reduction to go away.
        release "release" = 0.25 in 0.001, 3.0 Unit::Seconds;
        /// Share of the ducked sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
