//! Atmos machine.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Grains of the last two seconds in a resonant room.
    AtmosMachine "atmos-machine" {
        /// How far back the grains come from, and the size of the room.
        size "size" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// How often and how wildly they change.
        movement "movement" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// 0 dark, 1 bright.
        character "character" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// How far grains and room are spread.
        stereo_width "stereoWidth" = 0.7 in 0.0, 1.0 Unit::Ratio;
        /// Share of grains and room.
        wet "wet" = 0.5 in 0.0, 1.0 Unit::Ratio;
    }
}
