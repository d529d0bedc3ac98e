//! Instruments by the numbers of General MIDI: 128 programs and the drums of channel 10, of the
//! synths Rebounce has, so that a MIDI file sounds without any recording.

mod drums;
mod names;
mod plucked;
mod programs;
mod struck;
mod sustained;
mod synths;
mod table;

use crate::instrument::{Instrument, Sound};

/// The name of a program, 0..=127, as General MIDI 1 has it.
///
/// # Panics
/// Above 127.
#[must_use]
pub fn name(program: u8) -> &'static str {
    names::PROGRAMS[usize::from(program)]
}

/// The instrument of a program, 0..=127. Its id is its name in small letters.
///
/// # Panics
/// Above 127.
///
/// ```
/// let piano = rebounce_song::preset::general_midi::program(0);
/// assert_eq!(piano.id, "acoustic-grand-piano");
/// ```
#[must_use]
pub fn program(program: u8) -> Instrument {
    let sound = Sound::Zenith(Box::new(programs::sound(program)));
    Instrument { gain: programs::gain(program), ..instrument(name(program), sound) }
}

/// The instrument of a drum's key, which is played at key 60. Keys beyond the map of General MIDI
/// (35..=81, and what GS adds, 27..=87) have the nearest one's. Its id is its name in small
/// letters.
#[must_use]
pub fn drum(key: u8) -> Instrument {
    let (name, drum, place) = drums::drum(key);
    Instrument { pan: place, ..instrument(name, Sound::Drum(drum)) }
}

fn instrument(name: &str, sound: Sound) -> Instrument {
    let id: String = name
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    Instrument {
        id,
        name: name.to_owned(),
        output: "master".to_owned(),
        muted: false,
        gain: 1.0,
        pan: 0.0,
        inserts: Vec::new(),
        sound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_program_and_drum_has_a_name_of_its_own() {
        let programs: BTreeSet<String> = (0..128).map(|number| program(number).id).collect();
        assert_eq!(programs.len(), 128);
        let drums: BTreeSet<String> = (27..=87).map(|key| drum(key).id).collect();
        assert_eq!(drums.len(), 61);
    }
}
