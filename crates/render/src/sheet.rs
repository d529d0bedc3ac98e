//! Which of a sampler's recordings a note plays: its zone, moved to the pitch of its key where the
//! time is to stay, cut into slices where it is chopped. All that is needed is made here, once.

use crate::error::Error;
use crate::recordings::Recordings;
use rebounce_dsp::lanes::Level;
use rebounce_dsp::sampler::{Part, Zone, Zones};
use rebounce_dsp::stretch::FARTHEST;
use rebounce_song::Song;
use rebounce_song::chop::Slice;
use rebounce_song::sampler::Sampler;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of the patch's zones: of each recording, as it is or moved, one for the whole or one
/// for each slice.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    zones: Zones,
    /// Levels of the recordings.
    gains: Vec<f32>,
    /// Zones of one recording.
    each: u32,
    /// Of recordings that are moved, by zone and the bits of the key.
    moved: BTreeMap<(u32, u32), u32>,
}

impl Sheet {
    /// The zone of a note, of a chop that of its first slice, and its level; `None`: there is none.
    pub(crate) fn choose(&self, key: f32, velocity: f32, counter: u32) -> Option<(u32, f32)> {
        let zone = self.zones.choose(key, velocity, counter)?;
        let moved = self.moved.get(&(zone, key.to_bits())).copied();
        Some((moved.unwrap_or(zone) * self.each, self.gains[zone as usize]))
    }
}

/// The zones of a sampler's patch, and their sheet.
///
/// # Errors
/// [`Error::TooManyRecordings`].
pub(crate) fn sheet(
    song: &Song,
    instrument: &str,
    sampler: &Sampler,
    (mut recorded, gains): (Vec<Zone>, Vec<f32>),
    recordings: &mut Recordings<'_>,
) -> Result<(Vec<Zone>, Sheet), Error> {
    let zones = Zones::new(&recorded);
    let mut moved = BTreeMap::new();
    if sampler.time_stretch {
        for (zone, key) in played(song, instrument, &zones) {
            let from = &recorded[zone as usize];
            let wanted = f64::from(f32::from_bits(key)) + sampler.pitch.0;
            let semitones = (wanted - from.base_key).clamp(-FARTHEST, FARTHEST);
            let recording = recordings.at_pitch(&from.recording, semitones, Level::best())?;
            // What is too far is left to the speed.
            let moved_zone =
                Zone { recording, base_key: from.base_key + semitones, ..from.clone() };
            moved.insert((zone, key), recorded.len() as u32);
            recorded.push(moved_zone);
        }
    }
    let slices = sampler.chop.as_ref().map_or(&[][..], |chop| &chop.slices);
    let each = slices.len().max(1) as u32;
    let parts = |zone: Zone| -> Vec<Zone> {
        if slices.is_empty() {
            return vec![zone];
        }
        slices.iter().map(|slice| Zone { part: Some(part(slice)), ..zone.clone() }).collect()
    };
    let all = recorded.into_iter().flat_map(parts).collect();
    Ok((all, Sheet { zones, gains, each, moved }))
}

/// The zones that an instrument's notes may play, and the bits of their keys.
fn played(song: &Song, instrument: &str, zones: &Zones) -> BTreeSet<(u32, u32)> {
    let parts = song.patterns.iter().flat_map(|pattern| &pattern.parts);
    let notes = parts.filter(|part| part.instrument == instrument).flat_map(|part| &part.notes);
    notes
        .filter(|note| !note.muted)
        .flat_map(|note| {
            let key = note.key as f32;
            let zones = zones.candidates(key, note.velocity as f32);
            zones.into_iter().map(move |zone| (zone, key.to_bits()))
        })
        .collect()
}

fn part(slice: &Slice) -> Part {
    Part {
        range: [slice.from, slice.to],
        pitch: slice.pitch.0,
        reverse: slice.reverse,
        looped: slice.looped,
    }
}
