//! The rehearsal: the moments that are expected to be loudest, played through the real mixer one
//! after another before the render begins, to hear how loud they are.
//!
//! What rings in the mixer rings on from piece to piece, and faders and settings that move jump with
//! them, so compressors and reverbs have about as much to do as they will have in the song. Where
//! it is played (how many threads, shares, what is handed out beside the mix) has no say in it.

use crate::handed::{Handed, Reading, Ring, rings};
use crate::medley::{HEARD, PIECE, Piece, of_source, pieces};
use crate::moments::moments;
use crate::plan::{NodeKind, Plan};
use crate::prepare::Prepared;
use crate::survey::Music;
use crate::true_peak::TruePeak;
use crate::window::{Span, State, row, window};
use rebounce_dsp::batch::{Batch, Room};
use rebounce_dsp::voice::Voice;
use std::collections::BTreeSet;
use std::ops::Range;

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
pub(crate) fn rehearse(prepared: &Prepared, music: &Music, plan: &Plan, heard: Range<u64>) -> f64 {
    let most = affordable(plan, heard.end - heard.start);
    let pieces = pieces(&moments(prepared, music, heard, HEARD, most), WINDOW as u64);
    let mix = plan.ahead_of_ceiling();
    let late = plan.nodes[mix].latency;
    let mut stage = Stage::new(prepared, music, plan, &pieces);
    let mut highest = 0.0_f64;
    let mut listened = pieces.iter().map(|piece| Listened::new(prepared, piece, late)).peekable();
    let end = pieces.last().map_or(0, |last| last.at + last.frames + late);
    let mut starts = pieces.iter().peekable();
    for number in 0..end.div_ceil(WINDOW as u64) {
        let from = number * WINDOW as u64;
        if let Some(piece) = starts.next_if(|piece| piece.at == from) {
            stage.jump(piece.start);
        }
        stage.play(prepared, plan, number);
        let sound = &stage.rings[mix].window(number).post;
        let interleaved: Vec<f32> = sound
            .left
            .iter()
            .zip(sound.right())
            .flat_map(|(left, right)| [*left, *right])
            .collect();
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
    for part in stage.tasks.into_iter().flatten() {
        part.state.leave_effects(plan, prepared, part.node);
    }
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

/// The mixer at work on a medley.
struct Stage {
    /// What is computed together, each behind all that it reads.
    tasks: Vec<Vec<Part>>,
    rings: Vec<Ring>,
}

/// A node at work.
struct Part {
    node: usize,
    state: State,
    out: Handed,
}

impl Stage {
    fn new(prepared: &Prepared, music: &Music, plan: &Plan, pieces: &[Piece]) -> Self {
        let mut tasks = plan.tasks();
        let last = plan.nodes[plan.ahead_of_ceiling()].depth;
        tasks.retain(|nodes| plan.nodes[nodes[0]].depth <= last);
        tasks.sort_by_key(|nodes| plan.nodes[nodes[0]].depth);
        let mut seen = BTreeSet::new();
        let mut part = |&node: &usize| {
            let mut part =
                Part { node, state: State::Failed(String::new()), out: Handed::new(WINDOW) };
            let NodeKind::Voices(batch) = &plan.nodes[node].kind else {
                part.state = State::new(plan, prepared, music, node);
                return part;
            };
            let batch = &plan.batches[*batch];
            // The first batch of a source has all of its voices, so that lanes are full.
            let voices = match seen.insert(batch.source) {
                true => of_source(prepared, music, batch.source, pieces),
                false => Vec::new(),
            };
            let before = voices.first().map_or(0, |(start, _)| start.min(&0).unsigned_abs());
            let before = before.next_multiple_of(WINDOW as u64);
            let placed = |(start, voice): (i64, Voice)| Voice {
                start: start.saturating_add_unsigned(before).unsigned_abs(),
                ..voice
            };
            let voices: Vec<Voice> = voices.into_iter().map(placed).collect();
            let room = Room { ahead: AHEAD, ..Room::default() };
            let batch = Batch::new(&batch.patch, voices.into_iter(), batch.stereo, room);
            part.state = State::Voices(Box::new(batch));
            // What began before the medley.
            for window in 0..before / WINDOW as u64 {
                part.play(prepared, plan, &[], window);
            }
            part
        };
        let tasks = tasks.iter().map(|nodes| nodes.iter().map(&mut part).collect()).collect();
        Self { tasks, rings: rings(plan, WINDOW, 1, 0) }
    }

    /// What moves goes on at another frame of the song.
    fn jump(&mut self, frame: u64) {
        for part in self.tasks.iter_mut().flatten() {
            if let State::Channel(channel) = &mut part.state {
                channel.jump(frame);
            }
        }
    }

    /// Computes a window of all nodes.
    fn play(&mut self, prepared: &Prepared, plan: &Plan, number: u64) {
        for task in &mut self.tasks {
            if let [part] = &mut task[..] {
                part.play(prepared, plan, &self.rings, number);
            } else {
                let reading = Reading { rings: &self.rings, number, window: WINDOW };
                let parts = task.iter_mut().map(|part| (&mut part.state, &mut part.out));
                row(&mut parts.collect::<Vec<_>>(), span(number), reading);
            }
            for part in task {
                std::mem::swap(self.rings[part.node].window_mut(number), &mut part.out);
            }
        }
    }
}

impl Part {
    fn play(&mut self, prepared: &Prepared, plan: &Plan, rings: &[Ring], number: u64) {
        let reading = Reading { rings, number, window: WINDOW };
        let (state, out) = (&mut self.state, &mut self.out);
        window(plan, self.node, state, span(number), prepared.level, reading, out);
    }
}

fn span(number: u64) -> Span {
    Span { from: number * WINDOW as u64, frames: WINDOW }
}
