//! Clipper.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Clips under a ceiling by one of six curves, with true oversampling.
    Clipper "clipper" {
        /// Highest level of the curve, ahead of `postGain`.
        ceiling "ceiling" = 0.0 in -10.0, 3.0 Unit::Decibels;
        /// 100 is the mode's curve, 0 a knee from silence to twice the ceiling.
        hardness "hardness" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Asymmetry of tube and diode, coarseness of bitcrush.
        harmonics "harmonics" = 50.0 in 0.0, 100.0 Unit::Percent;
        /// Gain ahead of the curve.
        pre_gain "preGain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain after the curve.
        post_gain "postGain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Share of the clipped sound.
        mix "mix" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// The curve.
        mode "mode" = 0.0 in 0.0, 5.0 Unit::Choice(&["hard", "soft", "tube", "diode", "foldback", "bitcrush"]);
        /// Bend of soft and tube: 0 widest, 1 a hyperbolic tangent, 2 nearly hard.
        curve "curve" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Takes away the mean that tube and diode leave.
        dc_filter "dcFilter" = 1.0 in 0.0, 1.0 Unit::Switch;
        /// Rate of the curve as a multiple of the sample rate: 1, 2, 4 or 8.
        oversample "oversample" = 2.0 in 1.0, 8.0 Unit::Count;
    }
}
