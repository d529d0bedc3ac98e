//! The options of the render calls, by their old names and meanings.

use crate::quality::Quality;
use rebounce::{Gain, Length, Options, Tail};
use rebounce_song::{Beats, BeatsPerMinute};

/// How a render is wanted. The default is that of the old call.
#[derive(Clone, Debug, PartialEq)]
pub struct RenderOptions {
    /// Rate and depth, where they are not given by themselves; default standard.
    pub quality: Option<Quality>,
    /// Frames per second; default the quality's.
    pub sample_rate: Option<u32>,
    /// 16, 24 or 32 bits of files; default the quality's. Sound in memory is f32 always.
    pub bit_depth: Option<u16>,
    /// Whether inserts work; faders, pans, EQs and sends do all the same. Default true.
    pub include_effects: bool,
    /// Whether the last 0.1 s fades, once, where the sound is cut; default true.
    pub fade_out: bool,
    /// Frames of output, exactly; default none.
    pub length: Option<u64>,
    /// Where the output begins; default 0.
    pub start_time: Beats,
    /// Where the music ends; default none: with all its notes.
    pub end_time: Option<Beats>,
    /// Tempo instead of the song's; default none.
    pub bpm: Option<f64>,
    /// Length where none is given: by the old rule (whole bars with room for releases, at least
    /// 2 s; default), or until it has rung out.
    pub natural: bool,
    /// Staging of the gain; default off, as the old engine and playback have it.
    pub gain: Gain,
    /// Longest output in seconds; default 300 (`maxRenderTime`).
    pub max_seconds: f64,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            quality: None,
            sample_rate: None,
            bit_depth: None,
            include_effects: true,
            fade_out: true,
            length: None,
            start_time: Beats(0.0),
            end_time: None,
            bpm: None,
            natural: false,
            gain: Gain::Off,
            max_seconds: 300.0,
        }
    }
}

impl RenderOptions {
    /// `renderPatternPreview`: 22050 Hz, 16 bits, no effects, so many seconds (10 by default there).
    #[must_use]
    pub fn preview(seconds: f64) -> Self {
        let frames = (seconds * f64::from(Quality::DEMO.sample_rate)).round().max(1.0) as u64;
        Self {
            quality: Some(Quality::DEMO),
            include_effects: false,
            length: Some(frames),
            ..Self::default()
        }
    }

    /// `renderPatternHQ`: 48000 Hz, 24 bits.
    #[must_use]
    pub fn high() -> Self {
        Self { quality: Some(Quality::HIGH), ..Self::default() }
    }

    /// `renderPatternMaster`: 96000 Hz, 32 bits, no fade.
    #[must_use]
    pub fn master() -> Self {
        Self { quality: Some(Quality::STUDIO), fade_out: false, ..Self::default() }
    }

    /// Rate and depth that hold.
    #[must_use]
    pub fn rate_and_depth(&self) -> Quality {
        let named = self.quality.unwrap_or(Quality::STANDARD);
        Quality {
            sample_rate: self.sample_rate.unwrap_or(named.sample_rate),
            bit_depth: self.bit_depth.unwrap_or(named.bit_depth),
        }
    }

    /// The renderer's options; what is not said here (threads, clock, resources, limits) stays as
    /// in `base`.
    #[must_use]
    pub fn over(&self, base: &Options) -> Options {
        let mut options = base.clone();
        options.sample_rate = self.rate_and_depth().sample_rate;
        options.effects = self.include_effects;
        options.fade = self.fade_out;
        options.from = self.start_time;
        options.to = self.end_time;
        options.tempo = self.bpm.map(BeatsPerMinute);
        options.length = match (self.length, self.natural || self.end_time.is_some()) {
            (Some(frames), _) => Length::Frames(frames),
            (None, true) => Length::Natural,
            (None, false) => Length::Api,
        };
        options.tail = match self.end_time {
            // A part is as long as it was asked for.
            Some(_) if !self.natural => Tail::Cut,
            _ => Tail::Natural,
        };
        options.gain = self.gain;
        options.limits.seconds = self.max_seconds;
        options
    }
}
