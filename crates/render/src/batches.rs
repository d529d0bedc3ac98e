//! Voices into batches: as many batches of eight lanes as voices sound at once.
//!
//! Most voices may be rendered ahead of their time (`rebounce_dsp::batch`), so that lanes are
//! full; they are shared out by what they sound like, so that equal voices meet in one batch and
//! share a print. Long ones are rendered while they sound, each in a lane of its own.

use crate::notes::Score;
use crate::prepare::Prepared;
use crate::survey::{Music, Survey};
use crate::voices::voices;
use rebounce_dsp::batch::{Batch, Patch, Room};
use rebounce_dsp::voice::{LANES, Voice};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::sync::Arc;

/// Frames from which on a voice is long: eight of them in lanes would be 16 MiB ahead.
const LONG: u64 = 1 << 19;
/// Bytes that all batches together may be ahead of their time, and the least and the most of one.
const AHEAD: u64 = 128 << 20;
const LEAST_AHEAD: u64 = 1 << 20;
const MOST_AHEAD: u64 = 16 << 20;

/// A batch: voices of one source, in eight lanes.
#[derive(Clone, Debug)]
pub struct BatchPlan {
    /// What they play.
    pub patch: Arc<Patch>,
    /// Whether they are panned.
    pub stereo: bool,
    /// Whether all of them are in the middle, and the same on both sides.
    pub centred: bool,
    /// Voices of its source, and their frames, over the number of its batches: its share on
    /// average.
    pub voices: f64,
    /// See `voices`.
    pub voice_frames: f64,
    pub(crate) source: usize,
    pub(crate) share: Share,
    /// Bytes it may be ahead of its time, and those it may keep prints in.
    pub(crate) ahead: u64,
    pub(crate) prints: u64,
}

/// Which of a source's voices are a batch's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Those that are not long whose hash falls to `number` of `of`.
    Short { number: usize, of: usize },
    /// The long ones that sit in the lanes of `number`.
    Long { number: usize },
}

/// The batches of a source.
pub(crate) fn batches(
    patch: &Arc<Patch>,
    source: usize,
    survey: &Survey,
    stereo: bool,
) -> Vec<BatchPlan> {
    let of = survey.at_once.div_ceil(LANES);
    let short = (0..of).map(|number| Share::Short { number, of });
    let long = (0..survey.long_at_once.div_ceil(LANES)).map(|number| Share::Long { number });
    let shares: Vec<Share> = short.chain(long).collect();
    let count = shares.len() as f64;
    let batch = |share| BatchPlan {
        patch: Arc::clone(patch),
        stereo,
        centred: !patch.is_stereo() && !survey.panned,
        voices: survey.voices as f64 / count,
        voice_frames: survey.voice_frames as f64 / count,
        source,
        share,
        ahead: 0,
        prints: 0,
    };
    shares.into_iter().map(batch).collect()
}

impl BatchPlan {
    /// Its voices, ascending in start.
    fn voices(
        &self,
        prepared: &Prepared,
        score: &Arc<Score>,
    ) -> impl Iterator<Item = Voice> + Send + use<> {
        let (patch, share) = (Arc::clone(&self.patch), self.share);
        let mut lanes = Lanes::default();
        voices(prepared, score, self.source).filter(move |voice| {
            let length = patch.length(voice);
            match share {
                Share::Short { number, of } => {
                    let falls_to = || ((patch.print(voice).0.hash() >> 32) * of as u64) >> 32;
                    length < LONG && (of == 1 || falls_to() == number as u64)
                }
                Share::Long { number } => {
                    length >= LONG && lanes.seat(voice.start, length) / LANES == number
                }
            }
        })
    }

    /// Whether its left can differ from its right.
    pub(crate) fn differs(&self) -> bool {
        self.stereo && !self.centred
    }

    /// The batch at rest.
    pub(crate) fn begin(&self, prepared: &Prepared, music: &Music) -> Batch {
        let uses = Some(music.surveys[self.source].uses.clone());
        let shared = prepared.sources[self.source].shared.clone();
        let room = Room { ahead: self.ahead, prints: self.prints, uses, shared };
        Batch::new(&self.patch, self.voices(prepared, &music.score), self.stereo, room)
    }
}

/// Shares out memory: what batches may be ahead alike, `bytes` for prints by the frames that the
/// voices of each have.
pub(crate) fn allot(batches: &mut [BatchPlan], bytes: u64) {
    let ahead = (AHEAD / batches.len().max(1) as u64).clamp(LEAST_AHEAD, MOST_AHEAD);
    let frames: f64 = batches.iter().map(|batch| batch.voice_frames).sum();
    for batch in batches {
        batch.ahead = if matches!(batch.share, Share::Long { .. }) { 0 } else { ahead };
        batch.prints = (bytes as f64 * (batch.voice_frames / frames.max(1.0))) as u64;
    }
}

/// Seats for voices, ascending in start: each takes the first that is free, which takes as few as
/// there are voices at once.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    short: Seats,
    long: Seats,
}

#[derive(Debug, Default)]
struct Seats {
    free: BTreeSet<usize>,
    /// Until when, and which.
    busy: BinaryHeap<Reverse<(u64, usize)>>,
    count: usize,
}

impl Lanes {
    /// The seat of a voice among those of its kind.
    pub(crate) fn seat(&mut self, start: u64, length: u64) -> usize {
        let seats = if length < LONG { &mut self.short } else { &mut self.long };
        if length == 0 {
            return 0;
        }
        while let Some(&Reverse((end, seat))) = seats.busy.peek()
            && end <= start
        {
            seats.busy.pop();
            seats.free.insert(seat);
        }
        let seat = seats.free.pop_first().unwrap_or(seats.count);
        seats.count = seats.count.max(seat + 1);
        seats.busy.push(Reverse((start.saturating_add(length), seat)));
        seat
    }

    /// Seats taken at most: of short voices, and of long ones.
    pub(crate) fn most(&self) -> [usize; 2] {
        [self.short.count, self.long.count]
    }
}
