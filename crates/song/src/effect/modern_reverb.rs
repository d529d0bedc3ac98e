//! Modern reverb.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Algorithmic reverb: early reflections, diffusion and a modulated feedback delay network.
    ModernReverb "modern-reverb" {
        /// Size of the room.
        size "size" = 0.7 in 0.1, 1.0 Unit::Ratio;
        /// Time in which the late part falls by 60 dB.
        decay "decay" = 2.5 in 0.1, 20.0 Unit::Seconds;
        /// How much faster the highs fall.
        damping "damping" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Silence ahead of the reverb.
        pre_delay "preDelay" = 0.02 in 0.0, 0.5 Unit::Seconds;
        /// Level of the reverb; the dry sound keeps its own.
        wet "wet" = 0.35 in 0.0, 1.0 Unit::Ratio;
        /// 0 only early reflections, 1 only the late part.
        early_late_mix "earlyLateMix" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Smear ahead of the late part.
        diffusion "diffusion" = 0.7 in 0.0, 1.0 Unit::Ratio;
        /// 0 mono, 1 natural, 2 widest.
        width "width" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Depth of the movement in the late part.
        mod_depth "modDepth" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// Its rate.
        mod_rate "modRate" = 0.5 in 0.1, 5.0 Unit::Hertz;
        /// High-pass of the reverb.
        low_cut "lowCut" = 100.0 in 20.0, 1000.0 Unit::Hertz;
        /// Low-pass of the reverb.
        high_cut "highCut" = 20000.0 in 2000.0, 20000.0 Unit::Hertz;
        /// An octave above, in the loop.
        shimmer "shimmer" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Pattern of the early reflections and spacing of the lines.
        reverb_algorithm "reverbAlgorithm" = 0.0 in 0.0, 4.0 Unit::Choice(&["room", "hall", "plate", "spring", "chamber"]);
    }
}
