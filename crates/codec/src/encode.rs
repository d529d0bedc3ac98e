//! A whole file in memory, for those who have no disk.

use crate::{Encoder, Error, Format};

/// The bytes of a file that holds these two channels.
///
/// # Errors
/// The format is not writable, or the channels differ in length.
pub fn encode(format: &Format, left: &[f32], right: &[f32]) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::new(Vec::new(), format, Some(left.len() as u64))?;
    encoder.write(left, right)?;
    let (mut bytes, head) = encoder.finish()?;
    bytes[..head.len()].copy_from_slice(&head);
    Ok(bytes)
}
