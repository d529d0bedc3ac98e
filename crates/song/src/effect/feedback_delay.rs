//! Feedback delay.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Stereo delay whose sides feed a fifth of their echoes to one another.
    FeedbackDelay "feedback-delay" {
        /// Time of the left line; below 1 ms it is 1 ms.
        delay_time "delayTime" = 0.3 in 0.0, 2.0 Unit::Seconds;
        /// What each echo leaves to the next.
        feedback "feedback" = 0.5 in 0.0, 0.95 Unit::Ratio;
        /// Low-pass in the loop, from 500 Hz at 0 over 3.2 kHz to none at 1.
        tone "tone" = 0.5 in 0.0, 1.0 Unit::Ratio;
        /// The right line takes longer by this part.
        stereo_offset "stereoOffset" = 0.0 in -0.5, 0.5 Unit::Ratio;
        /// Share of the echoes.
        wet "wet" = 0.3 in 0.0, 1.0 Unit::Ratio;
    }
}
