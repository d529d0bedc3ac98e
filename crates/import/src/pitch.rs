//! Pitches: MIDI keys, or names such as `F#3`. C4 is 60.

use crate::json::Json;
use crate::node::Node;
use crate::scalar::parse_number;

/// The key at `node`, 0..=127, fractions allowed; says so if there is none.
pub(crate) fn key(node: &Node<'_>) -> Option<f64> {
    let Json::Text(text) = node.value else { return node.number_in(0.0..=127.0) };
    if let Some(number) = parse_number(text) {
        node.number_as_text();
        return Some(node.clamped(number, 0.0..=127.0));
    }
    let Some(Named { key, usual }) = named(text.trim()) else {
        node.warn("unknown-pitch", "a MIDI key or a name such as `F#3`", "ignored: 60 used");
        return None;
    };
    if !usual {
        node.info("pitch-spelled", "a name such as `F#3`", format!("read as {key}"));
    }
    Some(node.clamped(key, 0.0..=127.0))
}

/// A key by its name.
struct Named {
    key: f64,
    /// Spelled as the engine Rebounce replaces would have it.
    usual: bool,
}

/// A letter in either case, sharps or flats, and the octave.
fn named(text: &str) -> Option<Named> {
    let mut rest = text.chars();
    let letter = rest.next()?;
    let natural = match letter.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest = rest.as_str();
    let octave = rest.trim_start_matches(['#', '♯', 'b', '♭']);
    let signs = &rest[..rest.len() - octave.len()];
    let sharps = signs.chars().filter(|c| matches!(c, '#' | '♯')).count();
    let flats = signs.chars().count() - sharps;
    if sharps + flats > 2 || (sharps > 0 && flats > 0) {
        return None;
    }
    let digits = octave.strip_prefix('-').unwrap_or(octave);
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let octave: i32 = octave.parse().ok()?;
    let shift = sharps as i32 - flats as i32;
    // Flats of C and F and sharps of E and B name the white key next to them.
    let white = matches!((letter, shift), ('C' | 'F', -1) | ('E' | 'B', 1));
    let usual = letter.is_ascii_uppercase() && shift.abs() <= 1 && signs.is_ascii() && !white;
    Some(Named { key: f64::from((octave + 1) * 12 + natural + shift), usual })
}
