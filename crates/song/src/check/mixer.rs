//! The mixer's strips: faders, pans, EQs, and where they lead.

use super::ids::MASTER;
use super::{Check, Place, effects, retain_indexed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::mixer::{Master, Mixer, Track, TrackEq};
use crate::song::Id;

pub(super) fn check(mixer: &mut Mixer, at: &Place<'_>, check: &mut Check<'_>) {
    let volume = &mut mixer.master_volume;
    check.findings.number(volume, &at.field("masterVolume"), 0.0..=4.0, 0.8);
    if let Some(peak) = &mut mixer.expected_peak {
        check.findings.number(peak, &at.field("expectedPeak"), 1e-6..=1e6, 1.0);
    }
    let tracks = at.field("tracks");
    for (i, one) in mixer.tracks.iter_mut().enumerate() {
        track(one, &tracks.item(i), check);
    }
    master(&mut mixer.master, &at.field("master"), check);
}

fn track(track: &mut Track, at: &Place<'_>, check: &mut Check<'_>) {
    check.findings.number(&mut track.gain, &at.field("gain"), 0.0..=4.0, 1.0);
    check.findings.number(&mut track.pan, &at.field("pan"), -1.0..=1.0, 0.0);
    eq(&mut track.eq, &at.field("eq"), check);
    effects::check(&mut track.inserts, &at.field("inserts"), effects::Chain::Mixer, check);
    let sends = at.field("sends");
    retain_indexed(&mut track.sends, |i, send| {
        let at = sends.item(i);
        check.findings.number(&mut send.level, &at.field("level"), 0.0..=1.0, 0.5);
        let known = check.known.tracks.contains(&send.to);
        if !known {
            check.findings.add(Diagnostic::new(
                Severity::Error,
                "send-unknown",
                at.field("to").to_string(),
                format!("\"{}\"", send.to),
                "the id of a track or bus of the mixer (the master is reached by `output`)",
                "the send is dropped",
            ));
        }
        known
    });
    output(&mut track.output, &at.field("output"), check);
}

fn master(master: &mut Master, at: &Place<'_>, check: &mut Check<'_>) {
    check.findings.number(&mut master.gain, &at.field("gain"), 0.0..=4.0, 1.0);
    check.findings.number(&mut master.pan, &at.field("pan"), -1.0..=1.0, 0.0);
    eq(&mut master.eq, &at.field("eq"), check);
    effects::check(&mut master.inserts, &at.field("inserts"), effects::Chain::Mixer, check);
}

fn eq(eq: &mut TrackEq, at: &Place<'_>, check: &mut Check<'_>) {
    for (name, gain) in [("low", &mut eq.low), ("mid", &mut eq.mid), ("high", &mut eq.high)] {
        check.findings.number(&mut gain.0, &at.field(name), -24.0..=24.0, 0.0);
    }
}

/// Leads to the master what leads nowhere.
pub(super) fn output(output: &mut Id, at: &Place<'_>, check: &mut Check<'_>) {
    if check.known.is_output(output) {
        return;
    }
    check.findings.add(Diagnostic::new(
        Severity::Error,
        "output-unknown",
        at.to_string(),
        format!("\"{output}\""),
        "`master`, or the id of a track or bus of the mixer",
        "led to the master",
    ));
    MASTER.clone_into(output);
}
