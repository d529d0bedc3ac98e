//! The virtual-analogue synth: three oscillators (sine, pulse, sawtooth, triangle, supersaw) ->
//! drive -> state variable filter -> amplitude envelope, with a second envelope on the cutoff, an
//! LFO and a modulation matrix.
//!
//! It keeps the ranges and laws of the engine it replaces, and mends its faults: pulses have any
//! width, releases begin at the true level, the matrix repeats itself exactly (it is evaluated
//! every `TILE` frames of the voice's own time, with ramps between), supersaws do not start in
//! phase.

mod blep;
mod corners;
pub(crate) mod envelope;
mod envelopes;
pub(crate) mod filter;
mod kernel;
mod mends;
mod modulation;
mod oscillators;
mod patch;
pub(crate) mod pitch;
mod settings;

pub use kernel::State;
pub use patch::Patch;
pub use settings::{
    Curve, Envelope, Filter, Lfo, LfoWaveform, Modulation, Oscillator, Response, Settings, Source,
    Target, Waveform,
};
