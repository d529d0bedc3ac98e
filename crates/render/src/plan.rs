//! The plan: voices in lanes of batches, batches in tracks, tracks and buses in order, latencies,
//! tails and the whole length. Plain indices; it can be printed, and nothing in it changes.

use crate::batches::{self, BatchPlan};
use crate::cuts;
use crate::effects::{EffectMoves, Traits};
use crate::fader::FaderMoves;
use crate::halves;
use crate::mixer;
use crate::prepare::Prepared;
use crate::routing;
use crate::rows;
use crate::sharing;
use crate::stems::{self, Beside};
use crate::survey::Survey;
use rebounce_dsp::voice::LANES;
use rebounce_song::Effect;

/// What is computed, from what, in which order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In an order in which every node comes after those it reads.
    pub nodes: Vec<Node>,
    /// Voices, in eight lanes each.
    pub batches: Vec<BatchPlan>,
    /// Strips that are computed together, side by side in lanes; each of the other nodes is
    /// computed alone.
    pub rows: Vec<Vec<usize>>,
    /// The node that ends the mix.
    pub output: usize,
    /// What is handed out beside the mix.
    pub stems: Vec<Stem>,
    /// Frames at the beginning that are computed but not handed out: latency, and what lies
    /// before `from`.
    pub skip: u64,
    /// Frames handed out, at most.
    pub length: u64,
    /// Frame (counted from the output's first) at which the last voice is over.
    pub voices_end: u64,
    /// Frames of quiet behind `voices_end` after which nothing more can come; `None`: the length
    /// is fixed.
    pub quiet: Option<u64>,
    /// Frames at the end over which the output fades.
    pub fade: u64,
}

impl Plan {
    /// The node that hands on the mix ahead of its ceiling.
    pub(crate) fn ahead_of_ceiling(&self) -> usize {
        let NodeKind::Output(last) = &self.nodes[self.output].kind else { return self.output };
        match &self.nodes[last.node].kind {
            NodeKind::Channel(ChannelPlan { inputs, inserts, .. })
                if matches!(inserts[..], [InsertPlan { what: What::Ceiling(_), .. }]) =>
            {
                inputs[0].node
            }
            _ => last.node,
        }
    }

    /// All nodes, those together that one thread computes at a time.
    pub(crate) fn tasks(&self) -> Vec<Vec<usize>> {
        let mut alone = vec![true; self.nodes.len()];
        self.rows.iter().flatten().for_each(|&node| alone[node] = false);
        let alone = (0..self.nodes.len()).filter(|&node| alone[node]).map(|node| vec![node]);
        alone.chain(self.rows.iter().cloned()).collect()
    }
}

/// A stem of the mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// Its track's, bus's or group's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The node that makes it.
    pub node: usize,
    /// Whether its left can differ from its right.
    pub stereo: bool,
}

/// One task of a window.
#[derive(Clone, Debug)]
pub struct Node {
    /// For people.
    pub name: String,
    /// The mixer track it works for (index into the song's tracks); `None`: the master.
    pub track: Option<usize>,
    /// Stage of the pipeline: one more than the latest of what it reads.
    pub depth: usize,
    /// Frames by which its output is late.
    pub latency: u64,
    /// Frames from the end of its sources until its output stays below -90 dB.
    pub tail: u64,
    /// Frames of quiet after which its output stays quiet.
    pub memory: u64,
    /// Whether its left can differ from its right.
    pub stereo: bool,
    /// Estimated work a frame, in ns.
    pub cost: f32,
    /// Which share of the render computes it; 0 where there is but one.
    pub share: usize,
    /// What it does.
    pub kind: NodeKind,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Computes the voices of batch number `.0`.
    Voices(usize),
    /// Sums inputs, runs inserts, fader and pan.
    Channel(ChannelPlan),
    /// Ends the mix: fade, measures, hash.
    Output(Input),
}

impl NodeKind {
    /// Its inserts, if it is a strip.
    pub(crate) fn inserts(&self) -> &[InsertPlan] {
        match self {
            Self::Channel(channel) => &channel.inserts,
            Self::Voices(_) | Self::Output(_) => &[],
        }
    }

    /// All that it reads.
    pub(crate) fn reads(&self) -> impl Iterator<Item = &Input> {
        let (inputs, inserts, last) = match self {
            Self::Voices(_) => (&[][..], &[][..], None),
            Self::Channel(it) => (&it.inputs[..], &it.inserts[..], None),
            Self::Output(input) => (&[][..], &[][..], Some(input)),
        };
        inputs.iter().chain(inserts.iter().filter_map(|it| it.side.as_ref())).chain(last)
    }

    /// All that it reads.
    pub(crate) fn reads_mut(&mut self) -> impl Iterator<Item = &mut Input> {
        let (inputs, inserts, last) = match self {
            Self::Voices(_) => (&mut [][..], &mut [][..], None),
            Self::Channel(it) => (&mut it.inputs[..], &mut it.inserts[..], None),
            Self::Output(input) => (&mut [][..], &mut [][..], Some(input)),
        };
        inputs.iter_mut().chain(inserts.iter_mut().filter_map(|it| it.side.as_mut())).chain(last)
    }
}

/// The strip of an instrument with inserts, a track, a bus, a stem or the master.
#[derive(Clone, Debug)]
pub struct ChannelPlan {
    /// Summed in this order.
    pub inputs: Vec<Input>,
    /// Instead, the first one's left is the left, and the second one's right the right.
    pub halves: bool,
    /// In order of the signal.
    pub inserts: Vec<InsertPlan>,
    /// Left and right are averaged ahead of the fader.
    pub mono: bool,
    /// `[to left, to right][from left, from right]`, linear.
    pub fader: [[f32; 2]; 2],
    /// Whether someone reads the sound ahead of the fader.
    pub pre_fader: bool,
    /// What moves of the fader; `None`: nothing.
    pub(crate) moves: Option<FaderMoves>,
    /// Frames by which the sum of the inputs is late, and the sound at the fader.
    pub late: [u64; 2],
}

/// One thing a channel reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// From which node.
    pub node: usize,
    /// Ahead of that node's fader.
    pub pre_fader: bool,
    /// Linear, of left and right.
    pub gain: [f32; 2],
    /// Frames by which it is held back so that all inputs are on time together.
    pub delay: u64,
    /// Number of the motion that takes the gain's place; `None`: it stays.
    pub motion: Option<usize>,
}

impl Input {
    /// A node's output as it is.
    #[must_use]
    pub fn plain(node: usize) -> Self {
        Self { node, pre_fader: false, gain: [1.0; 2], delay: 0, motion: None }
    }
}

/// An insert.
#[derive(Clone, Debug)]
pub struct InsertPlan {
    /// What it is.
    pub what: What,
    /// What drives its detector.
    pub side: Option<Input>,
    /// What is known of it beforehand.
    pub traits: Traits,
    /// What moves of it: parameters and motions by their numbers.
    pub(crate) moves: EffectMoves,
    /// Frames by which what goes in is late.
    pub late: u64,
    /// Which channel of it is heard; `None`: both.
    pub only: Option<usize>,
}

/// Which effect.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// One of the song's.
    Effect(Effect),
    /// The track's three-band EQ: low, mid, high in dB.
    TrackEq([f32; 3]),
    /// The limiter that keeps the ceiling of predictive gain, in dB.
    Ceiling(f32),
}

impl What {
    /// Its kind: the song's name for it.
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::Effect(effect) => effect.settings.id(),
            Self::TrackEq(_) => "eq",
            Self::Ceiling(_) => "ceiling",
        }
    }
}

/// Makes the plan, in so many shares, for so many threads: they decide where strips are cut, which
/// changes no sample.
pub(crate) fn plan(
    prepared: &Prepared,
    surveys: &[Survey],
    gain: f32,
    beside: &Beside<'_>,
    shares: usize,
    threads: usize,
) -> Plan {
    let ends = Ends::of(prepared, surveys);
    let mut graph =
        Graph { prepared, frames: ends.voices.max(1), nodes: Vec::new(), batches: Vec::new() };
    let routing = routing::route(prepared, surveys);
    let mixed = mixer::build(&mut graph, &routing, surveys, gain);
    let stems = stems::stems(&mut graph, &mixed, gain, beside);
    let Graph { mut nodes, mut batches, .. } = graph;
    batches::allot(&mut batches, prepared.print_bytes);
    let last = &nodes[mixed.last];
    let latency = last.latency;
    let from = prepared.from;
    let (length, quiet) = ends.length(prepared, last.tail.saturating_sub(latency), last.memory);
    let output = Node {
        name: "output".to_owned(),
        track: None,
        depth: last.depth + 1,
        kind: NodeKind::Output(Input::plain(mixed.last)),
        cost: 20.0,
        ..last.clone()
    };
    nodes.push(output);
    let mut plan = Plan {
        output: nodes.len() - 1,
        nodes,
        batches,
        rows: Vec::new(),
        stems,
        skip: latency + from,
        length: length.saturating_sub(from),
        voices_end: ends.voices.saturating_sub(from),
        quiet,
        fade: if prepared.fade { prepared.frames(0.1) } else { 0 },
    };
    sharing::share_out(&mut plan, shares);
    let most = cuts::most(&plan, threads);
    halves::form(&mut plan, most);
    rows::form(&mut plan, most);
    plan
}

/// Where the music ends, in frames of the song.
struct Ends {
    /// The last key let go, or the last one-shot over.
    notes: u64,
    /// The last voice silent.
    voices: u64,
}

impl Ends {
    fn of(prepared: &Prepared, surveys: &[Survey]) -> Self {
        let notes = surveys.iter().map(|survey| survey.notes_end).max().unwrap_or(0);
        let voices = surveys.iter().map(|survey| survey.voices_end).max().unwrap_or(0);
        Self { notes: prepared.to.map_or(notes, |to| notes.min(to)), voices }
    }

    /// The length in frames of the song, and the quiet that may end it sooner.
    fn length(&self, prepared: &Prepared, tail: u64, memory: u64) -> (u64, Option<u64>) {
        use crate::options::{Length, Tail};
        match prepared.length {
            Length::Frames(frames) => return (prepared.from + frames, None),
            Length::Api => return (prepared.from + prepared.api_length, None),
            Length::Natural => {}
        }
        // Even dry music gets a moment for its last sample to fall silent.
        let end = prepared.to.unwrap_or(self.notes);
        match prepared.tail {
            Tail::Cut => (end.max(1), None),
            Tail::Seconds(seconds) => (end + prepared.frames(seconds), None),
            Tail::Natural => {
                let limit = end + prepared.frames(30.0);
                let rung = self.voices.max(end) + tail;
                (rung.min(limit).max(1), Some(memory.max(prepared.frames(0.01))))
            }
        }
    }
}

/// The plan in the making.
pub(crate) struct Graph<'a> {
    pub(crate) prepared: &'a Prepared,
    /// Frames in which there are voices.
    frames: u64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) batches: Vec<BatchPlan>,
}

impl Graph<'_> {
    /// Adds a node for each batch of a source's voices; their indices.
    pub(crate) fn voices(
        &mut self,
        source: usize,
        track: Option<usize>,
        survey: &Survey,
        stereo: bool,
    ) -> Vec<usize> {
        let prepared = self.prepared;
        let settings = &prepared.sources[source];
        let Some(patch) = &settings.patch else { return Vec::new() };
        let mut nodes = Vec::new();
        for (number, batch) in
            batches::batches(patch, source, survey, stereo).into_iter().enumerate()
        {
            let stereo = batch.differs();
            // A patch's cost is that of full lanes.
            let full = batch.voice_frames / (self.frames as f64 * LANES as f64);
            let cost = patch.cost() * full.min(1.0) as f32;
            self.batches.push(batch);
            self.nodes.push(Node {
                name: format!("{} voices {}", settings.name, number + 1),
                track,
                depth: 0,
                latency: 0,
                tail: 0,
                memory: 0,
                stereo,
                cost,
                share: 0,
                kind: NodeKind::Voices(self.batches.len() - 1),
            });
            nodes.push(self.nodes.len() - 1);
        }
        nodes
    }

    /// Adds a channel; delays its inputs so that all are on time together.
    pub(crate) fn channel(
        &mut self,
        name: String,
        track: Option<usize>,
        channel: ChannelPlan,
    ) -> usize {
        self.channel_at(name, track, channel, 0)
    }

    /// Adds a channel whose inputs are `late` frames late together, or later if they must be.
    pub(crate) fn channel_at(
        &mut self,
        name: String,
        track: Option<usize>,
        mut channel: ChannelPlan,
        mut late: u64,
    ) -> usize {
        let mut depth = 0;
        let mut stereo = false;
        let (mut tail, mut memory) = (0, 0);
        for input in &channel.inputs {
            let node = &self.nodes[input.node];
            late = late.max(node.latency);
            depth = depth.max(node.depth + 1);
            tail = tail.max(node.tail);
            memory = memory.max(node.memory);
            stereo |= node.stereo;
        }
        // A side chain must not be later than the sound it acts on.
        let mut before = 0;
        for insert in &channel.inserts {
            if let Some(side) = insert.side {
                let node = &self.nodes[side.node];
                late = late.max(node.latency.saturating_sub(before));
                depth = depth.max(node.depth + 1);
            }
            before += insert.traits.latency;
        }
        for input in &mut channel.inputs {
            input.delay = late - self.nodes[input.node].latency;
        }
        channel.late[0] = late;
        let mut latency = late;
        let mut cost = 1.0 + channel.inputs.len() as f32 * 0.5;
        for insert in &mut channel.inserts {
            if let Some(side) = &mut insert.side {
                side.delay = latency - self.nodes[side.node].latency;
            }
            insert.late = latency;
            latency += insert.traits.latency;
            tail += insert.traits.tail;
            memory += insert.traits.memory;
            stereo |= insert.traits.makes_stereo;
            cost += insert.traits.cost;
        }
        channel.late[1] = latency;
        self.nodes.push(Node {
            name,
            track,
            depth: depth.max(1),
            latency,
            tail,
            memory,
            stereo,
            cost,
            share: 0,
            kind: NodeKind::Channel(channel),
        });
        self.nodes.len() - 1
    }
}
