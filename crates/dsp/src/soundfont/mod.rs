//! SoundFonts (key: soundfont2006): samples -> eight-point interpolation -> resonant low-pass ->
//! volume, moved by two envelopes, two LFOs and what modulators a font has.
//!
//! docs/soundfont.md says, generator by generator, what is done and how it was checked. Reverb and
//! chorus are the mixer's, as are volume, expression and pan of a channel.

mod envelope;
mod font;
pub mod generator;
mod interpolation;
mod kernel;
mod lane;
mod modulator;
mod numbers;
mod patch;
mod region;
mod wave;

pub use font::{Font, Parts, Preset, Sample, Unpack, Zone, Zones};
pub use kernel::State;
pub use modulator::{Controller, Modulator, WHEEL};
pub use patch::Patch;
pub use region::{MOST, Region, regions};
