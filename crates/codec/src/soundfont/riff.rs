//! The chunks of the file (key: soundfont2006, sections 3 and 4).

use super::Notes;
use std::collections::BTreeMap;
use std::ops::Range;

/// Where chunks lie. Of two of a name the first counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunks {
    pub(super) name: Option<Range<usize>>,
    pub(super) samples: Option<Range<usize>>,
    pub(super) low: Option<Range<usize>>,
    /// Those of the list `pdta`, by name.
    pub(super) hydra: BTreeMap<[u8; 4], Range<usize>>,
}

/// Finds the chunks of a file that begins as a SoundFont.
pub(super) fn chunks(bytes: &[u8], notes: &mut Notes) -> Chunks {
    let mut all = Chunks::default();
    let mut at = 12;
    while let Some((id, list)) = chunk(bytes, at, bytes.len(), notes) {
        at = list.end.saturating_add(list.len() & 1);
        let kind = bytes.get(list.start..list.start + 4);
        if id != *b"LIST" || list.len() < 4 {
            continue;
        }
        let mut inner = list.start + 4;
        while let Some((id, part)) = chunk(bytes, inner, list.end, notes) {
            inner = part.end.saturating_add(part.len() & 1);
            match (kind, &id) {
                (Some(b"INFO"), b"INAM") => all.name = all.name.or(Some(part)),
                (Some(b"sdta"), b"smpl") => all.samples = all.samples.or(Some(part)),
                (Some(b"sdta"), b"sm24") => all.low = all.low.or(Some(part)),
                (Some(b"pdta"), _) => {
                    all.hydra.entry(id).or_insert(part);
                }
                _ => {}
            }
        }
    }
    all
}

/// The chunk that begins at `at`, cut at `end`.
fn chunk(
    bytes: &[u8],
    at: usize,
    end: usize,
    notes: &mut Notes,
) -> Option<([u8; 4], Range<usize>)> {
    let head = bytes[..end].get(at..)?.first_chunk::<8>()?;
    let id = [head[0], head[1], head[2], head[3]];
    let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
    let start = at + 8;
    let most = end - start;
    if length > most {
        notes.add("a chunk is longer than the file or its list; it ends there", || {
            format!("byte {at}, {:?}", text(&id))
        });
    }
    Some((id, start..start + length.min(most)))
}

/// A name: up to its first zero.
pub(super) fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let name = String::from_utf8_lossy(&bytes[..end]);
    name.chars().filter(|it| !it.is_control()).collect::<String>().trim().to_owned()
}
