//! Sound in memory, and what a render came to.

use crate::moment::Moment;
use rebounce::{Report, StemInfo};
use rebounce_dsp::Recording;

/// Sound in memory: two channels of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audio {
    /// `[channel][frame]`.
    pub channels: [Vec<f32>; 2],
    /// Frames per second.
    pub sample_rate: u32,
}

impl Audio {
    /// Nothing yet.
    #[must_use]
    pub fn new(sample_rate: u32) -> Self {
        Self { channels: [Vec::new(), Vec::new()], sample_rate }
    }

    /// A recording; one of one channel is on both.
    #[must_use]
    pub fn of(recording: &Recording) -> Self {
        let channel = |number: usize| {
            let channels = &recording.channels;
            channels.get(number).or(channels.first()).cloned().unwrap_or_default()
        };
        Self { channels: [channel(0), channel(1)], sample_rate: recording.sample_rate }
    }

    /// Its length.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.channels[0].len()
    }

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.sample_rate.max(1))
    }

    /// Adds frames at its end.
    ///
    /// # Panics
    /// If the channels differ in length.
    pub fn push(&mut self, left: &[f32], right: &[f32]) {
        assert_eq!(left.len(), right.len(), "both channels have the same frames");
        self.channels[0].extend_from_slice(left);
        self.channels[1].extend_from_slice(right);
    }

    /// Largest magnitude.
    #[must_use]
    pub fn peak(&self) -> f32 {
        self.channels.iter().flatten().fold(0.0, |peak, x| peak.max(x.abs()))
    }
}

/// A channel or stem of a take.
#[derive(Clone, Debug, PartialEq)]
pub struct Stem {
    /// Which.
    pub info: StemInfo,
    /// As long as the mix, and in time with it.
    pub audio: Audio,
}

/// What a job came to: the old `PatternResult`, and more.
#[derive(Clone, Debug, PartialEq)]
pub struct Take {
    /// The mix (`audioBuffer`, `sampleRate`, `channels`).
    pub audio: Audio,
    /// Channels and stems that were asked for, from the same pass.
    pub stems: Vec<Stem>,
    /// Id of what was rendered (`patternId`).
    pub id: String,
    /// Its name (`patternName`).
    pub name: String,
    /// Seconds that preparing and rendering took, by the clock of the options; 0 without one.
    pub render_seconds: f64,
    /// When (`renderTime`, which never was a duration): the session's moment.
    pub rendered_at: Moment,
    /// What the render has to say, with all diagnostics.
    pub report: Report,
}

impl Take {
    /// Seconds of sound (`duration`).
    #[must_use]
    pub fn duration(&self) -> f64 {
        self.audio.seconds()
    }
}
