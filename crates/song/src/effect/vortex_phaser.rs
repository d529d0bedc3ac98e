//! Vortex phaser.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Phaser of two to twelve all-passes swept from 200 to 2000 Hz.
    VortexPhaser "vortex-phaser" {
        /// Rate of the sweep.
        rate "rate" = 0.5 in 0.01, 10.0 Unit::Hertz;
        /// How far it goes; at 0 it stands at 632 Hz.
        depth "depth" = 0.7 in 0.0, 1.0 Unit::Ratio;
        /// Number of all-passes.
        stages "stages" = 4.0 in 2.0, 12.0 Unit::Count;
        /// What is fed back around them.
        feedback "feedback" = 0.5 in 0.0, 0.95 Unit::Ratio;
        /// By how much the right side is ahead.
        stereo_phase "stereoPhase" = 90.0 in 0.0, 180.0 Unit::Degrees;
        /// Share of the all-passes; at 0.5 the notches are deepest.
        wet "wet" = 0.5 in 0.0, 1.0 Unit::Ratio;
    }
}
