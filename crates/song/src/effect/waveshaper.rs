//! Waveshaper.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Bends the sound by one of five curves, with true oversampling.
    Waveshaper "waveshaper" {
        /// Gain ahead of the curve.
        drive "drive" = 1.0 in 1.0, 20.0 Unit::Ratio;
        /// Share of the bent sound.
        mix "mix" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// The curve.
        curve "curve" = 0.0 in 0.0, 4.0 Unit::Choice(&["tanh", "soft", "hard", "tube", "foldback"]);
        /// Gain after the curve, linear.
        output_gain "outputGain" = 1.0 in 1.0, 2.0 Unit::Ratio;
    }
}
