//! A whole file in memory, for those who have no disk.

use crate::flac::FlacStream;
use crate::{Error, Format, Kind, WavStream};

/// The bytes of a file that holds these two channels.
///
/// # Errors
/// The format is not writable, or the channels differ in length.
pub fn encode(format: &Format, left: &[f32], right: &[f32]) -> Result<Vec<u8>, Error> {
    match format.kind {
        Kind::Wav => {
            let mut stream = WavStream::new(Vec::new(), format, Some(left.len() as u64))?;
            stream.write(left, right)?;
            stream.finish()
        }
        Kind::Flac => {
            let mut stream = FlacStream::new(Vec::new(), format)?;
            stream.write(left, right)?;
            let (mut bytes, head) = stream.finish()?;
            bytes[..head.len()].copy_from_slice(&head);
            Ok(bytes)
        }
    }
}
