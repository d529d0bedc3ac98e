//! What plays each program.

use crate::instrument::Sound;
use crate::preset;

/// The preset that comes nearest, by families of eight.
const FAMILIES: [&str; 16] = [
    "Piano",
    "Bell Synth",
    "Organ",
    "Pluck",
    "Bass",
    "Strings",
    "Strings",
    "Sidechain Lead",
    "Classic Lead",
    "Vocal Synth",
    "Classic Lead",
    "Warm Pad",
    "Dream Pad",
    "Trance Pluck",
    "Pluck",
    "Analog Pad",
];

/// The sound of a program, 0..=127.
pub(super) fn sound(program: u8) -> Sound {
    let name = FAMILIES[usize::from(program / 8)];
    let mut va = preset::va(name).expect("the table names presets");
    // A channel is played with chords.
    va.voice_mode = crate::va::VoiceMode::Poly;
    va.cut_itself = false;
    va.amplitude_envelope.velocity_sensitivity = 1.0;
    Sound::Va(Box::new(va))
}
