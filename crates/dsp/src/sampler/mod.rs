//! The sampler: recordings in zones by key, velocity and turn -> bass boost -> state variable filter
//! -> envelope.
//!
//! It keeps the ranges and laws of the engine it replaces, and mends its faults: notes end where
//! they end, loops and backwards playing work in every render, and playing above the recording's
//! pitch does not fold what the sample rate cannot hold.

mod filter;
mod interpolation;
mod kernel;
mod motion;
mod patch;
mod settings;
mod span;
mod zones;

pub(crate) use interpolation::bessel_i0;
pub(crate) use kernel::turned;

pub use kernel::State;
pub use patch::Patch;
pub use settings::{Envelope, Filter, Part, Response, Settings, VelocityCurve, Zone};
pub use zones::Zones;
