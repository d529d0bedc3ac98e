//! Tidal filter.

use crate::parameter::{Unit, parameters};

/// The lengths `lfoNoteDivision` names.
const DIVISIONS: &[&str] =
    &["1/32", "1/16", "1/8", "1/4", "1/2", "1/1", "1/8.", "1/4.", "1/8t", "1/4t"];

parameters! {
    /// Morphing resonant filter with drive and an LFO.
    TidalFilter "tidal-filter" {
        /// Cutoff.
        cutoff "cutoff" = 1000.0 in 20.0, 20000.0 Unit::Hertz;
        /// Resonance; 1 is at the edge of self-oscillation.
        resonance "resonance" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Morph: 0 low-pass, 0.5 band-pass, 0.85 high-pass, 1 notch.
        filter_type "filterType" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Drive ahead of the filter.
        drive "drive" = 1.0 in 1.0, 10.0 Unit::Ratio;
        /// Share of the filtered sound.
        wet "wet" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Circuit.
        filter_model "filterModel" = 0.0 in 0.0, 3.0 Unit::Choice(&["svf", "ladder", "korg", "oberheim"]);
        /// Moves the cutoff.
        lfo_enabled "lfoEnabled" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Rate of the LFO.
        lfo_rate "lfoRate" = 1.0 in 0.1, 20.0 Unit::Hertz;
        /// Depth of the LFO.
        lfo_depth "lfoDepth" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// Shape of the LFO.
        lfo_shape "lfoShape" = 0.0 in 0.0, 3.0 Unit::Choice(&["sine", "triangle", "square", "saw"]);
        /// The LFO follows the tempo by `lfoNoteDivision`.
        lfo_tempo_sync "lfoTempoSync" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Length of the LFO's cycle in tempo.
        lfo_note_division "lfoNoteDivision" = 3.0 in 0.0, 9.0 Unit::Choice(DIVISIONS);
        /// Read for compatibility; the song's tempo is what counts.
        bpm "bpm" = 120.0 in 60.0, 200.0 Unit::BeatsPerMinute;
    }
}
