//! What nodes hand on, and how others read it: some ticks later, or held back by a delay. Windows
//! are kept until their latest reader has had them, so nothing is copied to hold it back.

use crate::plan::{Input, Node, Plan};
use crate::sound::Sound;
use std::ops::Range;

/// What a node hands on: behind its fader and, where someone reads it, ahead of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handed {
    pub(crate) post: Sound,
    pub(crate) pre: Sound,
}

impl Handed {
    /// Silence; room ahead of the fader is made when it is needed.
    pub(crate) fn new(frames: usize) -> Self {
        Self { post: Sound::new(frames), pre: Sound::default() }
    }

    /// Appends all of it to `packed`.
    pub(crate) fn pack(&self, packed: &mut Vec<f32>) {
        self.post.pack(packed);
        self.pre.pack(packed);
    }

    /// Becomes what was packed for so many frames; takes it off `packed`. False: it was not that.
    pub(crate) fn unpack(&mut self, packed: &mut &[f32], frames: usize) -> bool {
        self.post.unpack(packed, frames) && self.pre.unpack(packed, frames)
    }
}

/// The last windows a node has handed on, by window number modulo its length.
pub(crate) struct Ring {
    windows: Vec<Handed>,
}

impl Ring {
    /// Window `number`, which must be recent.
    pub(crate) fn window(&self, number: u64) -> &Handed {
        &self.windows[(number % self.windows.len() as u64) as usize]
    }

    /// As [`Ring::window`], to be overwritten.
    pub(crate) fn window_mut(&mut self, number: u64) -> &mut Handed {
        let slot = (number % self.windows.len() as u64) as usize;
        &mut self.windows[slot]
    }
}

/// Room for as many windows of each node of `share`, or read by one, as its latest reader is behind
/// it, in ticks and by its delay; the reader of what goes `outward` is the caller, who comes when a
/// run of ticks is over.
pub(crate) fn rings(
    plan: &Plan,
    window: usize,
    run: usize,
    share: usize,
    outward: &[usize],
) -> Vec<Ring> {
    let mine = |node: &Node| node.share == share;
    let mut behind: Vec<usize> = plan.nodes.iter().map(|node| usize::from(mine(node))).collect();
    for reader in plan.nodes.iter().filter(|reader| mine(reader)) {
        for input in reader.kind.reads() {
            let held_back = input.delay.div_ceil(window as u64);
            let ticks = reader.depth - plan.nodes[input.node].depth;
            let windows = ticks + usize::try_from(held_back).expect("latencies are short");
            behind[input.node] = behind[input.node].max(windows);
        }
    }
    let last = outward.iter().map(|&node| plan.nodes[node].depth).max().unwrap_or(0);
    for &node in outward {
        behind[node] = behind[node].max(last - plan.nodes[node].depth + run);
    }
    // All made here and not by the threads that will fill them, whose memory grows by small steps.
    let ring = |windows| Ring { windows: (0..windows).map(|_| Handed::new(window)).collect() };
    behind.into_iter().map(ring).collect()
}

/// What a node reads that computes window `number`, all windows but the last having `window` frames.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) rings: &'a [Ring],
    pub(crate) number: u64,
    pub(crate) window: usize,
}

/// Frames of a sound that are read, and where they belong in the reader's window.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pub(crate) sound: &'a Sound,
    pub(crate) frames: Range<usize>,
    pub(crate) at: usize,
}

impl<'a> Part<'a> {
    /// All of a sound, unless it is silent.
    pub(crate) fn whole(sound: &'a Sound) -> impl Iterator<Item = Self> + Clone {
        let part = Self { sound, frames: 0..sound.left.len(), at: 0 };
        (!sound.silent).then_some(part).into_iter()
    }
}

impl<'a> Reading<'a> {
    /// An input that is not held back.
    pub(crate) fn now(self, input: &Input) -> &'a Sound {
        debug_assert!(input.delay == 0 && !input.pre_fader, "this is for the output");
        &self.rings[input.node].window(self.number).post
    }

    /// The `frames` frames of an input; where there is no part there is silence.
    pub(crate) fn parts(
        self,
        input: &Input,
        frames: usize,
    ) -> impl Iterator<Item = Part<'a>> + Clone + use<'a> {
        let (rings, node, pre_fader) = (self.rings, input.node, input.pre_fader);
        let (number, window) = (self.number, self.window);
        let late = (input.delay % window as u64) as usize;
        let number = number.checked_sub(input.delay / window as u64);
        let before = number.and_then(|number| number.checked_sub(1));
        // The end of the window before, and the beginning of this one.
        let first = late.min(frames);
        let parts =
            [(before, window - late..window - late + first, 0), (number, 0..frames - first, first)];
        parts.into_iter().filter_map(move |(number, frames, at)| {
            let handed = rings[node].window(number?);
            let sound = if pre_fader { &handed.pre } else { &handed.post };
            (!frames.is_empty() && !sound.silent).then_some(Part { sound, frames, at })
        })
    }
}
