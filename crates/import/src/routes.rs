//! Routes of the mixer that lead nowhere or in a circle are left out: sends, outputs, side chains.

use crate::mixer::{MASTER, Places};
use crate::node::short;
use crate::report::Report;
use rebounce_song::mixer::{Master, Mixer};
use rebounce_song::{Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// One of the routes of a track, by its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Route {
    Send(usize),
    Output,
    /// The insert that listens.
    SideChain(usize),
}

/// Routes that cannot be, by track, and why.
type Bad = BTreeMap<(usize, Route), &'static str>;

/// Leaves out what leads nowhere or in a circle, and says so.
pub(crate) fn check(
    mixer: &mut Mixer,
    ids: &BTreeSet<String>,
    places: &[Places],
    report: &mut Report,
) {
    let mut bad = nowhere(mixer, ids);
    circles(mixer, &mut bad);
    for ((at, route), code) in &bad {
        let (track, places) = (&mixer.tracks[*at], &places[*at]);
        let (to, place, action) = match *route {
            Route::Send(at) => (Some(&track.sends[at].to), &places.sends[at], "send left out"),
            Route::Output => (Some(&track.output), &places.output, "routed to the master"),
            Route::SideChain(at) => {
                let insert = &track.inserts[at];
                let action = insert.settings.without_side_chain();
                (insert.side_chain.as_ref(), &places.inserts[at], action)
            }
        };
        let found = to.map(|to| format!("{:?}", short(to))).unwrap_or_default();
        let wanted = match *code {
            "routing-circle" => "routes that never come back to where they set out",
            "unknown-output" => "`master`, or the id of a bus or track",
            "unknown-side-chain" => "the id of a track or bus of the mixer",
            _ => "the id of another bus or track",
        };
        report.say(code, Severity::Error, || {
            Diagnostic::new(Severity::Error, code, place, found, wanted, action)
        });
    }
    take_out(mixer, &bad);
}

/// Leaves out the master's side chains that come from nowhere, and says so.
pub(crate) fn check_master(
    master: &mut Master,
    ids: &BTreeSet<String>,
    places: &[String],
    report: &mut Report,
) {
    for (effect, place) in master.inserts.iter_mut().zip(places) {
        let Some(source) = effect.side_chain.take_if(|source| !ids.contains(source)) else {
            continue;
        };
        let code = "unknown-side-chain";
        report.say(code, Severity::Error, || {
            let found = format!("{:?}", short(&source));
            let wanted = "the id of a track or bus of the mixer";
            let action = effect.settings.without_side_chain();
            Diagnostic::new(Severity::Error, code, place, found, wanted, action)
        });
    }
}

/// The routes to or from what is not there.
fn nowhere(mixer: &Mixer, ids: &BTreeSet<String>) -> Bad {
    let mut bad = Bad::new();
    for (at, track) in mixer.tracks.iter().enumerate() {
        for (route, send) in track.sends.iter().enumerate() {
            if send.to == track.id {
                bad.insert((at, Route::Send(route)), "send-to-itself");
            } else if !ids.contains(&send.to) {
                bad.insert((at, Route::Send(route)), "unknown-bus");
            }
        }
        if track.output != MASTER && !ids.contains(&track.output) {
            bad.insert((at, Route::Output), "unknown-output");
        }
        for (insert, effect) in track.inserts.iter().enumerate() {
            if effect.side_chain.as_ref().is_some_and(|source| !ids.contains(source)) {
                bad.insert((at, Route::SideChain(insert)), "unknown-side-chain");
            }
        }
    }
    bad
}

/// For each track, the tracks whose sound depends on it, and by which route.
fn ways(mixer: &Mixer) -> Vec<Vec<(usize, (usize, Route))>> {
    let index: BTreeMap<&str, usize> =
        mixer.tracks.iter().enumerate().map(|(at, track)| (track.id.as_str(), at)).collect();
    let mut ways = vec![Vec::new(); mixer.tracks.len()];
    for (at, track) in mixer.tracks.iter().enumerate() {
        let sends = track.sends.iter().enumerate();
        let sends = sends.map(|(send, to)| (Route::Send(send), &to.to));
        for (route, to) in sends.chain([(Route::Output, &track.output)]) {
            // The master is no track, and leads nowhere.
            if let Some(to) = index.get(to.as_str()) {
                ways[at].push((*to, (at, route)));
            }
        }
        for (insert, effect) in track.inserts.iter().enumerate() {
            let source = effect.side_chain.as_deref().and_then(|source| index.get(source));
            if let Some(source) = source {
                ways[*source].push((at, (at, Route::SideChain(insert))));
            }
        }
    }
    ways
}

/// How far the walk is with a track.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnTheWay,
    Done,
}

/// A walk through the graph in depth, with its own stack since chains may be long. A route back to
/// a track that is on the way closes a circle.
fn circles(mixer: &Mixer, bad: &mut Bad) {
    let ways = ways(mixer);
    let mut marks = vec![Mark::New; ways.len()];
    for first in 0..ways.len() {
        if marks[first] != Mark::New {
            continue;
        }
        marks[first] = Mark::OnTheWay;
        let mut path = vec![(first, 0)];
        while let Some((at, next)) = path.pop() {
            let Some(&(to, route)) = ways[at].get(next) else {
                marks[at] = Mark::Done;
                continue;
            };
            path.push((at, next + 1));
            match marks[to] {
                Mark::Done => {}
                Mark::OnTheWay => {
                    bad.entry(route).or_insert("routing-circle");
                }
                Mark::New => {
                    marks[to] = Mark::OnTheWay;
                    path.push((to, 0));
                }
            }
        }
    }
}

fn take_out(mixer: &mut Mixer, bad: &Bad) {
    for (at, track) in mixer.tracks.iter_mut().enumerate() {
        let mut send = 0..;
        track.sends.retain(|_| {
            send.next().is_some_and(|send| !bad.contains_key(&(at, Route::Send(send))))
        });
        if bad.contains_key(&(at, Route::Output)) {
            MASTER.clone_into(&mut track.output);
        }
        for (insert, effect) in track.inserts.iter_mut().enumerate() {
            if bad.contains_key(&(at, Route::SideChain(insert))) {
                effect.side_chain = None;
            }
        }
    }
}
