//! The drum's settings, in musical units. `render` fills them field by field from the song's.

/// Which drum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Bass drum.
    #[default]
    Kick,
    /// Snare drum.
    Snare,
    /// Hand clap.
    Clap,
    /// Hi-hat, closed.
    ClosedHat,
    /// Hi-hat, open.
    OpenHat,
    /// Tom-tom.
    Tom,
    /// Crash or ride.
    Cymbal,
    /// Cowbell.
    Cowbell,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Kick,
        Self::Snare,
        Self::Clap,
        Self::ClosedHat,
        Self::OpenHat,
        Self::Tom,
        Self::Cymbal,
        Self::Cowbell,
    ];
}

/// A synthetic drum. Values outside their ranges are held at the range's end, NaN at the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Default kick.
    pub kind: Kind,
    /// Transposition, -24..=24 semitones; default 0. Key 60 plays the drum's own pitch.
    pub tune: f64,
    /// Length of the ring as a factor, 0.1..=4; default 1.
    pub decay: f64,
    /// Share of click (kick) or noise (snare, tom), from none to twice the usual; brightness of
    /// the others, from half an octave less to half an octave more. 0..=1; default 0.5.
    pub tone: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { kind: Kind::Kick, tune: 0.0, decay: 1.0, tone: 0.5 }
    }
}
