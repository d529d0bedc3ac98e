//! What nodes have to tell when a render is over, and what of it stands in the report.

use crate::levels;
use crate::plan::Plan;
use crate::prepare::Prepared;
use crate::report::{PrintsReport, TrackReport, decibels};
use crate::schedule::Part;
use crate::window::State;
use rebounce_dsp::batch::Stats;
use rebounce_song::{Diagnostic, Severity};
use serde::{Deserialize, Serialize};

/// What a node tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeTold {
    /// Its index in the plan.
    pub node: usize,
    /// Work it took, in seconds of one thread.
    pub seconds: f64,
    /// With what message its code panicked.
    pub failed: Option<String>,
    /// Voices for which an equal one had been rendered already.
    pub print_hits: u64,
    /// Voices that were rendered.
    pub print_misses: u64,
    /// Most bytes of rendered voices in memory.
    pub print_bytes: u64,
    /// Frames computed in lanes, times lanes.
    pub lane_frames: u64,
    /// Those of them in which a voice sounded.
    pub voice_frames: u64,
}

/// What a node that has been computed here tells.
pub(crate) fn told(part: &Part) -> NodeTold {
    let stats = match &part.state {
        State::Voices(batch) => batch.stats(),
        _ => Stats::default(),
    };
    NodeTold {
        node: part.node,
        seconds: part.seconds,
        failed: match &part.state {
            State::Failed(message) => Some(message.clone()),
            _ => None,
        },
        print_hits: stats.prints.hits,
        print_misses: stats.prints.misses,
        print_bytes: stats.prints.bytes,
        lane_frames: stats.lane_frames,
        voice_frames: stats.voice_frames,
    }
}

/// Fills in what of the tracks is known when the render is over; what failed.
pub(crate) fn tracks(
    plan: &Plan,
    prepared: &Prepared,
    told: &[NodeTold],
    peaks: impl Iterator<Item = (usize, f32)>,
    reports: &mut [TrackReport],
) -> Vec<Diagnostic> {
    let mut failures = Vec::new();
    for it in told {
        let node = &plan.nodes[it.node];
        if let Some(message) = &it.failed {
            failures.push((node.name.clone(), message.clone()));
        }
        let Some(track) = node.track else { continue };
        let report = &mut reports[track];
        report.seconds += it.seconds;
        match &it.failed {
            Some(message) => report.status = format!("failed: {message}"),
            None if report.status == "silent" => "ok".clone_into(&mut report.status),
            None => {}
        }
    }
    for (node, peak) in peaks {
        if let Some(track) = levels::strip(plan, prepared, node) {
            reports[track].peak_dbfs = decibels(f64::from(peak));
        }
    }
    failures.sort();
    failures.into_iter().map(|(name, message)| failed(&name, &message)).collect()
}

fn failed(name: &str, message: &str) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "track-failed",
        format!("node {name:?}"),
        format!("a panic: {message}"),
        "code that runs",
        "it is silent from there on; please report this as a bug",
    )
}

/// What all voices came to.
pub(crate) fn prints(told: &[NodeTold]) -> PrintsReport {
    let sum = |of: fn(&NodeTold) -> u64| told.iter().map(of).sum::<u64>();
    PrintsReport {
        hits: sum(|it| it.print_hits),
        misses: sum(|it| it.print_misses),
        bytes: sum(|it| it.print_bytes),
        lane_fill: sum(|it| it.voice_frames) as f64 / sum(|it| it.lane_frames).max(1) as f64,
    }
}
