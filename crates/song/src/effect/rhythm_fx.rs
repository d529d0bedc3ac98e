//! Rhythm FX.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Gates, stutters, repeats, reverses and stops the sound in time with the song.
    RhythmFx "rhythm-fx" {
        /// Steps in a bar of four beats.
        division "division" = 16.0 in 1.0, 64.0 Unit::Ratio;
        /// Share of the steps on which it acts, by a seed.
        chance "chance" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Share of the changed sound on those steps.
        intensity "intensity" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Read for compatibility.
        swing "swing" = 50.0 in 0.0, 100.0 Unit::Percent;
        /// Longest piece that is repeated or reversed.
        buffer_size "bufferSize" = 500.0 in 10.0, 2000.0 Unit::Milliseconds;
        /// Fades at the ends of pieces.
        fade_time "fadeTime" = 10.0 in 1.0, 50.0 Unit::Milliseconds;
        /// How far the glitch jumps, by a seed.
        glitch_amount "glitchAmount" = 50.0 in 0.0, 100.0 Unit::Percent;
        /// Speed of repeats; below 0 they run backwards.
        tape_speed "tapeSpeed" = 100.0 in -200.0, 200.0 Unit::Percent;
        /// What is done.
        mode "mode" = 0.0 in 0.0, 5.0 Unit::Choice(&["gate", "stutter", "repeat", "reverse", "glitch", "tape-stop"]);
        /// Read for compatibility; the song's tempo is what counts.
        bpm "bpm" = 128.0 in 60.0, 200.0 Unit::BeatsPerMinute;
        /// A step lasts `noteDivision` beats instead.
        tempo_sync "tempoSync" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Length of a step in beats.
        note_division "noteDivision" = 0.25 in 0.01, 4.0 Unit::Ratio;
    }
}
