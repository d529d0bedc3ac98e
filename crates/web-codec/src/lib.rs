//! Files in and out, as a WebAssembly module of its own: audio files decoded and written, and songs
//! that are no JSON. Only what has to do with those needs it. A thin face of `rebounce_codec` and
//! `rebounce_import`; the renderer is in `rebounce-web`.

mod convert;
mod decode;
mod encode;

pub use convert::{Converted, convert};
pub use decode::{Decoded, decode, decode_url};
pub use encode::{Encoded, Encoder};
