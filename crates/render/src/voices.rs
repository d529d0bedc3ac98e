//! Notes to voices: mono and legato lines, glides, cuts and choke groups resolved, recordings
//! chosen. What a lane gets has nothing left to decide.

use crate::notes::{Detail, NoteTable};
use crate::prepare::{Prepared, Source};
use rebounce_dsp::voice::{Bend, Step, Voice};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The voices of every source, each list ascending in start.
pub(crate) fn voices(prepared: &Prepared, notes: &[NoteTable]) -> Vec<Vec<Voice>> {
    let mut voices: Vec<Vec<Voice>> = prepared
        .sources
        .iter()
        .zip(notes)
        .enumerate()
        .map(|(index, (instrument, table))| {
            if instrument.patch.is_none() {
                return Vec::new();
            }
            let poly = poly(instrument, index, table);
            if instrument.mono { mono(instrument, poly) } else { poly }
        })
        .collect();
    for (instrument, voices) in prepared.sources.iter().zip(&mut voices) {
        if instrument.cut_itself && !instrument.mono {
            let starts: Vec<u64> = voices.iter().map(|voice| voice.start).collect();
            cut(voices, &starts);
        }
    }
    choke(prepared, &mut voices);
    voices.extend(prepared.clip_voices.iter().map(|voice| vec![voice.clone()]));
    voices
}

/// One voice a note.
fn poly(instrument: &Source, index: usize, table: &NoteTable) -> Vec<Voice> {
    let mut turns: BTreeMap<u32, u32> = BTreeMap::new();
    let mut voices = Vec::with_capacity(table.len());
    for i in 0..table.len() {
        let (key, velocity) = (table.key[i], table.velocity[i]);
        let mut voice = Voice {
            start: table.start[i],
            gate: table.end[i] - table.start[i],
            key,
            velocity,
            gain: table.gain[i] * instrument.gain,
            pan: (table.pan[i] + instrument.pan).clamp(-1.0, 1.0),
            // The same note sounds the same wherever it starts, so its noise has the same seed.
            seed: u32::try_from(index).expect("instruments are limited").wrapping_mul(0x9e37_79b9),
            ..Voice::default()
        };
        if let Some(zones) = &instrument.zones {
            let turn = turns.entry(key.to_bits()).or_insert(0);
            let Some(zone) = zones.choose(key, velocity, *turn) else { continue };
            *turn = turn.wrapping_add(1);
            voice.zone = zone;
        }
        if table.detail[i] != NoteTable::PLAIN {
            apply(&mut voice, &table.details[table.detail[i] as usize]);
        }
        voices.push(voice);
    }
    voices
}

fn apply(voice: &mut Voice, detail: &Detail) {
    voice.mod_wheel = detail.mod_wheel;
    voice.aftertouch = detail.aftertouch;
    voice.release_scale = 1.0 - detail.release_velocity * 0.5;
    let curve = bend_curve(detail, voice.key, voice.gate);
    if !curve.is_empty() {
        voice.bend = Some(curve.into());
    }
}

/// Bend and slide as one pitch curve: linear pieces between the points of both.
fn bend_curve(detail: &Detail, key: f32, gate: u64) -> Vec<Bend> {
    let bend: Vec<Bend> = detail
        .bend
        .iter()
        .map(|point| Bend {
            at: (point.at * gate as f64).round() as u64,
            semitones: point.bend.0 as f32,
        })
        .collect();
    let slide: Vec<Bend> = detail.slide.map_or_else(Vec::new, |slide| {
        vec![
            Bend { at: gate - detail.slide_frames.min(gate), semitones: 0.0 },
            Bend { at: gate, semitones: slide.to_key as f32 - key },
        ]
    });
    let mut at: Vec<u64> = bend.iter().chain(&slide).map(|point| point.at).collect();
    at.sort_unstable();
    at.dedup();
    at.into_iter()
        .map(|at| Bend { at, semitones: semitones_at(&bend, at) + semitones_at(&slide, at) })
        .collect()
}

fn semitones_at(curve: &[Bend], at: u64) -> f32 {
    let next = curve.partition_point(|point| point.at <= at);
    match (next.checked_sub(1).map(|i| curve[i]), curve.get(next)) {
        (None, None) => 0.0,
        (Some(last), None) => last.semitones,
        (None, Some(first)) => first.semitones,
        (Some(a), Some(b)) => {
            let share = (at - a.at) as f32 / (b.at - a.at) as f32;
            a.semitones + (b.semitones - a.semitones) * share
        }
    }
}

/// Joins the notes of a mono instrument into lines: as long as the voice still sounds when the
/// next note comes, that note takes the voice over.
fn mono(instrument: &Source, notes: Vec<Voice>) -> Vec<Voice> {
    let patch = instrument.patch.as_ref().expect("only instruments with a patch have voices");
    let mut lines: Vec<Voice> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    for note in newest(notes) {
        let Some(line) = lines.last_mut() else {
            lines.push(note);
            continue;
        };
        let let_go = line.start + line.gate;
        // Later notes have no say in a line's bend or wheel: those are the first note's.
        if note.start < line.start + patch.length(line) {
            let at = note.start - line.start;
            steps.push(Step {
                at,
                released_at: line.gate.min(at),
                key: note.key,
                velocity: note.velocity,
                glide: instrument.glide,
                retrigger: !(instrument.legato && note.start < let_go),
            });
            line.gate = at + note.gate;
            continue;
        }
        let from = steps.last().map_or(line.key, |step| step.key);
        finish(line, &mut steps);
        let mut note = note;
        if instrument.glide > 0 && !instrument.legato && note.bend.is_none() && from != note.key {
            note.bend = Some(Arc::from([
                Bend { at: 0, semitones: from - note.key },
                Bend { at: instrument.glide, semitones: 0.0 },
            ]));
        }
        lines.push(note);
    }
    if let Some(line) = lines.last_mut() {
        finish(line, &mut steps);
    }
    lines
}

fn finish(line: &mut Voice, steps: &mut Vec<Step>) {
    if !steps.is_empty() {
        line.line = Some(std::mem::take(steps).into());
    }
}

/// Of notes that start together only the last in order (the highest key) has a mono voice.
fn newest(notes: Vec<Voice>) -> Vec<Voice> {
    let mut kept: Vec<Voice> = Vec::with_capacity(notes.len());
    for note in notes {
        match kept.last_mut() {
            Some(last) if last.start == note.start => *last = note,
            _ => kept.push(note),
        }
    }
    kept
}

/// Silences each voice at the first start behind its own.
fn cut(voices: &mut [Voice], starts: &[u64]) {
    for voice in voices {
        let next = starts.partition_point(|&start| start <= voice.start);
        if let Some(&start) = starts.get(next) {
            voice.cut = voice.cut.min(start - voice.start);
        }
    }
}

/// Instruments of one choke group silence one another.
fn choke(prepared: &Prepared, voices: &mut [Vec<Voice>]) {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, instrument) in prepared.sources.iter().enumerate().take(voices.len()) {
        if let Some(group) = &instrument.choke_group {
            groups.entry(group).or_default().push(index);
        }
    }
    for members in groups.values() {
        let mut starts: Vec<u64> =
            members.iter().flat_map(|&i| voices[i].iter().map(|voice| voice.start)).collect();
        starts.sort_unstable();
        for &member in members {
            cut(&mut voices[member], &starts);
        }
    }
}
