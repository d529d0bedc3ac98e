//! What the instruments of a generated song play in a pattern.

use super::instruments::Role;
use super::random::Random;
use rebounce_song::Beats;
use rebounce_song::pattern::{Note, Part};

/// Roots of four chords in a minor key.
const CHORDS: &[[f64; 4]] = &[[0.0, 8.0, 3.0, 10.0], [0.0, 5.0, 8.0, 7.0], [0.0, 3.0, 10.0, 5.0]];

/// A part for each instrument, `bars` bars of four beats long.
pub(crate) fn parts(random: &mut Random, roles: &[Role], bars: f64) -> Vec<Part> {
    let (key, chords) = (random.between(0.0, 12.0).floor(), random.pick(CHORDS));
    let loose = if random.chance(0.4) { 0.01 } else { 0.0 };
    let part = |(number, role): (usize, &Role)| {
        let mut notes = match role {
            Role::Kick => hits(random, bars, &[0.0, 1.0, 2.0, 3.0], 0.25),
            Role::Snare => hits(random, bars, &[1.0, 3.0], 0.12),
            Role::Hat => hits(random, bars, &[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5], 0.5),
            Role::Percussion => hits(random, bars, &[0.75, 2.25], 0.3),
            Role::Bass => bass(random, bars, 24.0 + key, &chords),
            Role::Chords => pads(random, bars, 48.0 + key, &chords),
            Role::Lead => line(random, bars, 60.0 + key, &chords),
            Role::Arpeggio => arpeggio(random, bars, 60.0 + key, &chords),
        };
        for note in &mut notes {
            note.start.0 = (note.start.0 + loose * random.unit()).min(bars * 4.0 - 0.01);
        }
        Part { instrument: format!("i-{number}"), notes }
    };
    roles.iter().enumerate().map(part).collect()
}

fn note(random: &mut Random, start: f64, length: f64, key: f64) -> Note {
    Note {
        start: Beats(start),
        length: Beats(length),
        key,
        velocity: random.between(0.6, 1.0),
        ..Note::default()
    }
}

/// What is hit on places of each bar, and now and then in between.
fn hits(random: &mut Random, bars: f64, places: &[f64], between: f64) -> Vec<Note> {
    let mut notes = Vec::new();
    for bar in 0..bars as usize {
        for sixteenth in 0..16 {
            let place = f64::from(sixteenth) / 4.0;
            let share = if places.contains(&place) { 0.95 } else { between / 4.0 };
            if random.chance(share) {
                notes.push(note(random, bar as f64 * 4.0 + place, 0.25, 60.0));
            }
        }
    }
    notes
}

fn root(chords: &[f64; 4], beat: f64, bars: f64) -> f64 {
    // A chord a bar, or two in a short pattern.
    let each = if bars < 4.0 { bars } else { 4.0 };
    chords[(beat / each) as usize % 4]
}

fn bass(random: &mut Random, bars: f64, key: f64, chords: &[f64; 4]) -> Vec<Note> {
    let step = random.pick(&[0.5, 0.5, 1.0, 2.0, 4.0]);
    let length = step * random.between(0.5, 1.0);
    let mut notes = Vec::new();
    let mut at = 0.0;
    while at < bars * 4.0 {
        let octave = if random.chance(0.15) { 12.0 } else { 0.0 };
        if random.chance(0.9) {
            notes.push(note(random, at, length, key + root(chords, at, bars) + octave));
        }
        at += step;
    }
    notes
}

fn pads(random: &mut Random, bars: f64, key: f64, chords: &[f64; 4]) -> Vec<Note> {
    let step = random.pick(&[1.0, 2.0, 4.0, 4.0]);
    let length = step * random.between(0.6, 1.0);
    let voices = 3 + random.below(3);
    let mut notes = Vec::new();
    let mut at = 0.0;
    while at < bars * 4.0 {
        let root = key + root(chords, at, bars);
        for third in &[0.0, 3.0, 7.0, 10.0, 14.0][..voices] {
            notes.push(note(random, at, length, root + third));
        }
        at += step;
    }
    notes
}

fn line(random: &mut Random, bars: f64, key: f64, chords: &[f64; 4]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut at = 0.0;
    while at < bars * 4.0 {
        let length = random.pick(&[0.25, 0.5, 0.5, 1.0, 2.0]);
        let third = random.pick(&[0.0, 2.0, 3.0, 7.0, 10.0, 12.0]);
        if random.chance(0.8) {
            notes.push(note(random, at, length * 0.95, key + root(chords, at, bars) + third));
        }
        at += length;
    }
    notes
}

fn arpeggio(random: &mut Random, bars: f64, key: f64, chords: &[f64; 4]) -> Vec<Note> {
    let tones = [0.0, 3.0, 7.0, 12.0, 15.0, 12.0, 7.0, 3.0];
    let sixteenths = (bars * 16.0) as usize;
    let one = |i: usize| {
        let at = i as f64 / 4.0;
        note(random, at, 0.2, key + root(chords, at, bars) + tones[i % 8])
    };
    (0..sixteenths).map(one).collect()
}
