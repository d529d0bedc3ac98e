//! Pitch shifter.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Moves the pitch, and the formants with it or on their own, while the time stays.
    PitchShifter "pitch-shifter" {
        /// How far.
        pitch "pitch" = 0.0 in -24.0, 24.0 Unit::Semitones;
        /// On top of `pitch`.
        fine_tune "fineTune" = 0.0 in -100.0, 100.0 Unit::Cents;
        /// How far the formants move on their own.
        formant_shift "formantShift" = 0.0 in -24.0, 24.0 Unit::Semitones;
        /// Frames of the phase vocoder: 0 short (quick sounds), 1, 2 long and dense (chords, basses); longer is later.
        quality "quality" = 1.0 in 0.0, 2.0 Unit::Choice(&["fast", "normal", "high"]);
        /// `psola` for one voice, `vocoder` for anything, `hybrid` for what also strikes: a vocoder that keeps onsets sharp.
        pitch_algorithm "pitchAlgorithm" = 1.0 in 0.0, 2.0 Unit::Choice(&["psola", "vocoder", "hybrid"]);
        /// How much of the pitch's way the formants do not go.
        formant_preservation "formantPreservation" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Gain ahead of it.
        input_gain "inputGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Gain after it, of the shifted sound.
        output_gain "outputGain" = 0.0 in -24.0, 24.0 Unit::Decibels;
        /// Share of the shifted sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
    }
}
