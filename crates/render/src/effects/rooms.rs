//! The impulse responses of the song's convolution reverbs, each made once and shared by all
//! reverbs of that room.

use super::patches;
use crate::options::Options;
use rebounce_dsp::effects::reverb::{Impulse, ReverbPatch};
use rebounce_song::effect::Settings;
use rebounce_song::mixer::Mixer;
use rebounce_song::{Effect, Song};
use std::sync::Arc;

/// The rooms of a song.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rooms {
    /// By length and low-pass.
    rooms: Vec<((f32, f32), Arc<Impulse>)>,
    /// Rooms that were there already, and that were made.
    pub(crate) hits: u64,
    pub(crate) misses: u64,
}

impl Rooms {
    /// Those of all convolution reverbs of `song` that are not bypassed.
    pub(crate) fn new(song: &Song, options: &Options) -> Self {
        let Mixer { tracks, master, .. } = &song.mixer;
        let effects = song
            .instruments
            .iter()
            .flat_map(|instrument| &instrument.inserts)
            .chain(tracks.iter().flat_map(|track| &track.inserts))
            .chain(&master.inserts);
        let mut rooms = Self::default();
        for Effect { bypass, settings, .. } in effects {
            let Settings::Reverb(reverb) = settings else { continue };
            let patch = patches::reverb(reverb);
            if !bypass && !rooms.rooms.iter().any(|(room, _)| *room == key(&patch)) {
                let (length_s, low_pass_hz, rate) =
                    (patch.length_s, patch.low_pass_hz, options.sample_rate);
                let make = || Impulse::new(length_s, low_pass_hz, f64::from(rate));
                let (impulse, there) = options.resources.room((length_s, low_pass_hz, rate), make);
                *(if there { &mut rooms.hits } else { &mut rooms.misses }) += 1;
                rooms.rooms.push((key(&patch), impulse));
            }
        }
        rooms
    }

    /// The room of a reverb of this song.
    pub(crate) fn get(&self, patch: &ReverbPatch) -> Arc<Impulse> {
        let room = self.rooms.iter().find(|(room, _)| *room == key(patch));
        Arc::clone(&room.expect("the rooms of all reverbs were made beforehand").1)
    }

    /// Bytes of all rooms.
    pub(crate) fn bytes(&self) -> u64 {
        self.rooms.iter().map(|(_, impulse)| impulse.bytes() as u64).sum()
    }
}

fn key(patch: &ReverbPatch) -> (f32, f32) {
    (patch.length_s, patch.low_pass_hz)
}
