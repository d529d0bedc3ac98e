//! Batches: voices of one patch, eight lanes wide.

mod kernel;
mod placement;
mod player;
mod prints;
mod shared;
mod uses;

pub(crate) use kernel::by_tiles;
pub use kernel::{BLOCK, Block, Kernel, Tile};
pub use player::{Room, Stats};
pub use prints::PrintStats;
pub use shared::{SharedPrints, SharedRoom};
pub use uses::Uses;

use crate::drum;
use crate::lanes::Level;
use crate::sampler;
use crate::soundfont;
use crate::va;
use crate::voice::Voice;
use player::{Player, length};
use std::sync::Arc;

/// What the voices of a batch play.
#[derive(Clone, Debug)]
pub enum Patch {
    /// The virtual-analogue synth.
    Va(va::Patch),
    /// The sampler.
    Sampler(sampler::Patch),
    /// A synthetic drum.
    Drum(drum::Patch),
    /// A preset of a SoundFont.
    SoundFont(soundfont::Patch),
}

impl Patch {
    /// Frames from the voice's start after which it is exactly zero, in whole tiles.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        match self {
            Self::Va(patch) => length::<va::State>(patch, voice),
            Self::Sampler(patch) => length::<sampler::State>(patch, voice),
            Self::Drum(patch) => length::<drum::State>(patch, voice),
            Self::SoundFont(patch) => length::<soundfont::State>(patch, voice),
        }
    }

    /// What of a voice decides its print, and the factor that goes with it: see
    /// [`Kernel::print`].
    #[must_use]
    pub fn print(&self, voice: &Voice) -> (Voice, f32) {
        match self {
            Self::Va(patch) => va::State::print(patch, voice),
            Self::Sampler(patch) => sampler::State::print(patch, voice),
            Self::Drum(patch) => drum::State::print(patch, voice),
            Self::SoundFont(patch) => soundfont::State::print(patch, voice),
        }
    }

    /// Whether a voice in the middle can differ left from right.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        match self {
            Self::Va(patch) => patch.is_stereo(),
            Self::Sampler(patch) => patch.is_stereo(),
            Self::Drum(patch) => patch.is_stereo(),
            Self::SoundFont(_) => false,
        }
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        match self {
            Self::Va(patch) => patch.peak(voice),
            Self::Sampler(patch) => patch.peak(voice),
            Self::Drum(patch) => patch.peak(voice),
            Self::SoundFont(patch) => patch.peak(voice),
        }
    }

    /// A bound on the voice's peak, linear, with its gain, before pan; infinite where none is
    /// known: modulators of a SoundFont may raise its level as they like.
    #[must_use]
    pub fn bound(&self, voice: &Voice) -> f32 {
        match self {
            Self::Va(patch) => patch.bound(voice),
            Self::Sampler(patch) => patch.bound(voice),
            Self::Drum(patch) => patch.peak(voice),
            Self::SoundFont(_) => f32::INFINITY,
        }
    }

    /// Nanoseconds of a batch-frame, roughly.
    #[must_use]
    pub fn cost(&self) -> f32 {
        match self {
            Self::Va(patch) => patch.cost(),
            Self::Sampler(patch) => patch.cost(),
            Self::Drum(patch) => patch.cost(),
            Self::SoundFont(patch) => patch.cost(),
        }
    }
}

/// The voices at work, by the kind of patch.
enum Work {
    Va(Box<Player<va::State>>),
    Sampler(Box<Player<sampler::State>>),
    Drum(Box<Player<drum::State>>),
    SoundFont(Box<Player<soundfont::State>>),
}

/// Voices of one patch, rendered in eight lanes.
pub struct Batch {
    patch: Arc<Patch>,
    work: Work,
}

impl Batch {
    /// `voices` ascend in start. `stereo`: they are panned (mono sources with -3 dB at the
    /// centre); else what is made is the unpanned sum. `room` cannot be heard.
    #[must_use]
    pub fn new(
        patch: &Arc<Patch>,
        voices: impl Iterator<Item = Voice> + Send + 'static,
        stereo: bool,
        room: Room,
    ) -> Self {
        let voices = Box::new(voices);
        let work = match &**patch {
            Patch::Va(patch) => Work::Va(Box::new(Player::new(patch, voices, stereo, room))),
            Patch::Sampler(patch) => {
                Work::Sampler(Box::new(Player::new(patch, voices, stereo, room)))
            }
            Patch::Drum(patch) => Work::Drum(Box::new(Player::new(patch, voices, stereo, room))),
            Patch::SoundFont(patch) => {
                Work::SoundFont(Box::new(Player::new(patch, voices, stereo, room)))
            }
        };
        Self { patch: Arc::clone(patch), work }
    }

    /// Overwrites both channels with the next frames; false: all are exactly zero.
    ///
    /// # Panics
    /// If the channels differ in length.
    pub fn render(&mut self, level: Level, left: &mut [f32], right: &mut [f32]) -> bool {
        assert_eq!(left.len(), right.len(), "both channels have the same frames");
        self.next(level, left, Some(right))
    }

    /// Overwrites one channel with the next frames: the left, which is also the right of a batch
    /// that is not stereo; false: all are exactly zero.
    pub fn render_mono(&mut self, level: Level, left: &mut [f32]) -> bool {
        self.next(level, left, None)
    }

    fn next(&mut self, level: Level, left: &mut [f32], right: Option<&mut [f32]>) -> bool {
        match (&mut self.work, &*self.patch) {
            (Work::Va(player), Patch::Va(patch)) => player.render(level, patch, left, right),
            (Work::Sampler(player), Patch::Sampler(patch)) => {
                player.render(level, patch, left, right)
            }
            (Work::Drum(player), Patch::Drum(patch)) => {
                player.render(level.narrow(), patch, left, right)
            }
            (Work::SoundFont(player), Patch::SoundFont(patch)) => {
                player.render(level, patch, left, right)
            }
            (Work::Va(_) | Work::Sampler(_) | Work::Drum(_) | Work::SoundFont(_), _) => {
                unreachable!("a batch's work is made for its patch")
            }
        }
    }

    /// What it did so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        match &self.work {
            Work::Va(player) => player.stats(),
            Work::Sampler(player) => player.stats(),
            Work::Drum(player) => player.stats(),
            Work::SoundFont(player) => player.stats(),
        }
    }
}
