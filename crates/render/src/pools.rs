//! Equal filters that end the chains of several tracks are one filter on the tracks' weighted sum:
//! a *pool*, a strip of its own between the tracks and what they lead to.
//!
//! ```text
//! each track:  ... -> E -> fader -> levels of its ways     becomes
//! tracks:      ... -> fader' -> levels                     summed, for one target or several, into
//! a pool:      E -> fader'' -> target
//! ```
//!
//! A filter that is the same on both sides may change places with any fader, so the tracks keep
//! theirs. Any other only with gains: the pan goes behind it, and tracks of a pool have the same. Where
//! neither side hears the other there is a second way, for any pans: a pan keeps part of each side where
//! it is and sends part of it across, and these parts go through a pool each.
//!
//! ```text
//! [[a, b], [c, d]] E  =  E diag(a, d)  +  [[0, 1], [1, 0]] E diag(c, b)
//! ```
//!
//! Targets to which the tracks lead in the same proportions share a pool. What is pooled depends on the
//! song alone, never on what is handed out beside the mix or on where it is computed, and the sound is
//! the same to rounding. Not pooled: what moves, is read ahead of its fader or by a side chain, and
//! whatever costs more pooled than it saves.

use crate::effects::goes_beside;
use crate::fader::FaderMoves;
use crate::pan;
use crate::plan::{InsertPlan, What};
use crate::prepare::Prepared;
use crate::routing::Way;
use rebounce_dsp::effects::Filter;
use rebounce_dsp::lanes::WIDTH;
use rebounce_song::mixer::Mixer;
use std::collections::BTreeSet;

/// A track's strip in the making.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    pub(crate) inserts: Vec<InsertPlan>,
    /// Whether its track has two channels.
    pub(crate) stereo: bool,
    pub(crate) fader: [[f32; 2]; 2],
    pub(crate) moves: Option<FaderMoves>,
    /// What it hands on, but to pools.
    pub(crate) ways: Vec<Way>,
}

/// A filter that several tracks share.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) name: String,
    pub(crate) insert: InsertPlan,
    /// Behind it.
    pub(crate) fader: [[f32; 2]; 2],
    /// Tracks and the levels of their left and right, in the order in which they are summed.
    pub(crate) from: Vec<(usize, [f32; 2])>,
    /// Tracks or the master, and the levels at which they get it.
    pub(crate) to: Vec<(usize, f32)>,
}

/// Estimated work a frame of a strip more, and of each that it sums, in ns: those of the plan.
const STRIP: [f32; 2] = [1.0, 0.5];

/// Where the pan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pan {
    /// Ahead of the filter.
    Ahead,
    /// Behind it: the same for all.
    Behind,
    /// Ahead of it in two parts: what stays on its side, and what crosses.
    Parted,
}

/// To the left what comes from the right, and the other way round.
const CROSS: [[f32; 2]; 2] = [[0.0, 1.0], [1.0, 0.0]];

/// Takes the filters that are to be pooled out of strips (by track; `None`: not computed), of which
/// each leads only to later ones of `order`.
pub(crate) fn form(
    prepared: &Prepared,
    order: &[usize],
    strips: &mut [Option<Strip>],
) -> Vec<Pool> {
    let mut pools = Vec::new();
    for tracks in alike(prepared, order, strips) {
        let best = best(prepared, strips, tracks).into_iter();
        let best: Vec<_> = best.map(|it| (it.pan, it.tracks, it.pools)).collect();
        for (pan, tracks, shared) in best {
            for track in tracks {
                if let Some(strip) = &mut strips[track] {
                    strip.ways.clear();
                    strip.inserts.pop();
                    if pan != Pan::Ahead {
                        let gain = prepared.mixer.tracks[track].gain as f32;
                        strip.fader = pan::UNITY.map(|row| row.map(|x| x * gain));
                    }
                }
            }
            pools.extend(shared);
        }
    }
    pools
}

/// Tracks that may be pooled, those together that end in equal filters.
fn alike(prepared: &Prepared, order: &[usize], strips: &[Option<Strip>]) -> Vec<Vec<usize>> {
    let tracks = &prepared.mixer.tracks;
    let drives = drives(&prepared.mixer);
    let ends = |track: usize| strips[track].as_ref().and_then(filter);
    let free = |track: &&usize| {
        let it = &tracks[**track];
        !it.mono && !drives.contains(it.id.as_str())
    };
    let same = |a: &InsertPlan, b: &InsertPlan| equal(&a.what, &b.what);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &track in order.iter().filter(free) {
        let Some(last) = ends(track) else { continue };
        match groups.iter_mut().find(|group| ends(group[0]).is_some_and(|it| same(it, last))) {
            Some(group) => group.push(track),
            None => groups.push(vec![track]),
        }
    }
    groups
}

/// Those of tracks with equal filters that are pooled, in the way that saves most.
fn best<'a>(
    prepared: &'a Prepared,
    strips: &'a [Option<Strip>],
    tracks: Vec<usize>,
) -> Vec<Group<'a>> {
    let filter = strips[tracks[0]].as_ref().and_then(filter).and_then(|it| it.traits.filter);
    let group = |pan, tracks| Group::new(prepared, strips, pan, tracks).worth_it();
    if filter == Some(Filter::Same) {
        return vec![group(Pan::Ahead, tracks)];
    }
    let mut panned: Vec<([u32; 2], Vec<usize>)> = Vec::new();
    for &track in &tracks {
        let stereo = strips[track].as_ref().is_some_and(|strip| strip.stereo);
        let pan = [(prepared.mixer.tracks[track].pan as f32).to_bits(), stereo.into()];
        match panned.iter_mut().find(|group| group.0 == pan) {
            Some((_, group)) => group.push(track),
            None => panned.push((pan, vec![track])),
        }
    }
    let behind: Vec<Group<'_>> =
        panned.into_iter().map(|(_, tracks)| group(Pan::Behind, tracks)).collect();
    if filter == Some(Filter::Sides) {
        let parted = group(Pan::Parted, tracks);
        if parted.saved > behind.iter().map(|it| it.saved).sum() {
            return vec![parted];
        }
    }
    behind
}

/// The filter a strip ends in, if nothing behind it moves and all that it hands on comes from there.
fn filter(strip: &Strip) -> Option<&InsertPlan> {
    let still = |way: &Way| way.motion.is_none() && !way.pre_fader;
    let last = strip.inserts.last().filter(|it| it.traits.filter.is_some())?;
    (strip.moves.is_none() && strip.ways.iter().all(still)).then_some(last)
}

/// Whether two effects are set alike, whatever they are called.
fn equal(a: &What, b: &What) -> bool {
    match (a, b) {
        (What::Effect(a), What::Effect(b)) => a.settings == b.settings,
        (a, b) => a == b,
    }
}

/// Tracks that drive side chains, by id.
fn drives(mixer: &Mixer) -> BTreeSet<&str> {
    let chains = mixer.tracks.iter().map(|it| &it.inserts).chain([&mixer.master.inserts]);
    chains.flatten().filter_map(|effect| effect.side_chain.as_deref()).collect()
}

/// Tracks that could share their last filter.
struct Group<'a> {
    prepared: &'a Prepared,
    strips: &'a [Option<Strip>],
    pan: Pan,
    tracks: Vec<usize>,
    /// What they come to.
    pools: Vec<Pool>,
    /// Work a frame that these save, in ns, by the estimates of the plan.
    saved: f32,
}

impl<'a> Group<'a> {
    fn new(
        prepared: &'a Prepared,
        strips: &'a [Option<Strip>],
        pan: Pan,
        tracks: Vec<usize>,
    ) -> Self {
        let mut group = Self { prepared, strips, pan, tracks, pools: Vec::new(), saved: 0.0 };
        group.pools = group.columns().into_iter().flat_map(|it| group.pooled(it)).collect();
        group.saved = group.saved();
        group
    }

    fn strips(&self) -> impl Iterator<Item = (usize, &'a Strip)> {
        self.tracks.iter().filter_map(|&track| Some((track, self.strips[track].as_ref()?)))
    }

    /// Leaves those tracks out that cost more in a pool than they save, and all if nothing is saved.
    fn worth_it(mut self) -> Self {
        let Self { prepared, strips, pan, .. } = self;
        let of = |tracks| Self::new(prepared, strips, pan, tracks);
        for track in self.tracks.clone() {
            let others = self.tracks.iter().copied().filter(|it| *it != track).collect();
            let without = of(others);
            if without.saved > self.saved {
                self = without;
            }
        }
        if self.saved > 0.0 { self } else { of(Vec::new()) }
    }

    fn saved(&self) -> f32 {
        let alone = |(_, strip): (usize, &Strip)| {
            let goes = |it: &InsertPlan| it.moves.is_empty() && goes_beside(&it.what);
            let beside = strip.inserts.iter().all(goes);
            filter(strip).map_or(0.0, |it| work(it, strip.stereo, beside))
        };
        let panned = |(_, strip): (usize, &Strip)| strip.stereo || !is_even(strip.fader);
        let stereo = self.strips().any(panned);
        let pooled = |pool: &Pool| {
            let strip = STRIP[0] + STRIP[1] * pool.from.len() as f32;
            strip + work(&pool.insert, stereo, false)
        };
        self.strips().map(alone).sum::<f32>() - self.pools.iter().map(pooled).sum::<f32>()
    }

    /// What they hand on to each target, those together that get it in the same proportions.
    fn columns(&self) -> Vec<Column> {
        let mut single: Vec<Column> = Vec::new();
        for (track, strip) in self.strips() {
            for way in &strip.ways {
                match single.iter_mut().find(|column| column.to[0].0 == way.to) {
                    Some(Column { from, .. }) => match from.last_mut() {
                        Some((last, level)) if *last == track => *level += way.level,
                        _ => from.push((track, way.level)),
                    },
                    None => single
                        .push(Column { from: vec![(track, way.level)], to: vec![(way.to, 1.0)] }),
                }
            }
        }
        let mut columns: Vec<Column> = Vec::new();
        for column in single {
            let shared = |(at, it): (usize, &Column)| Some((at, ratio(&it.from, &column.from)?));
            match columns.iter().enumerate().find_map(shared) {
                Some((at, ratio)) => columns[at].to.push((column.to[0].0, ratio)),
                None => columns.push(column),
            }
        }
        columns
    }

    /// The pools of a column.
    fn pooled(&self, Column { from, to }: Column) -> Vec<Pool> {
        let Some(first) = self.strips[from[0].0].as_ref() else { return Vec::new() };
        let Some(insert) = filter(first) else { return Vec::new() };
        let pan = |track: usize| {
            let stereo = self.strips[track].as_ref().is_some_and(|strip| strip.stereo);
            pan::matrix(1.0, self.prepared.mixer.tracks[track].pan as f32, stereo)
        };
        let pool = |fader: [[f32; 2]; 2], sides: &dyn Fn(usize) -> [f32; 2]| {
            let level = |(track, level): &(usize, f32)| (*track, sides(*track).map(|x| x * level));
            let from = from.iter().map(level).filter(|(_, levels)| *levels != [0.0; 2]).collect();
            let mut pool =
                Pool { name: String::new(), insert: insert.clone(), fader, from, to: to.clone() };
            pool.name = self.name(&pool);
            pool
        };
        let mut pools = match self.pan {
            Pan::Ahead => vec![pool(pan::UNITY, &|_| [1.0; 2])],
            Pan::Behind => vec![pool(pan(from[0].0), &|_| [1.0; 2])],
            Pan::Parted => vec![
                pool(pan::UNITY, &|track| {
                    let [[stays, _], [_, also]] = pan(track);
                    [stays, also]
                }),
                pool(CROSS, &|track| {
                    let [[_, to_left], [to_right, _]] = pan(track);
                    [to_right, to_left]
                }),
            ],
        };
        pools.retain(|pool| !pool.from.is_empty());
        pools
    }

    /// `reverb of kick, hat to master, pooled`.
    fn name(&self, pool: &Pool) -> String {
        let tracks = &self.prepared.mixer.tracks;
        let name = |track: usize| tracks.get(track).map_or("master", |it| &it.name);
        let from: Vec<&str> = pool.from.iter().map(|(track, _)| name(*track)).collect();
        let to: Vec<&str> = pool.to.iter().map(|(track, _)| name(*track)).collect();
        let crossed = if pool.fader == CROSS { ", crossed" } else { "" };
        let (id, from, to) = (pool.insert.what.id(), from.join(", "), to.join(", "));
        format!("{id} of {from} to {to}{crossed}, pooled")
    }
}

/// What tracks hand on to some targets.
struct Column {
    /// Tracks and levels.
    from: Vec<(usize, f32)>,
    /// Targets, and how many times these levels they get.
    to: Vec<(usize, f32)>,
}

/// How many times the levels of `a` those of `b` are, if they are in the same proportions.
fn ratio(a: &[(usize, f32)], b: &[(usize, f32)]) -> Option<f32> {
    let ((_, a0), (_, b0)) = (a.first()?, b.first()?);
    // A product of two f32 is exact in f64.
    let times = |x: f32, y: f32| f64::from(x) * f64::from(y);
    let same =
        |(a, b): (&(usize, f32), &(usize, f32))| a.0 == b.0 && times(a.1, *b0) == times(b.1, *a0);
    let alike = a.len() == b.len() && a.iter().zip(b).all(same);
    Some(b0 / a0).filter(|ratio| alike && ratio.is_finite())
}

/// Whether what comes in equal on both sides goes out so.
fn is_even([[ll, lr], [rl, rr]]: [[f32; 2]; 2]) -> bool {
    (ll, lr) == (rr, rl)
}

/// Work a frame of a filter that hears one channel or two, alone or beside others in lanes.
fn work(insert: &InsertPlan, stereo: bool, beside: bool) -> f32 {
    // The estimate is of two channels, or of all that one row holds.
    let cost = insert.traits.cost * if stereo { 1.0 } else { 0.5 };
    match insert.traits.filter {
        Some(Filter::Same) if beside => cost * 2.0 / WIDTH as f32,
        Some(Filter::Same) => cost,
        _ => insert.traits.cost,
    }
}
