//! Synthetic drums after the analogue drum machines: swept sines, six square waves for metal,
//! filtered noise, each with its own decay; what a drum is made of stands in `kinds.rs`.
//!
//! ```text
//! sines, each sweeping and dying away -> saturation -> highpass ---------+
//!                                                                        +-> level, end, cut
//! squares + noise -> per band: filters -> clipping -> bursts and decay --+
//! ```
//!
//! They are one-shots: the gate shortens nothing, a cut does, and of a mono line's later notes
//! only the pitch is heard. Times do not change with the key, frequencies do. Not modelled: circuits and their parts, stereo, the bleeding of one drum into
//! another.

mod envelope;
mod kernel;
mod kinds;
mod patch;
mod peaks;
mod settings;
mod sources;

pub use kernel::State;
pub use patch::Patch;
pub use settings::{Kind, Settings};
