//! Patterns of a Hydrogen song, and when its columns play them.

use super::chance::{self, Use};
use super::kit::{FRAMES, Kit, held};
use super::xml::Element;
use crate::report::Report;
use rebounce_song::arrangement::{Clip, ClipContent, PatternClip};
use rebounce_song::instrument::Sound;
use rebounce_song::pattern::{Note, Part, Pattern};
use rebounce_song::song::TempoChange;
use rebounce_song::{Beats, BeatsPerMinute, Song};
use std::collections::{BTreeMap, BTreeSet};

/// Ticks of a beat.
const TICKS: f64 = 48.0;
/// Ticks of a sixteenth, and how far swing moves every second one at most.
const SIXTEENTH: u64 = 12;
/// Ticks by which full swing delays every other sixteenth. The 1.2.0 beta in Debian 12 brings them
/// forward by as many, in songs at most 2000 frames (measured on 2026-11-26 by `h2cli`): a fault.
const SWING: f64 = 6.0;
/// Ticks that lead or lag moves at most.
const LEAD: f64 = 5.0;
/// Deviations at a humanising of 1: of the time in frames, of the velocity.
const TIME_FRAMES: f64 = 0.3 * 2000.0;
const VELOCITY: f64 = 0.2;
/// Length of a stroke that plays to its end, in beats: no recording asks for it.
const STROKE: f64 = 0.25;

/// How loosely a song is played.
struct Feel {
    time: f64,
    velocity: f64,
    swing: f64,
}

impl Feel {
    /// Whether a pattern sounds the same each time.
    fn is_strict(&self, kit: &Kit, pattern: &Drums<'_, '_>) -> bool {
        let random = |note: &Stroke| {
            note.probability < 1.0
                || kit.members.get(&note.instrument).is_some_and(|it| it.random_pitch > 0.0)
        };
        self.time == 0.0 && self.velocity == 0.0 && !pattern.strokes.iter().any(random)
    }
}

/// A pattern as Hydrogen has it.
struct Drums<'a, 'input> {
    name: &'a str,
    element: Element<'a, 'input>,
    ticks: f64,
    strokes: Vec<Stroke>,
}

/// A note as Hydrogen has it.
struct Stroke {
    instrument: i64,
    tick: u64,
    lead: f64,
    velocity: f64,
    pan: f64,
    pitch: f64,
    probability: f64,
    /// Ticks; none: to the recording's end.
    ticks: Option<f64>,
}

/// Adds patterns and clips of all columns.
pub(super) fn columns(root: &Element<'_, '_>, kit: &Kit, song: &mut Song, report: &mut Report) {
    let feel = Feel {
        time: root.number("humanize_time", 0.0, 0.0..=1.0, report),
        velocity: root.number("humanize_velocity", 0.0, 0.0..=1.0, report),
        swing: root.number("swing_factor", 0.0, 0.0..=1.0, report),
    };
    let patterns = patterns(root, report);
    let virtuals = virtuals(root);
    song.tempo = BeatsPerMinute(root.number("bpm", 120.0, 1.0..=999.0, report));
    let sequence = root.child("patternSequence");
    let mut groups: Vec<Vec<&str>> = sequence
        .into_iter()
        .flat_map(|it| it.children("group"))
        .map(|group| group.children("patternID").map(|it| it.own()).collect())
        .collect();
    if groups.is_empty() {
        groups.extend(patterns.first().map(|first| vec![first.name]));
    }
    let mut begin = 0.0;
    let mut begins = Vec::new();
    let mut written = BTreeSet::new();
    for (column, group) in groups.iter().enumerate() {
        begins.push(begin);
        let names = unfolded(group, &virtuals);
        let found: Vec<&Drums<'_, '_>> = names
            .iter()
            .filter_map(|name| {
                let found = patterns.iter().find(|pattern| pattern.name == *name);
                if found.is_none() {
                    let text = format!("the pattern {name:?}");
                    root.warn(report, "pattern-missing", text, "one of the song's", "left out");
                }
                found
            })
            .collect();
        // A column without patterns is an empty bar.
        let ticks = found.iter().map(|it| it.ticks).fold(0.0, f64::max);
        let length = if ticks > 0.0 { ticks / TICKS } else { 4.0 };
        for drums in found {
            let strict = feel.is_strict(kit, drums);
            let id = match strict {
                true => drums.name.to_owned(),
                false => format!("{} ({})", drums.name, column + 1),
            };
            if written.insert(id.clone()) {
                let column = if strict { 0 } else { column };
                let pattern = pattern(drums, &id, column, &feel, kit, song, report);
                song.patterns.push(pattern);
            }
            song.arrangement.clips.push(Clip {
                track: None,
                start: Beats(begin),
                length: Beats(length),
                muted: false,
                content: ClipContent::Pattern(PatternClip {
                    pattern: id,
                    loops: Some(1),
                    ..PatternClip::default()
                }),
            });
        }
        begin += length;
    }
    timeline(root, &begins, song, report);
}

/// The patterns of a group with those they stand for.
fn unfolded<'a>(group: &[&'a str], virtuals: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = group.iter().rev().copied().collect();
    while let Some(name) = open.pop() {
        if !names.contains(&name) {
            names.push(name);
            open.extend(virtuals.get(name).into_iter().flatten().rev());
        }
    }
    names
}

fn virtuals<'a>(root: &Element<'a, '_>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let list = root.child("virtualPatternList");
    list.into_iter()
        .flat_map(|list| list.children("pattern"))
        .map(|it| (it.text("name"), it.children("virtual").map(|it| it.own()).collect()))
        .collect()
}

/// Changes of the tempo, by column.
fn timeline(root: &Element<'_, '_>, begins: &[f64], song: &mut Song, report: &mut Report) {
    if !root.is("isTimelineActivated", true) {
        return;
    }
    let mut changes: Vec<(usize, f64)> = Vec::new();
    let line = root.child("BPMTimeLine");
    for change in line.into_iter().flat_map(|line| line.elements()) {
        let bar = change.number("BAR", 0.0, 0.0..=1e6, report) as usize;
        changes.push((bar, change.number("BPM", song.tempo.0, 1.0..=999.0, report)));
    }
    changes.sort_by_key(|(bar, _)| *bar);
    for (bar, bpm) in changes {
        let tempo = BeatsPerMinute(bpm);
        match begins.get(bar) {
            Some(0.0) => song.tempo = tempo,
            Some(at) => match song.tempo_changes.last_mut() {
                Some(last) if last.at.0 == *at => last.tempo = tempo,
                _ => song.tempo_changes.push(TempoChange { at: Beats(*at), tempo }),
            },
            // Behind the end of the song.
            None => {}
        }
    }
}

fn patterns<'a, 'input>(root: &Element<'a, 'input>, report: &mut Report) -> Vec<Drums<'a, 'input>> {
    let list = root.child("patternList");
    let elements = list.into_iter().flat_map(|list| list.children("pattern"));
    elements.map(|element| drums(element, report)).collect()
}

fn drums<'a, 'input>(element: Element<'a, 'input>, report: &mut Report) -> Drums<'a, 'input> {
    let name = match element.text("name") {
        "" => element.text("pattern_name"),
        name => name,
    };
    let ticks = element.number("size", 192.0, 1.0..=1e6, report);
    let mut strokes = Vec::new();
    // Where instruments are stopped.
    let mut stops: Vec<(i64, u64)> = Vec::new();
    let list = element.child("noteList");
    for note in list.into_iter().flat_map(|list| list.children("note")) {
        report.notes += 1;
        if report.notes > report.most_notes {
            break;
        }
        let instrument = note.text("instrument").parse().unwrap_or(-1);
        let tick = note.number("position", 0.0, 0.0..=1e6, report) as u64;
        if note.is("note_off", false) {
            stops.push((instrument, tick));
            continue;
        }
        let length = note.text("length").parse::<f64>().ok().filter(|length| *length > 0.0);
        strokes.push(Stroke {
            instrument,
            tick,
            lead: note.number("leadlag", 0.0, -1.0..=1.0, report),
            velocity: note.number("velocity", 0.8, 0.0..=1.0, report),
            pan: note.number("pan", 0.0, -1.0..=1.0, report),
            pitch: note.number("pitch", 0.0, -48.0..=48.0, report) + key(note.text("key")),
            probability: note.number("probability", 1.0, 0.0..=1.0, report),
            ticks: length,
        });
    }
    for stroke in &mut strokes {
        let next = stops.iter().filter(|(of, at)| *of == stroke.instrument && *at > stroke.tick);
        if let Some((_, stop)) = next.min_by_key(|(_, at)| *at) {
            let until = (*stop - stroke.tick) as f64;
            stroke.ticks = Some(stroke.ticks.map_or(until, |ticks| ticks.min(until)));
        }
    }
    Drums { name, element, ticks, strokes }
}

/// Semitones of a key such as `C0`, which is none, or `F#-1`.
fn key(key: &str) -> f64 {
    const NAMES: [&str; 12] = ["C", "Cs", "D", "Ef", "E", "F", "Fs", "G", "Af", "A", "Bf", "B"];
    let letters = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let octave: f64 = key[letters.len()..].parse().unwrap_or(0.0);
    let letters = letters.replace('#', "s");
    let step = NAMES.iter().position(|name| *name == letters).unwrap_or(0);
    octave.clamp(-5.0, 5.0) * 12.0 + step as f64
}

/// The pattern as it is played in a column.
fn pattern(
    drums: &Drums<'_, '_>,
    id: &str,
    column: usize,
    feel: &Feel,
    kit: &Kit,
    song: &mut Song,
    report: &mut Report,
) -> Pattern {
    let mut parts: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    let tempo = song.tempo.0;
    for (number, stroke) in drums.strokes.iter().enumerate() {
        let Some(member) = kit.members.get(&stroke.instrument) else {
            let found = format!("a note of instrument {}", stroke.instrument);
            drums.element.warn(report, "instrument-missing", found, "one of the kit's", "left out");
            continue;
        };
        if chance::even(column, number, Use::Probability) >= stroke.probability {
            continue;
        }
        let deviation = |share: f64, of| match share {
            0.0 => 0.0,
            share => share * chance::normal(column, number, of),
        };
        let swung = match (stroke.tick / SIXTEENTH) % 2 {
            1 if stroke.tick.is_multiple_of(SIXTEENTH) => SWING * feel.swing,
            _ => 0.0,
        };
        let seconds = deviation(feel.time, Use::Time) * TIME_FRAMES / FRAMES;
        let tick = stroke.tick as f64 + LEAD * stroke.lead + swung;
        let start = (tick / TICKS + seconds * tempo / 60.0).max(0.0);
        let velocity = stroke.velocity + VELOCITY * deviation(feel.velocity, Use::Velocity);
        let pitch = stroke.pitch + member.pitch + deviation(member.random_pitch, Use::Pitch);
        let note = Note {
            start: Beats(start),
            length: Beats(stroke.ticks.map_or(STROKE, |ticks| ticks / TICKS)),
            key: (60.0 + pitch).clamp(0.0, 127.0),
            velocity: velocity.clamp(0.0, 1.0),
            pan: stroke.pan,
            ..Note::default()
        };
        for id in &member.ids {
            let id = if stroke.ticks.is_some() { held_twin(song, id) } else { id.clone() };
            parts.entry(id).or_default().push(note.clone());
        }
    }
    Pattern {
        id: id.to_owned(),
        name: drums.name.to_owned(),
        length: Some(Beats(drums.ticks / TICKS)),
        parts: parts.into_iter().map(|(instrument, notes)| Part { instrument, notes }).collect(),
        automation: Vec::new(),
    }
}

/// The instrument that lets go of its notes, made from the one that does not.
fn held_twin(song: &mut Song, id: &str) -> String {
    let twin = held(id);
    if !song.instruments.iter().any(|it| it.id == twin)
        && let Some(mut instrument) = song.instruments.iter().find(|it| it.id == id).cloned()
    {
        instrument.id.clone_from(&twin);
        if let Sound::Sampler(sampler) = &mut instrument.sound {
            sampler.one_shot = false;
        }
        song.instruments.push(instrument);
    }
    twin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_semitones_from_c0() {
        for (name, semitones) in
            [("C0", 0.0), ("C#0", 1.0), ("Fs-1", -6.0), ("A1", 21.0), ("", 0.0), ("Bf0", 10.0)]
        {
            assert_eq!(key(name), semitones, "{name}");
        }
    }
}
