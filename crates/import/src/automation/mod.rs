//! Automation: lanes of MIDI controllers, and lanes for named parameters, of patterns and projects.
//! What cannot be followed is named and left out.

mod controllers;
mod events;
mod targets;

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use crate::studio::Studio;
use rebounce_song::automation::{Lane, Point, Target};

/// Fields of a lane that have no effect on sound.
const SILENT: &[&str] = &["id", "name", "visible", "height", "color", "collapsed", "order"];

/// Names of the field that holds a lane's events.
const EVENTS: &[&str] = &["events", "points"];

/// The lanes of a pattern for these instruments of its parts.
pub(crate) fn of_pattern(
    pattern: &Object<'_>,
    instruments: &[String],
    studio: &Studio,
) -> Vec<Lane> {
    let mut lanes = Lanes { lanes: Vec::new(), studio };
    if let Some(node) = pattern.get(&["ccLanes"]) {
        for (_, item) in node.members() {
            lanes.controller(&item, instruments);
        }
    }
    if let Some(node) = pattern.get(&["automation"]) {
        lanes.any(&node, instruments);
    }
    lanes.lanes
}

/// The lanes at `node`, in the forms of `automation`; lanes of controllers are for `instruments`
/// unless they stand under one's name.
pub(crate) fn lanes(node: &Node<'_>, instruments: &[String], studio: &Studio) -> Vec<Lane> {
    let mut lanes = Lanes { lanes: Vec::new(), studio };
    lanes.any(node, instruments);
    lanes.lanes
}

/// Says that options have lanes where it is not clear which pattern they are for.
pub(crate) fn left_out(options: &Node<'_>) {
    let Some(object) = Object::of(options) else { return };
    for name in ["automationData", "automation"] {
        if let Some(node) = object.get(&[name]) {
            node.warn("automation-left-out", "lanes in a pattern or the project", "left out");
        }
    }
}

/// Lanes, growing.
struct Lanes<'s> {
    lanes: Vec<Lane>,
    studio: &'s Studio,
}

impl Lanes<'_> {
    /// A list of lanes, or an object of them by instrument or target.
    fn any(&mut self, node: &Node<'_>, instruments: &[String]) {
        match node.value {
            Json::Array(_) => node.items().for_each(|item| self.item(&item, instruments)),
            Json::Object(_) => {
                for (key, item) in node.entries() {
                    self.keyed(key, &item);
                }
            }
            _ => node.warn("not-a-collection", "lanes of automation", "left out"),
        }
    }

    /// A lane that says itself what it moves.
    fn item(&mut self, node: &Node<'_>, instruments: &[String]) {
        let names = ["target", "targetId", "parameter", "path"];
        let object = Object::of(node);
        let target = object.as_ref().and_then(|object| object.get(&names));
        let Some(target) = target.filter(|it| matches!(it.value, Json::Text(_))) else {
            return self.controller(node, instruments);
        };
        self.named(&target.plain(), node);
    }

    /// What stands under the name of an instrument or a target.
    fn keyed(&mut self, key: &str, node: &Node<'_>) {
        if targets::is_target(key) {
            return self.named(key, node);
        }
        if !self.studio.ids.contains(key) {
            let wanted =
                "the id of an instrument, or `mixer.`, `instrument.` or `effect.` and a name";
            return node.warn("unknown-lane", wanted, "left out");
        }
        let instruments = [key.to_owned()];
        match node.value {
            Json::Array(_) => node.items().for_each(|item| self.item(&item, &instruments)),
            _ => self.item(node, &instruments),
        }
    }

    /// A lane of a MIDI controller, for each of these instruments.
    fn controller(&mut self, node: &Node<'_>, instruments: &[String]) {
        let Some(object) = Object::of(node) else {
            return node.warn("not-a-lane", "an automation lane", "left out");
        };
        let data = object.get(&["ccData"]);
        let data = data.as_ref().and_then(Object::of);
        let number = object.get(&["ccNumber", "cc"]);
        let number = number.or_else(|| data.as_ref()?.get(&["ccNumber"]));
        let inner = data.as_ref().and_then(|data| data.get(EVENTS));
        if let Some(data) = &data {
            data.silent(&["ccNumber"]);
            data.finish("the data of a lane");
        }
        let list = inner.or_else(|| object.get(EVENTS));
        let method = object.get(&["interpolation"]);
        if off(&object) {
            return;
        }
        let Some(list) = list.filter(|list| list.items().len() > 0) else { return };
        let Some(number) = number else {
            return node.warn("lane-without-controller", "a `ccNumber`", "lane left out");
        };
        let Some(controller) = controllers::controller(&number) else { return };
        let points = events::points(&list, method.as_ref(), controller.range());
        if instruments.is_empty() {
            return node.warn("lane-of-nobody", "a pattern with instruments", "lane left out");
        }
        for instrument in instruments {
            let Some(target) = controller.target(instrument, self.studio, node) else { continue };
            let mapped = points.iter().map(|it| Point { value: controller.map(it.value), ..*it });
            self.push(target, mapped.collect(), node);
        }
    }

    /// A lane for what `target` names: a list of events, or an object that holds one.
    fn named(&mut self, target: &str, node: &Node<'_>) {
        let object = Object::of(node);
        let inner = object.as_ref().and_then(|object| object.get(EVENTS));
        let method = object.as_ref().and_then(|object| object.get(&["interpolation", "curve"]));
        if let Some(object) = &object {
            object.silent(&["target", "targetId", "parameter", "path", "type"]);
            if off(object) {
                return;
            }
        }
        let list = inner.unwrap_or(*node);
        if list.items().len() == 0 {
            if !matches!(list.value, Json::Array(_)) {
                node.warn("not-a-lane", "a list of events {time, value}", "left out");
            }
            return;
        }
        let Some(aim) = targets::target(target, self.studio, node) else { return };
        let points = events::points(&list, method.as_ref(), aim.range);
        let mapped = points.iter().map(|it| Point { value: (aim.map)(it.value), ..*it });
        self.push(aim.target, mapped.collect(), node);
    }

    /// Adds a lane, unless its target moves already.
    fn push(&mut self, target: Target, points: Vec<Point>, node: &Node<'_>) {
        if points.is_empty() {
            return;
        }
        match self.lanes.iter().find(|lane| lane.target == target) {
            None => self.lanes.push(Lane { target, points }),
            // Two instruments that share a bus send there once.
            Some(lane) if lane.points == points => {}
            Some(_) => node.warn("second-lane", "one lane for each parameter", "lane left out"),
        }
    }
}

/// Reads the last fields of a lane; whether it is switched off.
fn off(object: &Object<'_>) -> bool {
    let off =
        object.any(&["muted", "isMuted", "bypass"]) || object.flag(&["enabled"]) == Some(false);
    object.silent(SILENT);
    object.finish("an automation lane");
    if off {
        object.node.info("lane-off", "a lane that is on", "lane left out");
    }
    off
}
