//! Which instruments go together: each alone (channels), or by their names (stems).

use rebounce::Group;
use rebounce_song::Song;
use rebounce_song::arrangement::ClipContent;

/// The five stems and the parts of instruments' names that belong to them, in lower case; the
/// first that fits takes the instrument, and what fits none is `other` (fact sheet, 1.9).
pub const STEMS: [(&str, &[&str]); 4] = [
    ("drums", &["kick", "snare", "hat", "drum"]),
    ("bass", &["bass", "808", "sub"]),
    ("melody", &["lead", "melody", "synth"]),
    ("fx", &["fx", "effect", "reverb"]),
];

/// What fits no stem.
const OTHER: &str = "other";

/// Each instrument that has notes, alone, in the song's order; audio clips are one more.
#[must_use]
pub fn channels(song: &Song) -> Vec<Group> {
    let group = |(id, name): (&str, &str)| Group {
        id: id.to_owned(),
        name: name.to_owned(),
        instruments: vec![id.to_owned()],
        ..Group::default()
    };
    let mut groups: Vec<Group> = playing(song).map(group).collect();
    if has_clips(song) {
        let clips = "audio-clips".to_owned();
        let name = "Audio clips".to_owned();
        groups.push(Group { id: clips, name, clips: true, ..Group::default() });
    }
    groups
}

/// The five groups by name, without those that are empty; audio clips belong to `other`.
#[must_use]
pub fn stems(song: &Song) -> Vec<Group> {
    let names = STEMS.iter().map(|(name, _)| *name).chain([OTHER]);
    let mut groups: Vec<Group> = names
        .map(|name| Group { id: name.to_owned(), name: name.to_owned(), ..Group::default() })
        .collect();
    for (id, name) in playing(song) {
        let name = name.to_lowercase();
        let fits = |(_, words): &(&str, &[&str])| words.iter().any(|word| name.contains(word));
        let place = STEMS.iter().position(fits).unwrap_or(STEMS.len());
        groups[place].instruments.push(id.to_owned());
    }
    groups[STEMS.len()].clips = has_clips(song);
    groups.retain(|group| !group.instruments.is_empty() || group.clips);
    groups
}

/// Ids and names of instruments that some pattern has notes for and that are not muted.
fn playing(song: &Song) -> impl Iterator<Item = (&str, &str)> {
    let plays = |id: &str| {
        let parts = song.patterns.iter().flat_map(|pattern| &pattern.parts);
        parts.filter(|part| part.instrument == id).any(|part| !part.notes.is_empty())
    };
    song.instruments
        .iter()
        .filter(move |it| !it.muted && plays(&it.id))
        .map(|it| (it.id.as_str(), if it.name.is_empty() { it.id.as_str() } else { &it.name }))
}

fn has_clips(song: &Song) -> bool {
    song.arrangement.clips.iter().any(|clip| matches!(clip.content, ClipContent::Audio(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::json;

    #[test]
    fn instruments_are_shared_out_by_the_first_word_that_fits() {
        let names = ["Kick 808", "Sub", "Drum Synth", "Lead Bass", "Pad", "Reverb hit", "Hi-Hat"];
        let instrument = |name: &&str| {
            format!(r#"{{"id": "{name}", "name": "{name}", "sound": {{"type": "drum"}}}}"#)
        };
        let part =
            |name: &&str| format!(r#"{{"instrument": "{name}", "notes": [{{"start": 0}}]}}"#);
        let list =
            |of: &dyn Fn(&&str) -> String| names.iter().map(of).collect::<Vec<_>>().join(",");
        let song = json::read(&format!(
            r#"{{"format": "rebounce-song", "version": 1, "instruments": [{}],
            "patterns": [{{"id": "p", "parts": [{}]}}]}}"#,
            list(&instrument),
            list(&part)
        ))
        .unwrap();
        let stems = stems(&song);
        let found: Vec<_> =
            stems.iter().map(|it| (it.name.as_str(), &it.instruments[..])).collect();
        assert_eq!(found[0].0, "drums");
        assert_eq!(found[0].1, ["Kick 808", "Drum Synth", "Hi-Hat"]);
        assert_eq!(found[1].1, ["Sub", "Lead Bass"]);
        assert_eq!((found[2].0, found[2].1), ("fx", &["Reverb hit".to_owned()][..]));
        assert_eq!((found[3].0, found[3].1), ("other", &["Pad".to_owned()][..]));
        assert_eq!(channels(&song).len(), 7);
    }
}
