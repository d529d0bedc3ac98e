//! MIDI files, written byte by byte, become the songs that their messages ask for.

use rebounce_import::{Error, Kind, Limits, Read, read};
use rebounce_song::Note;
use rebounce_song::automation::{Control, Target};

/// Ticks of a beat in these files.
const BEAT: u8 = 96;

/// A message at a delta time of less than 128 ticks.
fn at(delta: u8, message: &[u8]) -> Vec<u8> {
    [&[delta], message].concat()
}

fn track(messages: &[Vec<u8>]) -> Vec<u8> {
    let mut body = messages.concat();
    body.extend([0, 0xFF, 0x2F, 0]);
    [b"MTrk", &(body.len() as u32).to_be_bytes()[..], &body].concat()
}

fn file_with(format: u8, division: [u8; 2], tracks: &[Vec<u8>]) -> Vec<u8> {
    let header = [0, format, 0, tracks.len() as u8, division[0], division[1]];
    [b"MThd", &6u32.to_be_bytes()[..], &header, &tracks.concat()].concat()
}

fn file(tracks: &[Vec<u8>]) -> Vec<u8> {
    file_with(1, [0, BEAT], tracks)
}

fn song(bytes: &[u8]) -> Read {
    let read = read(bytes, &Limits::default()).expect("a MIDI file");
    assert_eq!(read.kind, Kind::Midi);
    let findings = rebounce_song::check::check(&mut read.song.clone(), &Default::default());
    let findings = findings.expect("a legal song");
    assert!(findings.is_empty(), "what is read is legal: {findings:?}");
    read
}

/// The notes of an instrument.
fn notes<'a>(read: &'a Read, id: &str) -> &'a [Note] {
    let parts = &read.song.patterns[0].parts;
    let part = parts.iter().find(|part| part.instrument == id);
    &part.unwrap_or_else(|| panic!("{id} among {parts:?}")).notes
}

fn codes(read: &Read) -> Vec<&str> {
    read.diagnostics.iter().map(|it| it.code.as_str()).collect()
}

/// What a lane does: beats and values.
fn lane(read: &Read, target: &Target) -> Vec<(f64, f64)> {
    let lane = read.song.automation.iter().find(|lane| lane.target == *target);
    lane.map(|it| it.points.iter().map(|point| (point.at.0, point.value)).collect())
        .unwrap_or_default()
}

fn bend(instrument: &str) -> Target {
    Target::Instrument { instrument: instrument.to_owned(), control: Control::PitchBend }
}

const PIANO: &str = "channel-1/acoustic-grand-piano";

#[test]
fn notes_have_their_beats_keys_and_levels() {
    let read = song(&file(&[track(&[
        at(BEAT, &[0x90, 60, 127]),
        at(BEAT / 2, &[0x80, 60, 64]),
        at(0, &[0x90, 64, 64]),
        // A note on of velocity 0 lets go, and needs no status of its own.
        at(BEAT, &[64, 0]),
    ])]));
    let [first, second] = notes(&read, PIANO) else { panic!("two notes") };
    assert_eq!((first.start.0, first.length.0, first.key, first.velocity), (1.0, 0.5, 60.0, 1.0));
    assert_eq!((second.start.0, second.length.0, second.key), (1.5, 1.0, 64.0));
    assert_eq!(second.velocity, (64.0 / 127.0) * (64.0 / 127.0));
    assert_eq!(read.song.tempo.0, 120.0);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
}

#[test]
fn tempo_bars_names_and_markers_are_read() {
    let read = song(&file(&[
        track(&[
            at(0, b"\xFF\x03\x04Tune"),
            at(0, &[0xFF, 0x51, 3, 0x09, 0x27, 0xC0]),
            at(0, &[0xFF, 0x58, 4, 3, 2, 24, 8]),
            at(BEAT, &[0xFF, 0x51, 3, 0x07, 0xA1, 0x20]),
            at(0, b"\xFF\x06\x05Verse"),
        ]),
        track(&[
            at(0, b"\xFF\x03\x03Sax"),
            at(0, &[0xC3, 66]),
            at(0, &[0x93, 60, 100]),
            at(BEAT, &[0x83, 60, 0]),
        ]),
    ]));
    assert_eq!(read.song.name, "Tune");
    assert_eq!(read.song.tempo.0, 100.0);
    assert_eq!(read.song.tempo_changes[0].at.0, 1.0);
    assert_eq!(read.song.tempo_changes[0].tempo.0, 120.0);
    assert_eq!(read.song.time_signature.beats, 3);
    assert_eq!(read.song.arrangement.markers[0].name, "Verse");
    assert_eq!(read.song.mixer.tracks[0].name, "Sax");
    assert_eq!(read.song.instruments[0].id, "channel-4/tenor-sax");
}

#[test]
fn a_status_goes_on_behind_a_meta_event() {
    let read = song(&file(&[track(&[
        at(0, &[0x90, 60, 100]),
        at(10, b"\xFF\x01\x01x"),
        at(10, &[60, 0]),
    ])]));
    assert_eq!(notes(&read, PIANO)[0].length.0, 20.0 / 96.0);
}

#[test]
fn tracks_of_format_2_play_one_after_another() {
    let one = track(&[at(0, &[0x90, 60, 100]), at(BEAT, &[0x80, 60, 0])]);
    let read = song(&file_with(2, [0, BEAT], &[one.clone(), one]));
    let starts: Vec<f64> = notes(&read, PIANO).iter().map(|note| note.start.0).collect();
    assert_eq!(starts, [0.0, 1.0]);
}

#[test]
fn frames_of_film_are_seconds() {
    let one = track(&[at(100, &[0x90, 60, 100]), at(50, &[0x80, 60, 0])]);
    // 25 frames a second of 4 ticks each; at 120 a second is two beats.
    let read = song(&file_with(1, [0xE7, 4], &[one]));
    assert_eq!(notes(&read, PIANO)[0].start.0, 2.0);
    assert_eq!(read.song.tempo.0, 120.0);
}

#[test]
fn a_file_in_riff_is_the_file() {
    let bare = file(&[track(&[at(0, &[0x90, 60, 100]), at(9, &[0x80, 60, 0])])]);
    let data = [b"data", &(bare.len() as u32).to_le_bytes()[..], &bare].concat();
    let size = (data.len() as u32 + 4).to_le_bytes();
    let riff = [b"RIFF", &size[..], b"RMID", &data].concat();
    assert_eq!(song(&riff).song, song(&bare).song);
}

#[test]
fn the_sustain_pedal_holds_and_sostenuto_holds_what_it_found() {
    let pedal = |number, value| vec![0xB0, number, value];
    let read = song(&file(&[track(&[
        at(0, &pedal(64, 127)),
        at(0, &[0x90, 60, 100]),
        at(12, &[0x80, 60, 0]),
        at(36, &pedal(64, 0)),
        at(0, &[0x90, 62, 100]),
        at(0, &pedal(66, 127)),
        at(0, &[0x90, 64, 100]),
        at(12, &[0x80, 62, 0]),
        at(0, &[0x80, 64, 0]),
        at(36, &pedal(66, 0)),
    ])]));
    let lengths: Vec<(f64, f64)> =
        notes(&read, PIANO).iter().map(|note| (note.key, note.length.0)).collect();
    assert_eq!(lengths, [(60.0, 0.5), (64.0, 0.125), (62.0, 0.5)]);
}

#[test]
fn a_key_that_is_struck_again_lets_the_old_note_go() {
    let read = song(&file(&[track(&[
        at(0, &[0x90, 60, 100]),
        at(24, &[0x90, 60, 100]),
        at(24, &[0x80, 60, 0]),
    ])]));
    let lengths: Vec<f64> = notes(&read, PIANO).iter().map(|note| note.length.0).collect();
    assert_eq!(lengths, [0.25, 0.25]);
}

#[test]
fn bend_follows_its_range_and_the_tuning() {
    let control = |number, value| at(0, &[0xB0, number, value]);
    let read = song(&file(&[track(&[
        control(101, 0),
        control(100, 0),
        control(6, 12),
        control(100, 2),
        control(6, 63),
        at(0, &[0x90, 60, 100]),
        at(48, &[0xE0, 0, 0x60]),
        at(48, &[0x80, 60, 0]),
    ])]));
    assert_eq!(lane(&read, &bend(PIANO)), [(0.0, 0.0), (0.5, 6.0)]);
    assert_eq!(notes(&read, PIANO)[0].key, 59.0);
}

#[test]
fn volume_and_expression_lead_the_fader_and_pan_the_pan() {
    let read = song(&file(&[track(&[
        at(0, &[0xB0, 7, 127]),
        at(0, &[0xB0, 10, 0]),
        at(0, &[0x90, 60, 100]),
        at(48, &[0xB0, 11, 64]),
        at(48, &[0x80, 60, 0]),
    ])]));
    let half = (64.0 / 127.0) * (64.0 / 127.0);
    let gain = lane(&read, &Target::Gain { track: "channel-1".to_owned() });
    assert_eq!(gain, [(0.0, 1.0), (0.5, half)]);
    let track = &read.song.mixer.tracks[0];
    assert_eq!((track.gain, track.pan), (1.0, -1.0));
    // It is there for every channel unless it is turned off (RP-015 and GM 2: 40).
    assert_eq!(track.sends[0].to, "reverb");
    assert_eq!(track.sends[0].level, 40.0 / 127.0);
}

#[test]
fn a_program_change_brings_another_instrument() {
    let read = song(&file(&[track(&[
        at(0, &[0xC0, 40]),
        at(0, &[0x90, 60, 100]),
        // What sounds goes on with what it began with.
        at(12, &[0xC0, 73]),
        at(12, &[0x80, 60, 0]),
        at(0, &[0x90, 72, 100]),
        at(24, &[0x80, 72, 0]),
    ])]));
    assert_eq!(notes(&read, "channel-1/violin")[0].length.0, 0.25);
    assert_eq!(notes(&read, "channel-1/flute")[0].key, 72.0);
    assert_eq!(read.song.mixer.tracks[0].id, "channel-1");
}

#[test]
fn channel_10_is_drums_and_others_can_be() {
    let hit =
        |channel: u8, key| [at(0, &[0x90 | channel, key, 100]), at(9, &[0x80 | channel, key, 0])];
    let gs = [0xF0, 10, 0x41, 0x10, 0x42, 0x12, 0x40, 0x1A, 0x15, 0x01, 0x10, 0xF7];
    let mut messages = hit(9, 38).to_vec();
    messages.push(at(0, &gs));
    messages.extend(hit(10, 36));
    messages.push(at(0, &[0xB2, 0, 127]));
    messages.push(at(0, &[0xC2, 0]));
    messages.extend(hit(2, 56));
    let read = song(&file(&[track(&messages)]));
    assert_eq!(notes(&read, "channel-10/acoustic-snare")[0].key, 60.0);
    assert_eq!(notes(&read, "channel-11/bass-drum-1").len(), 1);
    assert_eq!(notes(&read, "channel-3/cowbell").len(), 1);
}

#[test]
fn portamento_begins_a_note_at_the_one_before() {
    let read = song(&file(&[track(&[
        at(0, &[0xB0, 65, 127]),
        at(0, &[0xB0, 5, 64]),
        at(0, &[0x90, 60, 100]),
        at(BEAT, &[0x80, 60, 0]),
        at(0, &[0x90, 72, 100]),
        at(100, &[0x80, 72, 0]),
    ])]));
    let [first, second] = notes(&read, PIANO) else { panic!("two notes") };
    assert!(first.bend.is_empty());
    assert_eq!((second.bend[0].at, second.bend[0].bend.0), (0.0, -12.0));
    assert_eq!(second.bend[1].bend.0, 0.0);
    // 2 s (64 / 127)^2 of the note's 100 / 96 beats at 120.
    let share = 64.0 / 127.0;
    let seconds = 2.0 * share * share;
    assert!((second.bend[1].at * (100.0 / 96.0 / 2.0) - seconds).abs() < 1e-9);
}

#[test]
fn keys_without_end_end_with_the_file_and_are_told() {
    let read = song(&file(&[track(&[at(0, &[0x90, 60, 100]), at(BEAT, &[0xB0, 64, 0])])]));
    assert_eq!(notes(&read, PIANO)[0].length.0, 1.0);
    assert_eq!(codes(&read), ["note-without-end"]);
}

#[test]
fn what_is_cut_off_is_told_and_the_rest_plays() {
    let whole = file(&[track(&[
        at(0, &[0x90, 60, 100]),
        at(BEAT, &[0x80, 60, 0]),
        at(0, &[0x90, 62, 100]),
    ])]);
    let read = song(&whole[..whole.len() - 6]);
    assert_eq!(notes(&read, PIANO)[0].length.0, 1.0);
    assert_eq!(codes(&read), ["midi-broken"]);
}

#[test]
fn what_is_not_followed_is_told_once() {
    let read = song(&file(&[track(&[
        at(0, &[0xB0, 0, 8]),
        at(0, &[0xC0, 5]),
        at(0, &[0xB0, 74, 90]),
        at(0, &[0xB0, 74, 91]),
        at(0, &[0x90, 60, 100]),
        at(9, &[0x80, 60, 0]),
    ])]));
    assert_eq!(codes(&read), ["midi-not-followed", "midi-not-followed"]);
}

#[test]
fn no_clock_is_refused_or_mended() {
    let one = track(&[at(0, &[0x90, 60, 100]), at(BEAT, &[0x80, 60, 0])]);
    let refused = read(&file_with(1, [0x80, 4], std::slice::from_ref(&one)), &Limits::default());
    assert!(matches!(refused, Err(Error::Midi { .. })));
    let read = song(&file_with(1, [0, 0], &[one]));
    assert_eq!(codes(&read), ["midi-division"]);
    assert!(matches!(rebounce_import::read(b"MThd", &Limits::default()), Err(Error::Midi { .. })));
}

#[test]
fn more_notes_than_allowed_are_refused() {
    let mut limits = Limits::default();
    limits.notes = 1;
    let hit = [at(0, &[0x90, 60, 100]), at(9, &[0x80, 60, 0])];
    let two = file(&[track(&[hit.concat(), hit.concat()])]);
    assert!(matches!(read(&two, &limits), Err(Error::TooLarge { what: "notes", .. })));
}

/// Fonts that have one preset each: of a bank and a program.
fn fonts(presets: &[(u16, u16, u16)]) -> rebounce_import::Fonts {
    let font =
        |(index, &(offset, bank, program)): (usize, &(u16, u16, u16))| rebounce_import::Font {
            reference: format!("{index}.sf2"),
            offset,
            presets: [rebounce_import::FontPreset {
                bank,
                program,
                name: format!("preset {index}"),
                reverb: 0.1,
                controllers: vec![74],
                ..Default::default()
            }]
            .into(),
        };
    rebounce_import::Fonts(presets.iter().enumerate().map(font).collect())
}

/// Which font plays the notes of a file, as `font bank program`; none: a built-in sound.
fn played(presets: &[(u16, u16, u16)], messages: &[Vec<u8>]) -> Vec<Option<String>> {
    let bytes = file(&[track(messages)]);
    let read = rebounce_import::read_with(&bytes, &fonts(presets), &Limits::default());
    let read = read.expect("a MIDI file");
    let sound = |it: &rebounce_song::Instrument| match &it.sound {
        rebounce_song::instrument::Sound::SoundFont(it) => {
            Some(format!("{} {} {}", it.font, it.bank, it.program))
        }
        _ => None,
    };
    read.song.instruments.iter().map(sound).collect()
}

#[test]
fn banks_and_programs_find_their_presets() {
    let note = || vec![at(0, &[0x90, 60, 100]), at(96, &[0x80, 60, 0])];
    let bank = |high: u8, low: u8| vec![at(0, &[0xB0, 0, high]), at(0, &[0xB0, 32, low])];
    let program = |number: u8| vec![at(0, &[0xC0, number])];
    let is = |presets: &[(u16, u16, u16)], messages: Vec<Vec<Vec<u8>>>, want: Option<&str>| {
        assert_eq!(played(presets, &messages.concat()), [want.map(str::to_owned)]);
    };
    is(&[(0, 0, 5)], vec![program(5), note()], Some("0.sf2 0 5"));
    is(&[(0, 0, 5)], vec![program(6), note()], None);
    // The later font comes first, offsets counted; a bank that is not there is the first one.
    is(&[(0, 0, 5), (0, 0, 5)], vec![program(5), note()], Some("1.sf2 0 5"));
    is(&[(0, 0, 5), (8, 0, 5)], vec![bank(8, 0), program(5), note()], Some("1.sf2 0 5"));
    is(&[(0, 0, 5)], vec![bank(3, 0), program(5), note()], Some("0.sf2 0 5"));
    // GM 2 says a melodic bank by its lower byte.
    let reset = vec![at(0, &[0xF0, 5, 0x7E, 0x7F, 0x09, 0x03, 0xF7])];
    is(&[(0, 0, 5), (0, 2, 5)], vec![reset, bank(121, 2), program(5), note()], Some("1.sf2 2 5"));
    // Drums are bank 128, and the first kit stands for one that is not there.
    let drum = vec![at(0, &[0xC9, 3]), at(0, &[0x99, 38, 100]), at(96, &[0x89, 38, 0])];
    is(&[(0, 128, 0)], vec![drum], Some("0.sf2 128 0"));
}

#[test]
fn a_font_hears_velocities_keys_and_controllers_as_they_are() {
    let messages = [
        at(0, &[0xB0, 74, 100]),
        at(0, &[0xB0, 10, 0]),
        at(0, &[0xB0, 1, 127]),
        at(0, &[0x90, 60, 64]),
        at(48, &[0xB0, 74, 20]),
        at(48, &[0x80, 60, 64]),
    ];
    let bytes = file(&[track(&messages)]);
    let fonts = fonts(&[(0, 0, 0)]);
    let read = rebounce_import::read_with(&bytes, &fonts, &Limits::default()).unwrap();
    let findings = rebounce_song::check::check(&mut read.song.clone(), &Default::default());
    assert_eq!(findings.unwrap(), vec![]);
    let note = &read.song.patterns[0].parts[0].notes[0];
    assert_eq!((note.key, note.velocity, note.pan), (60.0, 64.0 / 127.0, -1.0));
    let id = &read.song.instruments[0].id;
    let lane = |target: Target| {
        let found = read.song.automation.iter().find(|lane| lane.target == target);
        found.map(|lane| lane.points.iter().map(|point| point.value).collect::<Vec<_>>())
    };
    let controller = Target::Controller { instrument: id.clone(), number: 74 };
    assert_eq!(lane(controller), Some(vec![100.0 / 127.0, 20.0 / 127.0]));
    let wheel = Target::Instrument { instrument: id.clone(), control: Control::ModWheel };
    assert_eq!(lane(wheel), Some(vec![1.0]));
    // What it sends by itself counts in controllers' ways: 10 % are half of it.
    let track = &read.song.mixer.tracks[0];
    assert_eq!(track.pan, 0.0);
    assert!((track.sends[0].level - (40.0 / 127.0 + 0.5)).abs() < 1e-12);
}
