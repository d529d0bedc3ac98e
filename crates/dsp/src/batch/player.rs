//! Voices rendered ahead in eight lanes, and mixed when their time comes.
//!
//! ```text
//! admit the voices that start in the window
//! while the pace asks for it, or one of them lacks frames of the window:
//!     fill free lanes: with those that wait, else with voices yet to come
//!     a block of all lanes, each lane in its own voice's time, into the voices' prints
//! mix the prints in the order of the voices' starts
//! ```
//!
//! The pace is the one at which every voice in a lane is whole when its sounding is over. Without
//! it a batch would render eight voices in the time that the first of them sounds, and then rest:
//! in such a window others would wait for it.
//!
//! Lanes do not hear one another, and the order of sums is that of the voices at every frame: so
//! neither who shares the lanes, nor how far ahead they are, nor the cut of the calls, nor what
//! is kept can be heard.

use super::kernel::{BLOCK, Block, Kernel};
use super::placement::Placement;
use super::prints::{PrintStats, Prints};
use super::shared::SharedPrints;
use super::uses::Uses;
use crate::lanes::{Level, dispatch};
use crate::voice::{LANES, TILE, Voice};
use std::collections::VecDeque;
use std::sync::Arc;

/// How far a batch may go ahead of what is heard, and what it may keep. It changes no sample.
#[derive(Clone, Debug)]
pub struct Room {
    /// Voices yet to come are rendered in idle lanes while all prints together stay below so many
    /// bytes; 0: no voice is rendered before its time. Default 4 MiB.
    pub ahead: u64,
    /// Bytes in which prints of voices that come again are kept; default 0.
    pub prints: u64,
    /// How often equal voices come; `None`: nothing is known, and nothing is kept. Default `None`.
    pub uses: Option<Uses>,
    /// Whole voices of the patch that batches share; default `None`.
    pub shared: Option<Arc<SharedPrints>>,
}

impl Default for Room {
    fn default() -> Self {
        Self { ahead: 4 << 20, prints: 0, uses: None, shared: None }
    }
}

/// Voices that have been taken from the list ahead of their time, at most.
const QUEUE: usize = 512;

/// Frames of the song for which lanes go on at once: as many as the windows in which threads wait
/// for one another, and enough for whole blocks.
const STRETCH: u64 = 8192;

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Of prints.
    pub prints: PrintStats,
    /// Frames computed, times lanes.
    pub lane_frames: u64,
    /// Those of them in which a voice sounded.
    pub voice_frames: u64,
}

/// A voice that sounds, or will.
#[derive(Clone, Copy, Debug)]
struct Sounding {
    start: u64,
    /// The frame from which on it is heard.
    heard: u64,
    length: u64,
    print: usize,
    placement: Placement,
}

/// A voice to be rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rendering {
    print: usize,
    /// The frame at which its sounding is over, where it is to be whole.
    until: u64,
}

/// The voices of a list, eight lanes wide.
pub(super) struct Player<K: Kernel> {
    kernel: K,
    stereo: bool,
    voices: Box<dyn Iterator<Item = Voice> + Send>,
    next: Option<Voice>,
    room: Room,
    /// In the order of their starts.
    sounding: VecDeque<Sounding>,
    /// Those whose prints have not been begun, in that order.
    waiting: VecDeque<Rendering>,
    /// The voice that each lane computes.
    lanes: [Option<Rendering>; LANES],
    prints: Prints,
    block: Box<Block>,
    at: u64,
    /// The frame until which lanes have kept their pace.
    paced: u64,
    stats: Stats,
}

impl<K: Kernel> Player<K> {
    pub(super) fn new(
        patch: &K::Patch,
        mut voices: Box<dyn Iterator<Item = Voice> + Send>,
        stereo: bool,
        room: Room,
    ) -> Self {
        Self {
            kernel: K::default(),
            stereo,
            next: voices.next(),
            voices,
            sounding: VecDeque::new(),
            waiting: VecDeque::new(),
            lanes: [None; LANES],
            prints: Prints::new(
                1 + usize::from(K::is_stereo(patch)),
                room.prints,
                room.shared.clone(),
            ),
            room,
            block: Box::new([[[0.0; BLOCK]; LANES]; 2]),
            at: 0,
            paced: 0,
            stats: Stats::default(),
        }
    }

    pub(super) fn stats(&self) -> Stats {
        Stats { prints: self.prints.stats, ..self.stats }
    }

    /// Overwrites the channels with the next frames; false: all are exactly zero. Without `right`
    /// only the left is made.
    pub(super) fn render(
        &mut self,
        level: Level,
        patch: &K::Patch,
        left: &mut [f32],
        mut right: Option<&mut [f32]>,
    ) -> bool {
        let (from, to) = (self.at, self.at + left.len() as u64);
        self.at = to;
        left.fill(0.0);
        if let Some(right) = right.as_deref_mut() {
            right.fill(0.0);
        }
        while self.next.as_ref().is_some_and(|voice| voice.start < to) {
            self.take(patch);
        }
        while self.paced < to {
            self.keep_pace(level, patch);
        }
        while self.lacks(to) {
            self.fill(patch);
            self.run(level, patch, BLOCK as u64);
        }
        let (sounding, prints) = (&self.sounding, &self.prints);
        let sounds = dispatch!(level, _ =>
            mix::<K>(patch, sounding, prints, [from, to], left, right));
        let prints = &mut self.prints;
        self.sounding.retain(|voice| {
            let over = voice.start + voice.length <= to;
            if over {
                prints.leave(voice.print);
            } else if voice.start < to {
                prints.played(voice.print, to - voice.start);
            }
            !over
        });
        sounds
    }

    /// Computes what is due of the next stretch, as long as all lanes have a voice, for it costs the
    /// same with fewer, and more are to come.
    fn keep_pace(&mut self, level: Level, patch: &K::Patch) {
        let (mut at, end) = (self.paced, self.paced + STRETCH);
        self.paced = end;
        // Else nothing is to be rendered before its time.
        while at < end && self.room.ahead > 0 {
            self.fill(patch);
            if self.next.is_none() || self.lanes.contains(&None) {
                return;
            }
            let due = self.due(at, end);
            let done = self.run(level, patch, due);
            at += (end - at) * done.min(due) / due;
        }
    }

    /// Frames that lanes are to compute from frame `at` of the song to `end`: so many that the voice
    /// that has least time is whole when its sounding is over.
    fn due(&self, at: u64, end: u64) -> u64 {
        let due = |voice: &Rendering| {
            let left = self.prints.print(voice.print).left();
            let time = voice.until.saturating_sub(at).max(end - at);
            (u128::from(left) * u128::from(end - at)).div_ceil(u128::from(time)) as u64
        };
        self.lanes.iter().flatten().map(due).max().unwrap_or(0)
    }

    /// Whether a voice lacks frames before `to`.
    fn lacks(&self, to: u64) -> bool {
        self.sounding.iter().take_while(|voice| voice.start < to).any(|voice| {
            self.prints.print(voice.print).computed < voice.length.min(to - voice.start)
        })
    }

    /// Takes the next voice of the list.
    fn take(&mut self, patch: &K::Patch) {
        let Some(voice) = std::mem::replace(&mut self.next, self.voices.next()) else { return };
        debug_assert!(
            self.next.as_ref().is_none_or(|next| next.start >= voice.start),
            "voices ascend in start"
        );
        let length = length::<K>(patch, &voice);
        if length == 0 {
            return;
        }
        let (print, gain) = K::print(patch, &voice);
        let again = self.room.uses.as_mut().is_some_and(|uses| uses.take(&print) > 0);
        let found = self.prints.find(&print, again);
        let found = found.or_else(|| self.prints.find_shared(&print, length));
        let id = found.unwrap_or_else(|| {
            let print = self.prints.open(print, length, again);
            let until = voice.start.saturating_add(length);
            self.waiting.push_back(Rendering { print, until });
            print
        });
        let placement = Placement::new(gain, voice.pan, K::is_stereo(patch), self.stereo);
        let (start, heard) = (voice.start, voice.start + voice.heard);
        self.sounding.push_back(Sounding { start, heard, length, print: id, placement });
    }

    /// Puts voices into free lanes.
    fn fill(&mut self, patch: &K::Patch) {
        for lane in 0..LANES {
            if self.lanes[lane].is_some() {
                continue;
            }
            while self.waiting.is_empty() && self.may_go_ahead(patch) {
                self.take(patch);
            }
            let Some(voice) = self.waiting.pop_front() else { return };
            self.kernel.start(lane, patch, &self.prints.print(voice.print).voice);
            self.lanes[lane] = Some(voice);
        }
    }

    /// Whether there is room for a voice yet to come.
    fn may_go_ahead(&self, patch: &K::Patch) -> bool {
        let Some(next) = &self.next else { return false };
        let bytes = self.prints.bytes(length::<K>(patch, next));
        self.sounding.len() < QUEUE
            && self.prints.live_bytes().saturating_add(bytes) <= self.room.ahead
    }

    /// Computes a block, or as much of it as no lane's voice ends in and makes `most` frames full:
    /// how many frames that were.
    fn run(&mut self, level: Level, patch: &K::Patch, most: u64) -> u64 {
        let left = self.lanes.iter().flatten().map(|voice| self.prints.print(voice.print).left());
        let most = most.next_multiple_of(TILE as u64).min(BLOCK as u64);
        let frames = left.min().unwrap_or(0).min(most) as usize;
        let (kernel, block) = (&mut self.kernel, &mut *self.block);
        dispatch!(level, simd => kernel.tiles(simd, patch, frames / TILE, block));
        for lane in 0..LANES {
            let Some(Rendering { print, .. }) = self.lanes[lane] else { continue };
            self.prints.append(print, &self.block, lane, frames);
            self.stats.voice_frames += frames as u64;
            if self.prints.print(print).left() == 0 {
                self.lanes[lane] = None;
                self.prints.share(print);
            }
        }
        self.stats.lane_frames += (frames * LANES) as u64;
        frames as u64
    }
}

/// Frames of a voice, in whole tiles.
pub(super) fn length<K: Kernel>(patch: &K::Patch, voice: &Voice) -> u64 {
    K::length(patch, voice).checked_next_multiple_of(TILE as u64).unwrap_or(u64::MAX)
}

/// Adds what the voices have between two frames; false: none has anything.
#[inline(always)]
fn mix<K: Kernel>(
    patch: &K::Patch,
    sounding: &VecDeque<Sounding>,
    prints: &Prints,
    [from, to]: [u64; 2],
    left: &mut [f32],
    mut right: Option<&mut [f32]>,
) -> bool {
    let mut sounds = false;
    for voice in sounding.iter().take_while(|voice| voice.start < to) {
        let print = prints.print(voice.print);
        let end = to.min(voice.start + voice.length);
        let mut at = from.max(voice.heard);
        sounds |= at < end;
        while at < end {
            let place = (at - from) as usize;
            let [a, b] = print.run(at - voice.start, (end - at) as usize);
            let left = &mut left[place..place + a.len()];
            let right = right.as_deref_mut().map(|right| &mut right[place..place + a.len()]);
            if K::is_stereo(patch) {
                voice.placement.add_stereo([a, b], left, right);
            } else {
                voice.placement.add_mono(a, left, right);
            }
            at += a.len() as u64;
        }
    }
    sounds
}

#[cfg(test)]
#[path = "player_tests.rs"]
mod tests;
