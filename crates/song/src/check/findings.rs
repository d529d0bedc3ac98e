//! What a check found, kept to a bounded number a kind; and the one rule for numbers.

use super::place::Place;
use crate::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

/// Diagnostics of one code that are kept; the rest is counted. Enough to see a pattern in, little
/// enough to read.
pub const KEPT_PER_CODE: usize = 100;

/// Diagnostics, bounded.
#[derive(Default)]
pub(super) struct Findings {
    kept: Vec<Diagnostic>,
    counts: BTreeMap<String, (usize, Option<Diagnostic>)>,
}

/// A number of a song.
pub(super) trait Number: Copy + PartialOrd + Into<f64> {}
impl Number for f64 {}
impl Number for f32 {}
impl Number for i32 {}
impl Number for u16 {}
impl Number for u32 {}

impl Findings {
    /// Adds a finding, or counts it.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        if let Some((count, first_left_out)) = self.counts.get_mut(&diagnostic.code) {
            *count += 1;
            if *count > KEPT_PER_CODE {
                first_left_out.get_or_insert(diagnostic);
                return;
            }
        } else {
            self.counts.insert(diagnostic.code.clone(), (1, None));
        }
        self.kept.push(diagnostic);
    }

    /// Counts one more of a code of which no more is kept; false if some are still wanted. It spares
    /// a million wrong notes a million messages.
    fn is_counted(&mut self, code: &str) -> bool {
        match self.counts.get_mut(code) {
            Some((count, Some(_))) => {
                *count += 1;
                true
            }
            _ => false,
        }
    }

    /// Puts a number into its range; what is no number (or infinite) gets the default.
    pub(super) fn number<T: Number + fmt::Display + fmt::LowerExp>(
        &mut self,
        value: &mut T,
        at: &Place<'_>,
        range: RangeInclusive<T>,
        default: T,
    ) {
        let (min, max) = (*range.start(), *range.end());
        if range.contains(value) {
            return;
        }
        let finite = (*value).into().is_finite();
        let legal = match (finite, *value < min) {
            (false, _) => default,
            (true, true) => min,
            (true, false) => max,
        };
        let found = std::mem::replace(value, legal);
        let code = format!("{}-out-of-range", at.kebab());
        if self.is_counted(&code) {
            return;
        }
        self.add(Diagnostic::new(
            Severity::Warning,
            &code,
            at.to_string(),
            show(found),
            format!("{}..={}", show(min), show(max)),
            format!("set to {}", show(legal)),
        ));
    }

    /// All that was found, with one last word for each code of which some were left out.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let mut kept = self.kept;
        for (code, (count, first_left_out)) in self.counts {
            let Some(first) = first_left_out else { continue };
            kept.push(Diagnostic {
                severity: first.severity,
                code,
                place: first.place,
                found: format!("this and {} more of the kind", count - KEPT_PER_CODE - 1),
                wanted: first.wanted,
                action: "dealt with alike".to_owned(),
            });
        }
        kept
    }
}

/// A number as a person would write it.
fn show<T: Number + fmt::Display + fmt::LowerExp>(value: T) -> String {
    let size: f64 = value.into().abs();
    if size == 0.0 || (1e-5..1e15).contains(&size) || !size.is_finite() {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hundred_and_first_of_a_kind_and_what_follows_are_one_diagnostic() {
        let mut findings = Findings::default();
        let notes = Place::ROOT.field("pan");
        for i in 0..250 {
            findings.number(&mut 2.0, &notes.item(i), -1.0..=1.0, 0.0);
        }
        let all = findings.finish();
        assert_eq!(all.len(), KEPT_PER_CODE + 1);
        let last = &all[KEPT_PER_CODE];
        assert_eq!(last.place, "pan[100]");
        assert_eq!(last.found, "this and 149 more of the kind");
    }

    #[test]
    fn large_and_small_numbers_are_shown_short() {
        assert_eq!(show(1e300), "1e300");
        assert_eq!(show(0.25), "0.25");
        assert_eq!(show(-3_i32), "-3");
        assert_eq!(show(f64::NAN), "NaN");
    }
}
