//! Ways through the mixer: none may lead back to where it began.

use crate::error::Error;
use crate::mixer::Mixer;
use std::collections::BTreeMap;

/// How far the search is with a track.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    OnTheWay,
    Done,
}

/// Refuses a mixer whose outputs, sends and side chains lead in a circle. Every reference is
/// known to hold.
///
/// Depth-first from each track; a way to a track that is on the way already closes a circle. What
/// leads to the master needs no look, since the master leads nowhere.
pub(super) fn check(mixer: &Mixer) -> Result<(), Error> {
    let ways = ways(mixer);
    let mut marks = vec![Mark::New; ways.len()];
    for root in 0..ways.len() {
        let mut path = vec![(root, 0)];
        if marks[root] != Mark::New {
            continue;
        }
        marks[root] = Mark::OnTheWay;
        while let Some((track, next)) = path.last_mut() {
            let Some(&to) = ways[*track].get(*next) else {
                marks[*track] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match marks[to] {
                Mark::Done => {}
                Mark::New => {
                    marks[to] = Mark::OnTheWay;
                    path.push((to, 0));
                }
                Mark::OnTheWay => {
                    let circle = path.iter().map(|&(track, _)| track);
                    let circle = circle.skip_while(|&track| track != to).chain([to]);
                    let members = circle.map(|track| mixer.tracks[track].id.clone()).collect();
                    return Err(Error::Loop { members });
                }
            }
        }
    }
    Ok(())
}

/// For each track, the tracks whose sound depends on it.
fn ways(mixer: &Mixer) -> Vec<Vec<usize>> {
    let index: BTreeMap<&str, usize> =
        mixer.tracks.iter().enumerate().map(|(i, track)| (track.id.as_str(), i)).collect();
    let mut ways: Vec<Vec<usize>> = mixer
        .tracks
        .iter()
        .map(|track| {
            let sends = track.sends.iter().map(|send| &send.to);
            let all = std::iter::once(&track.output).chain(sends);
            all.filter_map(|id| index.get(id.as_str()).copied()).collect()
        })
        .collect();
    for (listener, track) in mixer.tracks.iter().enumerate() {
        for source in track.inserts.iter().filter_map(|effect| effect.side_chain.as_deref()) {
            if let Some(&source) = index.get(source) {
                ways[source].push(listener);
            }
        }
    }
    ways
}
