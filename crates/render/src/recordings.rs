//! Recordings, each asked for, checked and resampled once and then shared.

use crate::assets::{AssetError, Assets};
use crate::error::Error;
use crate::options::Options;
use crate::resources::{How, Resources};
use rebounce_dsp::Recording;
use rebounce_dsp::lanes::Level;
use rebounce_dsp::resample::resample;
use rebounce_dsp::stretch;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The recordings of one render.
pub(crate) struct Recordings<'a> {
    assets: &'a dyn Assets,
    resources: &'a Resources,
    sample_rate: u32,
    limit: u64,
    by_reference: BTreeMap<String, Result<Arc<Recording>, AssetError>>,
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) bytes: u64,
}

impl<'a> Recordings<'a> {
    pub(crate) fn new(assets: &'a dyn Assets, options: &'a Options) -> Self {
        Self {
            assets,
            resources: &options.resources,
            sample_rate: options.sample_rate,
            limit: options.limits.recording_bytes,
            by_reference: BTreeMap::new(),
            hits: 0,
            misses: 0,
            bytes: 0,
        }
    }

    /// The recording at the render's sample rate, or why it cannot be had.
    ///
    /// # Errors
    /// [`Error::TooManyRecordings`].
    pub(crate) fn get(
        &mut self,
        reference: &str,
    ) -> Result<Result<Arc<Recording>, AssetError>, Error> {
        if let Some(known) = self.by_reference.get(reference) {
            self.hits += 1;
            return Ok(known.clone());
        }
        let mut found = false;
        let recording = self.assets.recording(reference).and_then(usable).map(|recording| {
            if recording.sample_rate == self.sample_rate {
                return recording;
            }
            let rate = self.sample_rate;
            let make = || resample(&recording, rate);
            let (resampled, known) = self.resources.recording(&recording, How::Rate(rate), make);
            found = known;
            resampled
        });
        *(if found { &mut self.hits } else { &mut self.misses }) += 1;
        if let Ok(recording) = &recording {
            self.count(recording)?;
        }
        self.by_reference.insert(reference.to_owned(), recording.clone());
        Ok(recording)
    }

    /// A recording with these levels of its left and right side, of which each has the only channel
    /// if there is but one.
    ///
    /// # Errors
    /// [`Error::TooManyRecordings`].
    pub(crate) fn on_sides(
        &mut self,
        recording: &Recording,
        sides: [f64; 2],
    ) -> Result<Arc<Recording>, Error> {
        let [Some(left), Some(right)] = [recording.channels.first(), recording.channels.last()]
        else {
            unreachable!("a usable recording has one or two channels")
        };
        let scaled = |(channel, level): (&Vec<f32>, f64)| {
            channel.iter().map(|sample| sample * level as f32).collect()
        };
        let channels = [left, right].into_iter().zip(sides).map(scaled).collect();
        let both = Arc::new(Recording { channels, sample_rate: recording.sample_rate });
        self.count(&both)?;
        Ok(both)
    }

    /// A recording so many semitones higher and as long.
    ///
    /// # Errors
    /// [`Error::TooManyRecordings`].
    pub(crate) fn at_pitch(
        &mut self,
        recording: &Arc<Recording>,
        semitones: f64,
        level: Level,
    ) -> Result<Arc<Recording>, Error> {
        if semitones == 0.0 {
            return Ok(Arc::clone(recording));
        }
        let make = || stretch::at_pitch(recording, semitones, level);
        let how = How::Pitch(semitones.to_bits());
        let (moved, found) = self.resources.recording(recording, how, make);
        *(if found { &mut self.hits } else { &mut self.misses }) += 1;
        self.count(&moved)?;
        Ok(moved)
    }

    fn count(&mut self, recording: &Recording) -> Result<(), Error> {
        self.bytes += 4 * recording.channels.iter().map(|c| c.len() as u64).sum::<u64>();
        if self.bytes > self.limit {
            return Err(Error::TooManyRecordings { limit: self.limit });
        }
        Ok(())
    }
}

/// A recording that a voice can play: one or two channels, some frames, finite samples.
fn usable(recording: Arc<Recording>) -> Result<Arc<Recording>, AssetError> {
    let refuse = |message: &str| {
        Err(AssetError { code: "recording-unusable".to_owned(), message: message.to_owned() })
    };
    let channels = &recording.channels;
    if !matches!(channels.len(), 1 | 2) || channels.iter().any(|c| c.len() != recording.frames()) {
        return refuse("the recording does not have one or two channels of equal length");
    }
    if recording.frames() == 0 {
        return refuse("the recording is empty");
    }
    if !(1_000..=768_000).contains(&recording.sample_rate) {
        return refuse("the recording's sample rate is not between 1 and 768 kHz");
    }
    if channels.iter().flatten().any(|sample| !sample.is_finite()) {
        return refuse("the recording has samples that are not numbers");
    }
    Ok(recording)
}
