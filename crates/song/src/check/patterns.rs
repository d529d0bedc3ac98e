//! Patterns and their notes.

use super::{Check, Place, retain_indexed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::{BendPoint, Note, Part, Pattern};

pub(super) fn check(patterns: &mut [Pattern], at: &Place<'_>, check: &mut Check<'_>) {
    for (i, pattern) in patterns.iter_mut().enumerate() {
        let at = at.item(i);
        length(pattern, &at.field("length"), check);
        let at = at.field("parts");
        retain_indexed(&mut pattern.parts, |i, part| {
            let at = at.item(i);
            let known = check.known.instruments.contains(&part.instrument);
            if known {
                notes(part, &at.field("notes"), check);
            } else {
                check.findings.add(unknown_instrument(part, &at.field("instrument")));
            }
            known
        });
    }
}

fn unknown_instrument(part: &Part, at: &Place<'_>) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "instrument-unknown",
        at.to_string(),
        format!("\"{}\"", part.instrument),
        "the id of an instrument of the song",
        format!("the part and its {} notes are dropped", part.notes.len()),
    )
}

fn length(pattern: &mut Pattern, at: &Place<'_>, check: &mut Check<'_>) {
    let Some(length) = &mut pattern.length else { return };
    if length.0 > 0.0 && length.0.is_finite() {
        let range = Pattern::SHORTEST.0..=check.limits.beats.max(Pattern::SHORTEST.0);
        check.findings.number(&mut length.0, at, range, 4.0);
        return;
    }
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        "pattern-length-dropped",
        at.to_string(),
        length.0.to_string(),
        "a length > 0",
        "left to the notes: the whole bars that their starts need",
    ));
    pattern.length = None;
}

fn notes(part: &mut Part, at: &Place<'_>, check: &mut Check<'_>) {
    retain_indexed(&mut part.notes, |i, one| {
        let at = at.item(i);
        note(one, &at, check);
        let keep = one.length.0 > 0.0;
        if !keep {
            check.findings.add(Diagnostic::new(
                Severity::Warning,
                "note-without-length",
                at.field("length").to_string(),
                one.length.0.to_string(),
                "a length > 0",
                "the note is dropped",
            ));
        }
        keep
    });
}

fn note(note: &mut Note, at: &Place<'_>, check: &mut Check<'_>) {
    let default = Note::default();
    let beats = check.limits.beats;
    let findings = &mut *check.findings;
    findings.number(&mut note.start.0, &at.field("start"), 0.0..=beats, 0.0);
    // A length of nothing or less is the caller's to drop, so only the upper end is looked at.
    if !(note.length.0 <= 0.0 && note.length.0.is_finite()) {
        let range = 0.0..=beats;
        findings.number(&mut note.length.0, &at.field("length"), range, default.length.0);
    }
    findings.number(&mut note.key, &at.field("key"), 0.0..=127.0, default.key);
    findings.number(&mut note.velocity, &at.field("velocity"), 0.0..=1.0, 1.0);
    findings.number(&mut note.pan, &at.field("pan"), -1.0..=1.0, 0.0);
    if let Some(wheel) = &mut note.mod_wheel {
        findings.number(wheel, &at.field("modWheel"), 0.0..=1.0, 0.0);
    }
    findings.number(&mut note.aftertouch, &at.field("aftertouch"), 0.0..=1.0, 0.0);
    findings.number(&mut note.expression, &at.field("expression"), 0.0..=1.0, 1.0);
    let release = &mut note.release_velocity;
    findings.number(release, &at.field("releaseVelocity"), 0.0..=1.0, 0.0);
    bend(&mut note.bend, &at.field("bend"), check);
    slide(note, &at.field("slide"), check);
}

fn bend(points: &mut [BendPoint], at: &Place<'_>, check: &mut Check<'_>) {
    let findings = &mut *check.findings;
    for (i, point) in points.iter_mut().enumerate() {
        let at = at.item(i);
        findings.number(&mut point.at, &at.field("at"), 0.0..=1.0, 0.0);
        findings.number(&mut point.bend.0, &at.field("bend"), -24.0..=24.0, 0.0);
    }
    if !points.is_sorted_by(|a, b| a.at <= b.at) {
        points.sort_by(|a, b| a.at.total_cmp(&b.at));
        findings.add(Diagnostic::new(
            Severity::Warning,
            "bend-not-ascending",
            at.to_string(),
            "points out of order",
            "points ascending in `at`",
            "sorted",
        ));
    }
}

fn slide(note: &mut Note, at: &Place<'_>, check: &mut Check<'_>) {
    let Some(slide) = &mut note.slide else { return };
    if slide.length.0 > 0.0 && slide.length.0.is_finite() && !slide.to_key.is_nan() {
        let range = 0.0..=check.limits.beats;
        check.findings.number(&mut slide.length.0, &at.field("length"), range, 0.25);
        check.findings.number(&mut slide.to_key, &at.field("toKey"), 0.0..=127.0, note.key);
        return;
    }
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        "slide-dropped",
        at.to_string(),
        format!("to key {} in {} beats", slide.to_key, slide.length.0),
        "a key, and a length > 0",
        "the note does not glide",
    ));
    note.slide = None;
}
