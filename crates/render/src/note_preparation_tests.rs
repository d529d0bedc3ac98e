//! Unit tests of note preparation: what a song's clips and patterns become in frames, and what
//! notes become as voices. At 120 BPM and 48 kHz a beat is 24000 frames.

use crate::notes::{Notes, notes};
use crate::prepare::prepare;
use crate::voices::voices;
use crate::{NoAssets, Options};
use rebounce_dsp::voice::{Bend, Voice};
use rebounce_song::{Beats, Song, json};
use std::sync::Arc;

const BEAT: u64 = 24_000;

fn options() -> Options {
    Options { sample_rate: 48_000, ..Options::default() }
}

/// A song of one instrument with `sound` and one pattern of four beats with `notes`.
fn song(sound: &str, notes: &str, clips: &str) -> Song {
    let text = format!(
        r#"{{"format": "rebounce-song", "version": 1, "tempo": 120,
        "instruments": [{{"id": "i", "sound": {sound}}}],
        "patterns": [{{"id": "p", "length": 4, "parts": [{{"instrument": "i", "notes": [{notes}]}}]}}],
        "arrangement": {{"clips": [{clips}]}}}}"#
    );
    json::read(&text).expect("the test's song is well formed")
}

const SYNTH: &str = r#"{"type": "va", "amplitudeEnvelope": {"release": 0.1}}"#;

fn clip(start: f64, length: f64, more: &str) -> String {
    format!(
        r#"{{"start": {start}, "length": {length}, "content": {{"type": "pattern", "pattern": "p"{more}}}}}"#
    )
}

/// The notes of the instrument, in columns.
#[derive(Debug, Default)]
struct Table {
    start: Vec<u64>,
    end: Vec<u64>,
    key: Vec<f64>,
    velocity: Vec<f64>,
    gain: Vec<f32>,
    pan: Vec<f32>,
}

fn table(song: &Song, options: &Options) -> Table {
    let prepared = prepare(song, &NoAssets, options, None).expect("it can be prepared");
    let score = Arc::new(notes(song, &prepared.tempo, options.to));
    let (mut notes, mut table) = (Notes::new(&score, 0), Table::default());
    while let Some(played) = notes.next() {
        table.start.push(played.start);
        table.end.push(played.end);
        table.key.push(played.note.key);
        table.velocity.push(played.note.velocity);
        table.gain.push(played.gain);
        table.pan.push(played.pan);
    }
    assert!(table.start.len() <= score.bound(0), "the bound holds");
    table
}

fn voiced(song: &Song) -> Vec<Voice> {
    let prepared = prepare(song, &NoAssets, &options(), None).expect("it can be prepared");
    let score = Arc::new(notes(song, &prepared.tempo, None));
    voices(&prepared, &score, 0).collect()
}

/// Starts in beats.
fn starts(table: &Table) -> Vec<f64> {
    table.start.iter().map(|start| *start as f64 / BEAT as f64).collect()
}

const TWO_NOTES: &str = r#"{"start": 3, "length": 2}, {"start": 1, "length": 0.5, "key": 64}"#;

#[test]
fn without_clips_the_first_pattern_is_played_once_and_rings_over_its_end() {
    let table = table(&song(SYNTH, TWO_NOTES, ""), &options());
    assert_eq!(table.start, [BEAT, 3 * BEAT]);
    assert_eq!(table.end, [BEAT * 3 / 2, 5 * BEAT]);
    assert_eq!(table.key, [64.0, 60.0]);
}

#[test]
fn a_clip_repeats_its_pattern_until_it_is_full_and_lets_go_at_its_end() {
    let table = table(&song(SYNTH, TWO_NOTES, &clip(2.0, 8.5, "")), &options());
    // Turns at 2, 6 and 10; the clip ends at 10.5, so the third turn has no note.
    assert_eq!(starts(&table), [3.0, 5.0, 7.0, 9.0]);
    assert_eq!(table.end[3], (10.5 * BEAT as f64) as u64, "held over the clip's end");
    assert_eq!(table.end[1], 7 * BEAT, "held over the pattern's end");
}

#[test]
fn an_offset_starts_inside_the_pattern_and_loops_count_turns() {
    let offset = table(&song(SYNTH, TWO_NOTES, &clip(0.0, 8.0, r#", "offset": 2"#)), &options());
    assert_eq!(starts(&offset), [1.0, 3.0, 5.0, 7.0]);
    let once = table(&song(SYNTH, TWO_NOTES, &clip(0.0, 16.0, r#", "loops": 1"#)), &options());
    assert_eq!(starts(&once), [1.0, 3.0]);
    assert_eq!(once.end[1], 4 * BEAT, "the last turn ends with its pattern");
}

#[test]
fn muted_notes_clips_tracks_and_unsoloed_tracks_are_not_played() {
    let one = r#"{"start": 0}, {"start": 2, "muted": true}"#;
    assert_eq!(starts(&table(&song(SYNTH, one, ""), &options())), [0.0]);
    let muted = clip(0.0, 4.0, "").replacen('{', r#"{"muted": true, "#, 1);
    let played = clip(8.0, 4.0, "");
    let both = song(SYNTH, one, &format!("{muted}, {played}"));
    assert_eq!(starts(&table(&both, &options())), [8.0]);
    let tracked = clip(0.0, 4.0, "").replacen('{', r#"{"track": "a", "#, 1);
    let mut soloed = song(SYNTH, one, &format!("{tracked}, {played}"));
    soloed.arrangement.tracks = vec![rebounce_song::arrangement::ArrangementTrack {
        id: "a".to_owned(),
        gain: 0.5,
        pan: -0.25,
        solo: true,
        ..Default::default()
    }];
    let table = table(&soloed, &options());
    assert_eq!((starts(&table), table.gain[0], table.pan[0]), (vec![0.0], 0.5, -0.25));
}

#[test]
fn notes_are_sorted_by_start_then_key_then_their_order_in_the_song() {
    let chord = r#"{"start": 1, "key": 67}, {"start": 0, "key": 72}, {"start": 1, "key": 60, "velocity": 0.2}, {"start": 1, "key": 60, "velocity": 0.1}"#;
    let table = table(&song(SYNTH, chord, ""), &options());
    assert_eq!(table.key, [72.0, 60.0, 60.0, 67.0]);
    assert_eq!(table.velocity, [1.0, 0.2, 0.1, 1.0]);
}

#[test]
fn what_starts_at_or_after_to_is_not_played_and_what_is_held_is_let_go_there() {
    let options = Options { to: Some(Beats(3.0)), ..options() };
    let notes = r#"{"start": 2.5, "length": 1}, {"start": 3}"#;
    let table = table(&song(SYNTH, notes, ""), &options);
    assert_eq!((table.start, table.end), (vec![BEAT * 5 / 2], vec![3 * BEAT]));
}

#[test]
fn an_unrolled_arrangement_is_what_a_plain_loop_over_all_turns_gives() {
    // The plainest way there is: each note of each turn, in beats.
    let times = [0.0, 0.75, 1.5, 3.25];
    let notes = times.map(|at| format!(r#"{{"start": {at}, "length": 0.5}}"#)).join(", ");
    for (start, length, offset) in [(0.0, 4.0, 0.0), (1.0, 13.0, 1.25), (2.5, 0.75, 3.0)] {
        let more = format!(r#", "offset": {offset}"#);
        let table = table(&song(SYNTH, &notes, &clip(start, length, &more)), &options());
        let mut wanted = Vec::new();
        for turn in 0..10 {
            for at in times {
                let place = start - offset + f64::from(turn) * 4.0 + at;
                if place >= start && place < start + length {
                    wanted.push(place);
                }
            }
        }
        wanted.sort_by(f64::total_cmp);
        assert_eq!(starts(&table), wanted, "{start} {length} {offset}");
    }
}

const MONO: &str = r#"{"type": "va", "voiceMode": "mono", "portamento": 0.1, "amplitudeEnvelope": {"release": 0.1}}"#;

#[test]
fn a_mono_line_is_one_voice_as_long_as_it_sounds() {
    // The second overlaps the first, the third comes a beat after the second's end.
    let line = r#"{"start": 0, "length": 1, "key": 48}, {"start": 0.5, "length": 1, "key": 55}, {"start": 2.5, "length": 1, "key": 50}"#;
    let voices = voiced(&song(MONO, line, ""));
    assert_eq!(voices.len(), 2);
    let steps = voices[0].line.as_ref().expect("it has a later note");
    assert_eq!((steps.len(), steps[0].at, steps[0].key), (1, BEAT / 2, 55.0));
    assert_eq!((steps[0].glide, steps[0].retrigger), (4800, true));
    assert_eq!(voices[0].gate, BEAT * 3 / 2);
    // The new voice glides from where the last one was: five semitones above.
    let bend = voices[1].bend.as_ref().expect("it glides");
    assert_eq!(bend[..], [Bend { at: 0, semitones: 5.0 }, Bend { at: 4800, semitones: 0.0 }]);
}

#[test]
fn legato_restarts_the_envelopes_only_where_no_key_is_held() {
    let legato = MONO.replace(r#""mono","#, r#""mono", "legato": true,"#);
    let line = r#"{"start": 0, "length": 1, "key": 48}, {"start": 0.5, "length": 0.5, "key": 55}, {"start": 1.05, "length": 1, "key": 50}"#;
    let voices = voiced(&song(&legato, line, ""));
    let steps = voices[0].line.as_ref().expect("it has later notes");
    assert_eq!(steps.iter().map(|step| step.retrigger).collect::<Vec<_>>(), [false, true]);
    assert_eq!(steps[1].released_at, BEAT, "the key was up for a moment");
}

#[test]
fn a_drum_that_cuts_itself_is_cut_at_its_next_note() {
    let notes = r#"{"start": 0}, {"start": 0.25}, {"start": 2}"#;
    let voices = voiced(&song(r#"{"type": "drum"}"#, notes, ""));
    let cuts: Vec<u64> = voices.iter().map(|voice| voice.cut).collect();
    assert_eq!(cuts, [BEAT / 4, BEAT * 7 / 4, u64::MAX]);
}

#[test]
fn bend_and_slide_become_one_curve_in_frames() {
    let note = r#"{"start": 0, "length": 2, "bend": [{"at": 0, "bend": 1}, {"at": 0.5, "bend": 3}], "slide": {"toKey": 67, "length": 0.5}}"#;
    let voices = voiced(&song(SYNTH, note, ""));
    let curve = voices[0].bend.as_ref().expect("it bends");
    let at = |at, semitones| Bend { at, semitones };
    assert_eq!(curve[..], [at(0, 1.0), at(BEAT, 3.0), at(BEAT * 3 / 2, 3.0), at(2 * BEAT, 10.0)]);
}
