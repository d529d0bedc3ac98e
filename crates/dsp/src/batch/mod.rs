//! Batches: eight voices of one patch, rendered together.

mod driver;

pub use driver::{Driver, Kernel, Tile};
