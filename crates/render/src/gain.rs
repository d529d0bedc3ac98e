//! Staging of the mix's gain before the first sample.

use crate::options::Gain;
use crate::plan::What;
use crate::prepare::Prepared;
use crate::routing::{self, Routing, Way};
use crate::survey::Survey;
use crate::{effects, mixer, pan};
use rebounce_song::automation::{Control, Target};
use rebounce_song::effect::Settings;

/// The gain that goes behind the master volume, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Staged {
    /// Linear, one for mix and stems.
    pub gain: f32,
    /// Peak of the mix that was predicted without it, linear; 0 where none was made.
    pub predicted_peak: f32,
}

/// Chooses the gain.
pub(crate) fn gain(prepared: &Prepared, surveys: &[Survey], gain: Gain) -> Staged {
    match gain {
        Gain::Off => Staged { gain: 1.0, predicted_peak: 0.0 },
        Gain::Auto => Staged { gain: auto(prepared), predicted_peak: 0.0 },
        Gain::Predictive => {
            let known = prepared.mixer.expected_peak.map(|peak| peak as f32);
            let peak = known.unwrap_or_else(|| predicted_peak(prepared, surveys));
            let ceiling = libm::pow(10.0, f64::from(mixer::CEILING_DB) / 20.0) as f32;
            // Silence asks for no gain; a whisper is not blown up without bound.
            let gain = if peak > 0.0 { (ceiling / peak).clamp(1e-3, 8.0) } else { 1.0 };
            Staged { gain, predicted_peak: peak }
        }
    }
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

/// Notes of different instruments seldom peak on the same sample: their peaks are added as powers,
/// times this. Found by measurement on 2026-11-25 over `songs/`: with it the limiter acts on one
/// of the ten (expression, whose resonance is not foreseen).
const CREST: f32 = 1.15;

/// The peak the mix is expected to reach: on each track the loudest overlap of voices, through
/// the gains along all its ways, the tracks added as powers, under the ceiling of the
/// master's limiters. A first, honest estimate: what other effects do to the level is taken as
/// unity.
fn predicted_peak(prepared: &Prepared, surveys: &[Survey]) -> f32 {
    let routing = routing::route(prepared, surveys);
    let mixer = &prepared.mixer;
    let index = routing::index(mixer);
    let to_master = path_gains(prepared, &routing);
    let mut power = 0.0;
    for (source, survey) in prepared.sources.iter().zip(surveys) {
        let track = index.get(source.output.as_str());
        let gain = track.map_or(1.0, |&track| to_master[track]);
        // With a level that moves the voices have none of their own.
        let control = |control| Target::Instrument { instrument: source.id.clone(), control };
        let level = prepared.automation.highest(&control(Control::Level), 1.0)
            * prepared.automation.highest(&control(Control::Expression), 1.0);
        let peak = survey.overlap * gain * level as f32;
        power += peak * peak;
    }
    let mut peak = power.sqrt() * CREST;
    let limiters = mixer.master.inserts.iter().filter(|insert| {
        prepared.effects && !insert.bypass && matches!(insert.settings, Settings::Limiter(_))
    });
    for limiter in limiters {
        let what = What::Effect(limiter.clone());
        peak = peak.min(effects::peak_gain(prepared, &what));
    }
    let highest = |target, setting| prepared.automation.highest(&target, setting);
    let gain = highest(Target::Gain { track: "master".to_owned() }, mixer.master.gain);
    let level = (gain * highest(Target::MasterVolume, mixer.master_volume)) as f32;
    peak * loudest(pan::matrix(level, mixer.master.pan as f32, true))
}

/// The gain from each track's input to the master, over its output and its sends.
fn path_gains(prepared: &Prepared, routing: &Routing) -> Vec<f32> {
    let tracks = &prepared.mixer.tracks;
    let level = |way: &Way| match way.motion {
        Some(motion) => prepared.automation.motions[motion].range().1 as f32,
        None => way.level,
    };
    let mut gains = vec![0.0; tracks.len() + 1];
    gains[routing.master] = 1.0;
    for &track in routing.order.iter().rev().filter(|&&track| routing.needed[track]) {
        let settings = &tracks[track];
        // What a mono source loses at the centre it has lost by the time it is stereo too.
        let target = Target::Gain { track: settings.id.clone() };
        let gain = prepared.automation.highest(&target, settings.gain);
        let fader = loudest(pan::matrix(gain as f32, settings.pan as f32, false));
        let ways = routing.ways[track].iter();
        gains[track] = ways
            .map(|way| gains[way.to] * level(way) * if way.pre_fader { 1.0 } else { fader })
            .sum();
    }
    gains
}

fn loudest(matrix: [[f32; 2]; 2]) -> f32 {
    matrix.iter().flatten().fold(0.0, |loudest: f32, x| loudest.max(x.abs()))
}
