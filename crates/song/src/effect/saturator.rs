//! Saturator.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Distortion with true oversampling, in one band or three, from soft to tape.
    Saturator "saturator" {
        /// Drive: the gain ahead of the curve is `1 + 9 * distortion`.
        distortion "distortion" = 0.4 in 0.0, 1.5 Unit::Ratio;
        /// Share of the distorted sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Takes back the loudness the drive adds.
        auto_gain "autoGain" = 1.0 in 0.0, 1.0 Unit::Switch;
        /// High-pass ahead of the curve; 0 is off.
        low_cut_freq "lowCutFreq" = 0.0 in 0.0, 500.0 Unit::Hertz;
        /// Low-pass after the curve.
        high_cut_freq "highCutFreq" = 20000.0 in 2000.0, 20000.0 Unit::Hertz;
        /// Tilt around 1 kHz.
        tone "tone" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Room before the curve bends.
        headroom "headroom" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Three bands instead of one.
        multiband "multiband" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Low to middle crossover.
        low_mid_crossover "lowMidCrossover" = 250.0 in 50.0, 500.0 Unit::Hertz;
        /// Middle to high crossover.
        mid_high_crossover "midHighCrossover" = 2500.0 in 1000.0, 8000.0 Unit::Hertz;
        /// Drive of the low band.
        low_drive "lowDrive" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Drive of the middle band.
        mid_drive "midDrive" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Drive of the high band.
        high_drive "highDrive" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Distorted share of the low band.
        low_mix "lowMix" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Distorted share of the middle band.
        mid_mix "midMix" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Distorted share of the high band.
        high_mix "highMix" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Rate of the curve as a multiple of the sample rate: 1, 2, 4 or 8.
        oversampling "oversampling" = 2.0 in 1.0, 8.0 Unit::Count;
        /// Shape.
        drive_curve "driveCurve" = 3.0 in 0.0, 4.0 Unit::Choice(&["soft", "medium", "hard", "tube", "tape"]);
        /// Asymmetry of the tape curve.
        tape_bias "tapeBias" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Slow pitch movement of the tape.
        tape_wow "tapeWow" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Fast pitch movement of the tape.
        tape_flutter "tapeFlutter" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Speed of the tape: brightness, and the rate of wow and flutter.
        tape_speed "tapeSpeed" = 1.0 in 0.5, 2.0 Unit::Ratio;
    }
}
