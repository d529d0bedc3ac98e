//! The sampler: recordings in zones by key, velocity and turn.

mod settings;
mod zones;

pub use settings::{Envelope, Filter, Response, Settings, VelocityCurve, Zone};
pub use zones::Zones;
