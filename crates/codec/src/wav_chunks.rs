//! What a WAV tells about its music, ahead of its samples: the place in the song (`bext`, EBU Tech
//! 3285, key: ebu3285), the part that repeats (`smpl`), names (`LIST` of `INFO`, key: riff-info),
//! and as an ID3 tag all names, where the list has not one for each.

use crate::tags::{VENDOR, find};
use crate::{Format, Tags, id3};

/// All chunks, each filled up to an even length.
pub(crate) fn chunks(format: &Format) -> Vec<u8> {
    let tags = &format.tags;
    let mut chunks = Vec::new();
    if let Some(start) = tags.start {
        chunk(&mut chunks, b"bext", &extension(tags, start));
    }
    if let Some(sampler) = sampler(format) {
        chunk(&mut chunks, b"smpl", &sampler);
    }
    if !tags.pairs.is_empty() {
        let mut list = Vec::from(*b"INFO");
        let mut say = |id: &[u8; 4], text: &str| {
            chunk(&mut list, id, &[text.as_bytes(), &[0]].concat());
        };
        let mut all = true;
        for (name, value) in &tags.pairs {
            match find(name).and_then(|known| known.info) {
                Some(id) => say(id, value),
                None => all = false,
            }
        }
        say(b"ISFT", VENDOR);
        chunk(&mut chunks, b"LIST", &list);
        if !all {
            chunk(&mut chunks, b"id3 ", &id3::tag(&Tags { repeat: None, ..tags.clone() }));
        }
    }
    chunks
}

/// The body of a `bext`, version 2, without a loudness, a date (the same song has the same bytes
/// on any day) and a history.
fn extension(tags: &Tags, start: u64) -> Vec<u8> {
    let mut body = Vec::new();
    let description = tags.value("comment").or(tags.value("title")).unwrap_or("");
    // Description, originator, its reference, date and time.
    for (text, length) in [(description, 256), (VENDOR, 32), ("", 32), ("", 10), ("", 8)] {
        let mut end = text.len().min(length);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        body.extend(&text.as_bytes()[..end]);
        body.extend(std::iter::repeat_n(0, length - end));
    }
    body.extend(start.to_le_bytes());
    body.extend(2u16.to_le_bytes());
    // No UMID.
    body.extend([0; 64]);
    // Loudness, its range, true peak, momentary and short-term loudness: not said.
    for _ in 0..5 {
        body.extend(0x7FFF_u16.to_le_bytes());
    }
    body.extend([0; 180]);
    body
}

/// The body of a `smpl` with one loop, forward and without end; none where 32 bits do not count it.
fn sampler(format: &Format) -> Option<Vec<u8>> {
    let repeat = format.tags.repeat.as_ref().filter(|repeat| repeat.start < repeat.end)?;
    let first = u32::try_from(repeat.start).ok()?;
    let last = u32::try_from(repeat.end - 1).ok()?;
    let period = (1e9 / f64::from(format.sample_rate)).round() as u32;
    // No maker, no product, nanoseconds of a frame, key 60, no fraction, no SMPTE; one loop, no
    // more. The loop: its number, forward, from and to (the last frame it plays), for ever.
    let numbers = [0, 0, period, 60, 0, 0, 0, 1, 0, 0, 0, first, last, 0, 0];
    Some(numbers.into_iter().flat_map(u32::to_le_bytes).collect())
}

fn chunk(into: &mut Vec<u8>, id: &[u8; 4], body: &[u8]) {
    into.extend(id);
    into.extend((body.len() as u32).to_le_bytes());
    into.extend(body);
    into.extend(std::iter::repeat_n(0, body.len() % 2));
}
