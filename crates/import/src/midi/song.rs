//! From what was played to a song: tracks, instruments, one pattern, and lanes.

use super::channel::{Channel, Player};
use super::clock::Clock;
use super::controllers::VIBRATO;
use super::events::File;
use super::lanes::Steps;
use super::stage::Played;
use super::warn;
use crate::fonts::{Fonts, Place};
use crate::report::Report;
use rebounce_song::automation::{Control, Curve, Lane, Point, Target};
use rebounce_song::effect::{Reverb, Settings, StardustChorus};
use rebounce_song::instrument::Sound;
use rebounce_song::mixer::{Send, Track, TrackKind};
use rebounce_song::pattern::{Note, Part, Pattern};
use rebounce_song::preset::general_midi;
use rebounce_song::soundfont::SoundFont;
use rebounce_song::{Beats, Effect, Instrument, Song};

const REVERB: &str = "reverb";
const CHORUS: &str = "chorus";
/// What a controller all the way up sends, of a voice (SoundFont 2.04, sections 8.4.8 and 8.4.9).
const CONTROLLER_SEND: f64 = 0.2;
/// Last gain: headroom for sixteen channels, so that few songs need less.
const MASTER_VOLUME: f64 = 0.4;

/// Builds the song.
pub(super) fn song(
    file: &File<'_>,
    clock: &Clock,
    played: Played,
    fonts: &Fonts,
    report: &mut Report,
) -> Song {
    let mut song = Song {
        name: played.name.clone(),
        tempo: clock.tempo,
        tempo_changes: clock.changes.clone(),
        time_signature: clock.time_signature,
        ..Song::default()
    };
    song.arrangement.markers = played.markers;
    let mut pattern = Pattern { id: "song".to_owned(), name: played.name, ..Pattern::default() };
    for ((port, number), channel) in played.channels {
        let Some(first) = channel.first else { continue };
        let name = played.names.get(&(port, number)).cloned();
        let mut strip = Strip { clock, first, song: &mut song, fonts };
        let by_note = strip.pans_by_note(&channel);
        let track = strip.track(port, &channel, name, by_note);
        for (player, mut notes) in channel.parts {
            if !by_note {
                notes.iter_mut().for_each(|note| note.pan = 0.0);
            }
            if !fonts.0.is_empty() && !matches!(player, Player::Preset(_)) {
                without_preset(player, report);
            }
            let id = strip.instrument(&track, player, &channel.controllers);
            pattern.parts.push(Part { instrument: id, notes });
        }
    }
    if song.mixer.tracks.iter().any(|track| !track.sends.is_empty()) {
        song.mixer.tracks.extend([bus(REVERB, reverb(), 1.6), bus(CHORUS, chorus(), 1.0)]);
    }
    song.mixer.master_volume = MASTER_VOLUME;
    let mut whole = Strip { clock, first: 0, song: &mut song, fonts };
    let volume = whole.lane(&played.volume, MASTER_VOLUME, Target::MasterVolume);
    song.mixer.master_volume = volume;
    let bar = song.time_signature.bar().0;
    let bars = libm::ceil(clock.beat(file.end) / bar).max(1.0);
    pattern.length = Some(Beats(bars * bar));
    song.patterns.push(pattern);
    song
}

/// Where one channel's part of the song is put together.
struct Strip<'a> {
    clock: &'a Clock,
    /// Tick of its first note.
    first: u64,
    song: &'a mut Song,
    fonts: &'a Fonts,
}

impl Strip<'_> {
    /// The channel's mixer track; its id.
    fn track(
        &mut self,
        port: u8,
        channel: &Channel,
        name: Option<String>,
        by_note: bool,
    ) -> String {
        let number = channel.number + 1;
        let id = match port {
            0 => format!("channel-{number}"),
            port => format!("port-{}-channel-{number}", port + 1),
        };
        let controllers = &channel.controllers;
        let track = |id: &str| id.to_owned();
        let gain = self.lane(&controllers.gain, 1.0, Target::Gain { track: track(&id) });
        let pan = match by_note {
            true => 0.0,
            false => self.lane(&controllers.pan, 1.0, Target::Pan { track: track(&id) }),
        };
        let mut sends = Vec::new();
        let [reverb, chorus] = self.own_sends(channel);
        let sent = |steps: &Steps, own: f64| steps.map(|share| (share + own).min(1.0));
        for (bus, steps) in [
            (REVERB, &sent(&controllers.reverb, reverb)),
            (CHORUS, &sent(&controllers.chorus, chorus)),
        ] {
            let target = Target::Send { track: track(&id), to: bus.to_owned() };
            let before = self.song.automation.len();
            let level = self.lane(steps, 1.0, target);
            if level > 0.0 || self.song.automation.len() > before {
                sends.push(Send { to: bus.to_owned(), level, pre_fader: false });
            }
        }
        let name = name.unwrap_or_else(|| match channel.parts.keys().next() {
            Some(Player::Program(program)) => general_midi::name(*program).to_owned(),
            Some(Player::Preset(preset)) => self.fonts.at(*preset).1.name.clone(),
            _ => "Drums".to_owned(),
        });
        self.song.mixer.tracks.push(Track {
            id: id.clone(),
            name,
            gain,
            pan,
            sends,
            ..Track::default()
        });
        id
    }

    /// An instrument of the channel; its id.
    fn instrument(
        &mut self,
        track: &str,
        player: Player,
        controllers: &super::controllers::Controllers,
    ) -> String {
        let instrument = match player {
            Player::Program(program) => general_midi::program(program),
            Player::Drum(key) => general_midi::drum(key),
            Player::Preset(place) => self.preset(place),
        };
        let id = format!("{track}/{}", instrument.id);
        if let Player::Preset(place) = player {
            let (_, preset) = self.fonts.at(place);
            let target = |number| Target::Controller { instrument: id.clone(), number };
            for number in &preset.controllers {
                if let Some(steps) = controllers.heard.get(number) {
                    self.moved(steps, 1.0, target(*number));
                }
            }
        }
        if !matches!(player, Player::Drum(_)) {
            let target = |control| Target::Instrument { instrument: id.clone(), control };
            // A font has a vibrato of its own.
            let vibrato = match player {
                Player::Preset(_) => (1.0 / VIBRATO, Control::ModWheel),
                _ => (1.0, Control::Vibrato),
            };
            for (steps, factor, control) in [
                (&controllers.bend, 1.0, Control::PitchBend),
                (&controllers.vibrato, vibrato.0, vibrato.1),
                (&controllers.pressure, 1.0, Control::Aftertouch),
            ] {
                self.moved(steps, factor, target(control));
            }
        }
        self.song.instruments.push(Instrument {
            id: id.clone(),
            output: track.to_owned(),
            ..instrument
        });
        id
    }

    /// An instrument of a preset.
    fn preset(&self, place: Place) -> Instrument {
        let (font, preset) = self.fonts.at(place);
        let bank = preset.bank.saturating_add(font.offset);
        let sound = SoundFont {
            font: font.reference.clone(),
            bank: preset.bank,
            program: preset.program,
            velocity_filter: false,
        };
        Instrument {
            id: format!("bank-{bank}-program-{}", preset.program),
            name: preset.name.clone(),
            output: String::new(),
            muted: false,
            gain: 1.0,
            pan: 0.0,
            inserts: Vec::new(),
            sound: Sound::SoundFont(sound),
        }
    }

    /// Whether notes can have the channel's pan, each as it begins: only presets play, whose regions
    /// have places of their own that it is added to, and it rests while a note sounds.
    fn pans_by_note(&self, channel: &Channel) -> bool {
        let (_, later) = channel.controllers.pan.heard(self.first);
        let later: Vec<f64> = later.iter().map(|(tick, _)| self.clock.beat(*tick)).collect();
        channel.parts.iter().all(|(player, notes)| {
            let rests = |note: &Note| {
                let end = note.start.0 + note.length.0;
                let next = later.partition_point(|beat| *beat <= note.start.0);
                later.get(next).is_none_or(|beat| *beat >= end)
            };
            matches!(player, Player::Preset(_)) && notes.iter().all(rests)
        })
    }

    /// What the channel's presets send to reverb and chorus by themselves, in the controllers'
    /// ways: of several, by the notes they play.
    fn own_sends(&self, channel: &Channel) -> [f64; 2] {
        let (mut sums, mut count) = ([0.0; 2], 0.0);
        for (player, notes) in &channel.parts {
            count += notes.len() as f64;
            if let Player::Preset(place) = player {
                let (_, preset) = self.fonts.at(*place);
                for (sum, own) in sums.iter_mut().zip([preset.reverb, preset.chorus]) {
                    *sum += own * notes.len() as f64;
                }
            }
        }
        sums.map(|sum| sum / f64::max(count, 1.0) / CONTROLLER_SEND)
    }

    /// Adds a lane for what has no setting to stand at.
    fn moved(&mut self, steps: &Steps, factor: f64, target: Target) {
        let before = self.song.automation.len();
        let value = self.lane(steps, factor, target.clone());
        if value != 0.0 && self.song.automation.len() == before {
            let point = Point { at: Beats(0.0), value, curve: Curve::Step };
            self.song.automation.push(Lane { target, points: vec![point] });
        }
    }

    /// Adds a lane if the control moves after the first note; the value that it begins with.
    fn lane(&mut self, steps: &Steps, factor: f64, target: Target) -> f64 {
        let (begin, later) = steps.heard(self.first);
        if !later.is_empty() {
            let point = |at, value| Point { at: Beats(at), value, curve: Curve::Step };
            let first = [point(0.0, factor * begin)];
            let later =
                later.iter().map(|(tick, value)| point(self.clock.beat(*tick), factor * value));
            let points = first.into_iter().chain(later).collect();
            self.song.automation.push(Lane { target, points });
        }
        factor * begin
    }
}

/// Says that the fonts have no preset for a player.
fn without_preset(player: Player, report: &mut Report) {
    let found = match player {
        Player::Program(program) => format!("program {program}, {}", general_midi::name(program)),
        _ => "drums".to_owned(),
    };
    let wanted = "a preset of that number in one of the SoundFonts";
    let action = "the built-in sound plays instead";
    warn(report, "soundfont-preset-missing", "file", found, wanted, action);
}

fn bus(id: &str, settings: Settings, gain: f64) -> Track {
    let effect = Effect { id: id.to_owned(), bypass: false, side_chain: None, settings };
    Track {
        id: id.to_owned(),
        name: id[..1].to_uppercase() + &id[1..],
        kind: TrackKind::Bus,
        gain,
        inserts: vec![effect],
        ..Track::default()
    }
}

/// A hall of two seconds. The reverb keeps its dry sound, which on a bus would be heard twice, so
/// it is the convolution reverb, whose mix has none.
fn reverb() -> Settings {
    Settings::Reverb(Reverb { room_size: 0.45, damping: 0.5, mix: 1.0, pre_delay: 0.015 })
}

fn chorus() -> Settings {
    Settings::StardustChorus(StardustChorus {
        rate: 0.4,
        delay_time: 8.0,
        depth: 0.25,
        voices: 2.0,
        stereo_width: 1.0,
        wet: 1.0,
    })
}
