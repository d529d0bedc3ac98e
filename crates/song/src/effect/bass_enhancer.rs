//! Bass enhancer.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Lifts the bass around a frequency and adds harmonics of it, which small speakers can play.
    BassEnhancer "bass-enhancer" {
        /// Middle of the bass: it is taken from half of it to twice.
        frequency "frequency" = 60.0 in 20.0, 200.0 Unit::Hertz;
        /// How much bass is added: 1 is twice what is there.
        amount "amount" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// How much of its harmonics is added.
        harmonics "harmonics" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// How far what is added is held back while the bass dies away.
        tightness "tightness" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Share of what is added; the dry sound keeps its level.
        wet "wet" = 0.5 in 0.0, 1.0 Unit::Ratio;
    }
}
