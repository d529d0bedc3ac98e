//! Instruments: what they share, and drums.

use super::{Check, Place, effects, mixer, sampler, va, zenith};
use crate::instrument::{Drum, Instrument, Sound};
use crate::soundfont::SoundFont;

pub(super) fn check(instruments: &mut [Instrument], at: &Place<'_>, check: &mut Check<'_>) {
    for (i, instrument) in instruments.iter_mut().enumerate() {
        let at = at.item(i);
        mixer::output(&mut instrument.output, &at.field("output"), check);
        check.findings.number(&mut instrument.gain, &at.field("gain"), 0.0..=4.0, 1.0);
        check.findings.number(&mut instrument.pan, &at.field("pan"), -1.0..=1.0, 0.0);
        let chain = effects::Chain::Instrument;
        effects::check(&mut instrument.inserts, &at.field("inserts"), chain, check);
        let at = at.field("sound");
        match &mut instrument.sound {
            Sound::Va(settings) => va::check(settings, &at, check),
            Sound::Zenith(settings) => zenith::check(settings, &at, check),
            Sound::Sampler(settings) => sampler::check(settings, &at, check),
            Sound::Drum(settings) => drum(settings, &at, check),
            Sound::SoundFont(settings) => soundfont(settings, &at, check),
        }
    }
}

/// Banks of a bank select: two controllers of seven bits.
const BANKS: u16 = 16_383;

fn soundfont(settings: &mut SoundFont, at: &Place<'_>, check: &mut Check<'_>) {
    check.findings.number(&mut settings.bank, &at.field("bank"), 0..=BANKS, 0);
    check.findings.number(&mut settings.program, &at.field("program"), 0..=127, 0);
}

fn drum(drum: &mut Drum, at: &Place<'_>, check: &mut Check<'_>) {
    let default = Drum::default();
    check.findings.number(&mut drum.tune, &at.field("tune"), -24.0..=24.0, default.tune);
    check.findings.number(&mut drum.decay, &at.field("decay"), 0.1..=4.0, default.decay);
    check.findings.number(&mut drum.tone, &at.field("tone"), 0.0..=1.0, default.tone);
}
