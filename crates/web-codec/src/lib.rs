//! Audio files in and out, as a WebAssembly module of its own: only songs with recordings and
//! renders into files need it. A thin face of `rebounce_codec`; the renderer is in `rebounce-web`.

mod decode;
mod encode;

pub use decode::{Decoded, decode, decode_url};
pub use encode::{Encoded, Encoder};
