//! What moves of the mixer's faders.

use crate::fader::{FaderMoves, Law, Level};
use crate::mixer::MASTER;
use crate::prepare::{Prepared, Source};
use rebounce_song::automation::{Control, Target};
use rebounce_song::mixer::{Mixer, Track};

/// Whether an instrument's pan moves.
pub(crate) fn pans(prepared: &Prepared, instrument: &str) -> bool {
    prepared.automation.control(instrument, Control::Pan).is_some()
}

/// What moves of a track's fader.
pub(crate) fn track_moves(prepared: &Prepared, track: &Track, stereo: bool) -> Option<FaderMoves> {
    let id = || track.id.clone();
    let level = |setting, target| Level { setting, motion: prepared.automation.of(&target) };
    let moves = FaderMoves {
        gain: level(track.gain, Target::Gain { track: id() }),
        volume: Level { setting: 1.0, motion: None },
        pan: level(track.pan, Target::Pan { track: id() }),
        staged: 1.0,
        law: if stereo { Law::Stereo } else { Law::Mono },
        audible: prepared.automation.of(&Target::Mute { track: id() }),
    };
    moves.any().then_some(moves)
}

/// What a player moves of an instrument as a whole.
pub(crate) fn instrument_moves(
    prepared: &Prepared,
    source: &Source,
    law: Law,
) -> Option<FaderMoves> {
    let motion = |control| prepared.automation.control(&source.id, control);
    let moves = FaderMoves {
        gain: Level { setting: 1.0, motion: motion(Control::Level) },
        volume: Level { setting: 1.0, motion: motion(Control::Expression) },
        pan: Level { setting: 0.0, motion: motion(Control::Pan) },
        staged: 1.0,
        law,
        audible: None,
    };
    moves.any().then_some(moves)
}

/// What moves of the master's fader.
pub(crate) fn master_moves(prepared: &Prepared, gain: f32) -> Option<FaderMoves> {
    let Mixer { master, master_volume, .. } = &prepared.mixer;
    let track = || MASTER.to_owned();
    let level = |setting, target| Level { setting, motion: prepared.automation.of(&target) };
    let audible = prepared.automation.of(&Target::Mute { track: track() });
    let silent = master.muted && audible.is_none();
    let moves = FaderMoves {
        gain: match silent {
            true => Level { setting: 0.0, motion: None },
            false => level(master.gain, Target::Gain { track: track() }),
        },
        volume: level(*master_volume, Target::MasterVolume),
        pan: level(master.pan, Target::Pan { track: track() }),
        staged: gain,
        law: Law::Stereo,
        audible,
    };
    moves.any().then_some(moves)
}
