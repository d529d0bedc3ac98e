//! What plays in the place of a recording (or of a SoundFont's preset) that cannot be had: a synthetic drum if a name says
//! which, else a plucked tone.

use rebounce_song::instrument::{Drum, DrumKind, Sound};
use rebounce_song::preset::general_midi;
use rebounce_song::soundfont::SoundFont;
use rebounce_song::va::{Envelope, Filter, Oscillator, Va, Waveform};
use rebounce_song::{Hertz, Instrument, Seconds};

/// The bank of drums, in fonts.
const DRUMS: u16 = 128;

/// Words that name a drum, the more telling ones first.
const WORDS: &[(&str, DrumKind)] = &[
    ("cowbell", DrumKind::Cowbell),
    ("clap", DrumKind::Clap),
    ("snap", DrumKind::Clap),
    ("open hat", DrumKind::OpenHat),
    ("openhat", DrumKind::OpenHat),
    ("open hh", DrumKind::OpenHat),
    ("ohh", DrumKind::OpenHat),
    ("snare", DrumKind::Snare),
    ("rim", DrumKind::Snare),
    ("kick", DrumKind::Kick),
    ("bass drum", DrumKind::Kick),
    ("bassdrum", DrumKind::Kick),
    ("hihat", DrumKind::ClosedHat),
    ("hat", DrumKind::ClosedHat),
    ("shaker", DrumKind::ClosedHat),
    ("tamb", DrumKind::ClosedHat),
    ("crash", DrumKind::Cymbal),
    ("ride", DrumKind::Cymbal),
    ("cymbal", DrumKind::Cymbal),
    ("tom", DrumKind::Tom),
    ("conga", DrumKind::Tom),
    ("perc", DrumKind::Tom),
];

/// The substitute for an instrument known by `names` (its name, id and recordings' names), whose
/// recordings sound unchanged at `base_key`; and what it is, in words.
pub(crate) fn substitute(names: &[&str], base_key: f64) -> (Sound, &'static str) {
    for name in names {
        let name = name.to_lowercase().replace(['_', '-', '.', '/'], " ");
        if let Some((_, kind)) = WORDS.iter().find(|(word, _)| name.contains(word)) {
            let drum = Drum { kind: *kind, tune: 60.0 - base_key, ..Drum::default() };
            return (Sound::Drum(drum), in_words(*kind));
        }
    }
    (Sound::Va(Box::new(plucked())), "a plucked tone")
}

fn in_words(kind: DrumKind) -> &'static str {
    match kind {
        DrumKind::Kick => "a synthetic kick",
        DrumKind::Snare => "a synthetic snare",
        DrumKind::Clap => "a synthetic clap",
        DrumKind::ClosedHat => "a synthetic closed hat",
        DrumKind::OpenHat => "a synthetic open hat",
        DrumKind::Tom => "a synthetic tom",
        DrumKind::Cymbal => "a synthetic cymbal",
        DrumKind::Cowbell => "a synthetic cowbell",
    }
}

/// What plays in the place of a font's preset: the built-in General MIDI program; drums have none.
pub(crate) fn instead(settings: &SoundFont) -> Option<Instrument> {
    let program = u8::try_from(settings.program).ok().filter(|program| *program < 128)?;
    (settings.bank != DRUMS).then(|| general_midi::program(program))
}

/// Found by measurement on 2026-11-24: dark enough not to stand out, short enough not to blur.
fn plucked() -> Va {
    let oscillator =
        |waveform, octave, level| Oscillator { waveform, octave, level, ..Oscillator::default() };
    Va {
        oscillators: [
            oscillator(Waveform::Triangle, 0, 0.6),
            oscillator(Waveform::Sawtooth, 0, 0.2),
            Oscillator { enabled: false, ..Oscillator::default() },
        ],
        filter: Filter {
            cutoff: Hertz(900.0),
            envelope_amount: Hertz(2500.0),
            key_tracking: 0.5,
            ..Filter::default()
        },
        filter_envelope: Envelope {
            attack: Seconds(0.002),
            decay: Seconds(0.25),
            sustain: 0.0,
            ..Envelope::default()
        },
        amplitude_envelope: Envelope {
            attack: Seconds(0.002),
            decay: Seconds(0.6),
            sustain: 0.15,
            release: Seconds(0.2),
            ..Envelope::default()
        },
        ..Va::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(names: &[&str]) -> Option<DrumKind> {
        match substitute(names, 60.0).0 {
            Sound::Drum(drum) => Some(drum.kind),
            _ => None,
        }
    }

    #[test]
    fn a_drum_is_found_by_any_of_its_names() {
        assert_eq!(kind(&["Kick Dry"]), Some(DrumKind::Kick));
        assert_eq!(kind(&["Thing", "samples/open-hat_3.wav"]), Some(DrumKind::OpenHat));
        assert_eq!(kind(&["Clap Odd"]), Some(DrumKind::Clap));
        assert_eq!(kind(&["HiHat closed"]), Some(DrumKind::ClosedHat));
    }

    #[test]
    fn what_no_name_tells_is_plucked() {
        assert_eq!(kind(&["Rhodes", "keys"]), None);
        assert_eq!(substitute(&["Rhodes"], 60.0).1, "a plucked tone");
    }
}
