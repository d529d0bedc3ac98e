//! Ids: each is there, and unique among its kind; the first bearer keeps it.

use super::findings::Findings;
use super::place::Place;
use crate::diagnostic::{Diagnostic, Severity};
use crate::song::{Id, Song};
use std::collections::{BTreeMap, BTreeSet};

/// The id by which the master is referred to.
pub(super) const MASTER: &str = "master";

/// Every id that may be referred to.
pub(super) struct Known {
    /// Of instruments.
    pub(super) instruments: BTreeSet<Id>,
    /// Of patterns.
    pub(super) patterns: BTreeSet<Id>,
    /// Of the arrangement's tracks.
    pub(super) rows: BTreeSet<Id>,
    /// Of the mixer's tracks and buses, without the master.
    pub(super) tracks: BTreeSet<Id>,
}

impl Known {
    /// Whether sound can be led there.
    pub(super) fn is_output(&self, id: &str) -> bool {
        id == MASTER || self.tracks.contains(id)
    }
}

/// Names what has no id and renames what has another's.
pub(super) fn check(song: &mut Song, findings: &mut Findings) -> Known {
    let root = Place::ROOT;
    let mixer = root.field("mixer");
    let arrangement = root.field("arrangement");
    let mut kind = |word: &'static str, place: &Place<'_>, ids: Vec<&mut Id>, taken: &[&str]| {
        unique(word, place, ids, taken, findings)
    };
    Known {
        instruments: kind(
            "instrument",
            &root.field("instruments"),
            song.instruments.iter_mut().map(|instrument| &mut instrument.id).collect(),
            &[],
        ),
        patterns: kind(
            "pattern",
            &root.field("patterns"),
            song.patterns.iter_mut().map(|pattern| &mut pattern.id).collect(),
            &[],
        ),
        rows: kind(
            "track",
            &arrangement.field("tracks"),
            song.arrangement.tracks.iter_mut().map(|track| &mut track.id).collect(),
            &[],
        ),
        tracks: kind(
            "track",
            &mixer.field("tracks"),
            song.mixer.tracks.iter_mut().map(|track| &mut track.id).collect(),
            &[MASTER],
        ),
    }
}

fn unique(
    kind: &'static str,
    place: &Place<'_>,
    ids: Vec<&mut Id>,
    taken: &[&str],
    findings: &mut Findings,
) -> BTreeSet<Id> {
    // A made-up id must not take one that is given further on.
    let given: BTreeSet<Id> = ids.iter().map(|id| (**id).clone()).collect();
    let mut used = BTreeSet::new();
    let mut next: BTreeMap<Id, usize> = BTreeMap::new();
    for (i, id) in ids.into_iter().enumerate() {
        if !id.is_empty() && !taken.contains(&id.as_str()) && used.insert(id.clone()) {
            continue;
        }
        let (severity, code, base, first) = match id.is_empty() {
            true => (Severity::Info, "id-missing", kind.to_owned(), 1),
            false => (Severity::Warning, "id-not-unique", id.clone(), 2),
        };
        let number = next.entry(base.clone()).or_insert(first);
        let fresh = loop {
            let fresh = format!("{base}-{number}");
            *number += 1;
            if !given.contains(&fresh) && !used.contains(&fresh) {
                break fresh;
            }
        };
        findings.add(Diagnostic::new(
            severity,
            code,
            place.item(i).field("id").to_string(),
            format!("\"{id}\""),
            format!("an id that no other {kind} has"),
            format!("renamed \"{fresh}\""),
        ));
        used.insert(fresh.clone());
        *id = fresh;
    }
    used
}
