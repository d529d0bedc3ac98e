//! Prints that batches share: whole voices of one patch, for batches of this and of other songs.
//! First come, first kept; it cannot be heard.

use crate::voice::Voice;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of a voice at most: twelve seconds. It waits in memory until it is whole.
const LONGEST: u64 = 2 << 20;

/// The chunks of a voice's frames.
pub(super) type Chunks = Arc<[Box<[f32]>]>;

/// Bytes that are left for prints of several patches; clones are the same.
#[derive(Clone, Debug)]
pub struct SharedRoom(Arc<AtomicU64>);

impl SharedRoom {
    /// So many bytes.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }

    fn has(&self, bytes: u64) -> bool {
        self.0.load(Ordering::Relaxed) >= bytes
    }

    fn take(&self, bytes: u64) -> bool {
        let rest = |left: u64| left.checked_sub(bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).is_ok()
    }
}

/// Whole prints of one patch. Batches of no other patch may be given it.
#[derive(Debug)]
pub struct SharedPrints {
    room: SharedRoom,
    /// By hash of the voice.
    prints: Mutex<BTreeMap<u64, Vec<Whole>>>,
}

#[derive(Debug)]
struct Whole {
    voice: Voice,
    length: u64,
    chunks: Chunks,
}

impl SharedPrints {
    /// None yet.
    #[must_use]
    pub fn new(room: &SharedRoom) -> Self {
        Self { room: room.clone(), prints: Mutex::default() }
    }

    /// Whether there is room for a voice of so many bytes now.
    pub(super) fn has_room(&self, bytes: u64) -> bool {
        bytes <= LONGEST && self.room.has(bytes)
    }

    /// The frames of an equal voice.
    pub(super) fn find(&self, voice: &Voice, length: u64) -> Option<Chunks> {
        self.with(|prints| found(prints.get(&voice.hash())?, voice, length))
    }

    /// Keeps a voice that is whole, if there is room: what is there in its place then, which
    /// another batch may have brought before.
    pub(super) fn keep(
        &self,
        voice: &Voice,
        length: u64,
        bytes: u64,
        chunks: impl FnOnce() -> Chunks,
    ) -> Option<Chunks> {
        self.with(|prints| {
            let alike = prints.entry(voice.hash()).or_default();
            if let Some(there) = found(alike, voice, length) {
                return Some(there);
            }
            if !self.room.take(bytes) {
                return None;
            }
            let chunks = chunks();
            alike.push(Whole { voice: voice.clone(), length, chunks: Arc::clone(&chunks) });
            Some(chunks)
        })
    }

    /// A panic while they were held leaves them whole: a print is added at once.
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<u64, Vec<Whole>>) -> T) -> T {
        work(&mut self.prints.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn found(alike: &[Whole], voice: &Voice, length: u64) -> Option<Chunks> {
    let whole = alike.iter().find(|it| it.length == length && it.voice == *voice)?;
    Some(Arc::clone(&whole.chunks))
}
