//! The rehearsal: the moments that are expected to be loudest, played through the real mixer one
//! after another before the render begins, to hear how loud they are.
//!
//! What rings in the mixer rings on from piece to piece, and faders and settings that move jump with
//! them, so compressors and reverbs have about as much to do as they will have in the song. Where
//! it is played (how many threads, shares, what is handed out beside the mix) has no say in it.
//! Threads share it as they share the render ([`crate::schedule`]).

use crate::clock::Clock;
use crate::handed::{Handed, Reading};
use crate::medley::{HEARD, PIECE, Piece, of_source, pieces};
use crate::moments::moments;
use crate::plan::{NodeKind, Plan};
use crate::prepare::Prepared;
use crate::schedule::{Jump, Pace, Pool, Schedule, beside};
use crate::survey::Music;
use crate::true_peak::TruePeak;
use crate::window::{Span, State, window};
use rebounce_dsp::batch::{Batch, Room};
use rebounce_dsp::voice::Voice;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Frames of a window.
const WINDOW: usize = 1024;
/// Part of the song's frames that is played, at most.
const PART: f64 = 0.015;
/// What may be played of however short a song, in ns by the plan's estimate.
const LEAST_NS: f64 = 2e6;
/// Pieces at least and at most.
const PIECES: [usize; 2] = [2, 256];
/// Bytes that voices may be ahead of their time.
const AHEAD: u64 = 1 << 20;

/// The highest level between samples that was heard of the mix ahead of its ceiling, linear; 0 where
/// nothing sounds. `heard`: the frames of the song that are handed out.
pub(crate) fn rehearse(
    prepared: &Prepared,
    music: &Music,
    (plan, pool): (&Plan, Option<&Arc<Pool>>),
    heard: Range<u64>,
) -> f64 {
    let most = affordable(plan, heard.end - heard.start);
    let pieces = pieces(&moments(prepared, music, heard, HEARD, most), WINDOW as u64);
    let mix = plan.ahead_of_ceiling();
    let late = plan.nodes[mix].latency;
    let mut listened = pieces.iter().map(|piece| Listened::new(prepared, piece, late)).peekable();
    let end = pieces.last().map_or(0, |last| last.at + last.frames + late);
    let windows = end.div_ceil(WINDOW as u64);
    let mut stage = stage(prepared, music, (plan, pool), (&pieces, windows));
    let mut highest = 0.0_f64;
    let mut interleaved = Vec::new();
    for number in 0..windows {
        let from = number * WINDOW as u64;
        let Some(window) = stage.until(plan, mix, number) else { break };
        let (left, right) = (&window.post.left, window.post.right());
        interleaved.clear();
        interleaved.extend(left.iter().zip(right).flat_map(|(left, right)| [*left, *right]));
        // The end of a piece and the beginning of the next may lie in one window.
        while let Some(piece) = listened.peek_mut() {
            piece.listen(from, &interleaved);
            if piece.frames.end > from + WINDOW as u64 {
                break;
            }
            highest = highest.max(piece.peak.highest());
            listened.next();
        }
    }
    stage.leave_effects(plan, prepared);
    highest
}

/// How many pieces a song of so many frames may have.
fn affordable(plan: &Plan, frames: u64) -> usize {
    let cost: f32 = plan.nodes.iter().map(|node| node.cost).sum();
    let all = (PART * frames as f64).max(LEAST_NS / f64::from(cost));
    ((all / PIECE as f64) as usize).clamp(PIECES[0], PIECES[1])
}

/// A piece being listened to.
struct Listened {
    /// Of the mixer's output.
    frames: Range<u64>,
    peak: TruePeak,
}

impl Listened {
    fn new(prepared: &Prepared, piece: &Piece, late: u64) -> Self {
        let frames = piece.at + piece.lead + late..piece.at + piece.frames + late;
        Self { frames, peak: TruePeak::new(prepared.sample_rate) }
    }

    /// Takes of a window that begins at a frame what is the piece's.
    fn listen(&mut self, from: u64, interleaved: &[f32]) {
        let place = |frame: u64| 2 * (frame.clamp(from, from + WINDOW as u64) - from) as usize;
        self.peak.add(&interleaved[place(self.frames.start)..place(self.frames.end)]);
    }
}

/// The mixer at work on a medley of so many windows, up to what the ceiling reads.
fn stage(
    prepared: &Prepared,
    music: &Music,
    (plan, pool): (&Plan, Option<&Arc<Pool>>),
    (pieces, windows): (&[Piece], u64),
) -> Schedule {
    let mix = plan.ahead_of_ceiling();
    let mut tasks = plan.tasks();
    tasks.retain(|nodes| plan.nodes[nodes[0]].depth <= plan.nodes[mix].depth);
    // The first batch of a source has all of its voices, so that lanes are full.
    let mut seen = BTreeSet::new();
    let first = |&node: &usize| match &plan.nodes[node].kind {
        NodeKind::Voices(batch) => seen.insert(plan.batches[*batch].source),
        _ => false,
    };
    let firsts: Vec<bool> = tasks.iter().flatten().map(first).collect();
    let begin = |(&node, first): (&usize, bool)| {
        move || match &plan.nodes[node].kind {
            NodeKind::Voices(_) => {
                let pieces = if first { pieces } else { &[] };
                voices(prepared, music, (plan, node), pieces)
            }
            _ => State::new(plan, prepared, music, node),
        }
    };
    let works = tasks.iter().flatten().zip(firsts).map(begin).collect();
    let (states, ()) = beside(pool.map(|pool| &**pool), works, || ());
    let mut states = states.into_iter();
    let states = tasks.iter().map(|nodes| states.by_ref().take(nodes.len()).collect()).collect();
    let jump = |piece: &Piece| Jump { window: piece.at / WINDOW as u64, to: piece.start };
    let pace = Pace {
        window: WINDOW,
        total: windows * WINDOW as u64,
        level: prepared.level,
        costs: false,
        clock: Clock::default(),
        jumps: pieces.iter().map(jump).collect(),
    };
    Schedule::of(plan, (tasks, states), pace, (pool.cloned(), 0), &[mix])
}

/// The voices of a node in a medley, with what began before it behind them.
fn voices(
    prepared: &Prepared,
    music: &Music,
    (plan, node): (&Plan, usize),
    pieces: &[Piece],
) -> State {
    let NodeKind::Voices(batch) = &plan.nodes[node].kind else { unreachable!("a node of voices") };
    let batch = &plan.batches[*batch];
    let voices = of_source(prepared, music, batch.source, pieces);
    let before = voices.first().map_or(0, |(start, _)| start.min(&0).unsigned_abs());
    let before = before.next_multiple_of(WINDOW as u64);
    let placed = |(start, voice): (i64, Voice)| Voice {
        start: start.saturating_add_unsigned(before).unsigned_abs(),
        ..voice
    };
    let voices: Vec<Voice> = voices.into_iter().map(placed).collect();
    let room = Room { ahead: AHEAD, ..Room::default() };
    let batch = Batch::new(&batch.patch, voices.into_iter(), batch.stereo, room);
    let mut state = State::Voices(Box::new(batch));
    let mut unheard = Handed::new(WINDOW);
    for number in 0..before / WINDOW as u64 {
        let span = Span { from: number * WINDOW as u64, frames: WINDOW };
        let reading = Reading { rings: &[], number, window: WINDOW };
        window(plan, node, &mut state, span, prepared.level, reading, &mut unheard);
    }
    state
}
