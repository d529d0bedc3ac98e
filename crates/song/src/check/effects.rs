//! Chains of effects: every parameter by its record, bands, side chains.

use super::{Check, Place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::effect::{Band, Effect, Settings};
use crate::parameter::{Parameter, Unit};

/// Whose chain it is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Chain {
    /// An instrument's own; it lies ahead of the mixer, where no track has sounded yet.
    Instrument,
    /// A track's, a bus's or the master's.
    Mixer,
}

pub(super) fn check(effects: &mut [Effect], at: &Place<'_>, chain: Chain, check: &mut Check<'_>) {
    for (i, effect) in effects.iter_mut().enumerate() {
        let at = at.item(i);
        side_chain(effect, &at.field("sideChain"), chain, check);
        let at = at.field("settings");
        for (index, parameter) in effect.settings.parameters().iter().enumerate() {
            let Some(before) = effect.settings.value(index) else { continue };
            let after = value(before, parameter, &at.field(parameter.name), check);
            if after.to_bits() != before.to_bits() {
                effect.settings.set(index, after);
            }
        }
        if let Settings::MultibandEq(eq) = &mut effect.settings {
            bands(&mut eq.bands, &at.field("bands"), check);
        }
    }
}

/// In range, and whole if it is a switch, a choice or a count.
fn value(value: f32, parameter: &Parameter, at: &Place<'_>, check: &mut Check<'_>) -> f32 {
    let mut legal = value;
    check.findings.number(&mut legal, at, parameter.min..=parameter.max, parameter.default);
    let whole = matches!(parameter.unit, Unit::Switch | Unit::Choice(_) | Unit::Count);
    let rounded = legal.round();
    if !whole || rounded == legal {
        return legal;
    }
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        &format!("{}-not-whole", at.kebab()),
        at.to_string(),
        legal.to_string(),
        "a whole number",
        format!("set to {rounded}"),
    ));
    rounded
}

fn side_chain(effect: &mut Effect, at: &Place<'_>, chain: Chain, check: &mut Check<'_>) {
    let Some(source) = &effect.side_chain else { return };
    let instead = effect.settings.without_side_chain();
    let (severity, code, wanted, action) = if !effect.settings.has_side_chain() {
        let wanted = "a side chain on a compressor only";
        (Severity::Info, "side-chain-unused", wanted, "dropped; it has no effect on sound")
    } else if chain == Chain::Instrument {
        let wanted = "a compressor with a side chain among a mixer track's inserts, \
                          not an instrument's own";
        (Severity::Error, "side-chain-too-early", wanted, instead)
    } else if !check.known.tracks.contains(source) {
        let wanted = "the id of a track or bus of the mixer";
        (Severity::Error, "side-chain-unknown", wanted, instead)
    } else {
        return;
    };
    check.findings.add(Diagnostic::new(
        severity,
        code,
        at.to_string(),
        format!("\"{source}\""),
        wanted,
        action,
    ));
    effect.side_chain = None;
}

fn bands(bands: &mut Vec<Band>, at: &Place<'_>, check: &mut Check<'_>) {
    let limit = check.limits.bands;
    if bands.len() > limit {
        check.findings.add(Diagnostic::new(
            Severity::Warning,
            "too-many-bands",
            at.to_string(),
            format!("{} bands", bands.len()),
            format!("at most {limit}"),
            "the last ones are dropped",
        ));
        bands.truncate(limit);
    }
    let default = Band::default();
    let findings = &mut *check.findings;
    for (i, band) in bands.iter_mut().enumerate() {
        let at = at.item(i);
        let frequency = &mut band.frequency;
        findings.number(frequency, &at.field("frequency"), 20.0..=20_000.0, default.frequency);
        findings.number(&mut band.gain, &at.field("gain"), -24.0..=24.0, default.gain);
        findings.number(&mut band.q, &at.field("q"), 0.1..=18.0, default.q);
        let threshold = &mut band.threshold;
        findings.number(threshold, &at.field("threshold"), -60.0..=0.0, default.threshold);
        findings.number(&mut band.ratio, &at.field("ratio"), 1.0..=20.0, default.ratio);
        findings.number(&mut band.attack, &at.field("attack"), 0.1..=500.0, default.attack);
        findings.number(&mut band.release, &at.field("release"), 1.0..=5000.0, default.release);
    }
}
