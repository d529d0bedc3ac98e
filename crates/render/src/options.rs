//! How a song is to be rendered.

use crate::clock::Clock;
use crate::error::Error;
use crate::resources::Resources;
use rebounce_dsp::lanes::Level;
use rebounce_song::{Beats, BeatsPerMinute, Id};

/// How a song is to be rendered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Frames per second, 8000..=192000; default 44100.
    pub sample_rate: u32,
    /// Tempo instead of the song's (its later changes scaled alike); default none.
    pub tempo: Option<BeatsPerMinute>,
    /// Where the output begins; default the song's beginning.
    pub from: Beats,
    /// Where the music ends: what would start later is not played, what is held is let go. Default
    /// none: the song's end.
    pub to: Option<Beats>,
    /// How long the output is; default natural.
    pub length: Length,
    /// What happens after the last note; default natural.
    pub tail: Tail,
    /// Effects of instruments, tracks, buses and master; default true. Faders, pans, EQs and
    /// sends work all the same.
    pub effects: bool,
    /// A fade over the last 0.1 s where the output is cut while it sounds; default true.
    pub fade: bool,
    /// Staging of the mix's gain; default predictive.
    pub gain: Gain,
    /// What to do about what is missing; default substitute.
    pub on_missing: OnMissing,
    /// Hand out each track and bus beside the mix; default false.
    pub stems: bool,
    /// Hand out these instruments beside the mix, behind the tracks and buses; default none.
    pub groups: Vec<Group>,
    /// Worker threads; 0: as many as the machine has. Default 0.
    pub threads: usize,
    /// Frames per window, 1..=65536; default 2048. It changes no sample.
    pub window: usize,
    /// SIMD instructions to use; default the best there are. It changes no sample.
    pub level: Level,
    /// Bounds on what a song may ask for.
    pub limits: Limits,
    /// What renders share; default nothing that another render has. It changes no sample.
    pub resources: Resources,
    /// Keep what every task took, for [`crate::Render::costs`]; needs a clock, and memory for each
    /// window. The plan is then one for many threads. Default false.
    pub costs: bool,
    /// Where timings come from; default none, and the report's timings are zero.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sample_rate: 44_100,
            tempo: None,
            from: Beats(0.0),
            to: None,
            length: Length::Natural,
            tail: Tail::Natural,
            effects: true,
            fade: true,
            gain: Gain::Predictive,
            on_missing: OnMissing::Substitute,
            stems: false,
            groups: Vec::new(),
            threads: 0,
            window: 2048,
            level: Level::best(),
            limits: Limits::default(),
            resources: Resources::default(),
            costs: false,
            clock: Clock::default(),
        }
    }
}

/// Instruments that are handed out together beside the mix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Comes back with the stem.
    pub id: String,
    /// Comes back with the stem.
    pub name: String,
    /// Ids of instruments of the song. None: the stem is silent.
    pub instruments: Vec<Id>,
    /// The audio clips too; default false.
    pub clips: bool,
    /// Where the sound is taken; default as it is heard in the mix.
    pub tap: Tap,
}

/// Where the sound of a [`Group`] is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tap {
    /// As it is heard in the mix: through the mixer and the master's linear parts. What shares a
    /// strip with others goes through a copy of it, so if groups share out all instruments and
    /// clips, and all effects are linear, they add up to the mix; of an effect that is not linear
    /// (a compressor) each group is heard as if it were alone there. Side chains hear what they
    /// hear in the mix.
    #[default]
    Mix,
    /// As it enters its mixer track, ahead of the track's inserts and fader, with the instruments'
    /// own effects. All must be on one track.
    Track,
}

/// How long the output is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// To the end of the last note, and then the tail.
    #[default]
    Natural,
    /// The rule of the engine Rebounce replaces: whole bars with room for a release, at least
    /// two seconds; no tail.
    Api,
    /// Exactly this many frames; no tail.
    Frames(u64),
}

/// What happens after the last note.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tail {
    /// Until what rings has fallen below -90 dBFS, at most 30 s.
    #[default]
    Natural,
    /// The output ends with the last note.
    Cut,
    /// Exactly this many seconds, 0..=600.
    Seconds(f64),
}

/// Staging of the mix's gain. One gain for mix and stems, after the master.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gain {
    /// None: what playback sounds like.
    Off,
    /// `0.75 / (instruments * mean track gain)`, the formula of the engine Rebounce replaces.
    Auto,
    /// From the predicted peak of the mix; a look-ahead limiter keeps -1 dBTP.
    #[default]
    Predictive,
}

/// What to do about a recording that cannot be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMissing {
    /// Leave it out, and report it.
    Skip,
    /// Play something in its place (a synthetic drum found by name, else a plucked tone), and
    /// report it.
    #[default]
    Substitute,
    /// Refuse the render.
    Fail,
}

/// Bounds on what a song may ask for: an input that asks for more is refused.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Bounds on the song itself.
    pub song: rebounce_song::check::Limits,
    /// Length of the output in seconds; default 24 hours.
    pub seconds: f64,
    /// Notes after the arrangement is unrolled; default 4 million.
    pub notes: usize,
    /// Voices that sound at once; default 16384.
    pub voices: usize,
    /// Bytes of decoded recordings; default 2 GiB.
    pub recording_bytes: u64,
    /// Bytes in which voices that come again are kept; default 64 MiB. It changes no sample, and
    /// nothing is refused for it.
    pub print_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            song: rebounce_song::check::Limits::default(),
            seconds: 24.0 * 3600.0,
            notes: 4_000_000,
            voices: 16_384,
            recording_bytes: 2 << 30,
            print_bytes: 64 << 20,
        }
    }
}

impl Options {
    /// Checks the ranges above.
    ///
    /// # Errors
    /// [`Error::Option`], naming the option.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |option, found: String, wanted: &str| {
            Err(Error::Option { option, found, wanted: wanted.to_owned() })
        };
        if !(8_000..=192_000).contains(&self.sample_rate) {
            return refuse("sample rate", self.sample_rate.to_string(), "8000 to 192000");
        }
        if !(1..=65_536).contains(&self.window) {
            return refuse("window", self.window.to_string(), "1 to 65536 frames");
        }
        if self.threads > 1024 {
            return refuse("threads", self.threads.to_string(), "at most 1024");
        }
        if let Some(BeatsPerMinute(tempo)) = self.tempo
            && !(1.0..=999.0).contains(&tempo)
        {
            return refuse("tempo", tempo.to_string(), "1 to 999");
        }
        if !(0.0..=1e9).contains(&self.from.0) {
            return refuse("from", self.from.0.to_string(), "a position in the song, at least 0");
        }
        if let Some(to) = self.to
            && !(to.0 > self.from.0 && to.0 <= 1e9)
        {
            return refuse("to", to.0.to_string(), "a position after from");
        }
        if let Tail::Seconds(seconds) = self.tail
            && !(0.0..=600.0).contains(&seconds)
        {
            return refuse("tail", seconds.to_string(), "0 to 600 seconds");
        }
        Ok(())
    }
}
