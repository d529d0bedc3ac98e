//! Plays the events of a file: channels of all ports, their names, markers and master volume.

use super::channel::Channel;
use super::clock::Clock;
use super::controllers::Effect;
use super::events::{Event, File};
use super::lanes::Steps;
use super::system::{System, system};
use super::text::text;
use super::warn;
use crate::fonts::Fonts;
use crate::report::Report;
use midly::{MetaMessage, MidiMessage, TrackEventKind};
use rebounce_song::Beats;
use rebounce_song::arrangement::Marker;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was played.
pub(super) struct Played {
    /// By port and number.
    pub(super) channels: BTreeMap<(u8, u8), Channel>,
    /// Names of the tracks that play on them.
    pub(super) names: BTreeMap<(u8, u8), String>,
    /// Name of the first track, which is the song's.
    pub(super) name: String,
    /// Linear.
    pub(super) volume: Steps,
    pub(super) markers: Vec<Marker>,
}

/// Plays all events.
pub(super) fn play(
    file: &File<'_>,
    clock: &Clock,
    fonts: &Arc<Fonts>,
    report: &mut Report,
) -> Played {
    let mut stage = Stage {
        played: Played {
            channels: BTreeMap::new(),
            names: BTreeMap::new(),
            name: String::new(),
            volume: Steps::new(1.0),
            markers: Vec::new(),
        },
        ports: BTreeMap::new(),
        names: BTreeMap::new(),
        fonts,
        clock,
        report,
    };
    for event in &file.events {
        stage.event(event);
    }
    let Stage { mut played, report, .. } = stage;
    for channel in played.channels.values_mut() {
        if channel.end_all(file.end, clock) {
            let found = format!("keys of channel {} are never let go", channel.number + 1);
            let wanted = "a note off for every note on";
            warn(report, "note-without-end", "end", found, wanted, "they end with the file");
        }
    }
    played
}

struct Stage<'a> {
    played: Played,
    /// Port of each track.
    ports: BTreeMap<u32, u8>,
    /// Name of each track.
    names: BTreeMap<u32, String>,
    fonts: &'a Arc<Fonts>,
    clock: &'a Clock,
    report: &'a mut Report,
}

impl Stage<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event.kind {
            TrackEventKind::Midi { channel, message } => {
                self.message(event, channel.as_int(), message);
            }
            TrackEventKind::SysEx(data) => self.system(event, data),
            // A packet on its own may hold a whole message.
            TrackEventKind::Escape([0xF0, data @ ..]) => self.system(event, data),
            TrackEventKind::Escape(_) => {}
            TrackEventKind::Meta(meta) => self.meta(event, meta),
        }
    }

    fn meta(&mut self, event: &Event<'_>, meta: MetaMessage<'_>) {
        match meta {
            MetaMessage::TrackName(name) => {
                let name = text(name);
                if event.track == 0 && self.played.name.is_empty() {
                    self.played.name.clone_from(&name);
                }
                self.names.entry(event.track).or_insert(name);
            }
            MetaMessage::MidiPort(port) => {
                self.ports.insert(event.track, port.as_int());
            }
            MetaMessage::Marker(name) => {
                let at = Beats(self.clock.beat(event.tick));
                self.played.markers.push(Marker { at, name: text(name) });
            }
            // Tempo and bars are the clock's; the rest is to be read, not heard.
            _ => {}
        }
    }

    fn system(&mut self, event: &Event<'_>, data: &[u8]) {
        let port = self.port(event);
        match system(data) {
            Some(System::Reset(rules)) => {
                for number in 0..16 {
                    let channel = self.channel(port, number);
                    channel.0.switch_on(event.tick, rules, channel.1);
                }
                self.played.volume.set(event.tick, 1.0);
            }
            Some(System::Volume(share)) => self.played.volume.set(event.tick, share * share),
            Some(System::Drums { channel, drums }) => {
                self.channel(port, channel).0.tell_drums(drums);
            }
            None => {}
        }
    }

    fn port(&self, event: &Event<'_>) -> u8 {
        self.ports.get(&event.track).copied().unwrap_or(0)
    }

    fn channel(&mut self, port: u8, number: u8) -> (&mut Channel, &Clock) {
        let channel = self.played.channels.entry((port, number));
        (channel.or_insert_with(|| Channel::new(number, self.fonts)), self.clock)
    }

    fn message(&mut self, event: &Event<'_>, number: u8, message: MidiMessage) {
        let (tick, port) = (event.tick, self.port(event));
        if let MidiMessage::NoteOn { vel, .. } = message
            && vel.as_int() > 0
        {
            self.report.notes += 1;
            if self.report.notes > self.report.most_notes {
                return;
            }
            if let Some(name) = self.names.get(&event.track).filter(|name| !name.is_empty()) {
                self.played.names.entry((port, number)).or_insert_with(|| name.clone());
            }
        }
        let (channel, clock) = self.channel(port, number);
        match message {
            MidiMessage::NoteOff { key, vel } => {
                channel.note_off(tick, key.as_int(), vel.as_int(), clock);
            }
            MidiMessage::NoteOn { key, vel } => match vel.as_int() {
                0 => channel.note_off(tick, key.as_int(), 0, clock),
                velocity => channel.note_on(tick, key.as_int(), velocity, clock),
            },
            MidiMessage::Aftertouch { key, vel } => channel.pressure(key.as_int(), vel.as_int()),
            MidiMessage::ChannelAftertouch { vel } => {
                channel.controllers.pressure.set(tick, f64::from(vel.as_int()) / 127.0);
            }
            MidiMessage::PitchBend { bend } => {
                let wheel = (f64::from(bend.0.as_int()) - 8192.0) / 8192.0;
                if channel.is_drums() && wheel != 0.0 && channel.preset().is_none() {
                    self.not_followed(event, number, "bend of drums");
                } else {
                    channel.controllers.bend(tick, wheel);
                }
            }
            MidiMessage::ProgramChange { program } => {
                if channel.program(program.as_int()) {
                    self.not_followed(event, number, "bank");
                }
            }
            MidiMessage::Controller { controller, value } => {
                let (controller, value) = (controller.as_int(), value.as_int());
                let effect = channel.controllers.set(tick, controller, value);
                channel.act(tick, effect, clock);
                if let Effect::NotFollowed(what) = effect {
                    self.not_followed(event, number, what);
                }
            }
        }
    }

    fn not_followed(&mut self, event: &Event<'_>, number: u8, what: &str) {
        let place = format!("track {}, tick {}", event.track + 1, event.tick);
        let found = format!("{what} on channel {}", number + 1);
        let action = match what {
            "bank" => "the program of the first bank plays",
            _ => "not followed",
        };
        warn(self.report, "midi-not-followed", &place, found, "what is followed", action);
    }
}
