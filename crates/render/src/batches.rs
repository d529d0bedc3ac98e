//! Voices into lanes: short ones one after another into the same lane, so lanes stay full.

use rebounce_dsp::batch::Patch;
use rebounce_dsp::voice::{LANES, TILE, Voice};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

/// A batch: eight lanes of voices of one patch.
#[derive(Clone, Debug)]
pub struct BatchPlan {
    /// What they play.
    pub patch: Arc<Patch>,
    /// Voices of each lane, ascending in start and not overlapping.
    pub lanes: Arc<[Vec<Voice>; LANES]>,
    /// Whether they are panned.
    pub stereo: bool,
}

/// Assigns each voice (ascending in start) to the first lane that is free, which takes as few
/// lanes as there are voices at once.
pub(crate) fn pack(patch: &Patch, voices: Vec<Voice>) -> Vec<[Vec<Voice>; LANES]> {
    let mut batches: Vec<[Vec<Voice>; LANES]> = Vec::new();
    let mut free: BTreeSet<usize> = BTreeSet::new();
    let mut busy: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
    let mut lanes = 0;
    for voice in voices {
        let length = patch.length(&voice);
        if length == 0 {
            continue;
        }
        while let Some(&Reverse((end, lane))) = busy.peek()
            && end <= voice.start
        {
            busy.pop();
            free.insert(lane);
        }
        let lane = free.pop_first().unwrap_or_else(|| {
            lanes += 1;
            lanes - 1
        });
        // A lane computes whole tiles, so the next voice must begin behind the last one's.
        busy.push(Reverse((voice.start + length + 2 * TILE as u64, lane)));
        if lane / LANES == batches.len() {
            batches.push(std::array::from_fn(|_| Vec::new()));
        }
        batches[lane / LANES][lane % LANES].push(voice);
    }
    // Long songs are mostly their lists of voices: no room is kept for more.
    batches.iter_mut().flatten().for_each(Vec::shrink_to_fit);
    batches
}
