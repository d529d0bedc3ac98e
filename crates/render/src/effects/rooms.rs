//! The impulse responses of the song's convolution reverbs, each made once and shared by all
//! reverbs of that room.

use super::patches;
use crate::resources::{Found, Resources, RoomKey};
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

/// The rooms of all convolution reverbs of `song` that are not bypassed, each once.
pub(crate) fn wanted(song: &Song, sample_rate: u32) -> Vec<RoomKey> {
    let Mixer { tracks, master, .. } = &song.mixer;
    let effects = song
        .instruments
        .iter()
        .flat_map(|instrument| &instrument.inserts)
        .chain(tracks.iter().flat_map(|track| &track.inserts))
        .chain(&master.inserts);
    let mut rooms = Vec::new();
    for Effect { bypass, settings, .. } in effects {
        let Settings::Reverb(reverb) = settings else { continue };
        let (length_s, low_pass_hz) = key(&patches::reverb(reverb));
        let room = (length_s, low_pass_hz, sample_rate);
        if !bypass && !rooms.contains(&room) {
            rooms.push(room);
        }
    }
    rooms
}

/// A room, found there or made.
pub(crate) fn room_of(room: RoomKey, resources: &Resources) -> Found<Impulse> {
    let (length_s, low_pass_hz, rate) = room;
    resources.room(room, || Impulse::new(length_s, low_pass_hz, f64::from(rate)))
}

impl Rooms {
    /// Those that were wanted, as [`room_of`] gave them.
    pub(crate) fn new(wanted: &[RoomKey], rooms: Vec<Found<Impulse>>) -> Self {
        let hits = rooms.iter().filter(|(_, there)| *there).count() as u64;
        let misses = rooms.len() as u64 - hits;
        let keys = wanted.iter().map(|&(length_s, low_pass_hz, _)| (length_s, low_pass_hz));
        Self { rooms: keys.zip(rooms.into_iter().map(|it| it.0)).collect(), hits, misses }
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
