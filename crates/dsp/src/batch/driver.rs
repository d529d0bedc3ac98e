//! Eight voices side by side, each in its own time, added up into a window.
//!
//! ```text
//! for each tick (TILE frames of the output):
//!     start the voices that begin in it
//!     one tile of all lanes, each TILE frames of its own voice's time
//!     add each sounding lane at its voice's offset within the tick, lanes in order
//!     hand out the tick; keep what was added behind its end
//! ```
//!
//! Ticks lie on multiples of `TILE`, and the order of sums is by tick, then by lane, so neither
//! the cut of the calls nor the level of SIMD can be heard. Pan laws are those of the Web Audio
//! specification's `StereoPannerNode` (key: webaudio).

use crate::lanes::{F32, Simd, transpose};
use crate::voice::{LANES, TILE, Voice};
use std::sync::Arc;

/// What a kernel computes at once, of one channel: `[frame][lane]`.
pub type Tile = [[f32; LANES]; TILE];

/// Eight voices of one kind of instrument.
pub trait Kernel {
    /// Prepared settings, shared by the voices.
    type Patch;

    /// Frames from the voice's start after which it is exactly zero.
    fn length(patch: &Self::Patch, voice: &Voice) -> u64;

    /// Whether it fills both channels of a tile, or only the first.
    fn is_stereo(patch: &Self::Patch) -> bool;

    /// Puts a voice into a lane, in place of what was there. The other lanes do not notice.
    fn start(&mut self, lane: usize, patch: &Self::Patch, voice: &Voice);

    /// The next tile of all lanes, `[channel]`; lanes without a voice may hold anything. Gain and
    /// pan of the voice are not applied. `#[inline(always)]`, like all it calls.
    fn tile<S: Simd>(&mut self, simd: S, patch: &Self::Patch, out: &mut [Tile; 2]);
}

/// How a voice's channels reach left and right: `left = into[0][0] * a + into[0][1] * b`, right
/// alike.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Placement {
    into: [[f32; 2]; 2],
}

impl Placement {
    fn new(voice: &Voice, source_is_stereo: bool, stereo: bool) -> Self {
        let gain = voice.gain;
        let pan = f64::from(voice.pan.clamp(-1.0, 1.0));
        let turn = |x: f64| {
            let angle = x * core::f64::consts::FRAC_PI_2;
            (libm::cos(angle) as f32 * gain, libm::sin(angle) as f32 * gain)
        };
        let into = match (source_is_stereo, stereo) {
            (false, false) => [[gain, 0.0]; 2],
            (true, false) => [[gain * 0.5; 2]; 2],
            (false, true) => {
                let (left, right) = turn((pan + 1.0) / 2.0);
                [[left, 0.0], [right, 0.0]]
            }
            // Apart from the others, so that the centre is exactly one.
            (true, true) if pan == 0.0 => [[gain, 0.0], [0.0, gain]],
            (true, true) if pan < 0.0 => {
                let (cos, sin) = turn(pan + 1.0);
                [[gain, cos], [0.0, sin]]
            }
            (true, true) => {
                let (cos, sin) = turn(pan);
                [[cos, 0.0], [sin, gain]]
            }
        };
        Self { into }
    }
}

/// A lane's place in its list of voices.
#[derive(Clone, Copy, Debug, Default)]
struct Lane {
    /// Index of the voice to start next.
    next: usize,
    /// Tiles that the sounding voice still has.
    tiles: u64,
    /// Where in a tick its tiles begin.
    offset: usize,
    placement: Placement,
}

/// Drives a kernel: what sounds when, and where it is added.
#[derive(Clone, Debug)]
pub struct Driver {
    voices: Arc<[Vec<Voice>; LANES]>,
    stereo: bool,
    lanes: [Lane; LANES],
    /// The frame to hand out next.
    at: u64,
    /// The tick that holds `at` has been computed.
    computed: bool,
    /// Something was added behind that tick's end.
    spilled: bool,
    /// Tick of the earliest voice that has not started; `u64::MAX`: none.
    next_start: u64,
    /// `[channel]`: the tick that holds `at`, and what spills into the one after.
    sums: [[f32; 2 * TILE]; 2],
}

impl Driver {
    /// `voices`: of each lane ascending in start, each starting at or after the end of the one
    /// before, its length rounded up to whole tiles.
    #[must_use]
    pub fn new(voices: Arc<[Vec<Voice>; LANES]>, stereo: bool) -> Self {
        let mut driver = Self {
            voices,
            stereo,
            lanes: [Lane::default(); LANES],
            at: 0,
            computed: false,
            spilled: false,
            next_start: 0,
            sums: [[0.0; 2 * TILE]; 2],
        };
        driver.reset();
        driver
    }

    /// Back to frame 0.
    pub fn reset(&mut self) {
        self.lanes = [Lane::default(); LANES];
        self.at = 0;
        self.computed = false;
        self.spilled = false;
        self.sums = [[0.0; 2 * TILE]; 2];
        self.find_next_start();
    }

    /// The frame the next call begins with, unless it is told otherwise.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.at
    }

    fn find_next_start(&mut self) {
        let ticks = self.lanes.iter().zip(&*self.voices).filter_map(|(lane, voices)| {
            voices.get(lane.next).map(|voice| voice.start / TILE as u64)
        });
        self.next_start = ticks.min().unwrap_or(u64::MAX);
    }

    /// Overwrites both channels with the next frames; false: all are exactly zero.
    ///
    /// # Panics
    /// If the channels differ in length.
    #[inline(always)]
    pub fn render<S: Simd, K: Kernel>(
        &mut self,
        simd: S,
        kernel: &mut K,
        patch: &K::Patch,
        left: &mut [f32],
        right: &mut [f32],
    ) -> bool {
        assert_eq!(left.len(), right.len(), "both channels have the same frames");
        let mut done = 0;
        let mut sounds = false;
        while done < left.len() {
            let wanted = left.len() - done;
            let (tick, offset) = (self.at / TILE as u64, (self.at % TILE as u64) as usize);
            if !self.computed && !self.spilled && !self.sounds_in(tick) {
                let idle = self.next_start.saturating_mul(TILE as u64) - self.at;
                let frames = wanted.min(usize::try_from(idle).unwrap_or(usize::MAX));
                left[done..done + frames].fill(0.0);
                right[done..done + frames].fill(0.0);
                self.at += frames as u64;
                done += frames;
                continue;
            }
            if !self.computed {
                self.tick(simd, kernel, patch, tick);
                self.computed = true;
            }
            let frames = wanted.min(TILE - offset);
            let into = done..done + frames;
            let from = offset..offset + frames;
            left[into.clone()].copy_from_slice(&self.sums[0][from.clone()]);
            right[into].copy_from_slice(&self.sums[usize::from(self.stereo)][from]);
            sounds = true;
            self.at += frames as u64;
            done += frames;
            if offset + frames == TILE {
                for sums in &mut self.sums {
                    sums.copy_within(TILE.., 0);
                    sums[TILE..].fill(0.0);
                }
                self.computed = false;
            }
        }
        sounds
    }

    /// Whether a voice sounds or starts in the tick.
    fn sounds_in(&self, tick: u64) -> bool {
        self.next_start <= tick || self.lanes.iter().any(|lane| lane.tiles > 0)
    }

    /// Computes a tick into `sums`.
    #[inline(always)]
    fn tick<S: Simd, K: Kernel>(&mut self, simd: S, kernel: &mut K, patch: &K::Patch, tick: u64) {
        self.spilled = false;
        if self.next_start <= tick {
            self.start(kernel, patch, tick);
        }
        if self.lanes.iter().all(|lane| lane.tiles == 0) {
            return;
        }
        let mut out = [[[0.0; LANES]; TILE]; 2];
        kernel.tile(simd, patch, &mut out);
        let first = turned(simd, &out[0]);
        let second = if K::is_stereo(patch) { Some(turned(simd, &out[1])) } else { None };
        let channels = 1 + usize::from(self.stereo);
        for (number, lane) in self.lanes.iter().enumerate().filter(|(_, lane)| lane.tiles > 0) {
            for (sums, into) in self.sums[..channels].iter_mut().zip(&lane.placement.into) {
                let halves = sums[lane.offset..lane.offset + TILE].as_chunks_mut().0;
                for (half, sums) in halves.iter_mut().enumerate() {
                    let mut sound = first[half][number] * into[0];
                    if let Some(second) = &second {
                        sound += second[half][number] * into[1];
                    }
                    (F32::load(simd, sums) + sound).store(sums);
                }
            }
        }
        for lane in self.lanes.iter_mut().filter(|lane| lane.tiles > 0) {
            lane.tiles -= 1;
            self.spilled |= lane.offset > 0;
        }
    }

    /// Starts the voices that begin in the tick.
    fn start<K: Kernel>(&mut self, kernel: &mut K, patch: &K::Patch, tick: u64) {
        for (number, (lane, voices)) in self.lanes.iter_mut().zip(&*self.voices).enumerate() {
            while let Some(voice) = voices.get(lane.next)
                && voice.start / TILE as u64 <= tick
            {
                lane.next += 1;
                let tiles = K::length(patch, voice).div_ceil(TILE as u64);
                if tiles == 0 {
                    continue;
                }
                debug_assert_eq!(lane.tiles, 0, "voices of a lane do not overlap");
                debug_assert_eq!(voice.start / TILE as u64, tick, "voices of a lane ascend");
                lane.tiles = tiles;
                lane.offset = (voice.start % TILE as u64) as usize;
                lane.placement = Placement::new(voice, K::is_stereo(patch), self.stereo);
                kernel.start(number, patch, voice);
            }
        }
        self.find_next_start();
    }
}

/// A tile as `[half][lane]` of eight frames each.
#[inline(always)]
fn turned<S: Simd>(simd: S, tile: &Tile) -> [[F32<S>; LANES]; 2] {
    let mut halves = [[F32::splat(simd, 0.0); LANES]; 2];
    for (half, frames) in halves.iter_mut().zip(tile.as_chunks::<LANES>().0) {
        for (row, frame) in half.iter_mut().zip(frames) {
            *row = F32::load(simd, frame);
        }
        *half = transpose(*half);
    }
    halves
}

#[cfg(test)]
#[path = "driver_tests.rs"]
mod tests;
