//! Half time.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Plays the sound at another speed and pitch, bar by bar.
    HalfTime "half-time" {
        /// Speed.
        rate "rate" = 0.5 in 0.25, 2.0 Unit::Ratio;
        /// How softly one bar fades into the next.
        smoothing "smoothing" = 50.0 in 0.0, 100.0 Unit::Percent;
        /// Pitch of the grains, with `pitchLock`.
        pitch_shift "pitchShift" = -12.0 in -24.0, 24.0 Unit::Semitones;
        /// Length of a grain.
        grain_size "grainSize" = 100.0 in 50.0, 500.0 Unit::Milliseconds;
        /// A quarter of it is the number of grains at a time, two at least.
        grain_density "grainDensity" = 8.0 in 1.0, 16.0 Unit::Count;
        /// The pitch is `pitchShift` whatever the speed; off, it follows the speed as well.
        pitch_lock "pitchLock" = 1.0 in 0.0, 1.0 Unit::Switch;
        /// Share of the slowed sound.
        mix "mix" = 100.0 in 0.0, 100.0 Unit::Percent;
        /// Character.
        mode "mode" = 0.0 in 0.0, 5.0 Unit::Choice(&["clean", "tape", "granular", "vinyl", "cassette", "glitch"]);
        /// Saturation.
        analog_warmth "analogWarmth" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Share of the grains that come from elsewhere, by a seed.
        glitch_amount "glitchAmount" = 0.0 in 0.0, 1.0 Unit::Ratio;
        /// Backwards.
        reverse "reverse" = 0.0 in 0.0, 1.0 Unit::Switch;
    }
}
