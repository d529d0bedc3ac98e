//! How loud tracks are while they are rendered.

use crate::plan::{NodeKind, Plan};
use crate::prepare::Prepared;
use crate::schedule::Schedule;

/// A track or bus of the mixer that is computed, and how loud it has been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackLevel<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its largest sample so far behind fader and pan, linear; of a track whose last effect is pooled
    /// with others', ahead of that.
    pub peak: f32,
}

/// Of all that sound, in the song's order.
pub(crate) fn levels<'a>(
    plan: &Plan,
    prepared: &'a Prepared,
    schedule: &Schedule,
) -> Vec<TrackLevel<'a>> {
    let strips =
        schedule.peaks().filter_map(|(node, peak)| Some((strip(plan, prepared, node)?, peak)));
    let mut strips: Vec<(usize, f32)> = strips.collect();
    strips.sort_by_key(|(track, _)| *track);
    let tracks = &prepared.mixer.tracks;
    let level = |(track, peak): (usize, f32)| TrackLevel {
        id: &tracks[track].id,
        name: &tracks[track].name,
        peak,
    };
    strips.into_iter().map(level).collect()
}

/// The track of which `node` is the strip.
pub(crate) fn strip(plan: &Plan, prepared: &Prepared, node: usize) -> Option<usize> {
    let node = &plan.nodes[node];
    let track = node.track.filter(|_| matches!(node.kind, NodeKind::Channel(_)))?;
    (node.name == prepared.mixer.tracks[track].name).then_some(track)
}
