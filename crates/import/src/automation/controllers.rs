//! MIDI controllers as the engine Rebounce replaces takes them (fact sheet, section 7.2).

use crate::json::Json;
use crate::node::{Node, short};
use crate::scalar::folded;
use crate::studio::Studio;
use rebounce_song::automation::{Control, Target};

/// What a lane of a controller says.
#[derive(Clone, Copy)]
pub(super) enum Controller {
    /// Something a player does; the value that stands for 0, and the one that is 1 more.
    Player(Control, f64, f64),
    /// The level of the way to a bus that is called so.
    Send(&'static str),
}

/// Controllers by number. Level and pan are the instrument's: its mixer track may have others.
const NUMBERS: &[(u32, Controller)] = &[
    (1, Controller::Player(Control::ModWheel, 0.0, 127.0)),
    (5, Controller::Player(Control::Portamento, 0.0, 127.0 / 2.0)),
    (7, Controller::Player(Control::Level, 0.0, 127.0)),
    (10, Controller::Player(Control::Pan, 64.0, 64.0)),
    (11, Controller::Player(Control::Expression, 0.0, 127.0)),
    (64, Controller::Player(Control::Sustain, 0.0, 127.0)),
    // `0.1 + 30 v / 127`, which songs hold below 30.
    (71, Controller::Player(Control::Resonance, -0.1 * 127.0 / 30.0, 127.0 / 30.0)),
    (72, Controller::Player(Control::Release, 0.0, 127.0 / 5.0)),
    (73, Controller::Player(Control::Attack, 0.0, 127.0 / 2.0)),
    // `20 + 19980 v / 127`.
    (74, Controller::Player(Control::Cutoff, -20.0 * 127.0 / 19_980.0, 127.0 / 19_980.0)),
    (91, Controller::Send("reverb")),
    (93, Controller::Send("chorus")),
    (94, Controller::Send("delay")),
];

/// The controller of that number or name; `None`, with a word, if it cannot be followed.
pub(super) fn controller(node: &Node<'_>) -> Option<Controller> {
    if let Json::Text(text) = node.value {
        match folded(text).as_str() {
            "pitchbend" => return Some(Controller::Player(Control::PitchBend, 0.0, 4096.0)),
            "aftertouch" => return Some(Controller::Player(Control::Aftertouch, 0.0, 127.0)),
            _ => {}
        }
    }
    let number = node.number()?;
    let is = |known: u32| f64::from(known) == number;
    if let Some((_, controller)) = NUMBERS.iter().find(|(known, _)| is(*known)) {
        return Some(*controller);
    }
    let wanted =
        "`pitchBend`, `aftertouch` or one of 1, 5, 7, 10, 11, 64, 71, 72, 73, 74, 91, 93, 94";
    node.warn("controller-not-followed", wanted, "lane left out");
    None
}

impl Controller {
    /// The range of its values in documents.
    pub(super) fn range(self) -> (f64, f64) {
        match self {
            Self::Player(Control::PitchBend, ..) => (-8192.0, 8191.0),
            _ => (0.0, 127.0),
        }
    }

    /// A value as songs have it.
    pub(super) fn map(self, value: f64) -> f64 {
        match self {
            // Down from 64 on.
            Self::Player(Control::Sustain, ..) => f64::from(u8::from(value > 63.0)),
            Self::Player(control, zero, unit) => {
                let (least, most) = control.range();
                ((value - zero) / unit).clamp(least, most)
            }
            Self::Send(_) => value / 127.0,
        }
    }

    /// What it moves of an instrument; `None`, with a word, if there is none such.
    pub(super) fn target(
        self,
        instrument: &str,
        studio: &Studio,
        node: &Node<'_>,
    ) -> Option<Target> {
        let bus = match self {
            Self::Player(control, ..) => {
                let found = studio.instruments.iter().find(|it| it.id == instrument);
                let has = found.is_none_or(|it| it.sound.setting(control).is_some());
                if control.is_of_synths() && !has {
                    let wanted = format!("a synth: {:?} is none", short(instrument));
                    node.warn("lane-for-synths", wanted, "left out for that instrument");
                    return None;
                }
                return Some(Target::Instrument { instrument: instrument.to_owned(), control });
            }
            Self::Send(bus) => bus,
        };
        let tracks = &studio.mixer.mixer.tracks;
        let output = studio.instruments.iter().find(|it| it.id == instrument).map(|it| &it.output);
        let track = tracks.iter().find(|track| Some(&track.id) == output);
        let is_called = |id: &str| {
            let found = tracks.iter().find(|track| track.id == id);
            let effects = found.iter().flat_map(|track| &track.inserts);
            let kinds = effects.map(|effect| effect.settings.id());
            let names = found.iter().flat_map(|track| [track.id.as_str(), track.name.as_str()]);
            names.chain(kinds).any(|name| folded(name).contains(bus))
        };
        let send = track.and_then(|track| track.sends.iter().find(|send| is_called(&send.to)));
        match (track, send) {
            (Some(track), Some(send)) => {
                Some(Target::Send { track: track.id.clone(), to: send.to.clone() })
            }
            _ => {
                let wanted =
                    format!("a send of the track of {:?} to a bus with a {bus}", short(instrument));
                node.warn("lane-without-send", wanted, "left out for that instrument");
                None
            }
        }
    }
}
