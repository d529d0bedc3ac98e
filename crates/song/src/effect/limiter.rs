//! Limiter.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Look-ahead limiter that keeps the true peak under a ceiling.
    Limiter "limiter" {
        /// Highest level that leaves it, before `outputTrim`.
        ceiling "ceiling" = -0.1 in -10.0, 0.0 Unit::Decibels;
        /// Time for most of a reduction to go away.
        release "release" = 100.0 in 10.0, 1000.0 Unit::Milliseconds;
        /// Smoothing of the gain inside the look-ahead.
        attack "attack" = 0.1 in 0.01, 10.0 Unit::Milliseconds;
        /// Look-ahead; it is latency, and compensated.
        lookahead "lookahead" = 5.0 in 0.0, 10.0 Unit::Milliseconds;
        /// Softness of the approach to the ceiling.
        knee "knee" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// How far left and right share one gain.
        stereo_link "stereoLink" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Raises the output by the ceiling's distance from 0 dB.
        auto_gain "autoGain" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Character of the release.
        mode "mode" = 0.0 in 0.0, 4.0 Unit::Choice(&["transparent", "punchy", "aggressive", "vintage", "modern"]);
        /// Measures between samples too.
        true_peak "truePeak" = 1.0 in 0.0, 1.0 Unit::Switch;
        /// Points per sample of the true-peak measure.
        oversample "oversample" = 4.0 in 1.0, 8.0 Unit::Count;
        /// Dither of the output.
        dither "dither" = 0.0 in 0.0, 2.0 Unit::Choice(&["off", "16-bit", "24-bit"]);
        /// Gain after limiting.
        output_trim "outputTrim" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Lets the first moments of a transient through to a soft clip.
        transient_preserve "transientPreserve" = 0.0 in 0.0, 1.0 Unit::Ratio;
    }
}
