//! A chop: slices in steps, or one of those with a name.

use crate::node::Node;
use crate::object::Object;
use crate::scalar::folded;
use crate::time::STEP;
use rebounce_song::chop::{Chop, PRESETS, Slice, preset};
use rebounce_song::{Beats, Semitones};

/// Fields that have no effect on sound. A chop is in steps of the song; its own tempo is that of the
/// editor's preview.
const SILENT: &[&str] = &["id", "name", "snap", "tempo", "color", "presetId", "createdAt"];

/// Steps of the longest chop.
const LONGEST: f64 = 16_384.0;
/// The shortest slice and the shortest turn, in beats, as songs have them.
const SHORTEST: f64 = 1.0 / 64.0;
const SHORTEST_TURN: f64 = 1.0 / 16.0;
/// Slices of one chop, as songs have them.
const SLICES: usize = 256;

/// The chop of an instrument that is to be played by it.
pub(crate) fn chop(instrument: &Object<'_>) -> Option<Chop> {
    let modes = [("standard", false), ("chop", true)];
    let chopped = instrument.choice(&["sampleChopMode"], &modes).unwrap_or(false);
    let node = instrument.get(&["sampleChop"])?;
    if !chopped {
        return None;
    }
    let read = of(&node).filter(|chop| !chop.slices.is_empty());
    if read.is_none() {
        node.warn("no-slices", "a chop with slices", "the recording plays whole");
    }
    read
}

fn of(node: &Node<'_>) -> Option<Chop> {
    let Some(object) = Object::of(node) else { return named(node) };
    let by_name = object.get(&["preset"]);
    let list = object.get(&["slices"]);
    let mut chop = match (&list, by_name) {
        (None, Some(name)) => named(&name)?,
        (None, None) => {
            let name = object.raw("name").map(|name| name.plain()).unwrap_or_default();
            called(&name).unwrap_or_default()
        }
        (Some(_), _) => Chop::default(),
    };
    if let Some(steps) = object.number(&["length"], 0.25..=LONGEST) {
        chop.length = Beats((steps * STEP).max(SHORTEST_TURN));
    }
    chop.looped = object.flag(&["loopEnabled"]).unwrap_or(false);
    let slices = list.iter().flat_map(|list| list.items().collect::<Vec<_>>());
    for (number, item) in slices.enumerate() {
        if number >= SLICES {
            item.warn("too-many-slices", format!("at most {SLICES} slices"), "left out");
            break;
        }
        chop.slices.extend(slice(&item, chop.length.0));
    }
    // A shorter turn ends those with a name, too.
    chop.slices.retain(|slice| slice.start.0 + SHORTEST <= chop.length.0);
    for slice in &mut chop.slices {
        slice.end.0 = slice.end.0.min(chop.length.0);
    }
    chop.slices.retain(|slice| slice.end.0 - slice.start.0 >= SHORTEST);
    object.silent(SILENT);
    object.finish("a chop");
    Some(chop)
}

/// One of those with a name.
fn named(node: &Node<'_>) -> Option<Chop> {
    let found = node.text().and_then(|name| called(&name));
    if found.is_none() {
        let wanted = format!("one of {}", PRESETS.join(", "));
        node.warn("unknown-chop", wanted, "the recording plays whole");
    }
    found
}

fn called(name: &str) -> Option<Chop> {
    preset(PRESETS.iter().find(|known| folded(known) == folded(name))?)
}

/// A slice of a turn of so many beats.
fn slice(node: &Node<'_>, length: f64) -> Option<Slice> {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-slice", "a slice: {startStep, endStep, ...}", "left out");
        return None;
    };
    let mut slice = Slice { end: Beats(length), ..Slice::default() };
    let number = |name: &str, least: f64, most: f64| object.number(&[name], least..=most);
    slice.start = Beats(number("startStep", 0.0, LONGEST).unwrap_or(0.0) * STEP);
    if let Some(end) = number("endStep", 0.0, LONGEST) {
        slice.end = Beats(end * STEP);
    }
    slice.from = number("startOffset", 0.0, 1.0).unwrap_or(0.0);
    slice.to = number("endOffset", 0.0, 1.0).unwrap_or(1.0);
    slice.pitch = Semitones(number("pitch", -48.0, 48.0).unwrap_or(0.0));
    slice.gain = number("gain", 0.0, 2.0).unwrap_or(1.0);
    slice.pan = number("pan", -1.0, 1.0).unwrap_or(0.0);
    slice.reverse = object.flag(&["reverse"]).unwrap_or(false);
    slice.looped = object.flag(&["loop"]).unwrap_or(false);
    object.silent(&["id", "name", "color"]);
    object.finish("a slice");
    if slice.from >= slice.to {
        node.warn("range-reversed", "startOffset below endOffset", "slice left out");
        return None;
    }
    if slice.end.0 - slice.start.0 < SHORTEST || slice.start.0 + SHORTEST > length {
        node.warn("slice-without-length", "startStep below endStep, in the chop", "slice left out");
        return None;
    }
    Some(slice)
}
