//! Batches: eight voices of one patch, rendered together.

mod driver;

pub use driver::{Driver, Kernel, Tile};

use crate::drum;
use crate::lanes::{Level, dispatch};
use crate::sampler;
use crate::va;
use crate::voice::{LANES, TILE, Voice};
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
}

impl Patch {
    /// Frames from the voice's start after which it is exactly zero, in whole tiles.
    #[must_use]
    pub fn length(&self, voice: &Voice) -> u64 {
        let length = match self {
            Self::Va(patch) => patch.length(voice),
            Self::Sampler(patch) => patch.length(voice),
            Self::Drum(patch) => patch.length(voice),
        };
        length.checked_next_multiple_of(TILE as u64).unwrap_or(u64::MAX)
    }

    /// Whether a voice in the middle can differ left from right.
    #[must_use]
    pub fn is_stereo(&self) -> bool {
        match self {
            Self::Va(patch) => patch.is_stereo(),
            Self::Sampler(patch) => patch.is_stereo(),
            Self::Drum(patch) => patch.is_stereo(),
        }
    }

    /// An estimate of the voice's peak, linear, with its gain, before pan.
    #[must_use]
    pub fn peak(&self, voice: &Voice) -> f32 {
        match self {
            Self::Va(patch) => patch.peak(voice),
            Self::Sampler(patch) => patch.peak(voice),
            Self::Drum(patch) => patch.peak(voice),
        }
    }

    /// Nanoseconds of a batch-frame, roughly.
    #[must_use]
    pub fn cost(&self) -> f32 {
        match self {
            Self::Va(patch) => patch.cost(),
            Self::Sampler(patch) => patch.cost(),
            Self::Drum(patch) => patch.cost(),
        }
    }
}

/// The state that goes with a patch.
#[derive(Clone, Debug)]
enum State {
    Va(Box<va::State>),
    Sampler(Box<sampler::State>),
    Drum(Box<drum::State>),
}

impl State {
    fn new(patch: &Patch) -> Self {
        match patch {
            Patch::Va(_) => Self::Va(Box::default()),
            Patch::Sampler(_) => Self::Sampler(Box::default()),
            Patch::Drum(_) => Self::Drum(Box::default()),
        }
    }
}

/// Eight lanes of voices of one patch.
#[derive(Clone, Debug)]
pub struct Batch {
    patch: Arc<Patch>,
    driver: Driver,
    state: State,
}

impl Batch {
    /// `lanes`: voices of a lane ascend in start, each at or after the end
    /// ([`Patch::length`]) of the one before. `stereo`: they are panned (mono sources with -3 dB
    /// at the centre); else both channels are the unpanned sum.
    #[must_use]
    pub fn new(
        patch: &Arc<Patch>,
        lanes: impl Into<Arc<[Vec<Voice>; LANES]>>,
        stereo: bool,
    ) -> Self {
        Self {
            state: State::new(patch),
            patch: Arc::clone(patch),
            driver: Driver::new(lanes.into(), stereo),
        }
    }

    /// Overwrites both channels with the frames `from..`; false: all are exactly zero.
    ///
    /// Calls go on from one another; a jump back begins anew, and a jump ahead renders what lies
    /// between.
    ///
    /// # Panics
    /// If the channels differ in length.
    pub fn render(&mut self, level: Level, from: u64, left: &mut [f32], right: &mut [f32]) -> bool {
        if from < self.driver.position() {
            self.reset();
        }
        while self.driver.position() < from {
            let mut skipped = [[0.0; 256]; 2];
            let frames = (from - self.driver.position()).min(256) as usize;
            let [a, b] = &mut skipped;
            self.next(level, &mut a[..frames], &mut b[..frames]);
        }
        self.next(level, left, right)
    }

    fn next(&mut self, level: Level, left: &mut [f32], right: &mut [f32]) -> bool {
        let driver = &mut self.driver;
        match (&mut self.state, &*self.patch) {
            (State::Va(state), Patch::Va(patch)) => {
                dispatch!(level, simd => driver.render(simd, &mut **state, patch, left, right))
            }
            (State::Sampler(state), Patch::Sampler(patch)) => {
                dispatch!(level, simd => driver.render(simd, &mut **state, patch, left, right))
            }
            (State::Drum(state), Patch::Drum(patch)) => {
                dispatch!(level, simd => driver.render(simd, &mut **state, patch, left, right))
            }
            // A batch's state is made for its patch.
            (State::Va(_) | State::Sampler(_) | State::Drum(_), _) => {
                unreachable!("state and patch are of one kind")
            }
        }
    }

    /// Back to the start.
    pub fn reset(&mut self) {
        self.driver.reset();
        self.state = State::new(&self.patch);
    }
}
