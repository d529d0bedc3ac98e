//! Prints: voices rendered, each in its own time, waiting to be mixed; equal voices share one.
//!
//! Frames lie in chunks from a pool. What has been mixed of a print that is not kept goes back to
//! the pool, so a voice may be as long as it likes.

use super::kernel::Block;
use super::shared::{Chunks, SharedPrints};
use crate::voice::Voice;
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::Arc;

/// Frames of a chunk.
pub(super) const CHUNK: usize = 2048;

/// A voice being rendered, or rendered.
#[derive(Clone, Debug)]
pub(super) struct Print {
    /// What is heard: see [`super::Kernel::print`].
    pub(super) voice: Voice,
    /// Whole tiles.
    pub(super) length: u64,
    /// Frames there are.
    pub(super) computed: u64,
    frames: Frames,
    /// How many sounding voices still read it.
    users: u32,
    /// It stays when nobody reads it.
    kept: bool,
    /// All of it stays until it is whole, to be shared then.
    to_share: bool,
}

/// Chunks of frames, each `[channel * CHUNK + frame]`.
#[derive(Clone, Debug)]
enum Frames {
    /// From chunk number `dropped` on.
    Own { chunks: VecDeque<Box<[f32]>>, dropped: usize },
    /// All of them, which others read too.
    Shared(Chunks),
}

/// What prints did and took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrintStats {
    /// Voices that found a print of theirs.
    pub hits: u64,
    /// Voices that were rendered.
    pub misses: u64,
    /// Most bytes of frames at once.
    pub bytes: u64,
}

/// The prints of one batch.
#[derive(Clone, Debug)]
pub(super) struct Prints {
    channels: usize,
    prints: Vec<Print>,
    /// Places in `prints` that are free.
    free: Vec<usize>,
    pool: Vec<Box<[f32]>>,
    shared: Option<Arc<SharedPrints>>,
    /// By hash of the voice: those that are kept.
    kept: BTreeMap<u64, Vec<usize>>,
    /// Bytes that prints may be kept in, and that those kept will take.
    budget: u64,
    kept_bytes: u64,
    /// Chunks that exist.
    chunks: u64,
    pub(super) stats: PrintStats,
}

impl Prints {
    pub(super) fn new(channels: usize, budget: u64, shared: Option<Arc<SharedPrints>>) -> Self {
        Self {
            channels,
            prints: Vec::new(),
            free: Vec::new(),
            pool: Vec::new(),
            shared,
            kept: BTreeMap::new(),
            budget,
            kept_bytes: 0,
            chunks: 0,
            stats: PrintStats::default(),
        }
    }

    pub(super) fn print(&self, id: usize) -> &Print {
        &self.prints[id]
    }

    /// Bytes of a print of so many frames.
    pub(super) fn bytes(&self, frames: u64) -> u64 {
        frames.div_ceil(CHUNK as u64).saturating_mul((self.channels * CHUNK * 4) as u64)
    }

    /// Bytes in use.
    pub(super) fn live_bytes(&self) -> u64 {
        (self.chunks - self.pool.len() as u64) * (self.channels * CHUNK * 4) as u64
    }

    /// The kept print of an equal voice, which gets one more user. `again`: more will come.
    pub(super) fn find(&mut self, voice: &Voice, again: bool) -> Option<usize> {
        let ids = self.kept.get(&voice.hash())?;
        let id = ids.iter().copied().find(|&id| self.prints[id].voice == *voice)?;
        self.prints[id].users += 1;
        self.stats.hits += 1;
        if !again {
            self.let_go(id);
        }
        Some(id)
    }

    /// A new print with one user, kept if `again` (equal voices will come) and there is room.
    pub(super) fn open(&mut self, voice: Voice, length: u64, again: bool) -> usize {
        self.stats.misses += 1;
        let bytes = self.bytes(length);
        let kept = again && self.kept_bytes.saturating_add(bytes) <= self.budget;
        let hash = voice.hash();
        let id = self.add(Print {
            voice,
            length,
            computed: 0,
            frames: Frames::Own { chunks: VecDeque::new(), dropped: 0 },
            users: 1,
            kept,
            to_share: self.shared.as_ref().is_some_and(|shared| shared.has_room(bytes)),
        });
        if kept {
            self.kept_bytes += bytes;
            self.kept.entry(hash).or_default().push(id);
        }
        id
    }

    /// A print with one user of a voice that is among the shared ones.
    pub(super) fn find_shared(&mut self, voice: &Voice, length: u64) -> Option<usize> {
        let frames = Frames::Shared(self.shared.as_ref()?.find(voice, length)?);
        self.stats.hits += 1;
        let (voice, computed) = (voice.clone(), length);
        let print =
            Print { voice, length, computed, frames, users: 1, kept: false, to_share: false };
        Some(self.add(print))
    }

    fn add(&mut self, print: Print) -> usize {
        if let Some(id) = self.free.pop() {
            self.prints[id] = print;
            return id;
        }
        self.prints.push(print);
        self.prints.len() - 1
    }

    /// Gives a print that is whole to the shared ones, if it is wanted there.
    pub(super) fn share(&mut self, id: usize) {
        let Some(shared) = &self.shared else { return };
        let bytes = self.bytes(self.prints[id].length);
        let Print { voice, length, frames, to_share, .. } = &mut self.prints[id];
        let Frames::Own { chunks, .. } = frames else { return };
        if !mem::take(to_share) {
            return;
        }
        let count = chunks.len() as u64;
        let given = || mem::take(chunks).into_iter().collect();
        if let Some(there) = shared.keep(voice, *length, bytes, given) {
            // They are given away, or else still here, for an equal voice was there.
            self.chunks -= count - chunks.len() as u64;
            self.pool.extend(chunks.drain(..));
            *frames = Frames::Shared(there);
        }
    }

    /// No equal voice will come.
    fn let_go(&mut self, id: usize) {
        let print = &mut self.prints[id];
        print.kept = false;
        let (hash, length) = (print.voice.hash(), print.length);
        self.kept_bytes -= self.bytes(length);
        if let Some(ids) = self.kept.get_mut(&hash) {
            ids.retain(|&kept| kept != id);
            if ids.is_empty() {
                self.kept.remove(&hash);
            }
        }
    }

    /// Adds frames to a print: those of a lane of a block.
    pub(super) fn append(&mut self, id: usize, block: &Block, lane: usize, frames: usize) {
        let print = &mut self.prints[id];
        let Frames::Own { chunks, .. } = &mut print.frames else { return };
        let mut done = 0;
        while done < frames {
            let place = print.computed as usize % CHUNK;
            if place == 0 {
                let chunk = self.pool.pop().unwrap_or_else(|| {
                    self.chunks += 1;
                    vec![0.0; self.channels * CHUNK].into()
                });
                chunks.push_back(chunk);
            }
            let count = (frames - done).min(CHUNK - place);
            let chunk = chunks.back_mut().expect("a print that grows has a chunk");
            for (channel, rows) in block[..self.channels].iter().enumerate() {
                let at = channel * CHUNK + place;
                chunk[at..at + count].copy_from_slice(&rows[lane][done..done + count]);
            }
            print.computed += count as u64;
            done += count;
        }
        self.stats.bytes = self.stats.bytes.max(self.live_bytes());
    }

    /// A user has read all frames before `played`.
    pub(super) fn played(&mut self, id: usize, played: u64) {
        let print = &mut self.prints[id];
        if print.kept || print.to_share || print.users > 1 {
            return;
        }
        let Frames::Own { chunks, dropped } = &mut print.frames else { return };
        while *dropped < played as usize / CHUNK
            && let Some(chunk) = chunks.pop_front()
        {
            self.pool.push(chunk);
            *dropped += 1;
        }
    }

    /// A user has read all.
    pub(super) fn leave(&mut self, id: usize) {
        let print = &mut self.prints[id];
        print.users -= 1;
        if print.users == 0 && !print.kept {
            match &mut print.frames {
                Frames::Own { chunks, .. } => self.pool.extend(chunks.drain(..)),
                Frames::Shared(chunks) => *chunks = Chunks::default(),
            }
            self.free.push(id);
        }
    }
}

impl Print {
    /// Frames that have not been computed.
    pub(super) fn left(&self) -> u64 {
        self.length - self.computed
    }

    /// The longest run of frames from `at` on that lies in one chunk, `[channel]` (a print of one
    /// channel has it twice), at most `most` of them.
    pub(super) fn run(&self, at: u64, most: usize) -> [&[f32]; 2] {
        let place = at as usize % CHUNK;
        let number = at as usize / CHUNK;
        let chunk = match &self.frames {
            Frames::Own { chunks, dropped } => &chunks[number - dropped],
            Frames::Shared(chunks) => &chunks[number],
        };
        let count = most.min(CHUNK - place);
        let first = &chunk[place..place + count];
        let second = chunk.get(CHUNK + place..CHUNK + place + count);
        [first, second.unwrap_or(first)]
    }
}
