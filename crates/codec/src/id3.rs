//! ID3v2.3 (key: id3v23), the tag of MP3 and AIFF, and of what a WAV's own list has no name for.
//! Version 2.3 and UTF-16, since that is what everything reads. It writes frames of text only.

use crate::tags::{Tags, VENDOR, find};

/// A whole tag, or nothing where there is nothing to tell.
pub(crate) fn tag(tags: &Tags) -> Vec<u8> {
    if tags.pairs.is_empty() && tags.repeat.is_none() {
        return Vec::new();
    }
    let mut frames = frame(b"TSSE", &[0], &text(VENDOR));
    for (name, value) in &tags.pairs {
        frames.extend(match find(name) {
            // Language (none), an empty description, then the text.
            Some(known) if known.name == "comment" => {
                frame(known.id3, &[1, b'X', b'X', b'X', 0xFF, 0xFE, 0, 0], &wide(value))
            }
            // The standard has whole beats, and players fail at others; the exact tempo is beside.
            Some(known) if known.name == "bpm" => match value.parse::<f64>() {
                Ok(tempo) if tempo.fract() != 0.0 => {
                    let rounded = frame(known.id3, &[0], &text(&format!("{tempo:.0}")));
                    [rounded, free("BPM", value)].concat()
                }
                _ => frame(known.id3, &[1], &wide(value)),
            },
            Some(known) => frame(known.id3, &[1], &wide(value)),
            None => free(name, value),
        });
    }
    if let Some(repeat) = &tags.repeat {
        frames.extend(free("LOOPSTART", &repeat.start.to_string()));
        let length = repeat.end.saturating_sub(repeat.start);
        frames.extend(free("LOOPLENGTH", &length.to_string()));
    }
    // Padding to an even length: not every reader of WAV skips the byte behind an odd chunk.
    frames.extend(std::iter::repeat_n(0, frames.len() % 2));
    let mut tag = Vec::from(*b"ID3\x03\0\0");
    tag.extend(seven_bits(frames.len() as u32));
    tag.extend(frames);
    tag
}

/// A frame: its name, its length, no flags, what describes its text, its text.
fn frame(id: &[u8; 4], before: &[u8], text: &[u8]) -> Vec<u8> {
    let mut frame = Vec::from(*id);
    frame.extend(((before.len() + text.len()) as u32).to_be_bytes());
    frame.extend([0, 0]);
    frame.extend(before);
    frame.extend(text);
    frame
}

/// A frame with a name that the standard does not know.
fn free(name: &str, value: &str) -> Vec<u8> {
    let before = [&[1], &wide(name)[..], &[0, 0]].concat();
    frame(b"TXXX", &before, &wide(value))
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// UTF-16 with its mark.
fn wide(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// A length as the head has it, seven bits a byte, so that it is never taken for sound.
fn seven_bits(length: u32) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| (length >> shift) as u8 & 0x7F)
}
