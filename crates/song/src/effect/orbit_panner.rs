//! Orbit panner.

use crate::parameter::{Unit, parameters};

/// The lengths `noteDivision` names.
const DIVISIONS: &[&str] =
    &["1/32", "1/16", "1/8", "1/4", "1/2", "1/1", "1/8.", "1/4.", "1/8t", "1/4t"];

parameters! {
    /// Moves the sound from side to side at constant power.
    OrbitPanner "orbit-panner" {
        /// Rate of the movement.
        rate "rate" = 1.0 in 0.01, 20.0 Unit::Hertz;
        /// How far it goes.
        depth "depth" = 0.8 in 0.0, 1.0 Unit::Ratio;
        /// Shape of the movement: 0 sine, 0.33 triangle, 0.67 square, 1 saw, mixed between.
        shape "shape" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Width of the sound that is moved: 0 mono, 1 as it is.
        stereo_width "stereoWidth" = 1.0 in 0.0, 2.0 Unit::Ratio;
        /// Share of the moved sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// The movement follows the tempo by `noteDivision`.
        tempo_sync "tempoSync" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Length of a turn in tempo.
        note_division "noteDivision" = 3.0 in 0.0, 9.0 Unit::Choice(DIVISIONS);
        /// Read for compatibility; the song's tempo is what counts.
        bpm "bpm" = 120.0 in 60.0, 200.0 Unit::BeatsPerMinute;
    }
}
