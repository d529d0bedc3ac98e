//! From what was played to a song: tracks, instruments, one pattern, and lanes.

use super::channel::{Channel, Player};
use super::clock::Clock;
use super::events::File;
use super::lanes::Steps;
use super::stage::Played;
use rebounce_song::automation::{Control, Curve, Lane, Point, Target};
use rebounce_song::effect::{Reverb, Settings, StardustChorus};
use rebounce_song::mixer::{Send, Track, TrackKind};
use rebounce_song::pattern::{Part, Pattern};
use rebounce_song::preset::general_midi;
use rebounce_song::{Beats, Effect, Instrument, Song};

const REVERB: &str = "reverb";
const CHORUS: &str = "chorus";
/// Last gain: headroom for sixteen channels, so that few songs need less.
const MASTER_VOLUME: f64 = 0.4;

/// Builds the song.
pub(super) fn song(file: &File<'_>, clock: &Clock, played: Played) -> Song {
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
        let mut strip = Strip { clock, first, song: &mut song };
        let track = strip.track(port, &channel, name);
        for (player, notes) in channel.parts {
            let id = strip.instrument(&track, player, &channel.controllers);
            pattern.parts.push(Part { instrument: id, notes });
        }
    }
    if song.mixer.tracks.iter().any(|track| !track.sends.is_empty()) {
        song.mixer.tracks.extend([bus(REVERB, reverb(), 1.6), bus(CHORUS, chorus(), 1.0)]);
    }
    song.mixer.master_volume = MASTER_VOLUME;
    let mut whole = Strip { clock, first: 0, song: &mut song };
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
}

impl Strip<'_> {
    /// The channel's mixer track; its id.
    fn track(&mut self, port: u8, channel: &Channel, name: Option<String>) -> String {
        let number = channel.number + 1;
        let id = match port {
            0 => format!("channel-{number}"),
            port => format!("port-{}-channel-{number}", port + 1),
        };
        let controllers = &channel.controllers;
        let track = |id: &str| id.to_owned();
        let gain = self.lane(&controllers.gain, 1.0, Target::Gain { track: track(&id) });
        let pan = self.lane(&controllers.pan, 1.0, Target::Pan { track: track(&id) });
        let mut sends = Vec::new();
        for (bus, steps) in [(REVERB, &controllers.reverb), (CHORUS, &controllers.chorus)] {
            let target = Target::Send { track: track(&id), to: bus.to_owned() };
            let before = self.song.automation.len();
            let level = self.lane(steps, 1.0, target);
            if level > 0.0 || self.song.automation.len() > before {
                sends.push(Send { to: bus.to_owned(), level, pre_fader: false });
            }
        }
        let name = name.unwrap_or_else(|| match channel.parts.keys().next() {
            Some(Player::Program(program)) => general_midi::name(*program).to_owned(),
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
        };
        let id = format!("{track}/{}", instrument.id);
        if matches!(player, Player::Program(_)) {
            let target = |control| Target::Instrument { instrument: id.clone(), control };
            for (steps, control) in [
                (&controllers.bend, Control::PitchBend),
                (&controllers.vibrato, Control::Vibrato),
                (&controllers.pressure, Control::Aftertouch),
            ] {
                let before = self.song.automation.len();
                let value = self.lane(steps, 1.0, target(control));
                if value != 0.0 && self.song.automation.len() == before {
                    // It has no setting to stand at.
                    let point = Point { at: Beats(0.0), value, curve: Curve::Step };
                    let lane = Lane { target: target(control), points: vec![point] };
                    self.song.automation.push(lane);
                }
            }
        }
        self.song.instruments.push(Instrument {
            id: id.clone(),
            output: track.to_owned(),
            ..instrument
        });
        id
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
