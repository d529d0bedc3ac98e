//! Tempo and its changes, swing, bars.

use super::{Check, Place, retain_indexed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::song::{Song, TempoChange};

pub(super) fn check(song: &mut Song, root: &Place<'_>, check: &mut Check<'_>) {
    let default = Song::default();
    let findings = &mut *check.findings;
    findings.number(&mut song.tempo.0, &root.field("tempo"), 1.0..=999.0, default.tempo.0);
    tempo_changes(song, &root.field("tempoChanges"), check);

    let findings = &mut *check.findings;
    let at = root.field("swing");
    let swing = &mut song.swing;
    findings.number(&mut swing.amount, &at.field("amount"), 0.0..=0.75, 0.0);
    findings.number(
        &mut swing.subdivision.0,
        &at.field("subdivision"),
        crate::song::Swing::SHORTEST.0..=crate::song::Swing::LONGEST.0,
        default.swing.subdivision.0,
    );

    let at = root.field("timeSignature");
    let signature = &mut song.time_signature;
    findings.number(&mut signature.beats, &at.field("beats"), 1..=64, 4);
    if !matches!(signature.unit, 1 | 2 | 4 | 8 | 16 | 32) {
        findings.add(Diagnostic::new(
            Severity::Warning,
            "unit-out-of-range",
            at.field("unit").to_string(),
            signature.unit.to_string(),
            "1, 2, 4, 8, 16 or 32",
            "set to 4",
        ));
        signature.unit = 4;
    }
}

fn tempo_changes(song: &mut Song, at: &Place<'_>, check: &mut Check<'_>) {
    let beats = check.limits.beats;
    let findings = &mut *check.findings;
    let tempo = song.tempo;
    retain_indexed(&mut song.tempo_changes, |i, change| {
        let at = at.item(i);
        findings.number(&mut change.tempo.0, &at.field("tempo"), 1.0..=999.0, tempo.0);
        let keep = change.at.0 > 0.0 && change.at.0.is_finite();
        if keep {
            findings.number(&mut change.at.0, &at.field("at"), 0.0..=beats, 0.0);
        } else {
            findings.add(Diagnostic::new(
                Severity::Warning,
                "tempo-change-dropped",
                at.field("at").to_string(),
                change.at.0.to_string(),
                "a beat > 0 (the tempo from the first beat on is the song's)",
                "dropped",
            ));
        }
        keep
    });
    sort(&mut song.tempo_changes, at, check);
}

/// Ascending; of changes at the same beat the last one holds.
fn sort(changes: &mut Vec<TempoChange>, at: &Place<'_>, check: &mut Check<'_>) {
    if changes.is_sorted_by(|a, b| a.at < b.at) {
        return;
    }
    changes.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    let before = changes.len();
    changes.reverse();
    changes.dedup_by_key(|change| change.at.0);
    changes.reverse();
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        "tempo-changes-not-ascending",
        at.to_string(),
        "changes out of order, or several at one beat",
        "changes ascending in `at`",
        format!("sorted, {} dropped that a later one overrides", before - changes.len()),
    ));
}
