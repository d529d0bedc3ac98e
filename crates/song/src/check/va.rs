//! Settings of the virtual-analogue synth.

use super::{Check, Place};
use crate::diagnostic::{Diagnostic, Severity};
use crate::units::Beats;
use crate::va::{Envelope, Filter, Lfo, Oscillator, Va};

/// Slots of the modulation matrix.
const SLOTS: usize = 16;

pub(super) fn check(va: &mut Va, at: &Place<'_>, check: &mut Check<'_>) {
    let default = Va::default();
    let oscillators = at.field("oscillators");
    for (i, (one, default)) in va.oscillators.iter_mut().zip(&default.oscillators).enumerate() {
        oscillator(one, &oscillators.item(i), default, check);
    }
    filter(&mut va.filter, &at.field("filter"), check);
    let normal = Envelope::default();
    envelope(&mut va.filter_envelope, &at.field("filterEnvelope"), &normal, check);
    envelope(&mut va.amplitude_envelope, &at.field("amplitudeEnvelope"), &normal, check);
    lfo(&mut va.lfo, &at.field("lfo"), check);
    check.findings.number(&mut va.portamento.0, &at.field("portamento"), 0.0..=2.0, 0.0);
    check.findings.number(&mut va.gain, &at.field("gain"), 0.0..=1.0, default.gain);
    let slots = at.field("modulation");
    modulation(&mut va.modulation, &slots, |slot| &mut slot.amount, check);
}

fn oscillator(
    oscillator: &mut Oscillator,
    at: &Place<'_>,
    default: &Oscillator,
    check: &mut Check<'_>,
) {
    let findings = &mut *check.findings;
    let detune = &mut oscillator.detune.0;
    findings.number(detune, &at.field("detune"), -1200.0..=1200.0, default.detune.0);
    findings.number(&mut oscillator.octave, &at.field("octave"), -2..=2, default.octave);
    findings.number(&mut oscillator.level, &at.field("level"), 0.0..=1.0, default.level);
    let width = &mut oscillator.pulse_width;
    findings.number(width, &at.field("pulseWidth"), 0.01..=0.99, default.pulse_width);
    findings.number(&mut oscillator.phase, &at.field("phase"), 0.0..=1.0, default.phase);
    let voices = &mut oscillator.unison_voices;
    findings.number(voices, &at.field("unisonVoices"), 1..=7, default.unison_voices);
    let detune = &mut oscillator.unison_detune.0;
    findings.number(detune, &at.field("unisonDetune"), 0.0..=100.0, default.unison_detune.0);
    let spread = &mut oscillator.unison_spread;
    findings.number(spread, &at.field("unisonSpread"), 0.0..=100.0, default.unison_spread);
    // The end of a cycle is the beginning of the next: no fault, only another spelling.
    if oscillator.phase == 1.0 {
        oscillator.phase = 0.0;
    }
}

fn filter(filter: &mut Filter, at: &Place<'_>, check: &mut Check<'_>) {
    let Filter { cutoff, resonance, envelope_amount, key_tracking, drive, .. } = filter;
    let numbers = [&mut cutoff.0, resonance, &mut envelope_amount.0, key_tracking, drive];
    filter_numbers(numbers, at, check);
}

/// Cutoff, resonance, reach of the envelope, key tracking and drive, which both synths have alike.
pub(super) fn filter_numbers(
    [cutoff, resonance, amount, tracking, drive]: [&mut f64; 5],
    at: &Place<'_>,
    check: &mut Check<'_>,
) {
    let default = Filter::default();
    let findings = &mut *check.findings;
    findings.number(cutoff, &at.field("cutoff"), 20.0..=20_000.0, default.cutoff.0);
    findings.number(resonance, &at.field("resonance"), 0.0001..=30.0, default.resonance);
    let range = -20_000.0..=20_000.0;
    findings.number(amount, &at.field("envelopeAmount"), range, default.envelope_amount.0);
    findings.number(tracking, &at.field("keyTracking"), 0.0..=1.0, 0.0);
    findings.number(drive, &at.field("drive"), 0.0..=1.0, 0.0);
}

/// An envelope; `default` is what its owner has when it says nothing.
pub(super) fn envelope(
    envelope: &mut Envelope,
    at: &Place<'_>,
    default: &Envelope,
    check: &mut Check<'_>,
) {
    envelope_from(0.001, envelope, at, default, check);
}

/// With another shortest attack.
pub(super) fn envelope_from(
    shortest: f64,
    envelope: &mut Envelope,
    at: &Place<'_>,
    default: &Envelope,
    check: &mut Check<'_>,
) {
    let findings = &mut *check.findings;
    findings.number(&mut envelope.delay.0, &at.field("delay"), 0.0..=10.0, default.delay.0);
    findings.number(&mut envelope.attack.0, &at.field("attack"), shortest..=10.0, default.attack.0);
    findings.number(&mut envelope.hold.0, &at.field("hold"), 0.0..=10.0, default.hold.0);
    findings.number(&mut envelope.decay.0, &at.field("decay"), 0.001..=10.0, default.decay.0);
    findings.number(&mut envelope.sustain, &at.field("sustain"), 0.0..=1.0, default.sustain);
    let release = &mut envelope.release.0;
    findings.number(release, &at.field("release"), 0.001..=20.0, default.release.0);
    let sensitivity = &mut envelope.velocity_sensitivity;
    let at = at.field("velocitySensitivity");
    findings.number(sensitivity, &at, 0.0..=1.0, default.velocity_sensitivity);
}

fn lfo(lfo: &mut Lfo, at: &Place<'_>, check: &mut Check<'_>) {
    let Lfo { frequency, depth, sync, .. } = lfo;
    lfo_numbers([&mut frequency.0, depth], sync.as_mut(), Lfo::default().depth, at, check);
}

/// Frequency, depth and the length of a cycle, which both synths have alike but for the depth that
/// stands where none is said.
pub(super) fn lfo_numbers(
    [frequency, depth]: [&mut f64; 2],
    sync: Option<&mut Beats>,
    default_depth: f64,
    at: &Place<'_>,
    check: &mut Check<'_>,
) {
    let findings = &mut *check.findings;
    let default = Lfo::default().frequency.0;
    findings.number(frequency, &at.field("frequency"), 0.01..=20.0, default);
    findings.number(depth, &at.field("depth"), 0.0..=1.0, default_depth);
    if let Some(sync) = sync {
        findings.number(&mut sync.0, &at.field("sync"), 1.0 / 64.0..=64.0, 1.0);
    }
}

/// The slots of a matrix; `amount` is where one keeps its own.
pub(super) fn modulation<T>(
    slots: &mut Vec<T>,
    at: &Place<'_>,
    amount: impl Fn(&mut T) -> &mut f64,
    check: &mut Check<'_>,
) {
    if slots.len() > SLOTS {
        check.findings.add(Diagnostic::new(
            Severity::Warning,
            "too-many-modulations",
            at.to_string(),
            format!("{} slots", slots.len()),
            format!("at most {SLOTS}"),
            "the last ones are dropped",
        ));
        slots.truncate(SLOTS);
    }
    for (i, slot) in slots.iter_mut().enumerate() {
        let at = at.item(i);
        check.findings.number(amount(slot), &at.field("amount"), -1.0..=1.0, 0.0);
    }
}
