//! The virtual-analogue synth: up to four oscillators (sine, pulse, sawtooth, triangle, noise; up
//! to seven of each in unison) -> drive -> state variable filter, or two -> amplitude envelope,
//! with a second envelope on the cutoff, up to four LFOs and a modulation matrix. The song's two
//! synths, VA and Zenith, are settings of this one; what a patch does not use costs it nothing.
//!
//! It keeps the ranges and laws of the engine it replaces, and mends its faults: pulses have any
//! width, releases begin at the true level, the matrix repeats itself exactly (it is evaluated
//! every `TILE` frames of the voice's own time, with ramps between), supersaws do not start in
//! phase.

mod blep;
mod corners;
mod drive;
pub(crate) mod envelope;
mod envelopes;
pub(crate) mod filter;
mod kernel;
mod lane;
mod mends;
mod modulation;
mod oscillators;
mod parts;
mod patch;
pub(crate) mod pitch;
mod settings;

pub use kernel::State;
pub use patch::Patch;
pub use settings::{
    Curve, DriveLaw, Envelope, Filter, Lfo, LfoWaveform, Modulation, Oscillator, Response,
    Settings, Source, Target, Waveform,
};
