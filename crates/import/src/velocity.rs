//! Velocities: shares of one, or MIDI's 0 to 127, told apart by size.

use crate::node::Node;
use rebounce_song::Severity;

/// The velocity at `node`, 0..=1. Up to 1 it is a share, above it is MIDI's; 1 means full.
pub(crate) fn velocity(node: &Node<'_>) -> Option<f64> {
    let number = node.number()?;
    if number == 0.0 {
        let wanted = "a velocity above 0";
        node.fold(Severity::Info, "silent-note", String::new(), wanted, "a note without sound");
    }
    if number > 1.0 {
        Some(node.clamped(number, 1.0..=127.0) / 127.0)
    } else {
        Some(node.clamped(number, 0.0..=1.0))
    }
}

/// A controller's value at `node`, 0..=127 in the document, 0..=1 here.
pub(crate) fn controller(node: &Node<'_>) -> Option<f64> {
    Some(node.number_in(0.0..=127.0)? / 127.0)
}
