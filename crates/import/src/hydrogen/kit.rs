//! The instruments of a Hydrogen song, each with a mixer track of its own.

use super::xml::Element;
use crate::report::Report;
use rebounce_song::instrument::Sound;
use rebounce_song::mixer::Track;
use rebounce_song::sampler::{Sampler, SamplerFilter, VelocityCurve, Zone};
use rebounce_song::va::{Envelope, FilterType};
use rebounce_song::{Hertz, Instrument, Seconds, Song};
use std::collections::BTreeMap;

/// Frames of a second in which Hydrogen's envelopes and chances of time are counted.
pub(super) const FRAMES: f64 = 44_100.0;

/// Instruments of the song by Hydrogen's number.
pub(super) struct Kit {
    pub(super) members: BTreeMap<i64, Member>,
}

/// An instrument of the kit.
pub(super) struct Member {
    /// Ids of the instruments that play a stroke to its end: one for each component.
    pub(super) ids: Vec<String>,
    /// Semitones.
    pub(super) pitch: f64,
    /// Deviation of the pitch, semitones.
    pub(super) random_pitch: f64,
}

/// What is said about instruments whose notes have lengths: they are let go.
pub(super) fn held(id: &str) -> String {
    format!("{id} (held)")
}

/// Reads the kit into instruments and mixer tracks. `named` is the kit of instruments that name none.
pub(super) fn kit(
    root: &Element<'_, '_>,
    named: &str,
    song: &mut Song,
    report: &mut Report,
) -> Kit {
    let volumes: BTreeMap<String, f64> = root
        .child("componentList")
        .into_iter()
        .flat_map(|list| list.children("drumkitComponent"))
        .map(|it| (it.text("id").to_owned(), it.number("volume", 1.0, 0.0..=4.0, report)))
        .collect();
    song.mixer.master_volume = root.number("volume", 0.5, 0.0..=4.0, report);
    let mut kit = Kit { members: BTreeMap::new() };
    let list = root.child("instrumentList");
    for element in list.into_iter().flat_map(|list| list.children("instrument")) {
        let number = element.text("id").parse().unwrap_or(kit.members.len() as i64);
        if kit.members.contains_key(&number) {
            let found = format!("a second instrument {number}");
            element.warn(report, "id-taken", found, "one of each id", "left out");
            continue;
        }
        let member = member(&element, named, number, &volumes, song, report);
        kit.members.insert(number, member);
    }
    kit
}

fn member(
    element: &Element<'_, '_>,
    named: &str,
    number: i64,
    volumes: &BTreeMap<String, f64>,
    song: &mut Song,
    report: &mut Report,
) -> Member {
    let name = element.text("name");
    let track = format!("{number}");
    let gain = element.number("volume", 1.0, 0.0..=4.0, report);
    song.mixer.tracks.push(Track {
        id: track.clone(),
        name: name.to_owned(),
        gain,
        muted: element.is("isMuted", false),
        solo: element.is("isSoloed", false),
        ..Track::default()
    });
    let mut ids = Vec::new();
    // Older songs keep layers in the instrument itself.
    let mut components: Vec<Element<'_, '_>> = element.children("instrumentComponent").collect();
    if components.is_empty() {
        components.push(*element);
    }
    for (place, component) in components.iter().enumerate() {
        let own = if component.name() == "instrument" {
            1.0
        } else {
            let volume = volumes.get(component.text("component_id")).copied().unwrap_or(1.0);
            volume * component.number("gain", 1.0, 0.0..=4.0, report)
        };
        let gain = own * element.number("gain", 1.0, 0.0..=16.0, report);
        let id = if place == 0 { track.clone() } else { format!("{number}.{place}") };
        let sampler = sampler(element, named, component, report);
        // An instrument without recordings is a place that is kept free.
        if sampler.zones.is_empty() {
            continue;
        }
        song.instruments.push(Instrument {
            id: id.clone(),
            name: name.to_owned(),
            output: track.clone(),
            muted: false,
            gain: gain.min(4.0),
            pan: 0.0,
            inserts: Vec::new(),
            sound: Sound::Sampler(Box::new(sampler)),
        });
        ids.push(id);
    }
    Member {
        ids,
        pitch: element.number("pitchOffset", 0.0, -48.0..=48.0, report),
        random_pitch: element.number("randomPitchFactor", 0.0, 0.0..=1.0, report),
    }
}

/// Levels of the sides by Hydrogen's law (`RATIO_STRAIGHT_POLYGONAL`): the nearer side keeps its
/// level, the other falls straight, for recordings of one channel as of two.
fn sides(element: &Element<'_, '_>, report: &mut Report) -> [f64; 2] {
    let pan = if element.child("pan").is_some() {
        element.number("pan", 0.0, -1.0..=1.0, report)
    } else {
        let left = element.number("pan_L", 1.0, 0.0..=1.0, report);
        let right = element.number("pan_R", 1.0, 0.0..=1.0, report);
        match (left, right) {
            (0.0, 0.0) => 0.0,
            (left, right) if left >= right => right / left - 1.0,
            (left, right) => 1.0 - left / right,
        }
    };
    [1.0 - pan.max(0.0), 1.0 + pan.min(0.0)]
}

fn sampler(
    element: &Element<'_, '_>,
    named: &str,
    component: &Element<'_, '_>,
    report: &mut Report,
) -> Sampler {
    let mut zones = Vec::new();
    let kit = Some(element.text("drumkit")).filter(|kit| !kit.is_empty()).unwrap_or(named);
    let turns = element.text("sampleSelectionAlgo") != "VELOCITY"
        && component.child("layer").is_some()
        && element.child("sampleSelectionAlgo").is_some();
    for (turn, layer) in (0..).zip(component.children("layer")) {
        let file = layer.text("filename");
        if file.is_empty() {
            continue;
        }
        let recording = match kit {
            "" => file.to_owned(),
            _ if file.starts_with('/') => file.to_owned(),
            kit => format!("{kit}/{file}"),
        };
        if layer.is("ismodified", false) {
            let found = format!("loops, envelopes or stretching of {file:?}");
            layer.warn(report, "layer-edits", found, "a plain layer", "the whole recording plays");
        }
        let (low, high) = if turns {
            (0.0, 1.0)
        } else {
            let low = layer.number("min", 0.0, 0.0..=1.0, report);
            (low, layer.number("max", 1.0, 0.0..=1.0, report).max(low))
        };
        zones.push(Zone {
            recording,
            base_key: 60.0 - layer.number("pitch", 0.0, -48.0..=48.0, report),
            velocity_min: low,
            velocity_max: high,
            turn: if turns { turn } else { 0 },
            gain: layer.number("gain", 1.0, 0.0..=4.0, report),
            ..Zone::default()
        });
    }
    let group = element.text("muteGroup").parse::<i64>().ok().filter(|group| *group >= 0);
    Sampler {
        zones,
        one_shot: true,
        sides: Some(sides(element, report)),
        envelope: envelope(element, report),
        filter: filter(element, report),
        velocity_curve: match element.is("applyVelocity", true) {
            true => VelocityCurve::Linear,
            false => VelocityCurve::Points(vec![[0.0, 1.0], [1.0, 1.0]]),
        },
        cut_itself: element.is("isStopNote", false),
        choke_group: group.map(|group| format!("mute group {group}")),
        ..Sampler::default()
    }
}

fn envelope(element: &Element<'_, '_>, report: &mut Report) -> Envelope {
    let mut seconds = |name, least: f64, most: f64| {
        let frames = element.number(name, 0.0, 0.0..=1e9, report);
        Seconds((frames / FRAMES).clamp(least, most))
    };
    Envelope {
        attack: seconds("Attack", 0.001, 10.0),
        decay: seconds("Decay", 0.001, 10.0),
        release: seconds("Release", 0.001, 20.0),
        sustain: element.number("Sustain", 1.0, 0.0..=1.0, report),
        ..Sampler::default().envelope
    }
}

/// Hydrogen's filter adds a share of the difference each frame, so its cutoff is near
/// `share * 44100 / tau` Hz; its resonance is the feedback of a two-pole, `q = 1 / (1 - r)`.
fn filter(element: &Element<'_, '_>, report: &mut Report) -> Option<SamplerFilter> {
    if !element.is("filterActive", false) {
        return None;
    }
    let share = element.number("filterCutoff", 1.0, 0.0..=1.0, report);
    let resonance = element.number("filterResonance", 0.0, 0.0..=1.0, report);
    Some(SamplerFilter {
        kind: FilterType::Lowpass,
        cutoff: Hertz((share * FRAMES / std::f64::consts::TAU).clamp(20.0, 20_000.0)),
        q: (1.0 / (1.0 - resonance).max(0.05)).clamp(0.5, 20.0),
        key_tracking: 0.0,
    })
}
