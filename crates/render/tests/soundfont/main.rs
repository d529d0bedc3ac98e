//! SoundFonts through the whole of a render: against the specification's formulas, and against
//! FluidSynth's renders of the same fonts and MIDI files, where it can be had.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic too")]

#[path = "../../../codec/tests/support/font.rs"]
mod font;

mod fluidsynth;
mod listen;
mod material;
mod midi;
mod regions;
