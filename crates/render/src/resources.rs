//! What is made once and shared by all renders that are given it: recordings at a sample rate,
//! the rooms of convolution reverbs, effects, presets of SoundFonts, worker threads. It cannot be
//! heard.

use crate::effects::{self, EffectKey};
use crate::presets::{Preset, PresetKey, Presets};
use crate::schedule::Pool;
use rebounce_dsp::Recording;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::effects::reverb::Impulse;
use rebounce_dsp::soundfont::Font;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are kept for later renders; what was used longest ago goes first.
const KEPT: u64 = 256 << 20;
/// Effects that are kept: those of one large song.
const EFFECTS: usize = 128;
/// Pools of threads that are kept.
const POOLS: usize = 4;

/// Shared things; clones share the same ones. A render that is given the [`Resources`] of one
/// before finds there what both need; asked for one after another, renders make nothing twice.
#[derive(Clone, Default)]
pub struct Resources(Arc<Mutex<Shelves>>);

#[derive(Default)]
struct Shelves {
    /// Least lately used first.
    things: VecDeque<Thing>,
    bytes: u64,
    /// Longest there first.
    effects: VecDeque<(EffectKey, effects::Made)>,
    pools: VecDeque<(usize, Arc<Pool>)>,
    /// If renders share them.
    presets: Option<Presets>,
}

struct Thing {
    bytes: u64,
    made: Made,
}

enum Made {
    /// Of an original that is held, so that no other can come to lie in its place in memory.
    Recording {
        from: Arc<Recording>,
        how: How,
        recording: Arc<Recording>,
    },
    Room {
        key: RoomKey,
        impulse: Arc<Impulse>,
    },
}

/// What was done to a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// Resampled to so many frames per second.
    Rate(u32),
    /// Moved by so many semitones, the bits of an f64, at its own length.
    Pitch(u64),
}

/// Length in seconds, low-pass in Hz, frames per second.
pub(crate) type RoomKey = (f32, f32, u32);

/// Something, and whether it was there already.
pub(crate) type Found<T> = (Arc<T>, bool);

impl Resources {
    /// With so many bytes for voices of SoundFonts that one render leaves to the next, beside what
    /// each keeps for itself. For many short songs with the same fonts.
    #[must_use]
    pub fn with_prints(bytes: u64) -> Self {
        let resources = Self::default();
        resources.with(|shelves| shelves.presets = (bytes > 0).then(|| Presets::new(bytes)));
        resources
    }

    /// A preset of a font, made by `make` if it is not there.
    pub(crate) fn preset(
        &self,
        font: &Arc<Font>,
        key: PresetKey,
        make: impl FnOnce() -> Patch,
    ) -> Preset {
        self.with(|shelves| match &mut shelves.presets {
            Some(presets) => presets.get(font, key, make),
            None => Preset { patch: Arc::new(make()), shared: None },
        })
    }

    /// A recording to which something was done, made by `make` if it is not there. It is known by
    /// its original: the very one, not one that is equal.
    pub(crate) fn recording(
        &self,
        original: &Arc<Recording>,
        how: How,
        make: impl FnOnce() -> Recording,
    ) -> Found<Recording> {
        let known = self.with(|shelves| {
            shelves.find(|made| match made {
                Made::Recording { from, how: done, recording } => {
                    (Arc::ptr_eq(from, original) && *done == how).then(|| Arc::clone(recording))
                }
                Made::Room { .. } => None,
            })
        });
        if let Some(recording) = known {
            return (recording, true);
        }
        let recording = Arc::new(make());
        let samples =
            |recording: &Recording| -> usize { recording.channels.iter().map(Vec::len).sum() };
        let bytes = 4 * (samples(&recording) + samples(original)) as u64;
        let (from, kept) = (Arc::clone(original), Arc::clone(&recording));
        let made = Made::Recording { from, how, recording: kept };
        self.with(|shelves| shelves.keep(made, bytes));
        (recording, false)
    }

    /// A room, made by `make` if it is not there.
    pub(crate) fn room(&self, wanted: RoomKey, make: impl FnOnce() -> Impulse) -> Found<Impulse> {
        let known = self.with(|shelves| {
            shelves.find(|made| match made {
                Made::Room { key, impulse } => (*key == wanted).then(|| Arc::clone(impulse)),
                Made::Recording { .. } => None,
            })
        });
        if let Some(impulse) = known {
            return (impulse, true);
        }
        let impulse = Arc::new(make());
        let made = Made::Room { key: wanted, impulse: Arc::clone(&impulse) };
        self.with(|shelves| shelves.keep(made, impulse.bytes() as u64));
        (impulse, false)
    }

    /// An effect that waits.
    pub(crate) fn effect(&self, key: &EffectKey) -> Option<effects::Made> {
        self.with(|shelves| {
            let place = shelves.effects.iter().position(|(it, _)| it == key)?;
            shelves.effects.remove(place).map(|(_, effect)| effect)
        })
    }

    /// Has an effect wait.
    pub(crate) fn keep_effect(&self, key: EffectKey, effect: effects::Made) {
        self.with(|shelves| {
            shelves.effects.push_back((key, effect));
            if shelves.effects.len() > EFFECTS {
                shelves.effects.pop_front();
            }
        });
    }

    /// So many threads, made by `make` if they are not there.
    pub(crate) fn pool<E>(
        &self,
        threads: usize,
        make: impl FnOnce() -> Result<Pool, E>,
    ) -> Result<Arc<Pool>, E> {
        let known = self.with(|shelves| {
            shelves.pools.iter().find(|(count, _)| *count == threads).map(|pool| pool.1.clone())
        });
        if let Some(pool) = known {
            return Ok(pool);
        }
        let pool = Arc::new(make()?);
        self.with(|shelves| {
            shelves.pools.push_back((threads, Arc::clone(&pool)));
            if shelves.pools.len() > POOLS {
                shelves.pools.pop_front();
            }
        });
        Ok(pool)
    }

    /// A panic while they were held leaves them whole: nothing is changed in steps.
    fn with<T>(&self, work: impl FnOnce(&mut Shelves) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shelves {
    /// What `wanted` finds, which becomes the last used.
    fn find<T>(&mut self, wanted: impl Fn(&Made) -> Option<T>) -> Option<T> {
        let (place, found) =
            self.things.iter().enumerate().find_map(|(i, it)| Some((i, wanted(&it.made)?)))?;
        let thing = self.things.remove(place)?;
        self.things.push_back(thing);
        Some(found)
    }

    fn keep(&mut self, made: Made, bytes: u64) {
        self.things.push_back(Thing { bytes, made });
        self.bytes += bytes;
        while self.bytes > KEPT
            && let Some(oldest) = self.things.pop_front()
        {
            self.bytes -= oldest.bytes;
        }
    }
}

impl fmt::Debug for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (things, bytes) = self.with(|shelves| (shelves.things.len(), shelves.bytes));
        f.debug_struct("Resources").field("things", &things).field("bytes", &bytes).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(frames: usize) -> Arc<Recording> {
        Arc::new(Recording { channels: vec![vec![0.5; frames]], sample_rate: 48_000 })
    }

    #[test]
    fn a_recording_is_resampled_once_for_each_rate() {
        let resources = Resources::default();
        let original = recording(100);
        let ask =
            |rate| resources.recording(&original, How::Rate(rate), || (*recording(50)).clone()).1;
        assert_eq!(
            [ask(44_100), ask(44_100), ask(22_050), ask(44_100)],
            [false, true, false, true]
        );
        let other = recording(100);
        let (_, known) =
            resources.recording(&other, How::Rate(44_100), || (*recording(50)).clone());
        assert!(!known);
        let up = How::Pitch(7.0_f64.to_bits());
        assert!(!resources.recording(&original, up, || (*recording(50)).clone()).1);
        assert!(resources.recording(&original, up, || (*recording(50)).clone()).1);
    }

    #[test]
    fn what_was_used_longest_ago_makes_room() {
        let resources = Resources::default();
        // A bit more than a third of what is kept, each.
        let frames = (KEPT / 12) as usize + 1;
        let originals = [(); 3].map(|()| recording(0));
        let ask = |i: usize| {
            let make = || (*recording(frames)).clone();
            resources.recording(&originals[i], How::Rate(44_100), make).1
        };
        assert_eq!([ask(0), ask(1), ask(0)], [false, false, true]);
        assert_eq!([ask(2), ask(0), ask(1)], [false, true, false], "1 made room for 2");
    }
}
