//! Chops: a recording in slices that are played in time, and five of them by name. The names are
//! those of the engine Rebounce replaces; what they play is Rebounce's own.

use crate::units::{Beats, Semitones};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Slices of a recording in time. A note plays them from its start on, in the song's beats, until its
/// key is let go (of a `oneShot` sampler: to their end); the key transposes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Chop {
    /// Of a turn, >= 1/16; slices do not last longer. Default 4.
    pub length: Beats,
    /// Begins anew after `length` for as long as the key is held; default false.
    pub looped: bool,
    /// In any order; two may sound at once.
    pub slices: Vec<Slice>,
}

impl Default for Chop {
    fn default() -> Self {
        Self { length: Beats(4.0), looped: false, slices: Vec::new() }
    }
}

/// A slice: when it plays, and what of the recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Slice {
    /// From the start of the turn, >= 0; default 0.
    pub start: Beats,
    /// When it is silenced (in 5 ms) if its part of the recording is not over before; at least 1/64
    /// behind `start`. Default 1.
    pub end: Beats,
    /// Its part of what lies between the sampler's `start` and `end`: fractions, 0..=1 and from < to;
    /// default 0 and 1.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// On top of the sampler's, -48..=48; default 0.
    pub pitch: Semitones,
    /// Linear, 0..=2; default 1.
    pub gain: f64,
    /// Added to the note's, -1..=1; default 0.
    pub pan: f64,
    /// Backwards (forwards, of a sampler that plays backwards); default false.
    pub reverse: bool,
    /// Its part repeats until its end; default false.
    pub looped: bool,
}

impl Default for Slice {
    fn default() -> Self {
        Self {
            start: Beats(0.0),
            end: Beats(1.0),
            from: 0.0,
            to: 1.0,
            pitch: Semitones(0.0),
            gain: 1.0,
            pan: 0.0,
            reverse: false,
            looped: false,
        }
    }
}

/// Names of the chops that can be had by name.
pub const PRESETS: [&str; 5] =
    ["quarter-grid", "pitch-stairs", "reverse-tails", "micro-loop", "triplet-hype"];

/// A chop by its name, a bar long; `None` if there is none of that name.
///
/// * `quarter-grid`: the recording's quarters, one a beat.
/// * `pitch-stairs`: its eighths, two a beat, up a minor scale to the octave.
/// * `reverse-tails`: its quarters, of each beat the last quarter backwards.
/// * `micro-loop`: the first sixteenth of each of its quarters, repeated for a beat.
/// * `triplet-hype`: its twelfths, three a beat, the first of each loudest, to the left and the right,
///   the last three an octave up.
///
/// ```
/// let chop = rebounce_song::chop::preset("quarter-grid").expect("it is one of the names");
/// assert_eq!(chop.slices.len(), 4);
/// ```
#[must_use]
pub fn preset(name: &str) -> Option<Chop> {
    let slices = match name {
        "quarter-grid" => row(4, |_, slice| slice),
        "pitch-stairs" => {
            let scale = [0.0, 2.0, 3.0, 5.0, 7.0, 8.0, 10.0, 12.0];
            row(8, |n, slice| Slice { pitch: Semitones(scale[n]), ..slice })
        }
        "reverse-tails" => row(4, |_, slice| slice).into_iter().flat_map(tailed).collect(),
        "micro-loop" => {
            let micro = |slice: Slice| Slice { to: slice.from + 1.0 / 64.0, looped: true, ..slice };
            row(4, |_, slice| micro(slice))
        }
        "triplet-hype" => row(12, |n, slice| Slice {
            gain: [1.0, 0.7, 0.8][n % 3],
            pan: [0.0, -0.4, 0.4][n % 3],
            pitch: Semitones(if n < 9 { 0.0 } else { 12.0 }),
            ..slice
        }),
        _ => return None,
    };
    Some(Chop { slices, ..Chop::default() })
}

/// So many slices of a bar, equally long in time and in the recording, each finished by `finish`.
fn row(count: usize, finish: impl Fn(usize, Slice) -> Slice) -> Vec<Slice> {
    let part = |n: usize| n as f64 / count as f64;
    let slice = |n: usize| Slice {
        start: Beats(4.0 * part(n)),
        end: Beats(4.0 * part(n + 1)),
        from: part(n),
        to: part(n + 1),
        ..Slice::default()
    };
    (0..count).map(|n| finish(n, slice(n))).collect()
}

/// A slice whose last quarter plays backwards.
fn tailed(slice: Slice) -> [Slice; 2] {
    let at = Beats(slice.start.0 + 0.75 * (slice.end.0 - slice.start.0));
    let turn = slice.from + 0.75 * (slice.to - slice.from);
    let head = Slice { end: at, to: turn, ..slice.clone() };
    [head, Slice { start: at, from: turn, reverse: true, ..slice }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chops_with_a_name_fill_their_bar_without_gap_or_overlap() {
        for name in PRESETS {
            let chop = preset(name).expect("it has a name");
            assert_eq!(chop.slices[0].start.0, 0.0);
            for pair in chop.slices.windows(2) {
                assert_eq!(pair[0].end, pair[1].start, "{name}");
            }
            assert_eq!(chop.slices.last().map(|last| last.end), Some(chop.length), "{name}");
            assert!(chop.slices.iter().all(|it| it.from < it.to && it.to <= 1.0), "{name}");
        }
        assert_eq!(preset("no such chop"), None);
    }
}
