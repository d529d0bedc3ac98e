//! The timeline: rows, clips, markers.

use super::{Check, Place, retain_indexed};
use crate::arrangement::{Arrangement, AudioClip, Clip, ClipContent, PatternClip};
use crate::diagnostic::{Diagnostic, Severity};

/// Latest offset into a recording, in seconds: eleven days.
const LONGEST_RECORDING: f64 = 1e6;

pub(super) fn check(arrangement: &mut Arrangement, at: &Place<'_>, check: &mut Check<'_>) {
    let rows = at.field("tracks");
    for (i, row) in arrangement.tracks.iter_mut().enumerate() {
        let at = rows.item(i);
        check.findings.number(&mut row.gain, &at.field("gain"), 0.0..=4.0, 1.0);
        check.findings.number(&mut row.pan, &at.field("pan"), -1.0..=1.0, 0.0);
    }
    let clips = at.field("clips");
    retain_indexed(&mut arrangement.clips, |i, one| clip(one, &clips.item(i), check));
    let markers = at.field("markers");
    for (i, marker) in arrangement.markers.iter_mut().enumerate() {
        let at = markers.item(i);
        check.findings.number(&mut marker.at.0, &at.field("at"), 0.0..=check.limits.beats, 0.0);
    }
}

/// Whether the clip is kept.
fn clip(clip: &mut Clip, at: &Place<'_>, check: &mut Check<'_>) -> bool {
    let beats = check.limits.beats;
    if !(clip.length.0 > 0.0 && clip.length.0.is_finite()) {
        check.findings.add(Diagnostic::new(
            Severity::Warning,
            "clip-without-length",
            at.field("length").to_string(),
            clip.length.0.to_string(),
            "a length > 0",
            "the clip is dropped",
        ));
        return false;
    }
    check.findings.number(&mut clip.length.0, &at.field("length"), 0.0..=beats, 4.0);
    check.findings.number(&mut clip.start.0, &at.field("start"), 0.0..=beats, 0.0);
    if let Some(row) = &clip.track
        && !check.known.rows.contains(row)
    {
        check.findings.add(Diagnostic::new(
            Severity::Warning,
            "arrangement-track-unknown",
            at.field("track").to_string(),
            format!("\"{row}\""),
            "the id of a track of the arrangement",
            "the clip has a row of its own",
        ));
        clip.track = None;
    }
    let at = at.field("content");
    match &mut clip.content {
        ClipContent::Pattern(content) => pattern(content, &at, check),
        ClipContent::Audio(content) => {
            audio(content, &at, check);
            true
        }
    }
}

fn pattern(content: &mut PatternClip, at: &Place<'_>, check: &mut Check<'_>) -> bool {
    let offset = &mut content.offset.0;
    check.findings.number(offset, &at.field("offset"), 0.0..=check.limits.beats, 0.0);
    let mut known = true;
    let mut unknown = |code: &str, field: &'static str, found: &str, wanted: &str| {
        known = false;
        check.findings.add(Diagnostic::new(
            Severity::Error,
            code,
            at.field(field).to_string(),
            format!("\"{found}\""),
            wanted,
            "the clip is dropped",
        ));
    };
    if !check.known.patterns.contains(&content.pattern) {
        let wanted = "the id of a pattern of the song";
        unknown("pattern-unknown", "pattern", &content.pattern, wanted);
    }
    if let Some(instrument) = &content.instrument
        && !check.known.instruments.contains(instrument)
    {
        let wanted = "the id of an instrument of the song, or none for all";
        unknown("instrument-unknown", "instrument", instrument, wanted);
    }
    known
}

fn audio(content: &mut AudioClip, at: &Place<'_>, check: &mut Check<'_>) {
    let beats = check.limits.beats;
    let findings = &mut *check.findings;
    let offset = &mut content.offset.0;
    findings.number(offset, &at.field("offset"), 0.0..=LONGEST_RECORDING, 0.0);
    findings.number(&mut content.rate, &at.field("rate"), 0.0625..=16.0, 1.0);
    findings.number(&mut content.fade_in.0, &at.field("fadeIn"), 0.0..=beats, 0.0);
    findings.number(&mut content.fade_out.0, &at.field("fadeOut"), 0.0..=beats, 0.0);
    findings.number(&mut content.gain.0, &at.field("gain"), -96.0..=24.0, 0.0);
    super::mixer::output(&mut content.output, &at.field("output"), check);
}
