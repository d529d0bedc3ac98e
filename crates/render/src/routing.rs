//! Which ways of the mixer are open: mutes, solos, and what is worth computing at all.

use crate::prepare::Prepared;
use crate::survey::Survey;
use rebounce_song::automation::Target;
use rebounce_song::mixer::{Mixer, Track, TrackKind};
use std::collections::BTreeMap;

/// The mixer's graph by indices; the master is index `tracks`.
#[derive(Clone, Debug)]
pub(crate) struct Routing {
    /// Tracks in an order in which each comes after all that feed it.
    pub(crate) order: Vec<usize>,
    /// What each track hands on; only what is open and leads to the output.
    pub(crate) ways: Vec<Vec<Way>>,
    /// Tracks that must be computed.
    pub(crate) needed: Vec<bool>,
    /// The master's index.
    pub(crate) master: usize,
}

/// A way from a track to another or the master.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Way {
    pub(crate) to: usize,
    /// Linear.
    pub(crate) level: f32,
    pub(crate) pre_fader: bool,
    /// Number of the motion that takes the level's place.
    pub(crate) motion: Option<usize>,
}

/// Index of a track by its id.
pub(crate) fn index(mixer: &Mixer) -> BTreeMap<&str, usize> {
    mixer.tracks.iter().enumerate().map(|(i, track)| (track.id.as_str(), i)).collect()
}

pub(crate) fn route(prepared: &Prepared, surveys: &[Survey]) -> Routing {
    let (mixer, automation) = (&prepared.mixer, &prepared.automation);
    let index = index(mixer);
    let master = mixer.tracks.len();
    let find = |id: &str| index.get(id).copied().unwrap_or(master);
    let all: Vec<Vec<Way>> = mixer
        .tracks
        .iter()
        .map(|track| {
            let output =
                Way { to: find(&track.output), level: 1.0, pre_fader: false, motion: None };
            let sends = track.sends.iter().enumerate().filter_map(|(number, send)| {
                let to = *index.get(send.to.as_str())?;
                // Of several sends to one bus the first is what moves.
                let first = track.sends.iter().position(|other| other.to == send.to);
                let target = Target::Send { track: track.id.clone(), to: send.to.clone() };
                let motion = automation.of(&target).filter(|_| first == Some(number));
                (send.level > 0.0 || motion.is_some()).then_some(Way {
                    to,
                    level: send.level as f32,
                    pre_fader: send.pre_fader,
                    motion,
                })
            });
            std::iter::once(output).chain(sends).collect()
        })
        .collect();
    let sides: Vec<Vec<usize>> = mixer
        .tracks
        .iter()
        .map(|track| &track.inserts)
        .chain(std::iter::once(&mixer.master.inserts))
        .map(|inserts| {
            inserts
                .iter()
                .filter(|_| prepared.effects)
                .filter_map(|effect| index.get(effect.side_chain.as_deref()?).copied())
                .collect()
        })
        .collect();
    let order = order(&all, &sides, master);
    let muted = |track: &Track| {
        // A mute that moves is the fader's business.
        track.muted && automation.of(&Target::Mute { track: track.id.clone() }).is_none()
    };
    let ways = open(mixer, &all, &order, &muted);
    let sounds = sounds(prepared, surveys, &ways, &order, &find);
    let needed = needed(&ways, &sides, &order, &sounds, master);
    Routing { order, ways, needed, master }
}

/// Depth-first, so that each track comes after all that feed it or drive its side chains.
fn order(ways: &[Vec<Way>], sides: &[Vec<usize>], master: usize) -> Vec<usize> {
    let mut feeds: Vec<Vec<usize>> = vec![Vec::new(); master + 1];
    for (from, ways) in ways.iter().enumerate() {
        for way in ways {
            feeds[way.to].push(from);
        }
    }
    for (to, sides) in sides.iter().enumerate() {
        feeds[to].extend(sides);
    }
    let mut order = Vec::with_capacity(master);
    let mut seen = vec![false; master + 1];
    for root in (0..master).chain(std::iter::once(master)) {
        let mut stack = vec![(root, 0)];
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        while let Some((track, next)) = stack.pop() {
            if let Some(&feed) = feeds[track].get(next) {
                stack.push((track, next + 1));
                if !std::mem::replace(&mut seen[feed], true) {
                    stack.push((feed, 0));
                }
            } else if track != master {
                order.push(track);
            }
        }
    }
    order
}

/// Closes ways by mute and solo. With a solo somewhere a way is open if it starts at a soloed
/// track, at one that carries a soloed one's sound, at a bus or a solo-safe track, or if it leads
/// to a soloed track.
fn open(
    mixer: &Mixer,
    all: &[Vec<Way>],
    order: &[usize],
    muted: &dyn Fn(&Track) -> bool,
) -> Vec<Vec<Way>> {
    let tracks = &mixer.tracks;
    let soloing = tracks.iter().any(|track| track.solo);
    let solo = |i: usize| tracks.get(i).is_some_and(|track| track.solo);
    let mut carries: Vec<bool> = tracks.iter().map(|track| track.solo).collect();
    for &from in order {
        for way in &all[from] {
            if carries[from] && way.to < tracks.len() {
                carries[way.to] = true;
            }
        }
    }
    let mut leads: Vec<bool> = tracks.iter().map(|track| track.solo).collect();
    for &from in order.iter().rev() {
        leads[from] |= all[from].iter().any(|way| leads.get(way.to).is_some_and(|&l| l));
    }
    let mut ways = Vec::with_capacity(all.len());
    for (from, all) in all.iter().enumerate() {
        let track = &tracks[from];
        let free = !soloing || carries[from] || track.solo_safe || track.kind == TrackKind::Bus;
        let open = all.iter().filter(|way| {
            !muted(track) && (free || solo(way.to) || leads.get(way.to).is_some_and(|&leads| leads))
        });
        ways.push(open.copied().collect());
    }
    ways
}

/// Whether anything at all comes into each track.
fn sounds(
    prepared: &Prepared,
    surveys: &[Survey],
    ways: &[Vec<Way>],
    order: &[usize],
    find: &dyn Fn(&str) -> usize,
) -> Vec<bool> {
    let mut sounds = vec![false; ways.len() + 1];
    for (source, survey) in prepared.sources.iter().zip(surveys) {
        if survey.voices > 0 {
            sounds[find(&source.output)] = true;
        }
    }
    for &from in order {
        if sounds[from] {
            for way in &ways[from] {
                sounds[way.to] = true;
            }
        }
    }
    sounds
}

/// What leads to the master or drives a side chain of what does, and has sound.
fn needed(
    ways: &[Vec<Way>],
    sides: &[Vec<usize>],
    order: &[usize],
    sounds: &[bool],
    master: usize,
) -> Vec<bool> {
    let mut needed = vec![false; master + 1];
    needed[master] = true;
    let mut drives = vec![false; master + 1];
    for &side in &sides[master] {
        drives[side] = true;
    }
    for &track in order.iter().rev() {
        needed[track] =
            sounds[track] && (drives[track] || ways[track].iter().any(|way| needed[way.to]));
        if needed[track] {
            for &side in &sides[track] {
                drives[side] = true;
            }
        }
    }
    needed
}
