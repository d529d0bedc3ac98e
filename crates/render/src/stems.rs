//! What is handed out beside the mix, from the same pass: tracks and buses, and groups of
//! instruments.
//!
//! A stem of the mix goes through what is linear of the master and is in time with the mix. What
//! is heard of a group alone is computed by copies of the strips it goes through: a copy reads
//! only what is the group's, is as late as the strip it is a copy of, and is driven by the same
//! side chains. A strip in which the group is alone needs no copy. Nothing of this is read by the
//! mix, so it changes no bit of it.

use crate::error::Error;
use crate::mixer::{Mixed, master_fader, master_inserts};
use crate::moves::master_moves;
use crate::options::{Group, Options, Tap};
use crate::pan;
use crate::plan::{ChannelPlan, Graph, Input, InsertPlan, Node, NodeKind, Stem};
use crate::prepare::Prepared;
use rebounce_song::Song;
use std::collections::BTreeSet;

/// What is wanted beside the mix.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Beside<'a> {
    /// Each track and bus.
    pub(crate) tracks: bool,
    /// And these, behind them.
    pub(crate) groups: &'a [Group],
}

impl<'a> Beside<'a> {
    pub(crate) fn of(options: &'a Options) -> Self {
        Self { tracks: options.stems, groups: &options.groups }
    }
}

/// Refuses groups of what the song does not have.
///
/// # Errors
/// [`Error::Option`].
pub(crate) fn check(song: &Song, groups: &[Group]) -> Result<(), Error> {
    let refuse = |found: String, wanted: &str| {
        Err(Error::Option { option: "groups", found, wanted: wanted.to_owned() })
    };
    for group in groups {
        let mut outputs = BTreeSet::new();
        for id in &group.instruments {
            let Some(instrument) = song.instruments.iter().find(|it| it.id == *id) else {
                return refuse(format!("{id:?}"), "ids of the song's instruments");
            };
            outputs.insert(&instrument.output);
        }
        if group.tap == Tap::Track && (outputs.len() > 1 || group.clips) {
            let wanted = "instruments of one mixer track, where they are tapped ahead of it";
            return refuse(format!("group {:?}", group.id), wanted);
        }
    }
    Ok(())
}

/// Adds the nodes of all that is wanted.
pub(crate) fn stems(
    graph: &mut Graph<'_>,
    mixed: &Mixed,
    gain: f32,
    beside: &Beside<'_>,
) -> Vec<Stem> {
    let mut stems = Vec::new();
    if beside.tracks {
        stems.append(&mut tracks(graph, mixed, gain));
    }
    let mix = graph.nodes.len();
    for group in beside.groups {
        let (id, name) = (group.id.clone(), group.name.clone());
        let (node, stereo) = match group.tap {
            Tap::Mix => {
                let inputs = copies(graph, mixed, group, mix);
                (through_master(graph, mixed, gain, (&name, None), inputs), true)
            }
            Tap::Track => ahead_of_track(graph, mixed, group),
        };
        stems.push(Stem { id, name, node, stereo });
    }
    stems
}

/// Each track and bus that enters the master. Where all of the master is linear their sum is the
/// mix.
fn tracks(graph: &mut Graph<'_>, mixed: &Mixed, gain: f32) -> Vec<Stem> {
    let prepared = graph.prepared;
    // By track: its strip, and what of it enters the master.
    let mut groups: Vec<(Option<usize>, usize, Vec<Input>)> = Vec::new();
    let inputs = channel(&graph.nodes[mixed.master]).inputs.clone();
    let (pools, others): (Vec<Input>, Vec<Input>) =
        inputs.into_iter().partition(|input| mixed.pools.contains(&input.node));
    let others = others.into_iter().map(|input| (input.node, input));
    for (strip, input) in others.chain(out_of_pools(graph, &pools)) {
        let track = graph.nodes[strip].track;
        match groups.iter_mut().find(|group| group.0 == track) {
            Some(group) => group.2.push(input),
            None => groups.push((track, strip, vec![input])),
        }
    }
    // Strips are in the order of tracks; what is of none comes first.
    groups.sort_by_key(|(track, strip, _)| track.map(|_| *strip));
    let named = |track: Option<usize>| match track {
        Some(track) => {
            let track = &prepared.mixer.tracks[track];
            (track.id.clone(), track.name.clone())
        }
        None => ("master".to_owned(), "direct".to_owned()),
    };
    let stem = |(track, _, inputs)| {
        let (id, name) = named(track);
        let node = through_master(graph, mixed, gain, (&name, track), inputs);
        Stem { id, name, node, stereo: true }
    };
    groups.into_iter().map(stem).collect()
}

/// Each strip that pools read, and what of it comes out of them: through a filter that hears no other,
/// and then all that its pools do to the sides, since that changes places with the filter.
fn out_of_pools(graph: &mut Graph<'_>, pools: &[Input]) -> Vec<(usize, Input)> {
    // Strips, the first pool that reads each, and the way to the master.
    let mut alone: Vec<(Input, usize, [[f32; 2]; 2])> = Vec::new();
    for pool in pools {
        let ChannelPlan { inputs, fader, .. } = channel(&graph.nodes[pool.node]);
        for strip in inputs {
            let ([left, right], level) = (strip.gain, pool.gain[0]);
            let way = fader.map(|[l, r]| [l * left * level, r * right * level]);
            match alone.iter_mut().find(|it| it.0.node == strip.node) {
                Some((.., sum)) => {
                    *sum = std::array::from_fn(|i| [sum[i][0] + way[i][0], sum[i][1] + way[i][1]]);
                }
                None => alone.push((*strip, pool.node, way)),
            }
        }
    }
    let copy = |(strip, pool, fader): (Input, usize, _)| {
        let of = &graph.nodes[strip.node];
        let mut copy = reading(graph, pool, &of.name, vec![Input { gain: [1.0; 2], ..strip }]);
        copy.track = of.track;
        if let NodeKind::Channel(channel) = &mut copy.kind {
            channel.fader = fader;
        }
        graph.nodes.push(copy);
        (strip.node, Input::plain(graph.nodes.len() - 1))
    };
    alone.into_iter().map(copy).collect()
}

/// A copy of a strip for `name`, that reads only so much of what the strip reads.
fn reading(graph: &Graph<'_>, strip: usize, name: &str, inputs: Vec<Input>) -> Node {
    let strip = &graph.nodes[strip];
    let kind = NodeKind::Channel(ChannelPlan { inputs, ..channel(strip).clone() });
    Node { name: format!("{} ({name})", strip.name), kind, ..strip.clone() }
}

fn channel(node: &Node) -> &ChannelPlan {
    match &node.kind {
        NodeKind::Channel(channel) => channel,
        NodeKind::Voices(_) | NodeKind::Output(_) => unreachable!("the master is a channel"),
    }
}

/// Some of what enters the master, through what is linear of it, in time with the mix.
fn through_master(
    graph: &mut Graph<'_>,
    mixed: &Mixed,
    gain: f32,
    (name, track): (&str, Option<usize>),
    inputs: Vec<Input>,
) -> usize {
    let prepared = graph.prepared;
    let inserts: Vec<InsertPlan> =
        master_inserts(prepared).into_iter().filter(|insert| insert.traits.linear).collect();
    let strip = ChannelPlan {
        inputs,
        halves: false,
        inserts,
        mono: prepared.mixer.master.mono,
        fader: master_fader(prepared, gain),
        pre_fader: false,
        moves: master_moves(prepared, gain),
        late: [0; 2],
    };
    let late = channel(&graph.nodes[mixed.master]).late[0];
    let node = graph.channel_at(format!("{name} stem"), track, strip, late);
    on_time(graph, mixed, node)
}

/// What is the group's of all that enters the master; copies nodes before `mix` as need be.
fn copies(graph: &mut Graph<'_>, mixed: &Mixed, group: &Group, mix: usize) -> Vec<Input> {
    // What of the group leaves each node: the node itself where all that enters it is the group's.
    let mut own: Vec<Option<usize>> = vec![None; mix];
    for node in 0..mixed.master {
        own[node] = match &graph.nodes[node].kind {
            NodeKind::Voices(batch) => {
                let source = graph.batches[*batch].source;
                contains(graph.prepared, group, source).then_some(node)
            }
            NodeKind::Channel(channel) => {
                let inputs = of_group(&channel.inputs, &own);
                match inputs.len() {
                    0 => None,
                    _ if inputs == channel.inputs => Some(node),
                    _ => {
                        graph.nodes.push(reading(graph, node, &group.name, inputs));
                        Some(graph.nodes.len() - 1)
                    }
                }
            }
            NodeKind::Output(_) => None,
        };
    }
    of_group(&channel(&graph.nodes[mixed.master]).inputs, &own)
}

fn of_group(inputs: &[Input], own: &[Option<usize>]) -> Vec<Input> {
    inputs.iter().filter_map(|it| Some(Input { node: own[it.node]?, ..*it })).collect()
}

fn contains(prepared: &Prepared, group: &Group, source: usize) -> bool {
    let clip = source >= prepared.sources.len() - prepared.clip_voices.len();
    if clip { group.clips } else { group.instruments.contains(&prepared.sources[source].id) }
}

/// The sum of a group's instruments as it enters their track, bit for bit where no other comes
/// before them; whether the track has two channels.
fn ahead_of_track(graph: &mut Graph<'_>, mixed: &Mixed, group: &Group) -> (usize, bool) {
    let mut inputs = Vec::new();
    let mut stereo = false;
    for (source, (nodes, two)) in &mixed.sources {
        if contains(graph.prepared, group, *source) {
            inputs.extend_from_slice(nodes);
            stereo = *two;
        }
    }
    let wire = wire(inputs);
    let node = graph.channel(format!("{} ahead of its track", group.name), None, wire);
    (on_time(graph, mixed, node), stereo)
}

/// A strip that does nothing.
fn wire(inputs: Vec<Input>) -> ChannelPlan {
    ChannelPlan {
        inputs,
        halves: false,
        inserts: Vec::new(),
        mono: false,
        fader: pan::UNITY,
        pre_fader: false,
        moves: None,
        late: [0; 2],
    }
}

/// A node's output as late as the mix.
fn on_time(graph: &mut Graph<'_>, mixed: &Mixed, node: usize) -> usize {
    let late = graph.nodes[mixed.last].latency;
    if graph.nodes[node].latency == late {
        return node;
    }
    let (name, track) = (graph.nodes[node].name.clone(), graph.nodes[node].track);
    graph.channel_at(name, track, wire(vec![Input::plain(node)]), late)
}
