//! How much a song may hold, so that a hostile or broken one is refused before it costs anything.

use crate::effect::Effect;
use crate::error::Error;
use crate::instrument::Sound;
use crate::song::Song;

/// How much a song may hold.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Notes of all patterns together, as written, not as played; default 1,000,000.
    pub notes: usize,
    /// Points of all notes' bends together; default 1,000,000.
    pub bend_points: usize,
    /// Default 4096.
    pub instruments: usize,
    /// Zones of all samplers together; default 65,536.
    pub zones: usize,
    /// Default 65,536.
    pub patterns: usize,
    /// Parts of all patterns together; default 262,144.
    pub parts: usize,
    /// Tracks and buses of the mixer, and rows of the arrangement, each; default 4096.
    pub tracks: usize,
    /// Lanes of automation of all patterns and the song together; default 65,536.
    pub lanes: usize,
    /// Points of all lanes together; default 1,000,000.
    pub lane_points: usize,
    /// Default 100,000.
    pub clips: usize,
    /// Default 100,000.
    pub markers: usize,
    /// Default 100,000.
    pub tempo_changes: usize,
    /// Effects of one chain of inserts; default 64.
    pub effects: usize,
    /// Sends of one track; default 64.
    pub sends: usize,
    /// Bands of one equaliser; what is more is dropped with a warning; default 32.
    pub bands: usize,
    /// The latest beat and the greatest length; what is later or longer is clamped; default
    /// 1,000,000, which is five days at 140 beats per minute.
    pub beats: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            notes: 1_000_000,
            bend_points: 1_000_000,
            instruments: 4096,
            zones: 65_536,
            patterns: 65_536,
            parts: 262_144,
            tracks: 4096,
            lanes: 65_536,
            lane_points: 1_000_000,
            clips: 100_000,
            markers: 100_000,
            tempo_changes: 100_000,
            effects: 64,
            sends: 64,
            bands: 32,
            beats: 1e6,
        }
    }
}

/// Refuses a song that holds more than `limits` allows.
pub(super) fn check(song: &Song, limits: &Limits) -> Result<(), Error> {
    let at_most = |place: &str, what, found, limit| match found > limit {
        true => Err(Error::Limit { place: place.to_owned(), what, found, limit }),
        false => Ok(()),
    };
    let parts = || song.patterns.iter().flat_map(|pattern| &pattern.parts);
    at_most("patterns", "patterns", song.patterns.len(), limits.patterns)?;
    at_most("patterns", "parts", parts().count(), limits.parts)?;
    at_most("patterns", "notes", parts().map(|part| part.notes.len()).sum(), limits.notes)?;
    let bends = parts().flat_map(|part| &part.notes).map(|note| note.bend.len());
    at_most("patterns", "bend_points", bends.sum(), limits.bend_points)?;

    let lanes = || {
        let patterns = song.patterns.iter().flat_map(|pattern| &pattern.automation);
        patterns.chain(&song.automation)
    };
    at_most("automation", "lanes", lanes().count(), limits.lanes)?;
    let points = lanes().map(|lane| lane.points.len()).sum();
    at_most("automation", "lane_points", points, limits.lane_points)?;

    at_most("instruments", "instruments", song.instruments.len(), limits.instruments)?;
    let zones = song.instruments.iter().map(|instrument| match &instrument.sound {
        Sound::Sampler(sampler) => sampler.zones.len(),
        _ => 0,
    });
    at_most("instruments", "zones", zones.sum(), limits.zones)?;

    let arrangement = &song.arrangement;
    at_most("arrangement.tracks", "tracks", arrangement.tracks.len(), limits.tracks)?;
    at_most("arrangement.clips", "clips", arrangement.clips.len(), limits.clips)?;
    at_most("arrangement.markers", "markers", arrangement.markers.len(), limits.markers)?;
    at_most("tempoChanges", "tempo_changes", song.tempo_changes.len(), limits.tempo_changes)?;

    let mixer = &song.mixer;
    at_most("mixer.tracks", "tracks", mixer.tracks.len(), limits.tracks)?;
    let chain = |place: String, inserts: &[Effect]| {
        at_most(&place, "effects", inserts.len(), limits.effects)
    };
    chain("mixer.master.inserts".to_owned(), &mixer.master.inserts)?;
    for (i, instrument) in song.instruments.iter().enumerate() {
        chain(format!("instruments[{i}].inserts"), &instrument.inserts)?;
    }
    for (i, track) in mixer.tracks.iter().enumerate() {
        chain(format!("mixer.tracks[{i}].inserts"), &track.inserts)?;
        at_most(&format!("mixer.tracks[{i}].sends"), "sends", track.sends.len(), limits.sends)?;
    }
    Ok(())
}
