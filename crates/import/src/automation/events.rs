//! Events of a lane as points.

use crate::json::Json;
use crate::node::Node;
use crate::object::Object;
use crate::time::{LONGEST, STEP};
use rebounce_song::Beats;
use rebounce_song::automation::{Curve, Point};

/// Ways between two events.
const METHODS: &[(&str, Curve)] = &[
    ("linear", Curve::Linear),
    ("exponential", Curve::Exponential),
    ("logarithmic", Curve::Logarithmic),
    ("bezier", Curve::Bezier),
    ("cubic", Curve::Cubic),
    ("step", Curve::Step),
    ("none", Curve::Step),
    ("easeInOut", Curve::EaseInOut),
    ("easeIn", Curve::EaseIn),
    ("easeOut", Curve::EaseOut),
];

/// The events at `list`, in the order of time, values in `range`. The way between two of them is
/// the left one's, else the right one's, else the lane's, else linear.
pub(super) fn points(list: &Node<'_>, lane: Option<&Node<'_>>, range: (f64, f64)) -> Vec<Point> {
    let lane = lane.and_then(|node| node.choice(METHODS));
    let mut read: Vec<(Point, Option<Curve>)> = Vec::new();
    for item in list.items() {
        let Some(object) = Object::of(&item) else {
            item.warn("not-an-event", "{time, value}", "left out");
            continue;
        };
        let time = object.number(&["time", "step"], 0.0..=LONGEST / STEP).unwrap_or(0.0);
        let value = object.get(&["value"]).and_then(|node| match node.value {
            Json::Bool(on) => Some(f64::from(u8::from(*on)).clamp(range.0, range.1)),
            _ => node.number_in(range.0..=range.1),
        });
        let own = object.get(&["interpolation", "curve"]).and_then(|node| node.choice(METHODS));
        object.silent(&["id", "selected", "ccNumber", "tension", "handles"]);
        object.finish("an event");
        let Some(value) = value else { continue };
        let at = Beats(time * STEP);
        if read.last().is_some_and(|(last, _)| last.at > at) {
            item.info("events-not-in-order", "events in order of time", "put in order");
        }
        read.push((Point { at, value, curve: Curve::Linear }, own));
    }
    read.sort_by(|a, b| a.0.at.0.total_cmp(&b.0.at.0));
    for i in 0..read.len() {
        let right = read.get(i + 1).and_then(|(_, own)| *own);
        read[i].0.curve = read[i].1.or(right).or(lane).unwrap_or_default();
    }
    read.into_iter().map(|(point, _)| point).collect()
}
