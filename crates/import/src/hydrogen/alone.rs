//! A kit of Hydrogen without a song: one that plays each of its instruments, a beat for each.

use super::kit::kit;
use super::xml::Element;
use crate::report::Report;
use rebounce_song::pattern::Part;
use rebounce_song::{Beats, Note, Pattern, Song};

/// Velocity of a stroke in a new pattern of Hydrogen.
const VELOCITY: f64 = 0.8;

/// The song of a `drumkit_info`.
pub(super) fn alone(root: &Element<'_, '_>, report: &mut Report) -> Song {
    let mut song = Song { name: root.text("name").to_owned(), ..Song::default() };
    let kit = kit(root, root.text("name"), &mut song, report);
    song.mixer.master_volume = 1.0;
    let mut parts = Vec::new();
    let mut beat = 0.0;
    for member in kit.members.values() {
        for id in &member.ids {
            let note = Note {
                start: Beats(beat),
                key: 60.0 + member.pitch,
                velocity: VELOCITY,
                ..Note::default()
            };
            parts.push(Part { instrument: id.clone(), notes: vec![note] });
        }
        beat += 1.0;
    }
    song.patterns.push(Pattern {
        id: "kit".to_owned(),
        name: song.name.clone(),
        length: Some(Beats(beat.max(1.0))),
        parts,
        automation: Vec::new(),
    });
    song
}
