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
//! theirs; any other only with gains, so the pan goes behind it and tracks of a pool have the same.
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
    /// Tracks and their levels, in the order in which they are summed.
    pub(crate) from: Vec<(usize, f32)>,
    /// Tracks or the master, and the levels at which they get it.
    pub(crate) to: Vec<(usize, f32)>,
}

/// Estimated work a frame of a strip more, and of each that it sums, in ns: those of the plan.
const STRIP: [f32; 2] = [1.0, 0.5];

/// Takes the filters that are to be pooled out of strips (by track; `None`: not computed), of which
/// each leads only to later ones of `order`.
pub(crate) fn form(
    prepared: &Prepared,
    order: &[usize],
    strips: &mut [Option<Strip>],
) -> Vec<Pool> {
    let mut pools = Vec::new();
    for group in alike(prepared, order, strips) {
        let group = Group { prepared, strips, tracks: group };
        let group = group.worth_it();
        let (shared, tracks) = (group.pools(), group.tracks);
        for track in tracks {
            if let Some(strip) = &mut strips[track] {
                strip.ways.clear();
                let last = strip.inserts.pop();
                if last.is_some_and(|it| it.traits.filter != Some(Filter::Same)) {
                    let gain = prepared.mixer.tracks[track].gain as f32;
                    strip.fader = pan::UNITY.map(|row| row.map(|x| x * gain));
                }
            }
        }
        pools.extend(shared);
    }
    pools
}

/// Tracks that may be pooled, those together that end in equal filters and are panned alike where
/// that matters.
fn alike(prepared: &Prepared, order: &[usize], strips: &[Option<Strip>]) -> Vec<Vec<usize>> {
    let tracks = &prepared.mixer.tracks;
    let drives = drives(&prepared.mixer);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &track in order {
        let Some(strip) = &strips[track] else { continue };
        let Some(last) = filter(strip) else { continue };
        if tracks[track].mono || drives.contains(tracks[track].id.as_str()) {
            continue;
        }
        let with = |group: &&mut Vec<usize>| {
            let first = group[0];
            let Some(other) = &strips[first] else { return false };
            let panned = |track: usize, strip: &Strip| (tracks[track].pan as f32, strip.stereo);
            filter(other).is_some_and(|it| equal(&it.what, &last.what))
                && (last.traits.filter == Some(Filter::Same)
                    || panned(first, other) == panned(track, strip))
        };
        match groups.iter_mut().find(with) {
            Some(group) => group.push(track),
            None => groups.push(vec![track]),
        }
    }
    groups
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
    tracks: Vec<usize>,
}

impl Group<'_> {
    fn strips(&self) -> impl Iterator<Item = (usize, &Strip)> {
        self.tracks.iter().filter_map(|&track| Some((track, self.strips[track].as_ref()?)))
    }

    /// Leaves those tracks out that cost more in a pool than they save, and all if nothing is saved.
    fn worth_it(mut self) -> Self {
        for track in self.tracks.clone() {
            let others = self.tracks.iter().copied().filter(|it| *it != track).collect();
            let without = Group { tracks: others, ..self };
            if without.saved() > self.saved() {
                self = without;
            }
        }
        if self.saved() <= 0.0 {
            self.tracks.clear();
        }
        self
    }

    /// Work a frame that pools save, in ns, by the estimates of the plan.
    fn saved(&self) -> f32 {
        let alone = |(_, strip): (usize, &Strip)| {
            let goes = |it: &InsertPlan| it.moves.is_empty() && goes_beside(&it.what);
            let beside = strip.inserts.iter().all(goes);
            filter(strip).map_or(0.0, |it| work(it, strip.stereo, beside))
        };
        let pooled = |pool: Pool| {
            let panned = |(_, strip): (usize, &Strip)| strip.stereo || !is_even(strip.fader);
            let strip = STRIP[0] + STRIP[1] * pool.from.len() as f32;
            strip + work(&pool.insert, self.strips().any(panned), false)
        };
        self.strips().map(alone).sum::<f32>() - self.pools().into_iter().map(pooled).sum::<f32>()
    }

    /// The pools that they come to.
    fn pools(&self) -> Vec<Pool> {
        let mut columns: Vec<Column> = Vec::new();
        for (track, strip) in self.strips() {
            for way in &strip.ways {
                match columns.iter_mut().find(|column| column.to == way.to) {
                    Some(Column { from, .. }) => match from.last_mut() {
                        Some((last, level)) if *last == track => *level += way.level,
                        _ => from.push((track, way.level)),
                    },
                    None => columns.push(Column { to: way.to, from: vec![(track, way.level)] }),
                }
            }
        }
        let mut pools: Vec<Pool> = Vec::new();
        for column in columns {
            let shared = pools.iter().map(|pool| ratio(&pool.from, &column.from));
            match shared.enumerate().find_map(|(pool, level)| Some((pool, level?))) {
                Some((pool, level)) => pools[pool].to.push((column.to, level)),
                None => pools.extend(self.pool(column)),
            }
        }
        for pool in &mut pools {
            pool.name = self.name(pool);
        }
        pools
    }

    fn pool(&self, Column { to, from }: Column) -> Option<Pool> {
        let (track, first) = self.strips().next()?;
        let insert = filter(first)?.clone();
        let pan = self.prepared.mixer.tracks[track].pan as f32;
        let fader = match insert.traits.filter {
            Some(Filter::Same) => pan::UNITY,
            _ => pan::matrix(1.0, pan, first.stereo),
        };
        Some(Pool { name: String::new(), insert, fader, from, to: vec![(to, 1.0)] })
    }

    /// `reverb of kick, hat to master, pooled`.
    fn name(&self, pool: &Pool) -> String {
        let tracks = &self.prepared.mixer.tracks;
        let name = |(track, _): &(usize, f32)| tracks.get(*track).map_or("master", |it| &it.name);
        let names = |of: &[(usize, f32)]| of.iter().map(name).collect::<Vec<_>>().join(", ");
        let (id, from, to) = (pool.insert.what.id(), names(&pool.from), names(&pool.to));
        format!("{id} of {from} to {to}, pooled")
    }
}

/// What tracks hand on to one target.
struct Column {
    to: usize,
    /// Tracks and levels.
    from: Vec<(usize, f32)>,
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
