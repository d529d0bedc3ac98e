//! What reading has to say: diagnostics in the order of finding, the same finding about the same
//! field told once with a count, and each kind up to a bound.

use crate::error::Error;
use crate::limits::Limits;
use rebounce_song::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// The diagnostics so far, and how many notes were read.
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
    /// How many of each kind, kept or not.
    counts: BTreeMap<(&'static str, Severity), u64>,
    /// Where the first of a fold stands, and how many followed.
    folds: BTreeMap<(&'static str, String), (usize, u64)>,
    kept_of_a_kind: u64,
    /// Notes read, those past the limit too.
    pub(crate) notes: u64,
    /// Past it notes are counted, not kept.
    pub(crate) most_notes: u64,
}

impl Report {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            diagnostics: Vec::new(),
            counts: BTreeMap::new(),
            folds: BTreeMap::new(),
            kept_of_a_kind: limits.diagnostics,
            notes: 0,
            most_notes: limits.notes,
        }
    }

    /// Whether one more of this kind is kept; counts it.
    fn count(&mut self, code: &'static str, severity: Severity) -> bool {
        let count = self.counts.entry((code, severity)).or_default();
        *count += 1;
        *count <= self.kept_of_a_kind
    }

    /// Adds a diagnostic.
    pub(crate) fn say(
        &mut self,
        code: &'static str,
        severity: Severity,
        diagnostic: impl FnOnce() -> Diagnostic,
    ) {
        if self.count(code, severity) {
            self.diagnostics.push(diagnostic());
        }
    }

    /// Adds a diagnostic, or counts it if the same was said about the same `subject`.
    pub(crate) fn fold(
        &mut self,
        code: &'static str,
        severity: Severity,
        subject: String,
        diagnostic: impl FnOnce() -> Diagnostic,
    ) {
        if let Some((_, more)) = self.folds.get_mut(&(code, subject.clone())) {
            *more += 1;
        } else if self.count(code, severity) {
            self.folds.insert((code, subject), (self.diagnostics.len(), 0));
            self.diagnostics.push(diagnostic());
        }
    }

    /// All that was said, unless there were more notes than allowed.
    pub(crate) fn finish(mut self, limits: &Limits) -> Result<Vec<Diagnostic>, Error> {
        if self.notes > limits.notes {
            let (found, limit) = (self.notes, limits.notes);
            return Err(Error::TooLarge { what: "notes", found, limit });
        }
        for (at, more) in self.folds.values() {
            if *more > 0 {
                let found = &mut self.diagnostics[*at].found;
                *found = format!("{found} (and {more} more like it)");
            }
        }
        for ((code, severity), count) in self.counts {
            if count > self.kept_of_a_kind {
                let found = format!("{} more like these", count - self.kept_of_a_kind);
                let action = "treated as the ones that are listed";
                self.diagnostics
                    .push(Diagnostic::new(severity, code, "document", found, "", action));
            }
        }
        Ok(self.diagnostics)
    }
}
