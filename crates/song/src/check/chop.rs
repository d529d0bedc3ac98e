//! Chops of samplers.

use super::{Check, Place, sampler};
use crate::chop::{Chop, Slice};
use crate::diagnostic::{Diagnostic, Severity};

/// Slices of one chop; what is more is dropped.
const SLICES: usize = 256;
/// The shortest turn and the shortest slice, so that no note plays slices without end.
const SHORTEST_TURN: f64 = 1.0 / 16.0;
const SHORTEST: f64 = 1.0 / 64.0;

pub(super) fn check(chop: &mut Chop, at: &Place<'_>, check: &mut Check<'_>) {
    let beats = check.limits.beats.max(SHORTEST_TURN);
    check.findings.number(&mut chop.length.0, &at.field("length"), SHORTEST_TURN..=beats, 4.0);
    let list = at.field("slices");
    if chop.slices.len() > SLICES {
        check.findings.add(Diagnostic::new(
            Severity::Warning,
            "too-many-slices",
            list.to_string(),
            format!("{} slices", chop.slices.len()),
            format!("at most {SLICES}"),
            "the others are dropped",
        ));
        chop.slices.truncate(SLICES);
    }
    for (i, one) in chop.slices.iter_mut().enumerate() {
        slice(one, chop.length.0, &list.item(i), check);
    }
}

fn slice(slice: &mut Slice, length: f64, at: &Place<'_>, check: &mut Check<'_>) {
    let findings = &mut *check.findings;
    findings.number(&mut slice.start.0, &at.field("start"), 0.0..=length - SHORTEST, 0.0);
    let ends = slice.start.0 + SHORTEST..=length;
    findings.number(&mut slice.end.0, &at.field("end"), ends, length);
    findings.number(&mut slice.pitch.0, &at.field("pitch"), -48.0..=48.0, 0.0);
    findings.number(&mut slice.gain, &at.field("gain"), 0.0..=2.0, 1.0);
    findings.number(&mut slice.pan, &at.field("pan"), -1.0..=1.0, 0.0);
    let range = (&mut slice.from, &mut slice.to);
    sampler::stretch(range, (&at.field("from"), &at.field("to")), check);
}
