//! Delay.

use crate::parameter::{Unit, parameters};

/// The lengths `noteValue` names.
const DIVISIONS: &[&str] =
    &["1/32", "1/16", "1/8", "1/4", "1/2", "1/1", "1/8.", "1/4.", "1/8t", "1/4t"];

parameters! {
    /// Delay of the older kind, whose first echo already carries the feedback.
    Delay "delay" {
        /// Time between echoes.
        time "time" = 0.25 in 0.001, 2.0 Unit::Seconds;
        /// Level of the first echo, and of each next in parts of the one before.
        feedback "feedback" = 0.3 in 0.0, 0.95 Unit::Ratio;
        /// Share of the echoes.
        mix "mix" = 0.3 in 0.0, 1.0 Unit::Ratio;
        /// Echoes go from side to side, left first.
        ping_pong "pingPong" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Low-pass in the loop.
        filter_freq "filterFreq" = 8000.0 in 200.0, 20000.0 Unit::Hertz;
        /// The time follows the tempo by `noteValue`.
        sync "sync" = 0.0 in 0.0, 1.0 Unit::Switch;
        /// Length of the echo in tempo.
        note_value "noteValue" = 3.0 in 0.0, 9.0 Unit::Choice(DIVISIONS);
    }
}
