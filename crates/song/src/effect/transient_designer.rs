//! Transient designer.

use crate::parameter::{Unit, parameters};

parameters! {
    /// Lifts or lowers attacks and what sounds on after them, whatever their level.
    TransientDesigner "transient-designer" {
        /// Gain of attacks, where `frequencyTargeting` says.
        attack "attack" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of what sounds on, where `frequencyTargeting` says.
        sustain "sustain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Share of the changed sound.
        mix "mix" = 1.0 in 0.0, 1.0 Unit::Ratio;
        /// Which bands `attack` and `sustain` mean.
        frequency_targeting "frequencyTargeting" = 0.0 in 0.0, 3.0 Unit::Choice(&["full", "low", "mid", "high"]);
        /// Gain of attacks in the low band, on top.
        low_attack "lowAttack" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of what sounds on in the low band, on top.
        low_sustain "lowSustain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of attacks in the middle band, on top.
        mid_attack "midAttack" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of what sounds on in the middle band, on top.
        mid_sustain "midSustain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of attacks in the high band, on top.
        high_attack "highAttack" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Gain of what sounds on in the high band, on top.
        high_sustain "highSustain" = 0.0 in -12.0, 12.0 Unit::Decibels;
        /// Low to middle crossover.
        low_crossover "lowCrossover" = 200.0 in 50.0, 1000.0 Unit::Hertz;
        /// Middle to high crossover.
        high_crossover "highCrossover" = 5000.0 in 2000.0, 15000.0 Unit::Hertz;
    }
}
