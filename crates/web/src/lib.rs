//! The WebAssembly face: songs, recordings and renders as JavaScript objects. A thin
//! layer: bytes and JSON text go in, samples as `Float32Array`, bytes and JSON text come out. The
//! package in `web/` builds what people call on top of it.
//!
//! An [`Engine`] keeps what renders share. It reads a [`Song`], and begins a [`Render`] of it,
//! which is pulled window by window. Engines that share no memory can share a render: one has the
//! [`Render`], each other a [`Share`] of it. No thread, no file, no network: recordings are handed in,
//! decoded, by the names the song has for them (`rebounce-web-codec` decodes them).

mod assets;
mod engine;
mod error;
mod options;
mod render;
mod share;
mod song;

pub use engine::Engine;
pub use error::Error;
pub use render::Render;
pub use share::Share;
pub use song::Song;
