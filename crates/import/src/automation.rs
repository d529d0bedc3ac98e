//! Automation lanes. A song has none, so lanes are named, looked over, and left out.

use crate::node::Node;
use crate::object::Object;

/// Ways between two points that a lane may ask for.
const METHODS: &[(&str, ())] = &[
    ("linear", ()),
    ("exponential", ()),
    ("logarithmic", ()),
    ("bezier", ()),
    ("cubic", ()),
    ("step", ()),
    ("none", ()),
    ("easeInOut", ()),
    ("easeIn", ()),
    ("easeOut", ()),
];

/// Names the lanes of a pattern.
pub(crate) fn left_out(pattern: &Object<'_>) {
    if let Some(lanes) = pattern.get(&["ccLanes"]) {
        lanes.items().for_each(|item| lane(&item));
    }
    if let Some(targets) = pattern.get(&["automation"]) {
        targets.items().for_each(|item| lane(&item));
        for (_, list) in targets.entries() {
            list.items().for_each(|item| lane(&item));
        }
    }
}

fn lane(node: &Node<'_>) {
    let Some(object) = Object::of(node) else {
        node.warn("not-a-lane", "an automation lane", "left out");
        return;
    };
    let bend = object.get(&["ccNumber"]).is_some_and(|number| number.plain() == "pitchBend");
    let (low, high) = if bend { (-8192.0, 8191.0) } else { (0.0, 127.0) };
    if let Some(method) = object.get(&["interpolation"]) {
        method.choice(METHODS);
    }
    let data = object.get(&["ccData"]);
    let data = data.as_ref().and_then(Object::of);
    let events = data.as_ref().and_then(|data| data.get(&["events"]));
    let events = events.or_else(|| object.get(&["events", "points"]));
    let Some(events) = events.filter(|events| events.items().len() > 0) else { return };
    let mut last = f64::NEG_INFINITY;
    for item in events.items() {
        let Some(event) = Object::of(&item) else { continue };
        let time = event.number(&["time"], 0.0..=f64::from(u32::MAX)).unwrap_or(0.0);
        if time < last {
            item.info("events-not-in-order", "events in order of time", "left out with its lane");
        }
        last = time;
        event.number(&["value"], low..=high);
        if let Some(method) = event.get(&["interpolation", "curve"]) {
            method.choice(METHODS);
        }
    }
    node.warn("automation-left-out", "no automation: songs have none", "lane left out");
}
