//! Routes of the mixer that lead nowhere or in a circle are left out.

use crate::mixer::{MASTER, Places};
use crate::node::short;
use crate::report::Report;
use rebounce_song::mixer::Mixer;
use rebounce_song::{Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Leaves out what leads nowhere or in a circle, and says so.
pub(crate) fn check(
    mixer: &mut Mixer,
    ids: &BTreeSet<String>,
    places: &[Places],
    report: &mut Report,
) {
    let mut bad = BTreeMap::new();
    for (at, track) in mixer.tracks.iter().enumerate() {
        for (route, send) in track.sends.iter().enumerate() {
            if send.to == track.id {
                bad.insert((at, route), "send-to-itself");
            } else if !ids.contains(&send.to) {
                bad.insert((at, route), "unknown-bus");
            }
        }
        if track.output != MASTER && !ids.contains(&track.output) {
            bad.insert((at, track.sends.len()), "unknown-output");
        }
    }
    circles(mixer, &mut bad);
    for ((at, route), code) in &bad {
        let track = &mixer.tracks[*at];
        let (to, place, action) = match track.sends.get(*route) {
            Some(send) => (&send.to, &places[*at].sends[*route], "send left out"),
            None => (&track.output, &places[*at].output, "routed to the master"),
        };
        let found = format!("{:?}", short(to));
        let wanted = match *code {
            "routing-circle" => "routes that never come back to where they set out",
            "unknown-output" => "`master`, or the id of a bus or track",
            _ => "the id of another bus or track",
        };
        report.say(code, Severity::Error, || {
            Diagnostic::new(Severity::Error, code, place, found, wanted, action)
        });
    }
    for (at, track) in mixer.tracks.iter_mut().enumerate() {
        if bad.contains_key(&(at, track.sends.len())) {
            track.output = MASTER.to_owned();
        }
        let mut route = 0..;
        track.sends.retain(|_| route.next().is_some_and(|route| !bad.contains_key(&(at, route))));
    }
}

/// A walk through the graph in depth, with its own stack since chains may be long. A route back to
/// a track that is being walked closes a circle, and is left out.
fn circles(mixer: &Mixer, bad: &mut BTreeMap<(usize, usize), &'static str>) {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let index: BTreeMap<&str, usize> =
        mixer.tracks.iter().enumerate().map(|(at, track)| (track.id.as_str(), at)).collect();
    // The output is the route after the last send; the master is no track.
    let routes: Vec<Vec<Option<usize>>> = mixer
        .tracks
        .iter()
        .map(|track| {
            let sends = track.sends.iter().map(|send| index.get(send.to.as_str()).copied());
            sends.chain([index.get(track.output.as_str()).copied()]).collect()
        })
        .collect();
    let mut marks = vec![Mark::New; routes.len()];
    for first in 0..routes.len() {
        if marks[first] != Mark::New {
            continue;
        }
        marks[first] = Mark::Open;
        let mut stack = vec![(first, 0)];
        while let Some((at, route)) = stack.pop() {
            let Some(to) = routes[at].get(route) else {
                marks[at] = Mark::Done;
                continue;
            };
            stack.push((at, route + 1));
            let Some(to) = *to else { continue };
            match marks[to] {
                Mark::Done => {}
                Mark::Open => {
                    bad.entry((at, route)).or_insert("routing-circle");
                }
                Mark::New => {
                    marks[to] = Mark::Open;
                    stack.push((to, 0));
                }
            }
        }
    }
}
