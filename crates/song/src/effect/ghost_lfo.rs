//! Ghost LFO.

use crate::parameter::{Unit, parameters};

parameters! {
    /// A delay that wanders, with echoes behind it and jumps now and then.
    GhostLfo "ghost-lfo" {
        /// Rate of the wandering.
        rate "rate" = 0.5 in 0.01, 20.0 Unit::Hertz;
        /// How far it goes: 1 is 30 ms either way.
        stretch "stretch" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Dull echoes behind the sound.
        atmosphere "atmosphere" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// Share of the moments at which it jumps, from a seed.
        glitch "glitch" = 0.1 in 0.0, 1.0 Unit::Ratio;
        /// Share of the moved sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
