//! Zones of the sampler: which recording for which key, velocity and turn.

use crate::node::Node;
use crate::object::Object;
use crate::pitch;
use crate::recordings::Recordings;
use rebounce_song::sampler::Zone;

/// The zones of an instrument, and whether they are a list by keys rather than one recording.
pub(crate) fn zones(
    instrument: &Object<'_>,
    base_key: f64,
    recordings: &Recordings,
) -> (Vec<Zone>, bool) {
    let lists = ["multiSamples", "samples"].map(|name| instrument.get(&[name]));
    let list = lists.iter().flatten().find(|list| list.items().len() > 0);
    let own = single(instrument, base_key, recordings);
    let Some(list) = list else { return (own.into_iter().collect(), false) };
    // One of several recordings without a key is the only one that sounds.
    let keyed = list
        .items()
        .any(|item| Object::of(&item).is_some_and(|zone| zone.has("note") || zone.has("midiNote")));
    if let (false, Some(own)) = (keyed, own) {
        return (vec![own], false);
    }
    let zones = list.items().filter_map(|item| zone(&item, base_key, recordings));
    (if keyed { zones.collect() } else { zones.take(1).collect() }, keyed)
}

/// The recording of the instrument itself.
fn single(instrument: &Object<'_>, key: f64, recordings: &Recordings) -> Option<Zone> {
    let data = instrument.get(&["data"]);
    let data = data.as_ref().and_then(Object::of);
    let recording = if instrument.has("url") {
        recordings.of(instrument)
    } else {
        data.and_then(|data| recordings.of(&data)).or_else(|| recordings.of(instrument))
    };
    Some(Zone { recording: recording?, key, base_key: key, ..Zone::default() })
}

fn zone(node: &Node<'_>, base_key: f64, recordings: &Recordings) -> Option<Zone> {
    let Some(object) = Object::of(node) else {
        node.error("not-a-zone", "a zone: {url, midiNote, ...}", "recording left out");
        return None;
    };
    // The number and the name of the key often stand side by side.
    let midi = object.raw("midiNote").filter(|node| !node.is_null());
    let note = object.raw("note").filter(|node| !node.is_null());
    let key = midi.or(note).and_then(|node| pitch::key(&node));
    let base = object.get(&["baseNote"]).and_then(|node| pitch::key(&node));
    let key = key.or(base).unwrap_or(base_key);
    let mut zone = Zone { key, base_key: base.unwrap_or(key), ..Zone::default() };
    if let Some(range) = object.get(&["velocityRange"]) {
        velocities(&range, &mut zone);
    }
    if let Some(turn) = object.number(&["roundRobinIndex"], 0.0..=127.0) {
        zone.turn = turn as u32;
    }
    let recording = recordings.of(&object);
    object.silent(&["id", "name", "assetId", "duration", "color", "audioBuffer", "buffer"]);
    object.finish("a zone");
    let Some(recording) = recording else {
        node.error("zone-without-recording", "a `url` or an `assetId`", "zone left out");
        return None;
    };
    Some(Zone { recording, ..zone })
}

/// `{min, max}` in MIDI's velocities.
fn velocities(node: &Node<'_>, zone: &mut Zone) {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-range", "{min, max}", "ignored: all velocities");
        return;
    };
    let low = object.number(&["min"], 0.0..=127.0).unwrap_or(0.0);
    let high = object.number(&["max"], 0.0..=127.0).unwrap_or(127.0);
    object.finish("a velocity range");
    if low > high {
        node.warn("range-reversed", "`min` below `max`", "ignored: all velocities");
        return;
    }
    // Velocity is continuous here, so a range begins where MIDI's whole number below it ends.
    zone.velocity_min = if low <= 1.0 { 0.0 } else { (low - 0.5) / 127.0 };
    zone.velocity_max = if high >= 127.0 { 1.0 } else { (high + 0.5) / 127.0 };
}
