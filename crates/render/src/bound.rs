//! A bound on the mix's samples ahead of the ceiling, whatever phases meet: at each source all
//! voices that sound at once are added as plain peaks, and so is whatever meets in the mixer; each
//! effect gives its own bound for the peak that comes in. It holds, and is far above what comes out
//! wherever sounds seldom meet at their peaks or a reverb could ring at its worst.

use crate::effects;
use crate::fader::{FaderMoves, Law, Level};
use crate::pan;
use crate::plan::{ChannelPlan, Input, NodeKind, Plan};
use crate::prepare::Prepared;
use crate::survey::Music;
use crate::voices::voices;
use rebounce_dsp::batch::Patch;
use rebounce_dsp::voice::Voice;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// For what rounding adds on the way: a hundred sums of relative errors of 2^-24.
const ROUNDING: f32 = 1.000_01;

/// Peaks of left and right, linear.
type Peaks = [f32; 2];

/// The bound of the mix, linear; `None`: something on the way has none.
pub(crate) fn bound(prepared: &Prepared, music: &Music, plan: &Plan) -> Option<f32> {
    let mix = plan.ahead_of_ceiling();
    let mut seen = BTreeSet::new();
    // By node: ahead of its fader, and behind it.
    let mut bounds: Vec<[Peaks; 2]> = Vec::with_capacity(plan.nodes.len());
    for node in &plan.nodes[..=mix] {
        bounds.push(match &node.kind {
            NodeKind::Voices(batch) => {
                let batch = &plan.batches[*batch];
                // All of a source's batches are summed in one place.
                let first = seen.insert(batch.source);
                let panned = batch.stereo;
                let peaks =
                    if first { of_source(prepared, music, batch.source, panned) } else { [0.0; 2] };
                [peaks; 2]
            }
            NodeKind::Channel(channel) => of_channel(prepared, channel, &bounds),
            NodeKind::Output(input) => [bounds[input.node][1]; 2],
        });
    }
    let [_, [left, right]] = bounds[mix];
    Some(left.max(right) * ROUNDING).filter(|bound| bound.is_finite())
}

/// The most that a source's voices add up to.
fn of_source(prepared: &Prepared, music: &Music, source: usize, panned: bool) -> Peaks {
    let Some(patch) = &prepared.sources[source].patch else { return [0.0; 2] };
    let mut over: BinaryHeap<Reverse<(u64, [u32; 2])>> = BinaryHeap::new();
    let (mut now, mut most) = ([0.0_f64; 2], [0.0_f64; 2]);
    for voice in voices(prepared, &music.score, source) {
        while let Some(Reverse((_, bits))) = over.peek().filter(|it| it.0.0 <= voice.start) {
            for (now, bits) in now.iter_mut().zip(bits) {
                *now -= f64::from(f32::from_bits(*bits));
            }
            over.pop();
        }
        let peaks = placed(patch, &voice, panned);
        for ((now, most), peak) in now.iter_mut().zip(&mut most).zip(peaks) {
            *now += f64::from(peak);
            *most = most.max(*now);
        }
        let end = voice.start + patch.length(&voice);
        over.push(Reverse((end, peaks.map(f32::to_bits))));
    }
    // What has been taken off again leaves what was rounded.
    most.map(|most| (most * (1.0 + 1e-6)) as f32)
}

/// The bound of a voice where it is panned.
fn placed(patch: &Patch, voice: &Voice, panned: bool) -> Peaks {
    let bound = patch.bound(voice);
    match panned {
        false => [bound; 2],
        true => rows(pan::matrix(bound, voice.pan, patch.is_stereo()), [1.0; 2]),
    }
}

/// The most that a matrix makes of such peaks.
fn rows(matrix: [[f32; 2]; 2], [left, right]: Peaks) -> Peaks {
    matrix.map(|[from_left, from_right]| {
        // Nothing times a bound that is infinite is nothing.
        let part = |gain: f32, peak: f32| if gain == 0.0 { 0.0 } else { gain.abs() * peak };
        part(from_left, left) + part(from_right, right)
    })
}

fn of_channel(prepared: &Prepared, channel: &ChannelPlan, bounds: &[[Peaks; 2]]) -> [Peaks; 2] {
    let highest = |motion: usize| prepared.automation.motions[motion].range().1 as f32;
    let mut peaks = [0.0_f32; 2];
    for Input { node, pre_fader, gain, motion, .. } in &channel.inputs {
        let [left, right] = motion.map_or(*gain, |motion| [highest(motion); 2]);
        let [pre, post] = bounds[*node];
        let read = rows([[left, 0.0], [0.0, right]], if *pre_fader { pre } else { post });
        peaks = std::array::from_fn(|i| peaks[i] + read[i]);
    }
    for insert in &channel.inserts {
        let input = peaks[0].max(peaks[1]);
        if input > 0.0 {
            let most = effects::peak_for(prepared, &insert.what, &insert.moves, input);
            peaks = [most; 2];
        }
    }
    if channel.mono {
        peaks = [0.5 * (peaks[0] + peaks[1]); 2];
    }
    let behind = match &channel.moves {
        None => rows(channel.fader, peaks),
        Some(moves) => moved(moves, &highest, peaks),
    };
    [peaks, behind]
}

/// The most that a fader that moves makes of such peaks.
fn moved(moves: &FaderMoves, highest: &dyn Fn(usize) -> f32, peaks: Peaks) -> Peaks {
    let level = |it: Level| it.motion.map_or(it.setting as f32, highest);
    let gain = level(moves.gain) * level(moves.volume) * moves.staged;
    match (moves.law, moves.pan.motion) {
        (Law::Straight, _) | (Law::Mono, Some(_)) => peaks.map(|peak| peak * gain),
        // However it pans, a side gets no more than both at full.
        (Law::Stereo, Some(_)) => [gain * (peaks[0] + peaks[1]); 2],
        (law, None) => rows(pan::matrix(gain, moves.pan.setting as f32, law == Law::Stereo), peaks),
    }
}
