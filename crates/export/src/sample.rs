//! A single recording through effects: a song of one audio clip.

use crate::error::Error;
use crate::job::Job;
use rebounce::{AssetError, Assets, Gain, Length, Options};
use rebounce_dsp::Recording;
use rebounce_song::arrangement::{Arrangement, AudioClip, Clip, ClipContent};
use rebounce_song::mixer::{Mixer, Track};
use rebounce_song::{Beats, BeatsPerMinute, Decibels, Effect, Seconds, Song};
use std::sync::Arc;

/// How a recording is to be heard.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleOptions {
    /// Frames per second of what comes out; default the recording's.
    pub sample_rate: Option<u32>,
    /// Linear, seconds of what comes out; default 0.
    pub fade_in: f64,
    /// See `fade_in`.
    pub fade_out: f64,
    /// -96..=24 dB; default 0.
    pub gain: f64,
    /// Which changes pitch too, 1/16..=16; default 1.
    pub playback_rate: f64,
    /// Where in the recording it begins, seconds; default 0.
    pub sample_offset: f64,
    /// How much of the recording is heard, seconds; default all behind the offset.
    pub duration: Option<f64>,
    /// Default none.
    pub effects: Vec<Effect>,
}

impl Default for SampleOptions {
    fn default() -> Self {
        Self {
            sample_rate: None,
            fade_in: 0.0,
            fade_out: 0.0,
            gain: 0.0,
            playback_rate: 1.0,
            sample_offset: 0.0,
            duration: None,
            effects: Vec::new(),
        }
    }
}

/// The one recording.
pub(crate) struct Only(Arc<Recording>);

impl Assets for Only {
    fn recording(&self, _reference: &str) -> Result<Arc<Recording>, AssetError> {
        Ok(Arc::clone(&self.0))
    }
}

/// The job, and where its recording comes from. The output has two channels; a recording of one
/// is on both, and loses nothing at the centre.
pub(crate) fn sample(
    recording: &Recording,
    wanted: &SampleOptions,
    base: &Options,
) -> Result<(Job, Only), Error> {
    let rate = wanted.sample_rate.unwrap_or(recording.sample_rate);
    let own = f64::from(recording.sample_rate.max(1));
    let left = (recording.frames() as f64 / own - wanted.sample_offset).max(0.0);
    let heard = wanted.duration.filter(|it| *it > 0.0).unwrap_or(left).min(left);
    let seconds = heard / wanted.playback_rate.clamp(1.0 / 16.0, 16.0);
    // At 60 beats per minute a beat is a second.
    let clip = Clip {
        track: None,
        start: Beats(0.0),
        length: Beats(seconds),
        muted: false,
        content: ClipContent::Audio(AudioClip {
            recording: "sample".to_owned(),
            offset: Seconds(wanted.sample_offset),
            rate: wanted.playback_rate,
            fade_in: Beats(wanted.fade_in),
            // As before: no fade that would begin ahead of the sound.
            fade_out: Beats(if seconds > wanted.fade_out { wanted.fade_out } else { 0.0 }),
            gain: Decibels(wanted.gain),
            output: "sample".to_owned(),
        }),
    };
    let track =
        Track { id: "sample".to_owned(), inserts: wanted.effects.clone(), ..Track::default() };
    let song = Song {
        name: "sample".to_owned(),
        tempo: BeatsPerMinute(60.0),
        arrangement: Arrangement { clips: vec![clip], ..Arrangement::default() },
        mixer: Mixer { tracks: vec![track], master_volume: 1.0, ..Mixer::default() },
        ..Song::default()
    };
    let mut options = base.clone();
    options.sample_rate = rate;
    options.length = Length::Frames((seconds * f64::from(rate)).ceil().max(1.0) as u64);
    options.gain = Gain::Off;
    options.fade = false;
    let mut both = recording.clone();
    if both.channels.len() == 1 {
        both.channels.extend_from_within(..);
    }
    let name = song.name.clone();
    Ok((Job { song, id: name.clone(), name, options }, Only(Arc::new(both))))
}
