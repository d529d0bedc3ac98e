//! Staging of the mix's gain before the first sample.
//!
//! Predictive gain goes by an **estimate** of the mix's true peak: what was heard of the loudest
//! moments in a rehearsal, a little raised, since the loudest of all may not be among them. Beside it
//! stands a **bound**, which no sample exceeds and which lies far above most of them.

use crate::bound::bound;
use crate::mixer;
use crate::options::Gain;
use crate::plan::plan;
use crate::prepare::Prepared;
use crate::rehearsal::rehearse;
use crate::routing;
use crate::schedule::Pool;
use crate::stems::Beside;
use crate::survey::Music;
use std::sync::Arc;

/// The gain that goes behind the master volume, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Staged {
    /// Linear, one for mix and stems.
    pub gain: f32,
    /// Peak of the mix that was predicted without it, linear; 0 where none was made.
    pub predicted_peak: f32,
    /// What no sample of the mix exceeds without it, linear; `None` where it was not asked for or
    /// something on the way has no bound.
    pub bound: Option<f32>,
}

/// By how much the estimate lies above what was heard, 1 dB: so in six of ten songs the limiter has
/// nothing to do, and eight of ten come within 1 dB of the ceiling. Found by measurement on
/// 2026-11-26 (docs/benchmarks.md).
const RAISED: f64 = 1.122;

/// Chooses the gain, on the threads of a pool where there is one.
pub(crate) fn gain(
    prepared: &Prepared,
    music: &Music,
    gain: Gain,
    pool: Option<&Arc<Pool>>,
) -> Staged {
    match gain {
        Gain::Off => Staged { gain: 1.0, predicted_peak: 0.0, bound: None },
        Gain::Auto => Staged { gain: auto(prepared), predicted_peak: 0.0, bound: None },
        Gain::Predictive => predictive(prepared, music, pool),
    }
}

fn predictive(prepared: &Prepared, music: &Music, pool: Option<&Arc<Pool>>) -> Staged {
    // Without stems and in one share, so that neither has a say.
    let plan = plan(prepared, &music.surveys, 1.0, &Beside::default(), 1, 1);
    let bound = bound(prepared, music, &plan);
    let known = prepared.mixer.expected_peak.map(|peak| peak as f32);
    let peak = known.unwrap_or_else(|| {
        let heard = prepared.from..prepared.from + plan.length;
        let peak = (RAISED * rehearse(prepared, music, (&plan, pool), heard)) as f32;
        // A song under a limiter comes no higher than that.
        bound.map_or(peak, |bound| peak.min(bound))
    });
    let ceiling = libm::pow(10.0, f64::from(mixer::CEILING_DB) / 20.0) as f32;
    // Silence asks for no gain; a whisper is not blown up without bound.
    let gain = if peak > 0.0 { (ceiling / peak).clamp(1e-3, 8.0) } else { 1.0 };
    Staged { gain, predicted_peak: peak, bound }
}

/// Fact sheet section 4.3, generation A: `0.75 / (count * mean gain)`.
fn auto(prepared: &Prepared) -> f32 {
    let index = routing::index(&prepared.mixer);
    // What sounds beside an instrument is a part of it.
    let apart = || prepared.sources.iter().filter(|source| source.beside.is_none());
    let gains: Vec<f64> = apart()
        .filter_map(|source| index.get(source.output.as_str()))
        .map(|&track| prepared.mixer.tracks[track].gain)
        .collect();
    let count = apart().count() as f64;
    let mean = if gains.is_empty() { 0.8 } else { gains.iter().sum::<f64>() / gains.len() as f64 };
    if count * mean > 0.0 { (0.75 / (count * mean)) as f32 } else { 1.0 }
}
