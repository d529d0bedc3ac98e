//! Modern delay.

use crate::parameter::{Unit, parameters};

/// The lengths `noteDivision` names.
const DIVISIONS: &[&str] =
    &["1/32", "1/16", "1/8", "1/4", "1/2", "1/1", "1/8.", "1/4.", "1/8t", "1/4t"];

parameters! {
    /// Stereo delay with a filter, saturation and movement in its loop.
    ModernDelay "modern-delay" {
        /// Time of the left line.
        time_left "timeLeft" = 0.375 in 0.001, 4.0 Unit::Seconds;
        /// Time of the right line.
        time_right "timeRight" = 0.5 in 0.001, 4.0 Unit::Seconds;
        /// What the left line feeds back, at most 0.95 of it.
        feedback_left "feedbackLeft" = 0.4 in 0.0, 1.0 Unit::Ratio;
        /// What the right line feeds back, at most 0.95 of it.
        feedback_right "feedbackRight" = 0.4 in 0.0, 1.0 Unit::Ratio;
        /// Share of the feedback that crosses to the other side.
        ping_pong "pingPong" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Share of the echoes.
        wet "wet" = 0.35 in 0.0, 1.0 Unit::Ratio;
        /// Low-pass in the loop.
        filter_freq "filterFreq" = 8000.0 in 100.0, 20000.0 Unit::Hertz;
        /// Saturation in the loop.
        saturation "saturation" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// All-pass smear of the echoes.
        diffusion "diffusion" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Slow movement of the time.
        wobble "wobble" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Fast movement of the time.
        flutter "flutter" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Character of the loop.
        delay_model "delayModel" = 0.0 in 0.0, 3.0 Unit::Choice(&["digital", "tape", "analog", "bbd"]);
        /// Both times follow the tempo by `noteDivision`.
        tempo_sync "tempoSync" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Length of the echo in tempo.
        note_division "noteDivision" = 3.0 in 0.0, 9.0 Unit::Choice(DIVISIONS);
        /// Read for compatibility; the song's tempo is what counts.
        bpm "bpm" = 120.0 in 60.0, 200.0 Unit::BeatsPerMinute;
    }
}
