//! The export manager's calls as a WebAssembly module of its own, which is loaded when the first is
//! made: a thin face of `rebounce_export`. A document goes in as bytes, recordings decoded and by
//! name, what is wanted as JSON text; files come out as bytes and samples.

mod call;
mod exporter;
mod files;
mod recordings;

pub use exporter::Exporter;
pub use files::Files;
