//! Project files: instruments, patterns, mixer and arrangement under one roof.

use crate::automation;
use crate::clips;
use crate::document::read_pattern_of;
use crate::node::Node;
use crate::object::Object;
use crate::studio::Studio;
use crate::tempo;
use crate::wanted::{self, Wanted};
use rebounce_song::mixer::TrackKind;
use rebounce_song::pattern::Pattern;
use rebounce_song::{BeatsPerMinute, Song};
use std::collections::BTreeMap;

/// Parts of a project that have no effect on sound.
const SILENT: &[&str] = &[
    "timeline",
    "version",
    "id",
    "name",
    "createdAt",
    "updatedAt",
    "panels",
    "ui",
    "settings",
    "active_pattern_id",
    "activePatternId",
];

/// Reads a project.
pub(crate) fn project(root: &Node<'_>) -> (Song, Wanted) {
    let Some(object) = Object::of(root) else { return Default::default() };
    let mut song = Song::default();
    let mut studio = Studio::default();
    let tempo = metadata(&object, &mut song);
    // As when the original loads a project.
    studio.mixer.by_name = Some(BTreeMap::new());
    let workspace = object.get(&["workspace"]);
    let workspace = workspace.as_ref().and_then(Object::of);
    let others = workspace.as_ref().and_then(|workspace| workspace.get(&["arrangements"]));
    let others = others.as_ref().map(Node::members).unwrap_or_default();
    let active = workspace.as_ref().and_then(|workspace| workspace.get(ACTIVE));
    let timeline = timeline(object.get(&["arrangement"]), &others, active);
    let own = timeline.as_ref().and_then(Object::of);
    let own = own.as_ref().and_then(|own| own.get(&["tempo", "bpm"]));
    song.tempo = tempo.or_else(|| own.and_then(|node| tempo::tempo(&node))).unwrap_or(song.tempo);
    if let Some(node) = object.get(&["audio_assets", "audioAssets"]) {
        studio.recordings.add_all(&node);
    }
    if let Some(node) = object.get(&["mixer"]) {
        mixer(&node, &mut studio);
    }
    if let Some(node) = object.get(&["mixerTracks"]) {
        studio.mixer.add_all(&node, TrackKind::Track);
    }
    if let Some(node) = object.get(&["instruments"]) {
        studio.add_instruments(&node);
    }
    if let Some(node) = object.get(&["patterns"]) {
        song.patterns = patterns(&node, song.tempo.0, &mut studio);
    }
    order(&object, &mut song.patterns);
    if let Some(node) = timeline {
        song.arrangement = clips::arrangement(&node, &song.patterns, &studio);
    }
    if song.arrangement.clips.is_empty() {
        first_pattern(&object, &mut song.patterns);
    }
    if let Some(node) = object.get(&["automation"]) {
        song.automation = automation::lanes(&node, &[], &studio);
    }
    if let Some(options) = object.get(&["options"]) {
        automation::left_out(&options);
    }
    let wanted = object.get(&["options"]).map(|node| wanted::wanted(&node)).unwrap_or_default();
    song.instruments = studio.instruments;
    song.mixer = studio.mixer.finish(root.report);
    object.silent(SILENT);
    object.finish("a project");
    (song, wanted)
}

/// Names of the field that says which arrangement of a workspace is open.
const ACTIVE: &[&str] = &["activeArrangementId", "active_arrangement_id"];

/// Of several arrangements the one that is played: the project's own if it has clips, else the
/// open one of its workspace, else the first there that has any.
fn timeline<'n>(
    own: Option<Node<'n>>,
    others: &[(Option<&str>, Node<'n>)],
    active: Option<Node<'_>>,
) -> Option<Node<'n>> {
    let active = active.map(|node| node.plain());
    let is_active = |(key, node): &&(Option<&str>, Node<'n>)| {
        let id = node.entries().find(|(name, _)| *name == "id").map(|(_, id)| id.plain());
        active.is_some() && (id == active || key.map(str::to_owned) == active)
    };
    let open = others.iter().find(is_active).map(|(_, node)| *node);
    let all = others.iter().map(|(_, node)| *node);
    let mut wanted = [own, open].into_iter().flatten().chain(all).filter(has_clips);
    let played = wanted.next().or(own);
    for (_, node) in others.iter().filter(|(_, node)| has_clips(node)) {
        if played.is_none_or(|played| !std::ptr::eq(played.value, node.value)) {
            node.info("second-arrangement", "one arrangement with clips", "not played");
        }
    }
    played
}

fn has_clips(node: &Node<'_>) -> bool {
    let clips = node.entries().find(|(name, _)| *name == "clips");
    clips.is_some_and(|(_, clips)| clips.items().len() > 0 || clips.entries().next().is_some())
}

/// Time signature and name, and the tempo if there is one.
fn metadata(project: &Object<'_>, song: &mut Song) -> Option<BeatsPerMinute> {
    let mut tempo = None;
    let node = project.get(&["metadata"]);
    let inner = node.as_ref().and_then(Object::of);
    for object in [Some(project), inner.as_ref()].into_iter().flatten() {
        let own = object.get(&["bpm", "tempo"]).and_then(|node| tempo::tempo(&node));
        tempo = own.or(tempo);
        let signature = object.get(&["time_signature", "timeSignature"]);
        if let Some(signature) = signature.and_then(|node| tempo::signature(&node)) {
            song.time_signature = signature;
        }
        if let Some(name) = object.text(&["name", "title"]) {
            song.name = name;
        }
    }
    if let Some(metadata) = inner {
        metadata.silent(&[
            "version",
            "dawg_version",
            "created_at",
            "updated_at",
            "key_signature",
            "scale",
            "author",
            "description",
            "tags",
            "id",
        ]);
        metadata.finish("the metadata");
    }
    tempo
}

/// `{tracks, send_channels, master}`.
fn mixer(node: &Node<'_>, studio: &mut Studio) {
    let Some(object) = Object::of(node) else {
        return studio.mixer.add_all(node, TrackKind::Track);
    };
    if let Some(tracks) = object.get(&["tracks"]) {
        studio.mixer.add_all(&tracks, TrackKind::Track);
    }
    if let Some(buses) = object.get(&["send_channels", "sendChannels"]) {
        studio.mixer.add_all(&buses, TrackKind::Bus);
    }
    if let Some(master) = object.get(&["master"]) {
        match Object::of(&master) {
            Some(master) => studio.mixer.add_master(&master),
            None => master.error("not-a-track", "the master", "left out"),
        }
    }
    object.put(&["masterVolume"], 0.0..=4.0, &mut studio.mixer.mixer.master_volume);
    object.finish("a mixer");
}

/// The patterns, a list or an object by id. Of two with one id the first counts.
fn patterns(node: &Node<'_>, tempo: f64, studio: &mut Studio) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut ids: BTreeMap<String, ()> = BTreeMap::new();
    for (key, item) in node.members() {
        let Some(mut pattern) = read_pattern_of(&item, tempo, studio) else { continue };
        if let Some(key) = key {
            key.clone_into(&mut pattern.id);
        }
        if ids.insert(pattern.id.clone(), ()).is_some() {
            item.warn("doubled-id", "each id once", "pattern left out: the first counts");
        } else {
            patterns.push(pattern);
        }
    }
    patterns
}

/// Puts the patterns into the order the project names; those it does not name come after.
fn order(project: &Object<'_>, patterns: &mut [Pattern]) {
    let Some(node) = project.get(&["pattern_order", "patternOrder"]) else { return };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (item, place) in node.items().zip(0..) {
        places.entry(item.plain()).or_insert(place);
    }
    patterns.sort_by_key(|pattern| places.get(&pattern.id).copied().unwrap_or(usize::MAX));
}

/// Where nothing is arranged the first pattern plays, so the active one goes first.
fn first_pattern(project: &Object<'_>, patterns: &mut [Pattern]) {
    let Some(node) = project.get(&["active_pattern_id", "activePatternId"]) else { return };
    let id = node.plain();
    match patterns.iter().position(|pattern| pattern.id == id) {
        Some(at) => {
            patterns[..=at].rotate_right(1);
            node.info("no-clips", "an arrangement with clips", "the active pattern plays");
        }
        None => node.warn("unknown-pattern", "the id of a pattern", "ignored"),
    }
}
