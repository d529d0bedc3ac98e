//! Songs from a seed, as varied as people's are: bands of drums, basses, chords, leads and
//! arpeggios out of samplers, synthetic drums and synths; patterns that repeat in sections; strips
//! with effects of all kinds, sends to reverb and delay buses, a master with inserts; some of it
//! moves.

#![allow(dead_code, reason = "each test file uses what it needs")]

mod effects;
mod instruments;
mod parts;
mod random;
mod recordings;

pub(crate) use recordings::Generated;

use instruments::{Role, instrument};
use random::Random;
use rebounce_song::arrangement::{AudioClip, Clip, ClipContent, PatternClip};
use rebounce_song::automation::{Control, Curve, Lane, Point, Target};
use rebounce_song::instrument::Sound;
use rebounce_song::mixer::{Send, Track, TrackEq, TrackKind};
use rebounce_song::{Beats, BeatsPerMinute, Decibels, Pattern, Song};

/// Song number `seed`.
pub(crate) fn song(seed: u64) -> Song {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut song = Song {
        name: format!("Generated {seed}"),
        tempo: BeatsPerMinute(random.between(70.0, 175.0).round()),
        ..Song::default()
    };
    if random.chance(0.25) {
        song.swing.amount = random.between(0.05, 0.33);
    }
    let roles = band(random);
    for (number, role) in roles.iter().enumerate() {
        let shared = number > 0 && random.chance(0.15);
        let output = format!("track-{}", if shared { number - 1 } else { number });
        song.instruments.push(instrument(random, *role, format!("i-{number}"), output));
    }
    let bars = random.pick(&[1.0, 2.0, 2.0, 4.0, 4.0]);
    for number in 0..1 + random.below(3) {
        song.patterns.push(Pattern {
            id: format!("p-{number}"),
            length: Some(Beats(bars * 4.0)),
            parts: parts::parts(random, &roles, bars),
            ..Pattern::default()
        });
    }
    arrange(random, &mut song, bars * 4.0);
    mix(random, &mut song, &roles);
    automate(random, &mut song);
    song
}

/// From one instrument to sixteen.
fn band(random: &mut Random) -> Vec<Role> {
    const ORDER: [Role; 8] = [
        Role::Kick,
        Role::Bass,
        Role::Snare,
        Role::Hat,
        Role::Chords,
        Role::Lead,
        Role::Arpeggio,
        Role::Percussion,
    ];
    let count = random.ratio(1.0, 17.0) as usize;
    if count < 3 {
        return (0..count).map(|_| random.pick(&ORDER)).collect();
    }
    let fits = |random: &mut Random, i: usize| match ORDER.get(i) {
        Some(role) if random.chance(0.85) => *role,
        _ => random.pick(&ORDER),
    };
    (0..count).map(|i| fits(random, i)).collect()
}

/// Sections of one pattern each, in which some instruments rest.
fn arrange(random: &mut Random, song: &mut Song, turn: f64) {
    let mut at = 0.0;
    let sections = 1 + random.below(5);
    for section in 0..sections {
        let turns = (random.ratio(8.0, 40.0) / turn).ceil();
        let pattern = random.pick(&song.patterns).id;
        // The last one is for all.
        let rests = if section + 1 == sections { 0.0 } else { random.between(0.0, 0.5) };
        for instrument in &song.instruments {
            if random.chance(rests) {
                continue;
            }
            let content = PatternClip {
                pattern: pattern.clone(),
                instrument: Some(instrument.id.clone()),
                ..PatternClip::default()
            };
            song.arrangement.clips.push(Clip {
                track: None,
                start: Beats(at),
                length: Beats(turns * turn),
                muted: false,
                content: ClipContent::Pattern(content),
            });
        }
        at += turns * turn;
    }
    if random.chance(0.15) {
        let content = AudioClip {
            recording: format!("take-{}", random.below(1000)),
            output: "track-0".to_owned(),
            gain: Decibels(random.between(-6.0, 3.0)),
            ..AudioClip::default()
        };
        let start = (random.unit() * at * 0.5).floor();
        song.arrangement.clips.push(Clip {
            track: None,
            start: Beats(start),
            length: Beats(16.0),
            muted: false,
            content: ClipContent::Audio(content),
        });
    }
}

fn mix(random: &mut Random, song: &mut Song, roles: &[Role]) {
    let buses = random.below(3);
    let bare = random.chance(0.15);
    for (number, role) in roles.iter().enumerate() {
        let inserts = match random.below(6) {
            _ if bare => 0,
            0..3 => 1,
            3 => 2,
            4 => 3,
            _ => 0,
        };
        let level = match role {
            Role::Kick | Role::Bass => random.between(0.6, 1.0),
            Role::Snare => random.between(0.5, 0.9),
            _ => random.between(0.25, 0.8),
        };
        let send = |bus: usize, random: &mut Random| Send {
            to: format!("bus-{bus}"),
            level: random.between(0.05, 0.5),
            pre_fader: random.chance(0.1),
        };
        let sends = (0..buses).filter(|_| random.chance(0.4)).collect::<Vec<_>>();
        let track = Track {
            id: format!("track-{number}"),
            name: format!("{role:?}"),
            gain: level,
            pan: if role.is_drum() || random.chance(0.5) { 0.0 } else { random.between(-0.6, 0.6) },
            muted: random.chance(0.02),
            eq: if random.chance(0.3) { eq(random) } else { TrackEq::default() },
            inserts: (0..inserts).map(|_| effects::on_a_track(random)).collect(),
            sends: sends.into_iter().map(|bus| send(bus, random)).collect(),
            ..Track::default()
        };
        song.mixer.tracks.push(track);
    }
    duck(random, song, roles);
    for bus in 0..buses {
        let id = if bus == 0 { random.pick(&["modern-reverb", "reverb"]) } else { "modern-delay" };
        let mut inserts = vec![effects::effect(random, id)];
        if random.chance(0.2) {
            inserts.push(effects::effect(random, "multiband-eq"));
        }
        song.mixer.tracks.push(Track {
            id: format!("bus-{bus}"),
            name: format!("Bus {bus}"),
            kind: TrackKind::Bus,
            gain: random.between(0.4, 1.0),
            inserts,
            ..Track::default()
        });
    }
    let masters = if bare { 0 } else { random.pick(&[0, 0, 1, 1, 2, 3]) };
    song.mixer.master.inserts = (0..masters).map(|_| effects::on_the_master(random)).collect();
    song.mixer.master_volume = random.pick(&[0.8, 0.8, 0.8, 1.0, 0.6]);
    if random.chance(0.1) {
        song.mixer.master.eq = eq(random);
    }
}

fn eq(random: &mut Random) -> TrackEq {
    let mut band = || Decibels(random.between(-5.0, 5.0));
    TrackEq { low: band(), mid: band(), high: band() }
}

/// A kick ducks what is not a drum.
fn duck(random: &mut Random, song: &mut Song, roles: &[Role]) {
    let Some(kick) = roles.iter().position(|role| *role == Role::Kick) else { return };
    if !random.chance(0.25) {
        return;
    }
    for (number, role) in roles.iter().enumerate() {
        if number != kick && !role.is_drum() && random.chance(0.5) {
            let mut ducker = effects::effect(random, "compressor");
            ducker.side_chain = Some(format!("track-{kick}"));
            if let rebounce_song::effect::Settings::Compressor(settings) = &mut ducker.settings {
                settings.sc_enable = 1.0;
            }
            song.mixer.tracks[number].inserts.push(ducker);
        }
    }
}

/// Filters that open, faders that rise.
fn automate(random: &mut Random, song: &mut Song) {
    if !random.chance(0.35) {
        return;
    }
    let ends = song.arrangement.clips.iter().map(|clip| clip.start.0 + clip.length.0);
    let end = ends.fold(0.0, f64::max);
    let mut lane = |target: Target, values: [f64; 3]| {
        let point = |(i, value): (usize, f64)| Point {
            at: Beats(end * i as f64 / 2.0),
            value,
            curve: Curve::default(),
        };
        let points = values.into_iter().enumerate().map(point).collect();
        song.automation.push(Lane { target, points });
    };
    for (number, instrument) in song.instruments.iter().enumerate() {
        if matches!(instrument.sound, Sound::Va(_) | Sound::Zenith(_)) && random.chance(0.3) {
            let target =
                Target::Instrument { instrument: instrument.id.clone(), control: Control::Cutoff };
            lane(target, [0; 3].map(|_| random.ratio(200.0, 9000.0)));
        }
        if random.chance(0.2) {
            let target = Target::Gain { track: format!("track-{number}") };
            lane(target, [0; 3].map(|_| random.between(0.2, 1.0)));
        }
    }
}
