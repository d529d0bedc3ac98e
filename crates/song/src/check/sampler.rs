//! Settings of the sampler.

use super::{Check, Place, chop, va};
use crate::diagnostic::{Diagnostic, Severity};
use crate::sampler::{Sampler, SamplerFilter, VelocityCurve, Zone};

pub(super) fn check(sampler: &mut Sampler, at: &Place<'_>, check: &mut Check<'_>) {
    let default = Sampler::default();
    let findings = &mut *check.findings;
    findings.number(&mut sampler.pitch.0, &at.field("pitch"), -48.0..=48.0, 0.0);
    findings.number(&mut sampler.rate, &at.field("rate"), 0.0625..=16.0, 1.0);
    let modulation = &mut sampler.start_modulation;
    findings.number(modulation, &at.field("startModulation"), 0.0..=1.0, 0.0);
    findings.number(&mut sampler.bass_boost, &at.field("bassBoost"), 0.0..=1.0, 0.0);
    let sides = at.field("sides");
    for (side, level) in sampler.sides.iter_mut().flatten().enumerate() {
        findings.number(level, &sides.item(side), 0.0..=4.0, 1.0);
    }
    let zones = at.field("zones");
    for (i, one) in sampler.zones.iter_mut().enumerate() {
        zone(one, &zones.item(i), check);
    }
    let range = (&mut sampler.start, &mut sampler.end);
    stretch(range, (&at.field("start"), &at.field("end")), check);
    let range = (&mut sampler.loop_start, &mut sampler.loop_end);
    stretch(range, (&at.field("loopStart"), &at.field("loopEnd")), check);
    // A recording may begin as it is.
    let at_envelope = at.field("envelope");
    va::envelope_from(0.0, &mut sampler.envelope, &at_envelope, &default.envelope, check);
    if let Some(one) = &mut sampler.filter {
        filter(one, &at.field("filter"), check);
    }
    velocity_curve(&mut sampler.velocity_curve, &at.field("velocityCurve"), check);
    let resonance = &mut sampler.sympathetic_resonance;
    check.findings.number(resonance, &at.field("sympatheticResonance"), 0.0..=1.0, 0.0);
    if let Some(one) = &mut sampler.chop {
        chop::check(one, &at.field("chop"), check);
    }
}

fn zone(zone: &mut Zone, at: &Place<'_>, check: &mut Check<'_>) {
    let findings = &mut *check.findings;
    findings.number(&mut zone.key, &at.field("key"), 0.0..=127.0, 60.0);
    findings.number(&mut zone.base_key, &at.field("baseKey"), 0.0..=127.0, 60.0);
    findings.number(&mut zone.velocity_min, &at.field("velocityMin"), 0.0..=1.0, 0.0);
    findings.number(&mut zone.velocity_max, &at.field("velocityMax"), 0.0..=1.0, 1.0);
    findings.number(&mut zone.gain, &at.field("gain"), 0.0..=4.0, 1.0);
    if zone.velocity_min > zone.velocity_max {
        findings.add(Diagnostic::new(
            Severity::Warning,
            "velocities-not-ascending",
            at.field("velocityMin").to_string(),
            format!("{} above {}", zone.velocity_min, zone.velocity_max),
            "velocityMin <= velocityMax",
            "the two are exchanged",
        ));
        std::mem::swap(&mut zone.velocity_min, &mut zone.velocity_max);
    }
}

/// A stretch of a recording has a beginning ahead of its end.
pub(super) fn stretch(
    (start, end): (&mut f64, &mut f64),
    (start_at, end_at): (&Place<'_>, &Place<'_>),
    check: &mut Check<'_>,
) {
    check.findings.number(start, start_at, 0.0..=1.0, 0.0);
    check.findings.number(end, end_at, 0.0..=1.0, 1.0);
    if start < end {
        return;
    }
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        &format!("{}-not-before-end", start_at.kebab()),
        start_at.to_string(),
        format!("{start} with an end of {end}"),
        "a start below its end",
        "set to the whole: 0 and 1",
    ));
    (*start, *end) = (0.0, 1.0);
}

fn filter(filter: &mut SamplerFilter, at: &Place<'_>, check: &mut Check<'_>) {
    let default = SamplerFilter::default();
    let findings = &mut *check.findings;
    let cutoff = &mut filter.cutoff.0;
    findings.number(cutoff, &at.field("cutoff"), 20.0..=20_000.0, default.cutoff.0);
    findings.number(&mut filter.q, &at.field("q"), 0.1..=30.0, default.q);
    findings.number(&mut filter.key_tracking, &at.field("keyTracking"), 0.0..=1.0, 0.0);
}

fn velocity_curve(curve: &mut VelocityCurve, at: &Place<'_>, check: &mut Check<'_>) {
    let VelocityCurve::Points(points) = curve else { return };
    let list = at.field("points");
    for (i, point) in points.iter_mut().enumerate() {
        let at = list.item(i);
        for (j, number) in point.iter_mut().enumerate() {
            check.findings.number(number, &at.item(j), 0.0..=1.0, 0.0);
        }
    }
    let ascending = points.is_sorted_by(|a, b| a[0] <= b[0]);
    if ascending && !points.is_empty() {
        return;
    }
    let (found, action) = match ascending {
        true => ("no points", "linear"),
        false => ("points out of order", "sorted"),
    };
    check.findings.add(Diagnostic::new(
        Severity::Warning,
        "velocity-curve-not-ascending",
        list.to_string(),
        found,
        "points ascending in velocity",
        action,
    ));
    points.sort_by(|a, b| a[0].total_cmp(&b[0]));
    if points.is_empty() {
        *curve = VelocityCurve::Linear;
    }
}
