//! Tempo and time signature.

use crate::json::Json;
use crate::node::Node;
use crate::scalar::parse_number;
use rebounce_song::BeatsPerMinute;
use rebounce_song::song::TimeSignature;

/// What holds where a document says nothing: the engine's own default.
pub(crate) const DEFAULT: f64 = 140.0;

/// The tempo at `node`, 1..=999; `None`, with a word, if it is no tempo at all.
pub(crate) fn tempo(node: &Node<'_>) -> Option<BeatsPerMinute> {
    let bpm = node.number()?;
    if bpm > 0.0 {
        return Some(BeatsPerMinute(node.clamped(bpm, 1.0..=999.0)));
    }
    node.warn("tempo-not-positive", "a tempo of 1 to 999", format!("ignored: {DEFAULT} used"));
    None
}

/// The tempo that is known already, or else the one at `node`, or else the default. One that is
/// there too and says something else is mentioned.
pub(crate) fn of_two(known: Option<BeatsPerMinute>, node: Option<Node<'_>>) -> BeatsPerMinute {
    let own = node.and_then(|node| Some((node, tempo(&node)?)));
    match (known, own) {
        (Some(known), Some((node, own))) if own != known => {
            node.warn("second-tempo", "one tempo", format!("ignored: {} used", known.0));
            known
        }
        (Some(known), _) => known,
        (None, Some((_, own))) => own,
        (None, None) => BeatsPerMinute(DEFAULT),
    }
}

/// A time signature, as `"3/4"` or `[3, 4]`.
pub(crate) fn signature(node: &Node<'_>) -> Option<TimeSignature> {
    let parts: Vec<f64> = match node.value {
        Json::Text(text) => text.split('/').filter_map(parse_number).collect(),
        Json::Array(_) if node.items().len() == 2 => {
            node.items().filter_map(|item| item.number()).collect()
        }
        _ => Vec::new(),
    };
    if let [beats, unit] = parts[..] {
        let whole = beats == libm::floor(beats) && (1.0..=64.0).contains(&beats);
        if whole && [1.0, 2.0, 4.0, 8.0, 16.0, 32.0].contains(&unit) {
            return Some(TimeSignature { beats: beats as u32, unit: unit as u32 });
        }
    }
    node.warn("unknown-time-signature", "such as \"4/4\"", "ignored: 4/4 used");
    None
}
