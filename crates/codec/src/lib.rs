//! Bytes to audio and audio to bytes. A render hands its windows to a `Writer` (a file that
//! appears whole or not at all; feature `files`), to an [`Encoder`] (any sink whose first bytes
//! can be written anew) or to a [`WavStream`] (any sink, also one that cannot seek). The
//! recordings of a song come in by `decode` (feature `decode`), SoundFonts by `soundfont`, those within the song by
//! [`data_url`] before it.
//! It knows no song and does not render.

#[cfg(feature = "files")]
mod ahead;
mod aiff;
mod data_url;
#[cfg(feature = "decode")]
mod decode;
#[cfg(feature = "decode")]
mod downmix;
mod encode;
mod encoder;
mod error;
mod flac;
mod format;
mod id3;
mod lossy;
#[cfg(feature = "mp3")]
mod mp3;
#[cfg(feature = "decode")]
mod note;
#[cfg(feature = "opus")]
mod opus;
mod pcm;
mod quantize;
#[cfg(feature = "decode")]
mod soundfont;
mod tags;
#[cfg(feature = "vorbis")]
mod vorbis;
mod wav;
mod wav_chunks;
mod wav_header;
#[cfg(feature = "files")]
mod writer;

pub use data_url::data_url;
#[cfg(feature = "decode")]
pub use decode::{DecodeLimits, Decoded, decode};
pub use encode::encode;
pub use encoder::Encoder;
pub use error::Error;
pub use format::{Format, Kind};
pub use lossy::Compression;
#[cfg(feature = "decode")]
pub use note::Note;
#[cfg(feature = "decode")]
pub use soundfont::{FontNote, ReadFont, is_soundfont, soundfont};
pub use tags::Tags;
pub use wav::WavStream;
#[cfg(feature = "files")]
pub use writer::Writer;
