//! Instruments of generated songs, by their part in the band.

use super::effects;
use super::random::Random;
use rebounce_song::instrument::{Drum, DrumKind, Sound};
use rebounce_song::sampler::{Sampler, SamplerFilter, Zone};
use rebounce_song::va::{Envelope, Filter, FilterType, Oscillator, Va, VoiceMode, Waveform};
use rebounce_song::{Cents, Hertz, Instrument, Seconds, preset};

/// What an instrument is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Kick,
    Snare,
    Hat,
    Percussion,
    Bass,
    Chords,
    Lead,
    Arpeggio,
}

impl Role {
    pub(crate) fn is_drum(self) -> bool {
        matches!(self, Self::Kick | Self::Snare | Self::Hat | Self::Percussion)
    }
}

pub(crate) fn instrument(
    random: &mut Random,
    role: Role,
    id: String,
    output: String,
) -> Instrument {
    let sound = if role.is_drum() { drum(random, role) } else { tone(random, role) };
    let few = if role.is_drum() { 0.03 } else { 0.1 };
    Instrument {
        id,
        name: format!("{role:?}"),
        output,
        muted: false,
        gain: random.pick(&[1.0, 1.0, 1.0, 0.8, 0.6, 1.2]),
        pan: if random.chance(0.2) { random.between(-0.5, 0.5) } else { 0.0 },
        inserts: if random.chance(few) { vec![effects::on_a_track(random)] } else { vec![] },
        sound,
    }
}

fn drum(random: &mut Random, role: Role) -> Sound {
    let (kinds, recording): (&[DrumKind], _) = match role {
        Role::Kick => (&[DrumKind::Kick], "kick"),
        Role::Snare => (&[DrumKind::Snare, DrumKind::Clap], "snare"),
        Role::Hat => (&[DrumKind::ClosedHat, DrumKind::OpenHat], "hat"),
        _ => (&[DrumKind::Tom, DrumKind::Cymbal, DrumKind::Cowbell, DrumKind::Clap], "snare"),
    };
    if random.chance(0.4) {
        return Sound::Drum(Drum {
            kind: random.pick(kinds),
            tune: if random.chance(0.3) { random.between(-5.0, 5.0) } else { 0.0 },
            decay: random.between(0.5, 1.5),
            tone: random.between(0.2, 0.8),
            cut_itself: random.chance(0.8),
        });
    }
    let zone = Zone { recording: format!("{recording}-{}", random.below(1000)), ..Zone::default() };
    Sound::Sampler(Box::new(Sampler {
        zones: vec![zone],
        one_shot: random.chance(0.8),
        bass_boost: if random.chance(0.1) { random.between(0.0, 0.5) } else { 0.0 },
        ..Sampler::default()
    }))
}

fn tone(random: &mut Random, role: Role) -> Sound {
    let of = |names: &'static [&'static str], random: &mut Random| random.pick(names);
    match random.below(10) {
        0..3 => Sound::Va(Box::new(synth(random, role))),
        3..6 => {
            let names: &[&str] = match role {
                Role::Bass => &["Bass", "808 Bass", "Sub Bass", "Reese Bass"],
                Role::Chords => &["Warm Pad", "E. Piano", "Piano", "Strings", "Lush Pad", "Organ"],
                Role::Lead => &["Classic Lead", "Supersaw Lead", "Acid Lead", "Hyper Saw"],
                _ => &["Pluck", "Bell Synth", "Trance Pluck"],
            };
            Sound::Va(Box::new(preset::va(of(names, random)).expect("it is one of the names")))
        }
        6..8 => {
            let name = of(preset::zenith_names(), random);
            Sound::Zenith(Box::new(preset::zenith(name).expect("it is one of the names")))
        }
        _ => {
            let zone = Zone { recording: format!("key-{}", random.below(1000)), ..Zone::default() };
            let filter = SamplerFilter {
                cutoff: Hertz(random.ratio(400.0, 8000.0)),
                q: random.ratio(0.5, 4.0),
                ..SamplerFilter::default()
            };
            Sound::Sampler(Box::new(Sampler {
                zones: vec![zone],
                cut_itself: false,
                filter: random.chance(0.3).then_some(filter),
                ..Sampler::default()
            }))
        }
    }
}

/// A patch of someone's own.
fn synth(random: &mut Random, role: Role) -> Va {
    let waves = [Waveform::Sine, Waveform::Square, Waveform::Sawtooth, Waveform::Triangle];
    let oscillator = |random: &mut Random, first: bool| Oscillator {
        enabled: first || random.chance(0.6),
        waveform: if random.chance(0.15) { Waveform::Supersaw } else { random.pick(&waves) },
        detune: Cents(if first { 0.0 } else { random.between(-12.0, 12.0) }),
        octave: if first { 0 } else { random.below(3) as i32 - 1 },
        level: random.between(0.2, 0.6),
        pulse_width: random.between(0.2, 0.5),
        ..Oscillator::default()
    };
    let slow = role == Role::Chords;
    let attack = if slow { random.ratio(0.01, 0.8) } else { random.ratio(0.001, 0.02) };
    Va {
        oscillators: [
            oscillator(random, true),
            oscillator(random, false),
            oscillator(random, false),
        ],
        filter: Filter {
            kind: random.pick(&[FilterType::Lowpass, FilterType::Lowpass, FilterType::Bandpass]),
            cutoff: Hertz(random.ratio(150.0, 8000.0)),
            resonance: if random.chance(0.4) { random.between(4.0, 18.0) } else { 1.0 },
            envelope_amount: Hertz(random.between(0.0, 4000.0)),
            key_tracking: random.between(0.0, 1.0),
            drive: if random.chance(0.3) { random.between(0.0, 0.7) } else { 0.0 },
        },
        amplitude_envelope: Envelope {
            attack: Seconds(attack),
            decay: Seconds(random.ratio(0.05, 1.0)),
            sustain: random.between(0.2, 1.0),
            release: Seconds(random.ratio(0.05, 1.0)),
            ..Envelope::default()
        },
        voice_mode: match role {
            Role::Bass | Role::Lead if random.chance(0.5) => VoiceMode::Mono,
            _ => VoiceMode::Poly,
        },
        portamento: Seconds(if random.chance(0.3) { 0.06 } else { 0.0 }),
        gain: random.between(0.4, 1.0),
        ..Va::default()
    }
}
