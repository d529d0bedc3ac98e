//! A pattern: notes by instrument, or a flat list of notes that name their instrument.

use crate::automation;
use crate::json::Json;
use crate::node::{Node, short};
use crate::note::{self, Read};
use crate::object::Object;
use crate::studio::Studio;
use crate::time::{LONGEST, STEP};
use rebounce_song::pattern::{Part, Pattern};
use rebounce_song::{Beats, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Fields of a pattern that have no effect on sound.
const SILENT: &[&str] = &[
    "color",
    "type",
    "createdAt",
    "updatedAt",
    "created_at",
    "updated_at",
    "quantization",
    "stepsPerBar",
    "tags",
    "description",
    "isActive",
    "version",
];

/// Shortest length of a pattern in beats, as songs have it.
const SHORTEST: f64 = 1.0 / 256.0;

/// Reads the pattern at `object`; parts of instruments of instruments that `studio` has not are left out.
///
/// Leaves `instruments`, `mixerTracks` and the tempo's fields to the caller.
pub(crate) fn pattern(object: &Object<'_>, studio: &Studio, tempo: f64) -> Pattern {
    let instruments = &studio.ids;
    let id = object.text(&["id"]).filter(|id| !id.is_empty());
    let name = object.text(&["name"]).or(id.clone()).unwrap_or_else(|| "pattern".to_owned());
    let mut pattern = Pattern {
        id: id.unwrap_or_else(|| "pattern".to_owned()),
        name,
        length: length(object),
        parts: Vec::new(),
        automation: Vec::new(),
    };
    let flat = object.get(&["notes"]);
    if let Some(data) = object.get(&["data"]) {
        pattern.parts = parts(&data, instruments, tempo);
        if let Some(flat) = flat.filter(|flat| flat.items().len() > 0) {
            flat.warn("second-notes", "notes in `data` or in `notes`", "ignored: `data` counts");
        }
    } else if let Some(flat) = flat {
        pattern.parts = grouped(&flat, instruments, tempo);
    }
    let players: Vec<String> = pattern.parts.iter().map(|it| it.instrument.clone()).collect();
    pattern.automation = automation::of_pattern(object, &players, studio);
    object.silent(SILENT);
    object.finish("a pattern");
    pattern
}

/// Where the pattern repeats.
fn length(object: &Object<'_>) -> Option<Beats> {
    let settings = object.get(&["settings"]);
    let settings = settings.as_ref().and_then(Object::of);
    let inner = settings.as_ref().and_then(|settings| {
        let length = settings.get(&["length"]);
        settings.silent(&["quantization", "barLength"]);
        settings.finish("a pattern's settings");
        length
    });
    let bars = object.get(&["bars"]);
    let node = object.get(&["length"]).or(inner);
    let (node, steps) = match (node, bars) {
        (Some(node), _) => (node, 1.0),
        // Sixteen steps to the bar, always.
        (None, Some(bars)) => (bars, 16.0),
        (None, None) => return None,
    };
    let length = node.number()? * steps;
    if length > 0.0 {
        let range = SHORTEST / STEP..=LONGEST / STEP;
        return Some(Beats(node.clamped(length, range) * STEP));
    }
    node.warn("length-not-positive", "a length above 0", "ignored: whole bars for the notes");
    None
}

/// Notes by instrument.
fn parts(data: &Node<'_>, instruments: &BTreeSet<String>, tempo: f64) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    if !matches!(data.value, Json::Object(_)) {
        data.warn("not-a-collection", "an object: instrument id to notes", "left out");
        return parts;
    }
    for (id, list) in data.entries() {
        let items: Vec<Node<'_>> = match list.value {
            Json::Array(_) => list.items().collect(),
            Json::Object(entries) if !entries.is_empty() && entries.iter().all(is_object) => {
                list.warn("notes-not-a-list", "a list of notes", "read as the list of its values");
                list.entries().map(|(_, item)| item).collect()
            }
            _ => {
                list.warn("notes-not-a-list", "a list of notes", "left out");
                continue;
            }
        };
        if items.is_empty() {
            continue;
        }
        if !instruments.contains(id) {
            let action = format!("notes left out: {}", items.len());
            list.error("unknown-instrument", known(id, instruments), action);
            continue;
        }
        let part = Part { instrument: id.to_owned(), notes: notes(&items, tempo) };
        match index.insert(id, parts.len()) {
            None => parts.push(part),
            Some(at) => {
                list.warn("doubled-field", "each name once", "the notes before it left out");
                index.insert(id, at);
                parts[at] = part;
            }
        }
    }
    parts
}

fn is_object(entry: &(std::borrow::Cow<'_, str>, Json<'_>)) -> bool {
    matches!(entry.1, Json::Object(_))
}

fn known(id: &str, instruments: &BTreeSet<String>) -> String {
    let some: Vec<_> = instruments.iter().take(6).map(|id| short(id)).collect();
    format!("an instrument called {:?} among {}", short(id), some.join(", "))
}

/// Notes that name their instrument, in the order of the instruments' first notes.
fn grouped(flat: &Node<'_>, instruments: &BTreeSet<String>, tempo: f64) -> Vec<Part> {
    if !matches!(flat.value, Json::Array(_)) {
        flat.warn("notes-not-a-list", "a list of notes", "left out");
    }
    let mut groups: Vec<(String, Vec<Node<'_>>)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let only = if instruments.len() == 1 { instruments.first() } else { None };
    let items: Vec<Node<'_>> = flat.items().collect();
    for item in &items {
        let named = item.entries().find(|(name, _)| *name == "instrumentId");
        let id = named.map(|(_, id)| id.plain()).or(only.cloned());
        let Some(id) = id.filter(|id| instruments.contains(id)) else {
            item.error("unknown-instrument", "an `instrumentId` that is known", "left out");
            continue;
        };
        let at = *index.entry(id.clone()).or_insert(groups.len());
        if at == groups.len() {
            groups.push((id, Vec::new()));
        }
        groups[at].1.push(*item);
    }
    let part = |(instrument, items): (String, Vec<Node<'_>>)| Part {
        instrument,
        notes: notes(&items, tempo),
    };
    groups.into_iter().map(part).collect()
}

/// The notes of one part, slides resolved.
fn notes(items: &[Node<'_>], tempo: f64) -> Vec<rebounce_song::Note> {
    let mut read: Vec<Read> = Vec::new();
    let mut from: Vec<&Node<'_>> = Vec::new();
    for item in items {
        {
            let mut report = item.report.borrow_mut();
            report.notes += 1;
            if report.notes > report.most_notes {
                continue;
            }
        }
        if let Some(one) = note::note(item, tempo) {
            read.push(one);
            from.push(item);
        }
    }
    if read.iter().any(|one| one.slide_to.is_some()) {
        slides(&mut read, &from);
    }
    doubled(&read, &from);
    // Not collected in place, which would keep the room of what was read.
    let mut notes = Vec::with_capacity(read.len());
    notes.extend(read.into_iter().map(|one| one.note));
    notes
}

/// Gives each slide to a note the key of that note.
fn slides(read: &mut [Read], from: &[&Node<'_>]) {
    // Of two notes with one id the later one is meant, as in a map that is filled in order.
    let id = |node: &&Node<'_>| {
        node.entries().filter(|(name, _)| *name == "id").last().map(|(_, id)| id.plain())
    };
    let ids = from.iter().map(id);
    let keys: BTreeMap<String, f64> =
        ids.zip(read.iter()).filter_map(|(id, one)| Some((id?, one.note.key))).collect();
    for (one, node) in read.iter_mut().zip(from) {
        let Some(to) = &one.slide_to else { continue };
        match (keys.get(to), &mut one.note.slide) {
            (Some(key), Some(slide)) => slide.to_key = *key,
            _ => {
                one.note.slide = None;
                let wanted =
                    format!("`slideTo` the id of a note of this part, not {:?}", short(to));
                node.warn("unknown-slide-target", wanted, "slide left out");
            }
        }
    }
}

/// Mentions notes that start with another one of the same key. All of them play.
fn doubled(read: &[Read], from: &[&Node<'_>]) {
    let by = |at: usize| (read[at].note.start.0, read[at].note.key);
    let mut order: Vec<usize> = (0..read.len()).collect();
    order.sort_by(|a, b| {
        let (left, right) = (by(*a), by(*b));
        left.0.total_cmp(&right.0).then(left.1.total_cmp(&right.1)).then(a.cmp(b))
    });
    for pair in order.windows(2) {
        if by(pair[0]) == by(pair[1]) {
            let wanted = "one note of a key at a time";
            let (severity, code) = (Severity::Info, "doubled-note");
            from[pair[1]].fold(severity, code, String::new(), wanted, "both play");
        }
    }
}
