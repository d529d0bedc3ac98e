//! The controllers of a channel, and the parameters that are set through them.

use super::lanes::Steps;
use std::collections::BTreeMap;

/// Semitones that a bend is followed to, either way: those of the song's lanes.
pub(super) const MOST_BEND: f64 = 24.0;
/// Depth of the vibrato of a wheel that is all the way up, in semitones (GM 2: 50 cents).
pub(super) const VIBRATO: f64 = 0.5;
/// The number of the bend wheel among those that SoundFonts hear.
const WHEEL: u8 = 128;

/// What a channel's controllers are at, and were.
#[derive(Clone, Debug)]
pub(super) struct Controllers {
    volume: u8,
    expression: u8,
    /// Linear gain of volume and expression.
    pub(super) gain: Steps,
    /// -1..=1.
    pub(super) pan: Steps,
    /// Levels of the sends, 0..=1.
    pub(super) reverb: Steps,
    pub(super) chorus: Steps,
    /// Semitones, fine tuning included.
    pub(super) bend: Steps,
    /// Semitones.
    pub(super) vibrato: Steps,
    /// 0..=1.
    pub(super) pressure: Steps,
    /// -1..1 of the range.
    wheel: f64,
    bend_range: f64,
    fine: f64,
    /// Semitones that keys are shifted by.
    pub(super) coarse: f64,
    pub(super) sustain: bool,
    pub(super) sostenuto: bool,
    pub(super) soft: bool,
    pub(super) mono: bool,
    pub(super) portamento: bool,
    portamento_time: u8,
    /// The key that the next note glides from.
    pub(super) glide_from: Option<u8>,
    parameter: Parameter,
    data: (u8, u8),
    /// Those that SoundFonts hear, 0..=1, by number.
    pub(super) heard: BTreeMap<u8, Steps>,
}

/// What data entry sets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Parameter {
    None,
    Registered(u8, u8),
    NonRegistered(u8, u8),
}

/// What a controller's message did, beyond moving it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Effect {
    None,
    SustainUp,
    SostenutoDown,
    SostenutoUp,
    NotesOff,
    SoundOff,
    Bank(Option<u8>, Option<u8>),
    /// The controller has no effect here.
    NotFollowed(&'static str),
}

impl Controllers {
    /// As a synth has them after it is switched on (GM 2, section 3.3.4; RP-015 for reverb).
    pub(super) fn new() -> Self {
        let mut new = Self {
            volume: 100,
            expression: 127,
            gain: Steps::new(0.0),
            pan: Steps::new(0.0),
            reverb: Steps::new(40.0 / 127.0),
            chorus: Steps::new(0.0),
            bend: Steps::new(0.0),
            vibrato: Steps::new(0.0),
            pressure: Steps::new(0.0),
            wheel: 0.0,
            bend_range: 2.0,
            fine: 0.0,
            coarse: 0.0,
            sustain: false,
            sostenuto: false,
            soft: false,
            mono: false,
            portamento: false,
            portamento_time: 0,
            glide_from: None,
            parameter: Parameter::None,
            data: (0, 0),
            heard: BTreeMap::new(),
        };
        new.level(0);
        new
    }

    /// The same, and those that SoundFonts hear.
    pub(super) fn hearing(hears: impl Fn(u8) -> bool) -> Self {
        let rests = |number: u8| match number {
            7 => 100.0 / 127.0,
            11 => 1.0,
            WHEEL => 0.5,
            8 | 10 | 70..=79 => 64.0 / 127.0,
            _ => 0.0,
        };
        let heard = (0..=WHEEL).filter(|number| hears(*number));
        let heard = heard.map(|number| (number, Steps::new(rests(number)))).collect();
        Self { heard, ..Self::new() }
    }

    /// Goes back to how they were at the beginning, from `tick` on.
    pub(super) fn switch_on(&mut self, tick: u64) {
        let new = Self::new();
        let steps = |old: &mut Steps, new: &Steps| old.set(tick, new.last());
        steps(&mut self.pan, &new.pan);
        steps(&mut self.reverb, &new.reverb);
        steps(&mut self.chorus, &new.chorus);
        (self.volume, self.bend_range) = (new.volume, new.bend_range);
        (self.fine, self.coarse, self.mono) = (new.fine, new.coarse, new.mono);
        self.portamento_time = new.portamento_time;
        self.reset(tick);
    }

    /// Reset All Controllers (RP-015): volume, pan, sends, program and tuning stay.
    fn reset(&mut self, tick: u64) {
        self.expression = 127;
        self.level(tick);
        self.wheel = 0.0;
        self.bent(tick);
        self.vibrato.set(tick, 0.0);
        self.pressure.set(tick, 0.0);
        (self.sustain, self.sostenuto, self.soft, self.portamento) = (false, false, false, false);
        (self.parameter, self.glide_from) = (Parameter::None, None);
    }

    /// Both act as 40 log of their share (GM 2, sections 3.3.3 and 3.3.5).
    fn level(&mut self, tick: u64) {
        let share = f64::from(self.volume) / 127.0 * (f64::from(self.expression) / 127.0);
        self.gain.set(tick, share * share);
    }

    fn bent(&mut self, tick: u64) {
        let bend = self.wheel * self.bend_range + self.fine;
        self.bend.set(tick, bend.clamp(-MOST_BEND, MOST_BEND));
    }

    /// The bend wheel, -1..1.
    pub(super) fn bend(&mut self, tick: u64, wheel: f64) {
        self.wheel = wheel;
        if let Some(steps) = self.heard.get_mut(&WHEEL) {
            steps.set(tick, (wheel + 1.0) / 2.0);
        }
        self.bent(tick);
    }

    /// Seconds of a glide: the square of the controller up to 2 s, as its low half is what is used.
    pub(super) fn glide_s(&self) -> f64 {
        let share = f64::from(self.portamento_time) / 127.0;
        2.0 * share * share
    }

    /// Takes a controller's message.
    pub(super) fn set(&mut self, tick: u64, number: u8, value: u8) -> Effect {
        let share = f64::from(value) / 127.0;
        let down = value >= 64;
        let heard = self.heard.get_mut(&number);
        let follows = heard.map(|steps| steps.set(tick, share)).is_some();
        match number {
            0 => return Effect::Bank(Some(value), None),
            32 => return Effect::Bank(None, Some(value)),
            1 => self.vibrato.set(tick, VIBRATO * share),
            5 => self.portamento_time = value,
            6 => return self.data_entry(tick, Some(value), None),
            38 => return self.data_entry(tick, None, Some(value)),
            7 => {
                self.volume = value;
                self.level(tick);
            }
            // 0 and 1 are both hard left, so that 64 is the centre (RP-036).
            10 => self.pan.set(tick, (f64::from(value.max(1)) - 64.0) / 63.0),
            11 => {
                self.expression = value;
                self.level(tick);
            }
            64 => {
                let was = std::mem::replace(&mut self.sustain, down);
                return if was && !down { Effect::SustainUp } else { Effect::None };
            }
            65 => self.portamento = down,
            66 => {
                let was = std::mem::replace(&mut self.sostenuto, down);
                return match (was, down) {
                    (false, true) => Effect::SostenutoDown,
                    (true, false) => Effect::SostenutoUp,
                    _ => Effect::None,
                };
            }
            67 => self.soft = down,
            84 => self.glide_from = Some(value),
            91 => self.reverb.set(tick, share),
            93 => self.chorus.set(tick, share),
            96 => return self.step(tick, 1),
            97 => return self.step(tick, -1),
            98 => self.parameter = Parameter::NonRegistered(self.number().0, value),
            99 => self.parameter = Parameter::NonRegistered(value, self.number().1),
            100 => self.parameter = Parameter::Registered(self.number().0, value),
            101 => self.parameter = Parameter::Registered(value, self.number().1),
            120 => return Effect::SoundOff,
            121 => {
                let held = self.sustain || self.sostenuto;
                self.reset(tick);
                return if held { Effect::SustainUp } else { Effect::None };
            }
            123..=125 => return Effect::NotesOff,
            126 | 127 => {
                self.mono = number == 126;
                return Effect::NotesOff;
            }
            // Where they stand as they are switched on they ask for nothing.
            71..=78 if value == 64 || follows => {}
            92 | 94 | 95 if value == 0 => {}
            71 => return Effect::NotFollowed("resonance"),
            72 => return Effect::NotFollowed("release time"),
            73 => return Effect::NotFollowed("attack time"),
            74 => return Effect::NotFollowed("brightness"),
            75 => return Effect::NotFollowed("decay time"),
            76..=78 => return Effect::NotFollowed("vibrato's rate, depth or delay"),
            92 | 94 | 95 => return Effect::NotFollowed("tremolo, celeste or phaser send"),
            // Low bytes of the above, and what is not defined: no synth follows them.
            _ => {}
        }
        Effect::None
    }

    /// The number of the parameter so far.
    fn number(&self) -> (u8, u8) {
        match self.parameter {
            Parameter::None => (127, 127),
            Parameter::Registered(high, low) | Parameter::NonRegistered(high, low) => (high, low),
        }
    }

    fn step(&mut self, tick: u64, by: i32) -> Effect {
        let value = (i32::from(self.data.0) << 7 | i32::from(self.data.1)) + by;
        let value = value.clamp(0, 16_383);
        self.data_entry(tick, Some((value >> 7) as u8), Some((value & 127) as u8))
    }

    fn data_entry(&mut self, tick: u64, high: Option<u8>, low: Option<u8>) -> Effect {
        // A new high byte starts from a low byte of 0.
        self.data = match (high, low) {
            (Some(high), low) => (high, low.unwrap_or(0)),
            (None, low) => (self.data.0, low.unwrap_or(self.data.1)),
        };
        let (high, low) = (f64::from(self.data.0), f64::from(self.data.1));
        match self.parameter {
            Parameter::Registered(0, 0) => self.bend_range = high + low / 100.0,
            Parameter::Registered(0, 1) => self.fine = (high * 128.0 + low) / 8192.0 - 1.0,
            Parameter::Registered(0, 2) => self.coarse = high - 64.0,
            Parameter::Registered(127, 127) | Parameter::None => return Effect::None,
            Parameter::Registered(..) => return Effect::NotFollowed("registered parameter"),
            Parameter::NonRegistered(..) => return Effect::NotFollowed("non-registered parameter"),
        }
        self.bent(tick);
        Effect::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_and_expression_are_forty_decibels_a_decade() {
        let mut controllers = Controllers::new();
        controllers.set(1, 7, 127);
        assert_eq!(controllers.gain.last(), 1.0);
        controllers.set(2, 11, 64);
        let gain_db = 20.0 * libm::log10(controllers.gain.last());
        assert!((gain_db - 40.0 * libm::log10(64.0 / 127.0)).abs() < 1e-9);
    }

    #[test]
    fn the_bend_range_is_a_registered_parameter() {
        let mut controllers = Controllers::new();
        controllers.bend(1, 0.5);
        assert_eq!(controllers.bend.last(), 1.0);
        for (number, value) in [(101, 0), (100, 0), (6, 12), (38, 0), (101, 127), (100, 127)] {
            assert_eq!(controllers.set(2, number, value), Effect::None);
        }
        assert_eq!(controllers.bend.last(), 6.0);
        // Data entry without a parameter sets nothing.
        controllers.set(3, 6, 24);
        assert_eq!(controllers.bend.last(), 6.0);
    }

    #[test]
    fn tuning_shifts_keys_and_bends() {
        let mut controllers = Controllers::new();
        for (number, value) in [(101, 0), (100, 2), (6, 62), (100, 1), (6, 96), (38, 0)] {
            controllers.set(0, number, value);
        }
        assert_eq!(controllers.coarse, -2.0);
        assert_eq!(controllers.bend.last(), 0.5);
    }
}
