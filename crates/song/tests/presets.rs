//! The factory presets are all there, legal, and what the engine Rebounce replaces promised.

use rebounce_song::check::{Limits, check};
use rebounce_song::instrument::Sound;
use rebounce_song::pattern::Part;
use rebounce_song::va::{FilterType, Va, VoiceMode};
use rebounce_song::zenith::Zenith;
use rebounce_song::{Instrument, Song, json, preset};

/// Name, release of the level in seconds, mono, legato, cut: from the replaced engine's list.
const PROMISED: &[(&str, f64, bool, bool, bool)] = &[
    ("Piano", 1.0, false, false, false),
    ("E. Piano", 0.8, false, false, false),
    ("Warm Pad", 2.5, false, false, false),
    ("Classic Lead", 0.4, true, false, false),
    ("Bass", 0.2, true, true, false),
    ("Pluck", 0.5, false, false, true),
    ("Organ", 0.05, false, false, false),
    ("Strings", 2.0, false, false, false),
    ("808 Bass", 0.4, true, false, true),
    ("Bell Synth", 0.6, false, false, false),
    ("Sub Bass", 0.3, true, true, false),
    ("Reese Bass", 0.25, true, true, false),
    ("Supersaw Lead", 0.4, true, false, false),
    ("Acid Lead", 0.15, true, true, false),
    ("Lush Pad", 3.5, false, false, false),
    ("Analog Pad", 2.5, false, false, false),
    ("Hyper Saw", 0.5, false, false, false),
    ("Trance Pluck", 0.4, false, false, true),
    ("Dream Pad", 4.0, false, false, false),
    ("Wobble Bass", 0.2, true, true, false),
    ("Arp Lead", 0.12, false, false, true),
    ("Fat Bass", 0.25, true, true, false),
    ("Vocal Synth", 0.6, false, false, false),
    ("Sidechain Lead", 0.35, false, false, false),
];

#[test]
fn all_are_there_with_the_promised_releases_and_modes() {
    let names: Vec<&str> = PROMISED.iter().map(|promised| promised.0).collect();
    assert_eq!(preset::names(), names);
    for &(name, release, mono, legato, cut) in PROMISED {
        let va = preset::va(name).unwrap_or_else(|| panic!("{name} is there"));
        assert_eq!(va.preset.as_deref(), Some(name));
        assert_eq!(va.amplitude_envelope.release.0, release, "{name}");
        assert_eq!(va.voice_mode == VoiceMode::Mono, mono, "{name}");
        assert_eq!((va.legato, va.cut_itself), (legato, cut), "{name}");
    }
    let vocal = preset::va("Vocal Synth").unwrap();
    assert_eq!(vocal.filter.kind, FilterType::Bandpass);
}

#[test]
fn a_song_of_all_presets_is_legal() {
    let instrument = |name: &&str| Instrument {
        id: (*name).to_owned(),
        name: String::new(),
        output: "master".to_owned(),
        muted: false,
        gain: 1.0,
        pan: 0.0,
        inserts: vec![],
        sound: Sound::Va(Box::new(preset::va(name).unwrap())),
    };
    let instruments = preset::names().iter().map(instrument).collect();
    let mut song = Song { instruments, ..Song::default() };
    assert_eq!(check(&mut song, &Limits::default()).unwrap(), vec![]);
}

#[test]
fn no_two_are_alike() {
    let nameless = |name: &&str| Va { preset: None, ..preset::va(name).unwrap() };
    let all: Vec<Va> = preset::names().iter().map(nameless).collect();
    for (i, one) in all.iter().enumerate() {
        for (other, name) in all[..i].iter().zip(preset::names()) {
            assert_ne!(one, other, "{} is {name}", preset::names()[i]);
        }
    }
}

#[test]
fn case_does_not_matter_and_other_names_are_unknown() {
    assert_eq!(preset::va("WARM pad"), preset::va("Warm Pad"));
    assert_eq!(preset::va("Warm  Pad"), None);
    assert_eq!(preset::va(""), None);
}

#[test]
fn what_is_struck_or_plucked_dies_away_and_what_is_bowed_or_blown_stays() {
    for name in ["Piano", "E. Piano", "808 Bass", "Bell Synth", "Pluck", "Trance Pluck"] {
        let envelope = preset::va(name).unwrap().amplitude_envelope;
        assert_eq!(envelope.sustain, 0.0, "{name}");
        assert!(envelope.attack.0 <= 0.003, "{name}");
    }
    for name in ["Warm Pad", "Strings", "Lush Pad", "Analog Pad", "Dream Pad"] {
        let envelope = preset::va(name).unwrap().amplitude_envelope;
        assert!(envelope.sustain >= 0.8, "{name}");
        assert!((0.2..=1.0).contains(&envelope.attack.0), "{name}");
    }
    assert_eq!(preset::va("Organ").unwrap().amplitude_envelope.sustain, 1.0);
}

/// Name, release of the level in seconds, mono: from the replaced engine's list.
const PROMISED_OF_ZENITH: &[(&str, f64, bool)] = &[
    ("Deep Sub Bass", 0.3, true),
    ("Reese Bass", 0.25, true),
    ("Supersaw Lead", 0.4, true),
    ("Pluck Lead", 0.5, false),
    ("Warm Pad", 2.5, false),
    ("Dream Pad", 2.0, false),
    ("Riser", 0.5, false),
    ("E.Piano", 0.8, false),
    ("808 Sub", 0.2, true),
    ("Acid Bass", 0.25, true),
    ("Wobble Bass", 0.25, true),
    ("Sync Lead", 0.4, true),
    ("Arp Lead", 0.35, false),
    ("Brass Lead", 0.5, false),
    ("Strings", 1.8, false),
    ("Ambient Pad", 3.0, false),
    ("Impact", 0.6, false),
    ("Sweep", 1.2, false),
    ("Organ", 0.15, false),
    ("Bell", 1.5, false),
];

#[test]
fn those_of_zenith_are_there_with_the_promised_releases_and_modes() {
    let names: Vec<&str> = PROMISED_OF_ZENITH.iter().map(|promised| promised.0).collect();
    assert_eq!(preset::zenith_names(), names);
    for &(name, release, mono) in PROMISED_OF_ZENITH {
        let zenith = preset::zenith(name).unwrap_or_else(|| panic!("{name} is there"));
        assert_eq!(zenith.preset.as_deref(), Some(name));
        assert_eq!(zenith.amplitude_envelope.release.0, release, "{name}");
        assert_eq!(zenith.voice_mode == VoiceMode::Mono, mono, "{name}");
        assert!(!zenith.legato && !zenith.cut_itself, "{name}");
    }
    assert_eq!(preset::zenith("RISER"), preset::zenith("Riser"));
    assert_eq!(preset::zenith("Piano"), None);
}

#[test]
fn a_song_of_all_presets_of_zenith_is_legal_and_reads_back() {
    let instrument = |name: &&str| Instrument {
        id: (*name).to_owned(),
        name: String::new(),
        output: "master".to_owned(),
        muted: false,
        gain: 1.0,
        pan: 0.0,
        inserts: vec![],
        sound: Sound::Zenith(Box::new(preset::zenith(name).unwrap())),
    };
    let instruments = preset::zenith_names().iter().map(instrument).collect();
    let mut song = Song { instruments, ..Song::default() };
    assert_eq!(check(&mut song, &Limits::default()).unwrap(), vec![]);
    assert_eq!(json::read(&json::write(&song)).unwrap(), song);
}

#[test]
fn a_zenith_out_of_range_is_mended_and_said() {
    let mut zenith = Zenith::default();
    zenith.oscillators[3].level = 2.0;
    zenith.oscillators[1].unison_voices = Some(9);
    zenith.filter.drive = -1.0;
    zenith.lfos[2].frequency.0 = 99.0;
    zenith.portamento.0 = f64::NAN;
    let mut song = Song {
        instruments: vec![Instrument {
            id: "z".to_owned(),
            name: String::new(),
            output: "master".to_owned(),
            muted: false,
            gain: 1.0,
            pan: 0.0,
            inserts: vec![],
            sound: Sound::Zenith(Box::new(zenith)),
        }],
        ..Song::default()
    };
    let said = check(&mut song, &Limits::default()).unwrap();
    let places: Vec<&str> = said.iter().map(|diagnostic| diagnostic.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "instruments[0].sound.oscillators[1].unisonVoices",
            "instruments[0].sound.oscillators[3].level",
            "instruments[0].sound.filter.drive",
            "instruments[0].sound.lfos[2].frequency",
            "instruments[0].sound.portamento",
        ]
    );
    let Sound::Zenith(zenith) = &song.instruments[0].sound else { panic!("it is a Zenith") };
    assert_eq!((zenith.oscillators[3].level, zenith.oscillators[1].voices()), (1.0, 7));
    assert_eq!((zenith.filter.drive, zenith.portamento.0), (0.0, 0.0));
    assert_eq!(zenith.lfos[2].frequency.0, 20.0);
}

#[test]
fn the_tour_plays_each_preset_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../songs/preset-tour.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: there is no folder songs");
        return;
    };
    let mut song = json::read(&text).unwrap();
    assert_eq!(check(&mut song, &Limits::default()).unwrap(), vec![]);
    let synths = song.instruments.iter().filter_map(|instrument| match &instrument.sound {
        Sound::Va(va) => Some((instrument.id.as_str(), &**va)),
        _ => None,
    });
    let mut toured: Vec<&str> = vec![];
    for (id, va) in synths {
        let name = va.preset.as_deref().unwrap();
        assert_eq!(Some(va), preset::va(name).as_ref(), "{name}");
        let plays = |part: &Part| part.instrument == id && !part.notes.is_empty();
        assert!(song.patterns.iter().flat_map(|p| &p.parts).any(plays), "{name} is played");
        toured.push(name);
    }
    let mut names = preset::names().to_vec();
    names.sort_unstable();
    toured.sort_unstable();
    assert_eq!(toured, names);
}
