//! `--region A..B`: a part of the song by places, seconds or names of its markers; and the parts
//! that `--markers` and `--clips` make files of.

use crate::position::Position;
use rebounce::Timeline;
use rebounce_song::arrangement::ClipContent;
use rebounce_song::automation::Target;
use rebounce_song::{Beats, BeatsPerMinute, Song};
use std::str::FromStr;

/// A part of the song as people type it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Region {
    /// From the one to the other; none: the song's beginning, its end.
    Between(Option<Place>, Option<Place>),
    /// From the marker of this name to the next one.
    Section(String),
}

/// A place in the song as people type it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    Position(Position),
    Seconds(f64),
    Marker(String),
}

const WANTED: &str = "wanted A..B, where A and B are beats (16), bar and beat (5.1), seconds (12.5s) or names of markers (@16 if it looks like a number), or the name of one";

impl FromStr for Region {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let place = |text: &str| match text.trim() {
            "" => Ok(None),
            text => place(text).map(Some),
        };
        match text.split_once("..") {
            Some((from, to)) => Ok(Self::Between(place(from)?, place(to)?)),
            None => match place(text)? {
                Some(Place::Marker(name)) => Ok(Self::Section(name)),
                _ => Err(WANTED.to_owned()),
            },
        }
    }
}

fn place(text: &str) -> Result<Place, String> {
    if let Some(name) = text.strip_prefix('@') {
        return Ok(Place::Marker(name.to_owned()));
    }
    if let Ok(position) = text.parse() {
        return Ok(Place::Position(position));
    }
    let seconds = text.strip_suffix('s').and_then(|number| number.trim_end().parse::<f64>().ok());
    if let Some(seconds) = seconds {
        return if (0.0..=1e6).contains(&seconds) {
            Ok(Place::Seconds(seconds))
        } else {
            Err(WANTED.to_owned())
        };
    }
    // What begins as a number is meant as one.
    if text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return Err(WANTED.to_owned());
    }
    Ok(Place::Marker(text.to_owned()))
}

/// A part of a song that has a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) from: f64,
    /// None: to the song's end.
    pub(crate) to: Option<f64>,
}

impl Region {
    /// Where it begins and ends, in beats, if the song is played at `tempo`.
    ///
    /// # Errors
    /// What of it the song does not have.
    pub(crate) fn beats(
        &self,
        song: &Song,
        tempo: Option<BeatsPerMinute>,
    ) -> Result<(Option<Beats>, Option<Beats>), String> {
        match self {
            Self::Section(name) => {
                let found = markers(song).into_iter().find(|section| section.name == *name);
                let section = found.ok_or_else(|| no_marker(song, name))?;
                Ok((Some(Beats(section.from)), section.to.map(Beats)))
            }
            Self::Between(from, to) => {
                let beats = |place: &Option<Place>| {
                    place.as_ref().map(|place| place.beats(song, tempo)).transpose()
                };
                Ok((beats(from)?, beats(to)?))
            }
        }
    }
}

impl Place {
    fn beats(&self, song: &Song, tempo: Option<BeatsPerMinute>) -> Result<Beats, String> {
        match self {
            Self::Position(position) => position.beats(song.time_signature),
            Self::Marker(name) => {
                let found = song.arrangement.markers.iter().find(|marker| marker.name == *name);
                found.map(|marker| marker.at).ok_or_else(|| no_marker(song, name))
            }
            Self::Seconds(seconds) => {
                let mut song = song.clone();
                if let Some(tempo) = tempo {
                    let factor = tempo.0 / song.tempo.0;
                    song.tempo = tempo;
                    song.tempo_changes.iter_mut().for_each(|it| it.tempo.0 *= factor);
                    let lanes = song.automation.iter_mut();
                    for lane in lanes.filter(|lane| lane.target == Target::Tempo) {
                        lane.points.iter_mut().for_each(|point| point.value *= factor);
                    }
                }
                // Fine enough that no frame of any rate is missed.
                let rate = 1_000_000_000;
                let frame = (seconds * f64::from(rate)).round() as u64;
                Ok(Timeline::new(&song, rate).beat(frame))
            }
        }
    }
}

fn no_marker(song: &Song, name: &str) -> String {
    let names: Vec<&str> =
        song.arrangement.markers.iter().take(12).map(|marker| marker.name.as_str()).collect();
    match names.is_empty() {
        true => format!("{name:?}: the song has no markers: {WANTED}"),
        false => format!("the song has no marker {name:?}: wanted one of {}", names.join(", ")),
    }
}

/// From each marker to the next; of several at one beat the last.
pub(crate) fn markers(song: &Song) -> Vec<Section> {
    let mut markers: Vec<_> = song.arrangement.markers.iter().collect();
    markers.sort_by(|a, b| a.at.0.total_cmp(&b.at.0));
    let section = |(number, marker): (usize, &&rebounce_song::arrangement::Marker)| {
        let to = markers.get(number + 1).map(|next| next.at.0);
        let long = to.is_none_or(|to| to > marker.at.0);
        long.then(|| Section { name: marker.name.clone(), from: marker.at.0, to })
    };
    markers.iter().enumerate().filter_map(section).collect()
}

/// What each clip that is not muted covers, in order; of several from one beat to one other the
/// first gives its name.
pub(crate) fn clips(song: &Song) -> Vec<Section> {
    let mut clips: Vec<_> = song.arrangement.clips.iter().filter(|clip| !clip.muted).collect();
    clips.sort_by(|a, b| a.start.0.total_cmp(&b.start.0).then(a.length.0.total_cmp(&b.length.0)));
    let section = |clip: &&rebounce_song::arrangement::Clip| {
        let name = match &clip.content {
            ClipContent::Pattern(pattern) => {
                let of = song.patterns.iter().find(|it| it.id == pattern.pattern);
                let name = of.map(|it| &it.name).filter(|name| !name.trim().is_empty());
                name.unwrap_or(&pattern.pattern).clone()
            }
            ClipContent::Audio(audio) => audio.recording.chars().take(48).collect(),
        };
        Section { name, from: clip.start.0, to: Some(clip.start.0 + clip.length.0) }
    };
    let mut sections: Vec<Section> = clips.iter().map(section).collect();
    sections.dedup_by(|b, a| (a.from, a.to) == (b.from, b.to));
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebounce_song::arrangement::Marker;

    fn song() -> Song {
        let mut song = Song { tempo: BeatsPerMinute(120.0), ..Song::default() };
        let marker = |at, name: &str| Marker { at: Beats(at), name: name.to_owned() };
        song.arrangement.markers =
            vec![marker(8.0, "Verse"), marker(0.0, "Intro"), marker(24.0, "9")];
        song
    }

    fn beats(text: &str) -> Result<(Option<f64>, Option<f64>), String> {
        let region: Region = text.parse()?;
        let (from, to) = region.beats(&song(), None)?;
        Ok((from.map(|it| it.0), to.map(|it| it.0)))
    }

    #[test]
    fn places_are_beats_bars_seconds_and_names() {
        assert_eq!(beats("4..8"), Ok((Some(4.0), Some(8.0))));
        assert_eq!(beats("2.1..3:1.5"), Ok((Some(4.0), Some(8.5))));
        assert_eq!(beats("1.5s..4s"), Ok((Some(3.0), Some(8.0))));
        assert_eq!(beats("Intro..Verse"), Ok((Some(0.0), Some(8.0))));
        assert_eq!(beats("Verse"), Ok((Some(8.0), Some(24.0))));
        assert_eq!(beats("@9"), Ok((Some(24.0), None)));
        assert_eq!(beats("..4"), Ok((None, Some(4.0))));
        assert_eq!(beats("Verse.."), Ok((Some(8.0), None)));
    }

    #[test]
    fn seconds_follow_the_tempo_that_is_played() {
        let region: Region = "1s..".parse().unwrap();
        let (from, _) = region.beats(&song(), Some(BeatsPerMinute(60.0))).unwrap();
        assert!((from.unwrap().0 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_no_region_is_refused_with_what_there_is() {
        assert!(beats("4").is_err() && beats("-1s..2s").is_err() && beats("1e3..2").is_err());
        assert!(beats("Bridge").unwrap_err().contains("Verse, Intro, 9"));
        let region: Region = "a..b".parse().unwrap();
        assert!(region.beats(&Song::default(), None).unwrap_err().contains("no markers"));
    }

    #[test]
    fn sections_go_from_marker_to_marker() {
        let names: Vec<_> =
            markers(&song()).into_iter().map(|it| (it.name, it.from, it.to)).collect();
        let section = |name: &str, from, to| (name.to_owned(), from, to);
        assert_eq!(
            names,
            [
                section("Intro", 0.0, Some(8.0)),
                section("Verse", 8.0, Some(24.0)),
                section("9", 24.0, None)
            ]
        );
    }
}
