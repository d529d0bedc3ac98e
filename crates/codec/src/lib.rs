//! Bytes to audio and audio to bytes. A render hands its windows to a [`Writer`] (a file that
//! appears whole or not at all) or to a [`WavStream`] (any sink, also one that cannot seek). The
//! recordings of a song come in by [`decode`], those within the song by [`data_url`] before it.
//! It knows no song and does not render.

mod data_url;
mod decode;
mod downmix;
mod encode;
mod error;
mod flac;
mod format;
mod note;
mod quantize;
mod wav;
mod wav_header;
mod writer;

pub use data_url::data_url;
pub use decode::{DecodeLimits, Decoded, decode};
pub use encode::encode;
pub use error::Error;
pub use format::{Format, Kind};
pub use note::Note;
pub use wav::WavStream;
pub use writer::Writer;
