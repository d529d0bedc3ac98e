//! Settings of the Zenith synth.

use super::{Check, Place, va};
use crate::va::Envelope;
use crate::zenith::{Filter, Lfo, Oscillator, Zenith};

pub(super) fn check(zenith: &mut Zenith, at: &Place<'_>, check: &mut Check<'_>) {
    let default = Zenith::default();
    let oscillators = at.field("oscillators");
    for (i, (one, default)) in zenith.oscillators.iter_mut().zip(&default.oscillators).enumerate() {
        oscillator(one, &oscillators.item(i), default, check);
    }
    filter(&mut zenith.filter, &at.field("filter"), check);
    let normal = Envelope::default();
    va::envelope(&mut zenith.filter_envelope, &at.field("filterEnvelope"), &normal, check);
    va::envelope(&mut zenith.amplitude_envelope, &at.field("amplitudeEnvelope"), &normal, check);
    let lfos = at.field("lfos");
    for (i, one) in zenith.lfos.iter_mut().enumerate() {
        lfo(one, &lfos.item(i), check);
    }
    check.findings.number(&mut zenith.portamento.0, &at.field("portamento"), 0.0..=2.0, 0.0);
    check.findings.number(&mut zenith.gain, &at.field("gain"), 0.0..=1.0, default.gain);
    let slots = at.field("modulation");
    va::modulation(&mut zenith.modulation, &slots, |slot| &mut slot.amount, check);
}

fn oscillator(
    oscillator: &mut Oscillator,
    at: &Place<'_>,
    default: &Oscillator,
    check: &mut Check<'_>,
) {
    let voices = oscillator.voices();
    let findings = &mut *check.findings;
    let detune = &mut oscillator.detune.0;
    findings.number(detune, &at.field("detune"), -1200.0..=1200.0, default.detune.0);
    findings.number(&mut oscillator.octave, &at.field("octave"), -2..=2, default.octave);
    findings.number(&mut oscillator.level, &at.field("level"), 0.0..=1.0, default.level);
    let width = &mut oscillator.pulse_width;
    findings.number(width, &at.field("pulseWidth"), 0.01..=0.99, default.pulse_width);
    findings.number(&mut oscillator.phase, &at.field("phase"), 0.0..=1.0, default.phase);
    if let Some(given) = &mut oscillator.unison_voices {
        findings.number(given, &at.field("unisonVoices"), 1..=7, voices.clamp(1, 7));
    }
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
    va::filter_numbers(numbers, at, check);
}

fn lfo(lfo: &mut Lfo, at: &Place<'_>, check: &mut Check<'_>) {
    let Lfo { frequency, depth, sync, .. } = lfo;
    let default = Lfo::default().depth;
    va::lfo_numbers([&mut frequency.0, depth], sync.as_mut(), default, at, check);
}
