//! A channel: what it plays, and with what.

use super::clock::Clock;
use super::controllers::{Controllers, Effect, MOST_BEND};
use super::notes::{Glide, Held};
use super::system::Rules;
use rebounce_song::pattern::Note;
use std::collections::BTreeMap;

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
}

impl Channel {
    pub(super) fn new(number: u8) -> Self {
        Self {
            number,
            controllers: Controllers::new(),
            program: 0,
            bank: (0, 0),
            drums: number == 9,
            rules: Rules::Gm,
            held: Vec::new(),
            last_key: None,
            first: None,
            parts: BTreeMap::new(),
            told: false,
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
        !drums && (!matches!(high, 0 | 121) || low != 0)
    }

    fn player(&self, key: u8) -> Player {
        if self.drums { Player::Drum(key) } else { Player::Program(self.program) }
    }

    pub(super) fn is_drums(&self) -> bool {
        self.drums
    }

    pub(super) fn note_on(&mut self, tick: u64, key: u8, velocity: u8, clock: &Clock) {
        let mono = self.controllers.mono;
        // A key that is struck again, by itself or in mono, lets the old note go.
        self.end(tick, clock, |held| mono || held.key == key);
        let pitch = if self.drums { 60.0 } else { f64::from(key) + self.controllers.coarse };
        let from = self.controllers.glide_from.take();
        let from = from.or(self.last_key.filter(|_| self.controllers.portamento));
        let glide = from.filter(|_| !self.drums).map(|from| Glide {
            from: (f64::from(from) - f64::from(key)).clamp(-MOST_BEND, MOST_BEND),
            ticks: clock.ticks_of(self.controllers.glide_s(), tick),
        });
        let soft = if self.controllers.soft { SOFT } else { 1.0 };
        self.held.push(Held {
            player: self.player(key),
            key,
            pitch: pitch.clamp(0.0, 127.0),
            start: tick,
            velocity: level(velocity) * soft,
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
