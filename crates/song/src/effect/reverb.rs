//! Convolution reverb.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Convolution with a decaying noise of `0.5 + 3.5 * roomSize` seconds, made from a seed.
    Reverb "reverb" {
        /// Length of the room's ring.
        room_size "roomSize" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Low-pass of the ring: `2000 + (1 - damping) * 18000` Hz.
        damping "damping" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Dry level is `1 - mix`, wet level `mix / 2`.
        mix "mix" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// Silence ahead of the reverb.
        pre_delay "preDelay" = 0.0 in 0.0, 0.1 Unit::Seconds;
    }
}
