//! The head of a WAV file: RIFF, or RF64 once a size passes 32 bits (EBU Tech 3306,
//! key: ebu3306; Microsoft's multichannel note for the extensible form, key: ms-wavex). It always
//! has the same length for a format, so that it can be written anew when the length is known.

use crate::Format;
use crate::wav_chunks::chunks;

/// The head for `frames`, `None` where the length is unknown (all sizes are then `0xFFFF_FFFF`).
/// It is RF64 where the RIFF size passes `limit`, which is `u32::MAX` outside tests.
pub(crate) fn header(format: &Format, frames: Option<u64>, limit: u64) -> Vec<u8> {
    let float = format.bit_depth == 32;
    let mut fmt = Vec::new();
    // Over 16 bits the note wants the extensible form; float has its own tag.
    let tag: u16 = match format.bit_depth {
        16 => 1,
        24 => 0xFFFE,
        _ => 3,
    };
    fmt.extend(tag.to_le_bytes());
    fmt.extend(format.channels.to_le_bytes());
    fmt.extend(format.sample_rate.to_le_bytes());
    fmt.extend((format.sample_rate * u32::from(format.frame_bytes())).to_le_bytes());
    fmt.extend(format.frame_bytes().to_le_bytes());
    fmt.extend(format.bit_depth.to_le_bytes());
    if tag == 3 {
        fmt.extend(0u16.to_le_bytes());
    } else if tag == 0xFFFE {
        fmt.extend(22u16.to_le_bytes());
        fmt.extend(format.bit_depth.to_le_bytes());
        // Front left and front right, or front centre.
        fmt.extend(if format.channels == 1 { 4u32 } else { 3 }.to_le_bytes());
        // The GUID of PCM.
        fmt.extend([1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    }
    let fact = if float { 12 } else { 0 };
    let told = chunks(format);
    // RIFF, size, WAVE; JUNK or ds64; fmt; fact; what is told about the music; data.
    let length = 12 + 36 + 8 + fmt.len() as u64 + fact + told.len() as u64 + 8;
    let data = frames.map(|frames| frames.saturating_mul(u64::from(format.frame_bytes())));
    let riff = data.map(|data| data.saturating_add(data % 2 + length - 8));
    let large = riff.is_some_and(|riff| riff > limit);
    let short = |size: Option<u64>| match size {
        Some(size) if !large => u32::try_from(size).unwrap_or(u32::MAX),
        _ => u32::MAX,
    };

    let mut head = Vec::with_capacity(length as usize);
    head.extend(if large { b"RF64" } else { b"RIFF" });
    head.extend(short(riff).to_le_bytes());
    head.extend(b"WAVE");
    head.extend(if large { b"ds64" } else { b"JUNK" });
    head.extend(28u32.to_le_bytes());
    for size in [riff, data, frames] {
        let size = if large { size.unwrap_or(0) } else { 0 };
        head.extend(size.to_le_bytes());
    }
    head.extend(0u32.to_le_bytes());
    head.extend(b"fmt ");
    head.extend((fmt.len() as u32).to_le_bytes());
    head.extend(fmt);
    if float {
        head.extend(b"fact");
        head.extend(4u32.to_le_bytes());
        head.extend(short(frames).to_le_bytes());
    }
    head.extend(told);
    head.extend(b"data");
    head.extend(short(data).to_le_bytes());
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn a_head_turns_to_rf64_with_the_first_frame_that_32_bits_cannot_count() {
        for (bit_depth, head_bytes) in [(16, 80), (24, 104), (32, 94)] {
            let format =
                Format { kind: Kind::Wav, bit_depth, sample_rate: 48_000, ..Format::default() };
            let limit = u64::from(u32::MAX);
            let frame = u64::from(format.frame_bytes());
            // The RIFF size counts all but the first eight bytes.
            let most = (limit - (head_bytes - 8)) / frame;
            let short = header(&format, Some(most), limit);
            assert_eq!(short.len() as u64, head_bytes);
            assert_eq!(&short[..4], b"RIFF");
            let riff = u32::from_le_bytes(short[4..8].try_into().unwrap());
            assert_eq!(u64::from(riff), head_bytes - 8 + most * frame);
            let data = u32::from_le_bytes(short[short.len() - 4..].try_into().unwrap());
            assert_eq!(u64::from(data), most * frame);
            let long = header(&format, Some(most + 1), limit);
            assert_eq!((long.len(), &long[..8]), (short.len(), &b"RF64\xff\xff\xff\xff"[..]));
            assert_eq!(&long[12..16], b"ds64");
            assert_eq!(long[28..36], ((most + 1) * frame).to_le_bytes());
        }
    }
}
