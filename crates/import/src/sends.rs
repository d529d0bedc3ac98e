//! Sends of a track, each with its place in the document: a list, or the older object of levels in dB by bus.

use crate::json::Json;
use crate::mixer::from_decibels;
use crate::node::Node;
use crate::object::Object;
use rebounce_song::mixer::Send;
use std::collections::BTreeSet;

/// The sends at `node`, each with its place.
pub(crate) fn sends(node: &Node<'_>) -> Vec<(Send, String)> {
    match node.value {
        Json::Array(_) => {
            node.items().filter_map(|item| Some((send(&item)?, item.place()))).collect()
        }
        Json::Object(_) => by_bus(node),
        _ => {
            node.error("not-a-list", "a list of sends {busId, level}", "left out");
            Vec::new()
        }
    }
}

fn send(node: &Node<'_>) -> Option<Send> {
    let Some(object) = Object::of(node) else {
        node.error("not-a-send", "{busId, level, preFader}", "left out");
        return None;
    };
    let Some(to) = object.text(&["busId", "to", "targetId", "target"]) else {
        node.error("send-without-bus", "a `busId`", "send left out");
        return None;
    };
    let mut send = Send { to, ..Send::default() };
    object.put(&["level"], 0.0..=1.0, &mut send.level);
    send.pre_fader = object.flag(&["preFader"]).unwrap_or(false);
    let off = object.any(&["muted", "isMuted"]) || object.flag(&["enabled"]) == Some(false);
    object.silent(&["id", "name"]);
    object.finish("a send");
    (!off).then_some(send)
}

/// `{busId: level, busId_muted: bool}`. Levels up to 0 are dB. Those above are shares: the
/// original took them for dB too, which made every one of them 1.
fn by_bus(node: &Node<'_>) -> Vec<(Send, String)> {
    node.info("sends-by-bus", "a list of sends {busId, level}", "read as levels by bus");
    let muted: BTreeSet<&str> = node
        .entries()
        .filter_map(|(name, value)| Some((name.strip_suffix("_muted")?, value)))
        .filter_map(|(bus, value)| value.flag()?.then_some(bus))
        .collect();
    let mut sends = Vec::new();
    for (bus, value) in node.entries() {
        if bus.ends_with("_muted") || muted.contains(bus) {
            continue;
        }
        let level = match value.number() {
            Some(level) if level <= 0.0 => from_decibels(level),
            Some(level) => {
                value.info("send-level-positive", "a level in dB, 0 or less", "taken as a share");
                value.clamped(level, 0.0..=1.0)
            }
            None => Send::default().level,
        };
        sends.push((Send { to: bus.to_owned(), level, pre_fader: false }, value.place()));
    }
    sends
}
