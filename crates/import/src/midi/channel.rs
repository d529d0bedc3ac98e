//! A channel: what it plays, and with what.

use super::clock::Clock;
use super::controllers::{Controllers, Effect, MOST_BEND};
use super::notes::{Glide, Held};
use super::system::Rules;
use crate::fonts::{DRUMS, Fonts, Place};
use rebounce_song::pattern::Note;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a velocity, 1..=127, makes of the level: 40 log of its share (GM 2, section 3.2.1).
fn level(velocity: u8) -> f64 {
    let share = f64::from(velocity) / 127.0;
    share * share
}

/// What the soft pedal makes of the level of notes that begin while it is down: 3 dB less (chosen).
const SOFT: f64 = 0.7;

/// Who plays a note of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Player {
    /// A program, 0..=127.
    Program(u8),
    /// A key of a kit.
    Drum(u8),
    /// A preset of a SoundFont.
    Preset(Place),
}

/// A channel of a port.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    /// 0..=15.
    pub(super) number: u8,
    pub(super) controllers: Controllers,
    program: u8,
    bank: (u8, u8),
    drums: bool,
    rules: Rules,
    held: Vec<Held>,
    last_key: Option<u8>,
    /// The tick of its first note.
    pub(super) first: Option<u64>,
    pub(super) parts: BTreeMap<Player, Vec<Note>>,
    /// A GS message has said what it is.
    told: bool,
    fonts: Arc<Fonts>,
}

impl Channel {
    pub(super) fn new(number: u8, fonts: &Arc<Fonts>) -> Self {
        Self {
            number,
            controllers: Controllers::hearing(|controller| fonts.hear(controller)),
            program: 0,
            bank: (0, 0),
            drums: number == 9,
            rules: Rules::Gm,
            held: Vec::new(),
            last_key: None,
            first: None,
            parts: BTreeMap::new(),
            told: false,
            fonts: Arc::clone(fonts),
        }
    }

    /// As at the beginning, by other rules.
    pub(super) fn switch_on(&mut self, tick: u64, rules: Rules, clock: &Clock) {
        self.end_all(tick, clock);
        self.controllers.switch_on(tick);
        (self.program, self.bank, self.rules) = (0, (0, 0), rules);
        (self.drums, self.told) = (self.number == 9, false);
    }

    /// A GS message says what the part is.
    pub(super) fn tell_drums(&mut self, drums: bool) {
        (self.drums, self.told) = (drums, true);
    }

    /// Whether it plays a bank that the built-in sounds have not: the program's first bank sounds.
    pub(super) fn program(&mut self, program: u8) -> bool {
        self.program = program;
        let (high, low) = self.bank;
        let drums = match self.rules {
            _ if self.told => self.drums,
            Rules::Gm if self.number == 9 => true,
            Rules::Gm => matches!(high, 120 | 126 | 127),
            Rules::Gs => self.number == 9,
            Rules::Gm2 => high == 120 || (self.number == 9 && high != 121),
            Rules::Xg => matches!(high, 126 | 127) || (self.number == 9 && high == 0),
        };
        self.drums = drums;
        if !self.fonts.0.is_empty() {
            return !drums && self.own_preset().is_none() && self.bank() != 0;
        }
        !drums && (!matches!(high, 0 | 121) || low != 0)
    }

    fn player(&self, key: u8) -> Player {
        match self.preset() {
            Some(preset) => Player::Preset(preset),
            None if self.drums => Player::Drum(key),
            None => Player::Program(self.program),
        }
    }

    /// The preset that plays: of drums the kit, else the first one, if there is none of the number;
    /// of programs that of the bank, else that of the first bank.
    pub(super) fn preset(&self) -> Option<Place> {
        if self.drums {
            let kit = |program| self.fonts.find(DRUMS, program);
            return kit(self.program).or_else(|| kit(0));
        }
        self.own_preset().or_else(|| self.fonts.find(0, self.program))
    }

    fn own_preset(&self) -> Option<Place> {
        self.fonts.find(self.bank(), self.program)
    }

    /// The bank of a program as SoundFonts count: by the controller that says it under the rules
    /// that hold.
    fn bank(&self) -> u16 {
        let (high, low) = self.bank;
        match self.rules {
            Rules::Xg if high == 0 => low.into(),
            Rules::Gm2 if high == 121 => low.into(),
            _ => high.into(),
        }
    }

    pub(super) fn is_drums(&self) -> bool {
        self.drums
    }

    pub(super) fn note_on(&mut self, tick: u64, key: u8, velocity: u8, clock: &Clock) {
        let mono = self.controllers.mono;
        // A key that is struck again, by itself or in mono, lets the old note go.
        self.end(tick, clock, |held| mono || held.key == key);
        let player = self.player(key);
        let pitch = match (player, self.drums) {
            (Player::Drum(_), _) => 60.0,
            (_, true) => f64::from(key),
            _ => f64::from(key) + self.controllers.coarse,
        };
        let from = self.controllers.glide_from.take();
        let from = from.or(self.last_key.filter(|_| self.controllers.portamento));
        let glide = from.filter(|_| !self.drums).map(|from| Glide {
            from: (f64::from(from) - f64::from(key)).clamp(-MOST_BEND, MOST_BEND),
            ticks: clock.ticks_of(self.controllers.glide_s(), tick),
        });
        let soft = if self.controllers.soft { SOFT } else { 1.0 };
        let is_font = matches!(player, Player::Preset(_));
        self.held.push(Held {
            player,
            key,
            pitch: pitch.clamp(0.0, 127.0),
            start: tick,
            // A font has a curve of its own.
            velocity: if is_font { f64::from(velocity) / 127.0 } else { level(velocity) * soft },
            gain: if is_font { soft } else { 1.0 },
            pan: if is_font { self.controllers.pan.last() } else { 0.0 },
            released: None,
            sostenuto: false,
            pressure: 0,
            glide: glide.filter(|glide| glide.from != 0.0 && glide.ticks > 0.0),
        });
        self.last_key = Some(key);
        self.first.get_or_insert(tick);
    }

    pub(super) fn note_off(&mut self, tick: u64, key: u8, velocity: u8, clock: &Clock) {
        let found = self.held.iter_mut().find(|held| held.key == key && held.released.is_none());
        if let Some(held) = found {
            held.released = Some(velocity);
            self.let_go(tick, clock);
        }
    }

    pub(super) fn pressure(&mut self, key: u8, pressure: u8) {
        for held in self.held.iter_mut().filter(|held| held.key == key) {
            held.pressure = held.pressure.max(pressure);
        }
    }

    /// Does to the held notes what a controller's message asks for.
    pub(super) fn act(&mut self, tick: u64, effect: Effect, clock: &Clock) {
        match effect {
            Effect::None | Effect::NotFollowed(_) => {}
            Effect::Bank(high, low) => {
                self.bank = (high.unwrap_or(self.bank.0), low.unwrap_or(self.bank.1));
            }
            Effect::SustainUp => self.let_go(tick, clock),
            Effect::SostenutoDown => {
                let keys = self.held.iter_mut().filter(|held| held.released.is_none());
                keys.for_each(|held| held.sostenuto = true);
            }
            Effect::SostenutoUp => {
                self.held.iter_mut().for_each(|held| held.sostenuto = false);
                self.let_go(tick, clock);
            }
            Effect::NotesOff => {
                self.held.iter_mut().for_each(|held| held.released = held.released.or(Some(0)));
                self.let_go(tick, clock);
            }
            Effect::SoundOff => {
                self.end_all(tick, clock);
            }
        }
    }

    /// Ends what is released and not held by a pedal.
    fn let_go(&mut self, tick: u64, clock: &Clock) {
        if !self.controllers.sustain {
            let sostenuto = self.controllers.sostenuto;
            self.end(tick, clock, |held| held.released.is_some() && !(held.sostenuto && sostenuto));
        }
    }

    /// Ends all notes; whether there was one whose key was down.
    pub(super) fn end_all(&mut self, tick: u64, clock: &Clock) -> bool {
        let down = self.held.iter().any(|held| held.released.is_none());
        self.end(tick, clock, |_| true);
        down
    }

    fn end(&mut self, tick: u64, clock: &Clock, which: impl Fn(&Held) -> bool) {
        let mut i = 0;
        while i < self.held.len() {
            if which(&self.held[i]) {
                let held = self.held.remove(i);
                let player = held.player;
                self.parts.entry(player).or_default().push(held.over(tick, clock));
            } else {
                i += 1;
            }
        }
    }
}
