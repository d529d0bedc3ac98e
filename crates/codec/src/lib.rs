//! Bytes to audio and audio to bytes. A render hands its windows to a [`Writer`] (a file that
//! appears whole or not at all) or to a [`WavStream`] (any sink, also one that cannot seek).
//! It knows no song and does not render.

mod error;
mod quantize;
mod wav;
mod wav_header;
mod writer;

pub use error::Error;
pub use wav::WavStream;
pub use wav_header::{Format, Kind};
pub use writer::Writer;
