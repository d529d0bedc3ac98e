//! Recordings that were handed in by name, decoded. What songs hold themselves, as `data:` URLs,
//! is kept within bounds.

use rebounce::{AssetError, Assets};
use rebounce_dsp::Recording;
use rebounce_song::{Diagnostic, Severity};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Bytes of decoded `data:` URLs that are kept for later renders; what was used longest ago goes
/// first. As much as the renderer itself keeps.
const KEPT: u64 = 256 << 20;

/// A recording and what was not as it should be in its file, or why there is none.
pub(crate) type Known = Result<(Arc<Recording>, Vec<Note>), AssetError>;

/// What was not as it should be in a sound file.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) severity: Severity,
    pub(crate) code: &'static str,
    /// In words.
    pub(crate) found: String,
}

/// What there is.
#[derive(Default)]
pub(crate) struct Recordings {
    named: BTreeMap<String, Known>,
    inline: RefCell<Inline>,
}

/// Recordings of `data:` URLs by the hash of the URL, least lately used first.
#[derive(Default)]
struct Inline {
    kept: VecDeque<(blake3::Hash, Known)>,
    bytes: u64,
}

impl Recordings {
    /// Keeps a recording under the name songs have for it.
    pub(crate) fn add(&mut self, name: &str, known: Known) {
        if is_inline(name) {
            self.inline.get_mut().keep(blake3::hash(name.as_bytes()), known);
        } else {
            self.named.insert(name.to_owned(), known);
        }
    }

    /// Whether there is something of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Forgets one; whether there was one.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        self.named.remove(name).is_some()
    }

    fn find(&self, name: &str) -> Option<Known> {
        if is_inline(name) {
            return self.inline.borrow_mut().find(blake3::hash(name.as_bytes()));
        }
        self.named.get(name).cloned()
    }
}

/// Whether a song holds this recording itself.
pub(crate) fn is_inline(name: &str) -> bool {
    name.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

impl Inline {
    fn find(&mut self, key: blake3::Hash) -> Option<Known> {
        let place = self.kept.iter().position(|(known, _)| *known == key)?;
        let found = self.kept.remove(place)?;
        self.kept.push_back(found);
        self.kept.back().map(|(_, known)| known.clone())
    }

    fn keep(&mut self, key: blake3::Hash, known: Known) {
        self.bytes += bytes(&known);
        self.kept.push_back((key, known));
        // The newest stays however large it is: somebody is about to ask for it.
        while self.bytes > KEPT
            && self.kept.len() > 1
            && let Some((_, oldest)) = self.kept.pop_front()
        {
            self.bytes -= bytes(&oldest);
        }
    }
}

/// Recordings as one render asks for them, with what it found out about them.
pub(crate) struct Asked<'a> {
    pub(crate) recordings: &'a Recordings,
    pub(crate) findings: RefCell<Vec<Diagnostic>>,
}

impl Assets for Asked<'_> {
    fn recording(&self, reference: &str) -> Result<Arc<Recording>, AssetError> {
        let (recording, notes) = self.recordings.find(reference).unwrap_or_else(|| {
            let message = format!("{:?} was not handed in", short(reference));
            Err(AssetError { code: "recording-missing".to_owned(), message })
        })?;
        let wanted = "a sound file in order, of one or two channels";
        let action = "it is played as it was read";
        let findings = notes.into_iter().map(|Note { severity, code, found }| {
            Diagnostic::new(severity, code, short(reference), found, wanted, action)
        });
        self.findings.borrow_mut().extend(findings);
        Ok(recording)
    }
}

fn bytes(known: &Known) -> u64 {
    let Ok((recording, _)) = known else { return 0 };
    4 * recording.channels.iter().map(|channel| channel.len() as u64).sum::<u64>()
}

/// A reference short enough for a line: a `data:` URL may have millions of characters.
fn short(reference: &str) -> String {
    let mut short: String = reference.chars().take(80).collect();
    if short.len() < reference.len() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(frames: usize) -> Known {
        let recording = Recording { channels: vec![vec![0.0; frames]], sample_rate: 8000 };
        Ok((Arc::new(recording), Vec::new()))
    }

    #[test]
    fn what_was_not_handed_in_is_named() {
        let recordings = Recordings::default();
        let asked = Asked { recordings: &recordings, findings: RefCell::default() };
        let refused = asked.recording("kit/kick.wav").unwrap_err();
        assert_eq!(refused.code, "recording-missing");
        assert!(refused.message.contains("kit/kick.wav"), "{refused}");
    }

    #[test]
    fn what_was_wrong_with_a_file_is_found_where_it_is_used() {
        let mut recordings = Recordings::default();
        let (severity, code) = (Severity::Warning, "recording-damaged");
        let note = Note { severity, code, found: "only 2 of 3 frames".to_owned() };
        let known = recording(2).map(|(recording, _)| (recording, vec![note]));
        recordings.add("a.wav", known);
        let asked = Asked { recordings: &recordings, findings: RefCell::default() };
        asked.recording("a.wav").unwrap();
        let findings = asked.findings.into_inner();
        assert_eq!((findings[0].code.as_str(), findings[0].place.as_str()), (code, "a.wav"));
    }

    #[test]
    fn inline_recordings_are_kept_within_bounds() {
        let mut recordings = Recordings::default();
        // A bit more than a third of what is kept, each.
        let frames = (KEPT / 12) as usize + 1;
        for name in ["data:a", "data:b", "DATA:c"] {
            recordings.add(name, recording(frames));
        }
        assert!(!recordings.has("data:a"), "the first made room for the third");
        assert!(recordings.has("data:b") && recordings.has("DATA:c"));
        recordings.add("data:d", recording(4 * frames));
        assert!(recordings.has("data:d") && !recordings.has("data:b"));
    }
}
