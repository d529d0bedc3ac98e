//! The arrangement of a project: rows, clips and markers of a timeline.

use crate::document::natural;
use crate::mixer;
use crate::node::{Node, short};
use crate::object::Object;
use crate::studio::Studio;
use crate::time::{LONGEST, STEP};
use rebounce_song::arrangement::{
    Arrangement, ArrangementTrack, AudioClip, Clip, ClipContent, Marker, PatternClip,
};
use rebounce_song::pattern::Pattern;
use rebounce_song::{Beats, Decibels, Seconds};
use std::collections::{BTreeMap, BTreeSet};

/// What clips refer to.
struct Known<'k> {
    patterns: BTreeMap<&'k str, &'k Pattern>,
    tracks: BTreeSet<String>,
    /// The mixer tracks of rows that have one.
    channels: BTreeMap<String, String>,
    studio: &'k Studio,
}

/// Reads `{tracks, clips, markers}`.
pub(crate) fn arrangement(node: &Node<'_>, patterns: &[Pattern], studio: &Studio) -> Arrangement {
    let mut arrangement = Arrangement::default();
    let Some(object) = Object::of(node) else {
        node.error("not-an-arrangement", "{tracks, clips, markers}", "left out");
        return arrangement;
    };
    let mut known = Known {
        patterns: patterns.iter().map(|pattern| (pattern.id.as_str(), pattern)).collect(),
        tracks: BTreeSet::new(),
        channels: BTreeMap::new(),
        studio,
    };
    if let Some(tracks) = object.get(&["tracks"]) {
        for (key, item) in tracks.members() {
            arrangement.tracks.extend(track(&item, key, &mut known));
        }
    }
    if let Some(clips) = object.get(&["clips"]) {
        for (_, item) in clips.members() {
            arrangement.clips.extend(clip(&item, &known));
        }
    }
    if let Some(markers) = object.get(&["markers"]) {
        arrangement.markers = markers.items().filter_map(|item| marker(&item)).collect();
    }
    object.silent(&["loop_regions", "loopRegions", "loopStart", "loopEnd", "id", "name", "length"]);
    object.silent(&["tempo", "timeSignature"]);
    object.finish("an arrangement");
    arrangement
}

/// A row of the timeline.
fn track(node: &Node<'_>, key: Option<&str>, known: &mut Known<'_>) -> Option<ArrangementTrack> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-track", "a track of the arrangement", "left out");
        return None;
    };
    let own = object.id();
    let Some(id) = key.filter(|key| !key.is_empty()).map(str::to_owned).or(own) else {
        node.warn("track-without-id", "an `id`", "left out");
        return None;
    };
    if !known.tracks.insert(id.clone()) {
        node.warn("doubled-id", "each id once", "left out: the first counts");
        return None;
    }
    if object.has("channelId") {
        let channel = mixer::output(&object, &["channelId"], &known.studio.mixer);
        known.channels.insert(id.clone(), channel);
    }
    let track = ArrangementTrack {
        name: object.text(&["name"]).unwrap_or_else(|| id.clone()),
        gain: object.number(&["volume", "gain"], 0.0..=4.0).unwrap_or(1.0),
        pan: object.number(&["pan"], -1.0..=1.0).unwrap_or(0.0),
        muted: object.any(&["muted", "isMuted", "mute"]),
        solo: object.any(&["solo", "isSolo"]),
        id,
    };
    object.silent(&["height", "locked", "collapsed", "color", "type", "order"]);
    object.finish("a track of the arrangement");
    Some(track)
}

/// A clip that has something to play.
fn clip(node: &Node<'_>, known: &Known<'_>) -> Option<Clip> {
    const TYPES: &[(&str, bool)] = &[("pattern", true), ("audio", false), ("sample", false)];
    let Some(object) = Object::of(node) else {
        node.error("not-a-clip", "a clip", "left out");
        return None;
    };
    let said = object.choice(&["type"], TYPES);
    let start = object.number(&["startTime", "start"], 0.0..=LONGEST).unwrap_or(0.0);
    let length = length(&object);
    let is_pattern = said.unwrap_or_else(|| object.has("patternId"));
    let (content, natural) = if is_pattern {
        let (content, natural) = pattern_clip(&object, known)?;
        (ClipContent::Pattern(content), Some(natural))
    } else {
        (ClipContent::Audio(audio_clip(&object, known)?), None)
    };
    let muted = object.any(&["muted", "isMuted", "mute"]);
    let track = row(&object, known);
    object.silent(&["id", "name", "color", "locked", "selected", "metadata", "instanceId"]);
    object.silent(&["isFrozen", "isFromExport", "originalPattern"]);
    object.finish("a clip");
    let Some(length) = length.or(natural) else {
        node.error("clip-without-length", "a `duration` in beats", "clip left out");
        return None;
    };
    Some(Clip { track, start: Beats(start), length: Beats(length), muted, content })
}

/// The clip's length, if it has one above 0.
fn length(object: &Object<'_>) -> Option<f64> {
    let node = object.get(&["duration", "length"])?;
    let length = node.number()?;
    if length > 0.0 {
        return Some(node.clamped(length, 0.0..=LONGEST));
    }
    node.warn("length-not-positive", "a duration above 0", "ignored: the content's length");
    None
}

/// The row the clip lies on.
fn row(object: &Object<'_>, known: &Known<'_>) -> Option<String> {
    let node = object.get(&["trackId", "track"])?;
    let id = node.plain();
    if known.tracks.contains(&id) {
        return Some(id);
    }
    node.warn("unknown-track", "the id of a track of the arrangement", "on a row of its own");
    None
}

/// A pattern that is there, and its length.
fn pattern_clip(object: &Object<'_>, known: &Known<'_>) -> Option<(PatternClip, f64)> {
    let node = object.get(&["patternId", "pattern"]);
    let found = node.as_ref().and_then(|node| known.patterns.get(node.plain().as_str()));
    let Some(pattern) = found else {
        let node = node.unwrap_or(*object.node);
        node.error("unknown-pattern", "a `patternId` that is known", "clip left out");
        return None;
    };
    let mut clip = PatternClip { pattern: pattern.id.clone(), ..PatternClip::default() };
    if let Some(steps) = object.number(&["patternOffset"], 0.0..=LONGEST / STEP) {
        clip.offset = Beats(steps * STEP);
    }
    if let Some(node) = object.get(&["loopCount"]) {
        let turns = node.number_in(0.0..=1e9).unwrap_or(1.0);
        // One turn is what every clip says, and yet it is filled.
        clip.loops = if turns < 2.0 { None } else { Some(turns as u32) };
    }
    if let Some(node) = object.get(&["instrumentId"]) {
        let id = node.plain();
        if known.studio.ids.contains(&id) {
            clip.instrument = Some(id);
        } else {
            let wanted = format!("the id of an instrument, not {:?}", short(&id));
            node.error("unknown-instrument", wanted, "clip left out");
            return None;
        }
    }
    Some((clip, natural(pattern)))
}

/// A recording.
fn audio_clip(object: &Object<'_>, known: &Known<'_>) -> Option<AudioClip> {
    let studio = known.studio;
    let by_url = if object.has("url") { studio.recordings.of(object) } else { None };
    let recording = by_url.or_else(|| {
        let node = object.get(&["assetId", "sampleId"])?;
        Some(studio.recordings.listed(&node, node.plain()))
    });
    let Some(recording) = recording else {
        object.node.error("no-recording", "an `assetId` or a `url`", "clip left out");
        return None;
    };
    let number = |names: &[&str], low: f64, high: f64| object.number(names, low..=high);
    let names = ["mixerChannelId", "channelId", "mixerTrackId"];
    let of_row = object.raw("trackId").and_then(|node| known.channels.get(&node.plain()).cloned());
    let output = match of_row.filter(|_| !names.iter().any(|name| object.has(name))) {
        Some(channel) => channel,
        None => mixer::output(object, &names, &studio.mixer),
    };
    Some(AudioClip {
        recording,
        offset: Seconds(number(&["sampleOffset"], 0.0, 1e6).unwrap_or(0.0)),
        rate: number(&["playbackRate"], 1.0 / 16.0, 16.0).unwrap_or(1.0),
        fade_in: Beats(number(&["fadeIn"], 0.0, LONGEST).unwrap_or(0.0)),
        fade_out: Beats(number(&["fadeOut"], 0.0, LONGEST).unwrap_or(0.0)),
        gain: Decibels(number(&["gain"], -96.0, 24.0).unwrap_or(0.0)),
        output,
    })
}

fn marker(node: &Node<'_>) -> Option<Marker> {
    let object = Object::of(node)?;
    let at = object.number(&["time", "at"], 0.0..=LONGEST)?;
    let name = object.text(&["label", "name"]).unwrap_or_default();
    object.silent(&["id", "color"]);
    object.finish("a marker");
    Some(Marker { at: Beats(at), name })
}
