//! A frozen song sounds as it did.

mod songs;

use rebounce::{Gain, NoAssets, Options, Tail};
use rebounce_dsp::Recording;
use rebounce_export::{Error, Freeze, Frozen, Progress, freeze};
use rebounce_song::automation::{Control, Lane, Target};
use rebounce_song::instrument::Sound;
use rebounce_song::sampler::{Sampler, Zone};
use rebounce_song::{Beats, Note, Song, check, json};
use songs::{Memory, band, difference, mix, peak};
use std::sync::Arc;

fn options() -> Options {
    let mut options = Options::default();
    options.threads = 1;
    options
}

/// Freezes a pattern, and writes the recordings into memory.
fn frozen(song: &Song, pattern: &str, bits: u16) -> (Frozen, Memory) {
    frozen_with(song, pattern, bits, &Memory::default())
}

/// Freezes a pattern of a song with recordings.
fn frozen_with(song: &Song, pattern: &str, bits: u16, own: &Memory) -> (Frozen, Memory) {
    let mut memory = Memory(own.0.clone());
    let wanted = Freeze { folder: "frozen/".to_owned(), bits, ..Freeze::new(pattern) };
    let frozen = freeze(song, &wanted, own, &options(), &mut |progress| {
        if let Progress::Piece(piece) = progress {
            memory.add(&format!("frozen/{}", piece.name), &piece.encode()?);
        }
        Ok(())
    });
    let mut frozen = frozen.expect("it can be frozen");
    // As it would come back from a file.
    frozen.song = json::read(&json::write(&frozen.song)).expect("it reads back");
    let found = check::check(&mut frozen.song, &check::Limits::default());
    assert_eq!(found.expect("it is legal"), [], "nothing is wrong with it");
    (frozen, memory)
}

fn codes(frozen: &Frozen) -> Vec<&str> {
    frozen.diagnostics.iter().map(|it| it.code.as_str()).collect()
}

/// That the frozen song is the song, bit for bit, however it is rendered.
fn same(song: &Song, pattern: &str) {
    same_with(song, pattern, &Memory::default());
}

fn same_with(song: &Song, pattern: &str, own: &Memory) {
    let (frozen, memory) = frozen_with(song, pattern, 32, own);
    assert!(!frozen.recordings.is_empty());
    let mut cut = options();
    (cut.gain, cut.tail) = (Gain::Off, Tail::Cut);
    let mut part = options();
    (part.from, part.to) = (Beats(3.3), Some(Beats(7.0)));
    part.gain = Gain::Off;
    let mut windows = options();
    (windows.window, windows.threads) = (777, 2);
    for (what, options) in [("whole", options()), ("cut", cut), ("windows", windows)] {
        let (before, told) = mix(song, own, &options);
        let (after, tells) = mix(&frozen.song, &memory, &options);
        assert!(peak(&before[0]) > 0.05);
        assert_eq!(before[0].len(), after[0].len(), "{what}: lengths");
        let off = difference(&before, &after);
        assert_eq!(off, 0.0, "{what}: differs by {off}");
        assert_eq!(told.audio.hash, tells.audio.hash, "{what}");
        let missing = tells.diagnostics.iter().filter(|it| it.code.starts_with("recording"));
        assert_eq!(missing.count(), 0);
    }
    // A part that begins late still rings of what was before.
    part.to = None;
    assert_eq!(mix(song, own, &part).0, mix(&frozen.song, &memory, &part).0);
}

#[test]
fn a_pattern_of_whole_tracks_is_the_same_to_the_bit() {
    let (frozen, _) = frozen(&band(), "beat", 32);
    assert_eq!(codes(&frozen), [""; 0]);
    // Kick and hat enter one track, so they share recordings.
    let mut names = frozen.recordings;
    names.sort();
    let wanted = ["01-kick-hat-1", "01-kick-hat-2", "02-sub-bass-1", "02-sub-bass-2"];
    assert_eq!(names, wanted.map(|name| format!("{name}.wav")));
    same(&band(), "beat");
}

#[test]
fn a_pattern_without_an_arrangement_is_the_same_to_the_bit() {
    let mut song = band();
    song.arrangement.clips.clear();
    same(&song, "beat");
}

#[test]
fn a_song_that_begins_off_the_grid_of_tiles_is_the_same_to_the_bit() {
    for beats in [0.001, 0.37, 2.123_456] {
        let mut song = band();
        song.arrangement.clips.iter_mut().for_each(|clip| clip.start.0 += beats);
        same(&song, "beat");
    }
}

#[test]
fn an_instrument_whose_pan_moves_is_the_same_to_the_bit() {
    let mut song = band();
    let lane = song.patterns[0].automation[1].clone();
    let of = |control| Target::Instrument { instrument: "bass".to_owned(), control };
    song.patterns[0].automation.push(Lane { target: of(Control::Pan), ..lane.clone() });
    song.patterns[0].automation.push(Lane { target: of(Control::Level), ..lane });
    same(&song, "beat");
}

#[test]
fn strings_that_ring_along_are_the_same_to_the_bit() {
    let mut song = band();
    let zone = Zone { recording: "tone".to_owned(), ..Zone::default() };
    let sampler = Sampler { zones: vec![zone], sympathetic_resonance: 0.2, ..Sampler::default() };
    song.instruments[2].sound = Sound::Sampler(Box::new(sampler));
    let tone = (0..20_000).map(|i| libm::sinf(i as f32 * 0.03) * 0.5).collect();
    let mut own = Memory::default();
    let recording = Recording { channels: vec![tone], sample_rate: 44_100 };
    own.0.insert("tone".to_owned(), Arc::new(recording));
    same_with(&song, "beat", &own);
}

#[test]
fn in_the_place_of_the_notes_are_recordings() {
    let (frozen, _) = frozen(&band(), "beat", 32);
    let beat = frozen.song.patterns.iter().find(|it| it.id == "beat").expect("it is there");
    assert!(beat.parts.iter().all(|part| part.notes.is_empty()));
    let new = frozen.song.patterns.iter().find(|it| it.id == "beat-frozen").expect("a new one");
    let notes: usize = new.parts.iter().map(|part| part.notes.len()).sum();
    assert!(notes >= 4, "two tracks, and a pause between two clips: {notes}");
    let ids = |song: &Song| song.instruments.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&frozen.song), ids(&band()));
}

#[test]
fn a_recording_that_comes_again_is_kept_once() {
    let mut song = band();
    // At 120 BPM without swing turns of four beats begin on whole frames, and the kick has died
    // away long before the next.
    song.tempo.0 = 120.0;
    song.swing.amount = 0.0;
    song.patterns[0].parts.truncate(1);
    song.patterns[0].automation.clear();
    song.patterns[0].parts[0].notes.truncate(1);
    song.arrangement.clips.truncate(1);
    song.arrangement.clips[0].length = Beats(64.0);
    let (frozen, _) = frozen(&song, "beat", 32);
    let new = frozen.song.patterns.iter().find(|it| it.id == "beat-frozen").expect("a new one");
    assert_eq!(new.parts[0].notes.len(), 16);
    assert!(frozen.recordings.len() <= 2, "{:?}", frozen.recordings);
    same(&song, "beat");
}

#[test]
fn an_instrument_that_plays_on_differs_by_rounding_and_it_says_so() {
    let song = band();
    let (frozen, memory) = frozen(&song, "chords", 32);
    assert_eq!(codes(&frozen), ["freeze-rounds"]);
    assert!(frozen.song.instruments.iter().any(|it| it.id == "lead-frozen"));
    let (before, _) = mix(&song, &NoAssets, &options());
    let (after, _) = mix(&frozen.song, &memory, &options());
    assert_eq!(before[0].len(), after[0].len());
    let off = difference(&before, &after);
    assert!(off > 0.0, "sums are made in another order");
    assert!(off < 1e-6 * peak(&before[0]), "below -120 dB: {off}");
}

#[test]
fn a_line_that_runs_on_from_another_pattern_stays_as_it_is() {
    let mut song = band();
    // The bass, mono and legato, plays in the tune too, while it sounds in the beat.
    let part = rebounce_song::pattern::Part {
        instrument: "bass".to_owned(),
        notes: vec![Note { start: Beats(1.2), key: 40.0, ..Note::default() }],
    };
    song.patterns[2].parts.push(part);
    let (frozen, memory) = frozen(&song, "beat", 32);
    assert_eq!(codes(&frozen), ["not-frozen"]);
    let beat = frozen.song.patterns.iter().find(|it| it.id == "beat").expect("it is there");
    assert_eq!(beat.parts.iter().filter(|part| !part.notes.is_empty()).count(), 1);
    assert_eq!(mix(&song, &NoAssets, &options()).0, mix(&frozen.song, &memory, &options()).0);
}

#[test]
fn integer_recordings_are_the_same_within_their_dither() {
    let mut song = band();
    // The kick comes in over full scale.
    song.instruments[0].gain = 2.5;
    // Only what is linear behind, so that the bound can be told.
    song.mixer.master.inserts.clear();
    song.mixer.tracks.iter_mut().for_each(|track| track.inserts.clear());
    for (bits, step) in [(16, 1.0 / 32_768.0_f32), (24, 1.0 / 8_388_608.0)] {
        let (frozen, memory) = frozen(&song, "beat", bits);
        let mut options = options();
        options.gain = Gain::Off;
        options.length = rebounce::Length::Frames(300_000);
        let (before, _) = mix(&song, &NoAssets, &options);
        let (after, _) = mix(&frozen.song, &memory, &options);
        let off = difference(&before, &after);
        // Two tracks, of which one may be scaled by 4, at a step and a half each (rounding and
        // TPDF), through faders of at most 0.9 and 0.7, a send of 0.2, and 0.8 of the master.
        let bound = 1.5 * step * (4.0 * 0.9 * 1.2 + 0.7) * 0.8 + 1e-6;
        assert!(off > 0.0 && off <= bound, "{bits} bits: {off} > {bound}");
    }
}

#[test]
fn own_effects_are_in_the_recording() {
    let mut song = band();
    song.instruments[2].inserts = song.mixer.tracks[0].inserts.split_off(1);
    let (frozen, memory) = frozen(&song, "beat", 32);
    assert!(frozen.song.instruments[2].inserts.is_empty());
    let (before, _) = mix(&song, &NoAssets, &options());
    let (after, _) = mix(&frozen.song, &memory, &options());
    // What rings in the chorus decides on the end no more; it is below -90 dBFS there.
    assert_eq!(difference(&before, &after), 0.0);
    let both = before[0].len().min(after[0].len());
    assert!(peak(&before[0][both..]) < 3.2e-5 && peak(&after[0][both..]) < 3.2e-5);
}

#[test]
fn own_effects_that_are_late_are_in_time_and_it_says_so() {
    let mut song = band();
    // The limiter's look-ahead is on the bass itself; nothing on its track swings.
    song.instruments[2].inserts = song.mixer.master.inserts.split_off(0);
    let (frozen, memory) = frozen(&song, "beat", 32);
    assert_eq!(codes(&frozen), ["freeze-latency"]);
    let mut options = options();
    options.length = rebounce::Length::Frames(300_000);
    let (before, _) = mix(&song, &NoAssets, &options);
    let (after, _) = mix(&frozen.song, &memory, &options);
    let off = difference(&before, &after);
    assert!(off < 1e-6 * peak(&before[0]), "{off}");
}

#[test]
fn what_cannot_be_frozen_is_refused_in_words() {
    let try_it = |song: &Song, pattern: &str| {
        let wanted = Freeze::new(pattern);
        freeze(song, &wanted, &NoAssets, &options(), &mut |_| Ok(())).unwrap_err()
    };
    assert_eq!(try_it(&band(), "x").to_string(), "Pattern x not found");
    let mut song = band();
    song.arrangement.clips.retain(|_| false);
    let error = try_it(&song, "tune");
    assert!(matches!(error, Error::NothingToFreeze { .. }), "{error}");
    song = band();
    song.mixer.tracks.iter_mut().for_each(|track| track.muted = true);
    let error = try_it(&song, "beat");
    assert!(error.to_string().ends_with("nothing of it is heard"), "{error}");
}
