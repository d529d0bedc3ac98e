//! One note, in every spelling.

use crate::node::Node;
use crate::object::Object;
use crate::time::{self, STEP};
use crate::{pitch, velocity};
use rebounce_song::Beats;
use rebounce_song::Semitones;
use rebounce_song::pattern::{BendPoint, Note, Slide};
use std::cmp::Ordering;

/// Fields of a note that are for the screen, or for others to refer to.
const SILENT: &[&str] = &["id", "instrumentId", "visualLength", "color", "selected", "isSelected"];

/// A note, and what is not known of it until its neighbours are.
pub(crate) struct Read {
    pub(crate) note: Note,
    /// The note it slides to, by id, if its key is not given.
    pub(crate) slide_to: Option<String>,
}

/// The note at `node`, or `None` if there is none.
pub(crate) fn note(node: &Node<'_>, tempo: f64) -> Option<Read> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-note", "a note: {startTime, length, pitch, velocity}", "left out");
        return None;
    };
    let mut note = Note::default();
    if let Some(start) = object.get(&["startTime", "time"]) {
        note.start = Beats(time::moment(&start, tempo).unwrap_or(0.0));
    }
    if let Some(length) = object.get(&["length", "duration"]) {
        note.length = Beats(time::length(&length, tempo));
    }
    if let Some(key) = object.get(&["pitch", "note"]).and_then(|node| pitch::key(&node)) {
        note.key = key;
    }
    if let Some(velocity) = object.get(&["velocity"]).and_then(|node| velocity::velocity(&node)) {
        note.velocity = velocity;
    }
    object.put(&["pan"], -1.0..=1.0, &mut note.pan);
    note.muted = object.any(&["isMuted", "muted", "mute"]);
    note.bend =
        object.get(&["pitchBend"]).map(|bend| points(&bend, note.length)).unwrap_or_default();
    let control = |name| object.get(&[name]).and_then(|node| velocity::controller(&node));
    note.mod_wheel = control("modWheel");
    note.aftertouch = control("aftertouch").unwrap_or(0.0);
    note.expression = control("expression").unwrap_or(1.0);
    note.release_velocity = control("releaseVelocity").unwrap_or(0.0);
    let slide_to = slide(&object, &mut note, tempo);
    object.silent(SILENT);
    object.finish("a note");
    Some(Read { note, slide_to })
}

/// The points of a pitch bend: times are shares of the note, or steps if they are above 1; values
/// are -8192..=8191 for two semitones either way.
fn points(node: &Node<'_>, length: Beats) -> Vec<BendPoint> {
    let mut points = Vec::new();
    for item in node.items() {
        let Some(object) = Object::of(&item) else {
            item.warn("not-a-bend-point", "{time, value}", "left out");
            continue;
        };
        let Some(value) = object.number(&["value"], -8192.0..=8191.0) else { continue };
        let time = object.number(&["time"], 0.0..=f64::from(u32::MAX)).unwrap_or(0.0);
        let at = if time > 1.0 { (time * STEP / length.0).min(1.0) } else { time };
        points.push(BendPoint { at, bend: Semitones(value / 8192.0 * 2.0) });
        object.silent(&["interpolation", "id"]);
        object.finish("a bend point");
    }
    let not_a_list = points.is_empty() && node.items().len() == 0;
    if not_a_list && !matches!(node.value, crate::json::Json::Array(_)) {
        node.warn("not-a-list", "a list of bend points {time, value}", "ignored: no bend");
    }
    points.sort_by(|a, b| a.at.partial_cmp(&b.at).unwrap_or(Ordering::Equal));
    points
}

/// Reads a slide into the note; the id of the note it leads to, if that is all that is known.
fn slide(object: &Object<'_>, note: &mut Note, tempo: f64) -> Option<String> {
    let to = object.get(&["slideTo"]);
    let target = object.get(&["slideTargetPitch"]);
    let length = object.get(&["slideDuration"]);
    let on = object.flag(&["slideEnabled"]).unwrap_or(true);
    if !on || (to.is_none() && target.is_none()) {
        return None;
    }
    // The original glides within the note; a longer slide fills it.
    let length = length.map_or(STEP, |node| time::length(&node, tempo)).min(note.length.0);
    let to_key = target.and_then(|node| pitch::key(&node));
    note.slide = Some(Slide { to_key: to_key.unwrap_or(note.key), length: Beats(length) });
    if to_key.is_some() { None } else { to.map(|node| node.plain()) }
}
