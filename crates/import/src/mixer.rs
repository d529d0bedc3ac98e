//! The mixer: tracks, buses and the master, from a list or an object by id.

use crate::effect;
use crate::firsts::Firsts;
use crate::json::Json;
use crate::node::{Node, short};
use crate::object::Object;
use crate::report::Report;
use crate::routes;
use crate::sends;
use rebounce_song::mixer::{Master, Mixer, Track, TrackEq, TrackKind};
use rebounce_song::{Decibels, Effect};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Where all ends.
pub(crate) const MASTER: &str = "master";

/// Ids are copied wherever they are referred to, so that they must not be books.
const LONGEST_ID: usize = 1000;

/// A track's fader where the document does not set it: fact sheet 2.5, the live node's.
const FADER: f64 = 0.8;

/// Fields of a track that have no effect on sound.
const SILENT: &[&str] =
    &["color", "order", "height", "collapsed", "icon", "isFrozen", "locked", "meter", "visible"];

/// What a channel strip has, be it a track's, a bus's or the master's.
struct Strip {
    gain: Option<f64>,
    pan: f64,
    muted: bool,
    solo: bool,
    mono: bool,
    eq: TrackEq,
    inserts: Vec<Effect>,
    /// Where the inserts stand.
    places: Vec<String>,
}

/// A mixer that grows track by track. The first track of an id counts.
#[derive(Default)]
pub(crate) struct MixerBuilder {
    pub(crate) mixer: Mixer,
    pub(crate) firsts: Firsts,
    ids: BTreeSet<String>,
    /// Ids of tracks by name, where instruments without a track are matched by name.
    pub(crate) by_name: Option<BTreeMap<String, String>>,
    /// Where the tracks' routes stand, in the order of the tracks.
    places: Vec<Places>,
    /// Where the master's inserts stand.
    master_places: Vec<String>,
}

/// Where a track's routes stand in the document.
pub(crate) struct Places {
    pub(crate) output: String,
    pub(crate) sends: Vec<String>,
    /// Of the effects, any of which may have a side chain.
    pub(crate) inserts: Vec<String>,
}

impl MixerBuilder {
    /// Adds the tracks at `node`, which are `kind` unless they say otherwise.
    pub(crate) fn add_all(&mut self, node: &Node<'_>, kind: TrackKind) {
        for (id, item) in node.members() {
            let Some(object) = Object::of(&item) else {
                item.error("not-a-track", "a mixer track", "left out");
                continue;
            };
            let key = id.filter(|id| !id.is_empty()).map(str::to_owned);
            let Some(id) = key.or_else(|| object.id()) else {
                item.error("track-without-id", "an `id`", "left out");
                continue;
            };
            self.add(&object, id, kind);
        }
    }

    fn add(&mut self, object: &Object<'_>, id: String, kind: TrackKind) {
        const KINDS: &[(&str, Option<TrackKind>)] = &[
            ("track", Some(TrackKind::Track)),
            ("bus", Some(TrackKind::Bus)),
            ("send", Some(TrackKind::Bus)),
            ("audio", Some(TrackKind::Track)),
            ("master", None),
        ];
        let said = object.choice(&["type"], KINDS);
        if id == MASTER || said == Some(None) {
            return self.add_master(object);
        }
        if id.len() > LONGEST_ID {
            object.node.error("id-too-long", "an id of at most 1000 bytes", "track left out");
            return;
        }
        if !self.firsts.is_first(&id, object.node) {
            return;
        }
        self.ids.insert(id.clone());
        let guessed = if id.starts_with("bus-") { TrackKind::Bus } else { kind };
        let strip = strip(object);
        let sends = object.get(&["sends"]).map(|node| sends::sends(&node)).unwrap_or_default();
        let (sends, places) = sends.into_iter().unzip();
        let output = format!("{}.output", object.node.place());
        self.places.push(Places { output, sends: places, inserts: strip.places });
        let track = Track {
            name: object.text(&["name"]).unwrap_or_else(|| id.clone()),
            kind: said.flatten().unwrap_or(guessed),
            gain: strip.gain.unwrap_or(FADER),
            pan: strip.pan,
            muted: strip.muted,
            solo: strip.solo,
            solo_safe: object.flag(&["soloSafe"]).unwrap_or(false),
            mono: strip.mono,
            eq: strip.eq,
            inserts: strip.inserts,
            sends,
            output: object.text(&["output"]).unwrap_or_else(|| MASTER.to_owned()),
            id,
        };
        object.finish("a mixer track");
        if let Some(by_name) = &mut self.by_name {
            by_name.entry(track.name.clone()).or_insert_with(|| track.id.clone());
        }
        self.mixer.tracks.push(track);
    }

    /// Reads the master, once.
    pub(crate) fn add_master(&mut self, object: &Object<'_>) {
        if !self.firsts.is_first(MASTER, object.node) {
            return;
        }
        let strip = strip(object);
        self.master_places = strip.places;
        self.mixer.master = Master {
            gain: strip.gain.unwrap_or(1.0),
            pan: strip.pan,
            muted: strip.muted,
            mono: strip.mono,
            eq: strip.eq,
            inserts: strip.inserts,
        };
        if let Some(sends) = object.get(&["sends"]).filter(|sends| sends.items().len() > 0) {
            sends.error("sends-of-master", "no sends: nothing comes after the master", "left out");
        }
        object.silent(&["id", "name", "type", "output"]);
        object.finish("the master");
    }

    /// The mixer, with routes that lead nowhere or in a circle left out.
    pub(crate) fn finish(mut self, report: &RefCell<Report>) -> Mixer {
        let report = &mut report.borrow_mut();
        routes::check(&mut self.mixer, &self.ids, &self.places, report);
        routes::check_master(&mut self.mixer.master, &self.ids, &self.master_places, report);
        self.mixer
    }

    /// Whether instruments and clips can be routed to `id`.
    pub(crate) fn has(&self, id: &str) -> bool {
        id == MASTER || self.ids.contains(id)
    }
}

/// The track that `object` asks for under one of these names; the master if there is none such.
pub(crate) fn output(object: &Object<'_>, names: &[&str], mixer: &MixerBuilder) -> String {
    let Some(node) = object.get(names) else { return MASTER.to_owned() };
    match node.text() {
        Some(id) if mixer.has(&id) => id,
        Some(id) => {
            let wanted = format!("the id of a mixer track, not {:?}", short(&id));
            node.error("unknown-track", wanted, "routed to the master");
            MASTER.to_owned()
        }
        None => MASTER.to_owned(),
    }
}

/// The track an instrument called `name` is heard through: the one it asks for, or else, in
/// documents that match by name, the one of its name.
pub(crate) fn output_of(object: &Object<'_>, name: &str, mixer: &MixerBuilder) -> String {
    let asked = output(object, &["mixerTrackId"], mixer);
    let same = mixer.by_name.as_ref().and_then(|by_name| by_name.get(name));
    let unasked =
        object.raw("mixerTrackId").is_none_or(|node| node.is_null() || node.plain() == MASTER);
    let Some(same) = same.filter(|_| unasked) else { return asked };
    let action = format!("routed to {:?}, which has its name", short(same));
    object.node.info("matched-by-name", "a `mixerTrackId`", action);
    same.clone()
}

fn strip(object: &Object<'_>) -> Strip {
    let inserts = object.get(&["insertEffects", "effects", "inserts"]);
    let inserts = inserts.map(|node| effect::chain(&node)).unwrap_or_default();
    let (inserts, places) = inserts.into_iter().unzip();
    let strip = Strip {
        gain: fader(object),
        pan: object.number(&["pan"], -1.0..=1.0).unwrap_or(0.0),
        muted: object.any(&["isMuted", "muted", "mute"]),
        solo: object.any(&["isSolo", "solo", "soloed"]),
        mono: object.flag(&["mono"]).unwrap_or(false),
        eq: equaliser(object),
        inserts,
        places,
    };
    object.silent(SILENT);
    strip
}

/// The fader: `gain` is linear, `volume` in dB.
fn fader(object: &Object<'_>) -> Option<f64> {
    let gain = object.raw("gain");
    if let Some(node) = gain.filter(Node::is_null) {
        node.warn("not-a-number", "a linear gain", "ignored: the default holds");
    }
    if let Some(gain) = object.number(&["gain"], 0.0..=4.0) {
        object.silent(&["volume"]);
        return Some(gain);
    }
    // 4 is 12.04 dB; -200 dB and below is silence.
    let volume = object.number(&["volume"], -200.0..=12.04)?;
    Some(from_decibels(volume))
}

/// Decibels as a linear gain.
pub(crate) fn from_decibels(decibels: f64) -> f64 {
    libm::pow(10.0, decibels / 20.0)
}

/// The EQ: an object, or fields of the track.
fn equaliser(object: &Object<'_>) -> TrackEq {
    let mut eq = TrackEq::default();
    bands(object, &mut eq);
    let Some(node) = object.get(&["eq"]) else { return eq };
    let Some(inner) = Object::of(&node) else {
        node.warn("not-an-eq", "{enabled, lowGain, midGain, highGain}", "ignored: flat");
        return eq;
    };
    let enabled = inner.flag(&["enabled"]).unwrap_or(true);
    bands(&inner, &mut eq);
    inner.finish("an EQ");
    if enabled { eq } else { TrackEq::default() }
}

fn bands(object: &Object<'_>, eq: &mut TrackEq) {
    let gain = |names: &[&str]| object.number(names, -24.0..=24.0).map(Decibels);
    eq.low = gain(&["lowGain", "low"]).unwrap_or(eq.low);
    eq.mid = gain(&["midGain", "mid"]).unwrap_or(eq.mid);
    eq.high = gain(&["highGain", "high"]).unwrap_or(eq.high);
}

/// The mixer of a pattern's `mixerTracks`.
pub(crate) fn of_pattern(object: &Object<'_>, mixer: &mut MixerBuilder) {
    if let Some(node) = object.get(&["mixerTracks"]) {
        if matches!(node.value, Json::Array(_) | Json::Object(_)) {
            mixer.add_all(&node, TrackKind::Track);
        } else {
            node.error("not-a-collection", "tracks in a list, or an object by id", "left out");
        }
    }
}
