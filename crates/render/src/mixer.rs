//! The mixer as nodes: each track's sources, strip and ways, and the master.

use crate::effects::{self, Traits};
use crate::fader::Law;
use crate::moves::{instrument_moves, master_moves, pans, track_moves};
use crate::pan;
use crate::plan::{ChannelPlan, Graph, Input, InsertPlan, What};
use crate::pools::{self, Pool, Strip};
use crate::prepare::Prepared;
use crate::routing::{self, Routing, Way};
use crate::survey::Survey;
use rebounce_dsp::effects::Filter;
use rebounce_song::Effect;
use rebounce_song::automation::{Insert, Target};
use rebounce_song::mixer::TrackEq;
use std::collections::{BTreeMap, BTreeSet};

/// The ceiling of predictive gain, in dBTP.
pub(crate) const CEILING_DB: f32 = -1.0;

/// The master among tracks.
pub(crate) const MASTER: &str = "master";

/// The mixer's nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mixed {
    /// The master's strip.
    pub(crate) master: usize,
    /// The node that ends the mix: the master's strip, or the ceiling behind it.
    pub(crate) last: usize,
    /// Strips of filters that tracks share.
    pub(crate) pools: BTreeSet<usize>,
    /// By source that sounds: the nodes its track sums, in this order, and whether its track has
    /// two channels.
    pub(crate) sources: BTreeMap<usize, (Vec<Input>, bool)>,
}

/// Adds all nodes.
pub(crate) fn build(
    graph: &mut Graph<'_>,
    routing: &Routing,
    surveys: &[Survey],
    gain: f32,
) -> Mixed {
    let prepared = graph.prepared;
    let mixer = &prepared.mixer;
    let index = routing::index(mixer);
    let mut sources: Vec<Vec<(usize, &Survey)>> = vec![Vec::new(); routing.master + 1];
    for (source, survey) in surveys.iter().enumerate() {
        let to = index.get(prepared.sources[source].output.as_str());
        if survey.voices > 0 {
            sources[to.copied().unwrap_or(routing.master)].push((source, survey));
        }
    }
    let mut strips = strips(prepared, routing, &sources);
    let mut pools = pools::form(prepared, &routing.order, &mut strips);
    let mut mixed = Mixed::default();
    let mut nodes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut inputs: Vec<Vec<Input>> = vec![Vec::new(); routing.master + 1];
    for &track in &routing.order {
        let Some(strip) = strips[track].take() else { continue };
        let settings = &mixer.tracks[track];
        let Strip { mut inserts, stereo, fader, moves, ways } = strip;
        drive(prepared, &settings.inserts, &mut inserts, &nodes, &index);
        let sources = std::mem::take(&mut sources[track]);
        let mut reads = read_sources(graph, &mut mixed, sources, Some(track), stereo);
        add_pools(graph, &mut mixed, &mut pools, track, &nodes, &mut inputs);
        reads.append(&mut inputs[track]);
        let node = graph.channel(
            settings.name.clone(),
            Some(track),
            ChannelPlan {
                inputs: reads,
                halves: false,
                inserts,
                mono: settings.mono,
                fader,
                pre_fader: ways.iter().any(|way| way.pre_fader),
                moves,
                late: [0; 2],
            },
        );
        nodes.insert(track, node);
        for way in &ways {
            inputs[way.to].push(Input {
                node,
                pre_fader: way.pre_fader,
                gain: [way.level; 2],
                delay: 0,
                motion: way.motion,
            });
        }
    }
    let direct = std::mem::take(&mut sources[routing.master]);
    let mut reads = read_sources(graph, &mut mixed, direct, None, true);
    add_pools(graph, &mut mixed, &mut pools, routing.master, &nodes, &mut inputs);
    reads.append(&mut inputs[routing.master]);
    [mixed.master, mixed.last] = master(graph, reads, gain, &nodes, &index);
    mixed
}

/// The strips of the tracks that are computed, by track, as they are ahead of pooling.
fn strips(
    prepared: &Prepared,
    routing: &Routing,
    sources: &[Vec<(usize, &Survey)>],
) -> Vec<Option<Strip>> {
    let mut strips: Vec<Option<Strip>> = vec![None; routing.master];
    let mut fed = vec![false; routing.master + 1];
    for &track in routing.order.iter().filter(|&&track| routing.needed[track]) {
        let settings = &prepared.mixer.tracks[track];
        let chain =
            Chain { effects: &settings.inserts, eq: settings.eq, of: Owner::Track(&settings.id) };
        let inserts = inserts(prepared, &chain);
        let stereo = fed[track]
            || inserts.iter().any(|insert| insert.traits.makes_stereo)
            || sources[track].iter().any(|(it, survey)| source_is_stereo(prepared, *it, survey));
        let ways = routing.ways[track].iter().copied().filter(|way| routing.needed[way.to]);
        let ways: Vec<Way> = ways.collect();
        ways.iter().for_each(|way| fed[way.to] = true);
        strips[track] = Some(Strip {
            inserts,
            stereo,
            fader: pan::matrix(settings.gain as f32, settings.pan as f32, stereo),
            moves: track_moves(prepared, settings, stereo),
            ways,
        });
    }
    strips
}

/// Adds the pools that lead to a track or the master and have not been added.
fn add_pools(
    graph: &mut Graph<'_>,
    mixed: &mut Mixed,
    pools: &mut Vec<Pool>,
    track: usize,
    nodes: &BTreeMap<usize, usize>,
    inputs: &mut [Vec<Input>],
) {
    for pool in pools.extract_if(.., |pool| pool.to.iter().any(|(to, _)| *to == track)) {
        let from = pool.from.iter().filter_map(|(track, gain)| {
            Some(Input { gain: *gain, ..Input::plain(*nodes.get(track)?) })
        });
        let channel = ChannelPlan {
            inputs: from.collect(),
            halves: false,
            inserts: vec![pool.insert],
            mono: false,
            fader: pool.fader,
            pre_fader: false,
            moves: None,
            late: [0; 2],
        };
        let node = graph.channel(pool.name, None, channel);
        mixed.pools.insert(node);
        for (to, gain) in pool.to {
            inputs[to].push(Input { gain: [gain; 2], ..Input::plain(node) });
        }
    }
}

/// Whether a source needs two channels: a mono source that is panned does.
fn source_is_stereo(prepared: &Prepared, source: usize, survey: &Survey) -> bool {
    let source = &prepared.sources[source];
    source.patch.as_ref().is_some_and(|patch| patch.is_stereo())
        || survey.panned
        || pans(prepared, &source.id)
        || (prepared.effects
            && source.inserts.iter().any(|effect| {
                !effect.bypass
                    && effects::traits(prepared, &What::Effect(effect.clone())).makes_stereo
            }))
}

/// Nodes for the voices of sources, and for the inserts of those that have some.
fn read_sources(
    graph: &mut Graph<'_>,
    mixed: &mut Mixed,
    sources: Vec<(usize, &Survey)>,
    track: Option<usize>,
    stereo: bool,
) -> Vec<Input> {
    let mut reads = Vec::new();
    for &(source, survey) in &sources {
        let prepared = graph.prepared;
        let settings = &prepared.sources[source];
        if settings.beside.is_some() {
            continue;
        }
        // What pans as a whole is panned behind its effects; so its voices need not be.
        let pans = pans(prepared, &settings.id);
        let own = settings.patch.as_ref().is_some_and(|it| it.is_stereo()) || survey.panned;
        let apart = if pans { own } else { stereo };
        let mut nodes = graph.voices(source, track, survey, apart);
        for &(other, survey) in &sources {
            if prepared.sources[other].beside == Some(source) {
                nodes.extend(graph.voices(other, track, survey, apart));
            }
        }
        let chain = Chain {
            effects: &settings.inserts,
            eq: TrackEq::default(),
            of: Owner::Instrument(&settings.id),
        };
        let inserts = inserts(prepared, &chain);
        let law = match (pans, own || inserts.iter().any(|insert| insert.traits.makes_stereo)) {
            (false, _) => Law::Straight,
            (true, stereo) => {
                if stereo {
                    Law::Stereo
                } else {
                    Law::Mono
                }
            }
        };
        let moves = instrument_moves(prepared, settings, law);
        let nodes: Vec<Input> = nodes.into_iter().map(Input::plain).collect();
        if inserts.is_empty() && moves.is_none() {
            reads.extend_from_slice(&nodes);
            mixed.sources.insert(source, (nodes, stereo));
            continue;
        }
        let channel = ChannelPlan {
            inputs: nodes,
            halves: false,
            inserts,
            mono: false,
            fader: pan::UNITY,
            pre_fader: false,
            moves,
            late: [0; 2],
        };
        let strip = Input::plain(graph.channel(settings.name.clone(), track, channel));
        reads.push(strip);
        mixed.sources.insert(source, (vec![strip], stereo));
    }
    reads
}

/// A chain of inserts.
struct Chain<'a> {
    effects: &'a [Effect],
    eq: TrackEq,
    of: Owner<'a>,
}

/// Whose chain it is, by id.
enum Owner<'a> {
    Track(&'a str),
    Instrument(&'a str),
}

/// The active inserts of a strip, and its EQ; nothing drives them yet.
fn inserts(prepared: &Prepared, chain: &Chain<'_>) -> Vec<InsertPlan> {
    let mut inserts = Vec::new();
    for (place, effect) in active(prepared, chain.effects) {
        let moves = effects::moves(&prepared.automation, &effect.settings, &|parameter| {
            let effect = Insert::Place(place);
            match chain.of {
                Owner::Track(id) => Target::Effect { track: id.to_owned(), effect, parameter },
                Owner::Instrument(id) => {
                    Target::InstrumentEffect { instrument: id.to_owned(), effect, parameter }
                }
            }
        });
        let what = What::Effect(effect.clone());
        let traits = effects::moving_traits(prepared, &what, &moves);
        inserts.push(InsertPlan { traits, what, side: None, moves, late: 0, only: None });
    }
    let eq = chain.eq;
    if eq != TrackEq::default() {
        inserts
            .push(still(prepared, What::TrackEq([eq.low, eq.mid, eq.high].map(|it| it.0 as f32))));
    }
    inserts
}

/// Those effects of a chain that are heard, and their places in it.
fn active<'a>(
    prepared: &Prepared,
    effects: &'a [Effect],
) -> impl Iterator<Item = (usize, &'a Effect)> {
    let heard = prepared.effects;
    effects.iter().enumerate().filter(move |(_, effect)| heard && !effect.bypass)
}

/// Lets tracks drive the side chains of a chain's inserts; `nodes` are the tracks' strips.
fn drive(
    prepared: &Prepared,
    effects: &[Effect],
    inserts: &mut [InsertPlan],
    nodes: &BTreeMap<usize, usize>,
    index: &BTreeMap<&str, usize>,
) {
    for (insert, (_, effect)) in inserts.iter_mut().zip(active(prepared, effects)) {
        let track = effect.side_chain.as_deref().and_then(|id| index.get(id));
        insert.side = track.and_then(|track| nodes.get(track)).copied().map(Input::plain);
    }
}

/// An insert that nothing moves or drives.
fn still(prepared: &Prepared, what: What) -> InsertPlan {
    let traits = effects::traits(prepared, &what);
    InsertPlan { traits, what, side: None, moves: Vec::new(), late: 0, only: None }
}

/// The master's inserts; nothing drives them yet.
pub(crate) fn master_inserts(prepared: &Prepared) -> Vec<InsertPlan> {
    let master = &prepared.mixer.master;
    let chain = Chain { effects: &master.inserts, eq: master.eq, of: Owner::Track(MASTER) };
    inserts(prepared, &chain)
}

/// The master's fader: gain, pan and mute, master volume, and the staged gain.
pub(crate) fn master_fader(prepared: &Prepared, gain: f32) -> [[f32; 2]; 2] {
    let mixer = &prepared.mixer;
    let level = if mixer.master.muted { 0.0 } else { mixer.master.gain * mixer.master_volume };
    pan::matrix(level as f32 * gain, mixer.master.pan as f32, true)
}

/// The master's strip, and the node that ends the mix.
fn master(
    graph: &mut Graph<'_>,
    inputs: Vec<Input>,
    gain: f32,
    nodes: &BTreeMap<usize, usize>,
    index: &BTreeMap<&str, usize>,
) -> [usize; 2] {
    let prepared = graph.prepared;
    let settings = &prepared.mixer.master;
    let mut inserts = master_inserts(prepared);
    drive(prepared, &settings.inserts, &mut inserts, nodes, index);
    let channel = ChannelPlan {
        inputs,
        halves: false,
        inserts,
        mono: settings.mono,
        fader: master_fader(prepared, gain),
        pre_fader: false,
        moves: master_moves(prepared, gain),
        late: [0; 2],
    };
    let node = graph.channel("master".to_owned(), None, channel);
    if !prepared.ceiling {
        return [node, node];
    }
    let limiter = ChannelPlan {
        inputs: vec![Input::plain(node)],
        halves: false,
        inserts: vec![still(prepared, What::Ceiling(CEILING_DB))],
        mono: false,
        fader: pan::UNITY,
        pre_fader: false,
        moves: None,
        late: [0; 2],
    };
    [node, graph.channel("ceiling".to_owned(), None, limiter)]
}

/// Whether stems add up to the mix: all of the master is linear.
pub(crate) fn master_is_linear(prepared: &Prepared) -> bool {
    master_inserts(prepared).iter().all(|insert| insert.traits.linear)
}

impl Traits {
    /// Of a straight wire.
    pub const WIRE: Self = Self {
        latency: 0,
        tail: 0,
        memory: 0,
        linear: true,
        filter: Some(Filter::Same),
        makes_stereo: false,
        cost: 0.0,
    };
}
