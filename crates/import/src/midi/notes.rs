//! Notes that are held, and what they become when they end.

use super::channel::Player;
use super::clock::Clock;
use rebounce_song::pattern::{BendPoint, Note};
use rebounce_song::{Beats, Semitones};

/// A note that sounds.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) player: Player,
    /// As the message has it.
    pub(super) key: u8,
    /// As it sounds.
    pub(super) pitch: f64,
    pub(super) start: u64,
    /// 0..=1, linear gain.
    pub(super) velocity: f64,
    /// Linear, on top.
    pub(super) gain: f64,
    /// -1..=1.
    pub(super) pan: f64,
    /// The key is up; its release velocity. A pedal holds it.
    pub(super) released: Option<u8>,
    /// The sostenuto pedal has it.
    pub(super) sostenuto: bool,
    /// Most pressure on its key.
    pub(super) pressure: u8,
    /// The glide it begins with.
    pub(super) glide: Option<Glide>,
}

/// A glide at a note's start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glide {
    /// Where it comes from, in semitones from the note's pitch.
    pub(super) from: f64,
    pub(super) ticks: f64,
}

impl Held {
    /// The note, over at tick `end`.
    pub(super) fn over(&self, end: u64, clock: &Clock) -> Note {
        let start = clock.beat(self.start);
        let ticks = end.saturating_sub(self.start).max(1);
        Note {
            start: Beats(start),
            length: Beats(clock.beat(self.start + ticks) - start),
            key: self.pitch,
            velocity: self.velocity,
            expression: self.gain,
            pan: self.pan,
            aftertouch: f64::from(self.pressure) / 127.0,
            release_velocity: f64::from(self.released.unwrap_or(0)) / 127.0,
            bend: self.glide.map(|glide| glide.bend(ticks)).unwrap_or_default(),
            ..Note::default()
        }
    }
}

impl Glide {
    /// The bend of a note of so many ticks.
    fn bend(self, ticks: u64) -> Vec<BendPoint> {
        let share = self.ticks / ticks as f64;
        let (at, left) = if share <= 1.0 { (share, 0.0) } else { (1.0, 1.0 - 1.0 / share) };
        let point = |at, bend| BendPoint { at, bend: Semitones(bend) };
        vec![point(0.0, self.from), point(at, self.from * left)]
    }
}
