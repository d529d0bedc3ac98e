//! Compressor.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Lowers what is above a threshold, by its own level or another track's; soft knee, look-ahead, three characters, upward compression.
    Compressor "compressor" {
        /// Level above which gain is reduced.
        threshold "threshold" = -24.0 in -60.0, 0.0 Unit::Decibels;
        /// Input change above the threshold for one decibel of output change.
        ratio "ratio" = 4.0 in 1.0, 20.0 Unit::Ratio;
        /// Time for most of a reduction to set in.
        attack "attack" = 0.003 in 0.0001, 1.0 Unit::Seconds;
        /// Time for most of a reduction to go away.
        release "release" = 0.25 in 0.001, 3.0 Unit::Seconds;
        /// Width of the soft knee around the threshold.
        knee "knee" = 30.0 in 0.0, 40.0 Unit::Decibels;
        /// Read for compatibility; `mix` is what blends.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Share of the compressed sound in the output; the dry part is delayed by the look-ahead.
        mix "mix" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Ratio of upward compression below the threshold.
        upward_ratio "upwardRatio" = 2.0 in 1.0, 20.0 Unit::Ratio;
        /// Depth of upward compression; 0 is none.
        upward_depth "upwardDepth" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Make-up gain of `|threshold / ratio|` dB.
        auto_makeup "autoMakeup" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Look-ahead; it is latency, and compensated.
        lookahead "lookahead" = 3.0 in 0.0, 10.0 Unit::Milliseconds;
        /// How far left and right share one gain.
        stereo_link "stereoLink" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// What the detector follows.
        detection_mode "detectionMode" = 0.0 in 0.0, 1.0 Unit::Choice(&["peak", "rms"]);
        /// Window of the RMS detector.
        rms_window "rmsWindow" = 10.0 in 1.0, 50.0 Unit::Milliseconds;
        /// Character: scales attack, release and knee.
        compressor_model "compressorModel" = 0.0 in 0.0, 2.0 Unit::Choice(&["vca", "opto", "fet"]);
        /// Listens to the side chain instead of the input.
        sc_enable "scEnable" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Gain of the side chain.
        sc_gain "scGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Filter ahead of the detector.
        sc_filter_type "scFilterType" = 1.0 in 0.0, 2.0 Unit::Choice(&["none", "highpass", "lowpass"]);
        /// Its corner.
        sc_freq "scFreq" = 150.0 in 20.0, 2000.0 Unit::Hertz;
        /// The output is what the detector hears.
        sc_listen "scListen" = 0.0 in 0.0, 1.0 Unit::Switch;
    }
}
