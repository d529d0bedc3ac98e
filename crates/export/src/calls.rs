//! The old calls, one by one.

use crate::audio::{Audio, Take};
use crate::error::Error;
use crate::export::{Export, File, What};
use crate::job::{Job, Placed};
use crate::moment::Moment;
use crate::options::RenderOptions;
use crate::sample::{SampleOptions, sample};
use rebounce::{Assets, NoAssets, Options, Render};
use rebounce_dsp::Recording;
use rebounce_song::arrangement::Clip;
use rebounce_song::{Beats, Song};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Asked after each window: progress is the render's position of its length; it breaks to cancel.
pub type Watch = Arc<dyn Fn(&Render) -> ControlFlow<()> + Send + Sync>;

/// What calls share: recordings, threads, what is loaded once, the moment, who watches.
#[derive(Clone)]
pub struct Session<'a> {
    /// Where recordings come from.
    pub assets: &'a dyn Assets,
    /// Threads, clock, resources, limits and what to do about missing recordings; what a call's
    /// own options say goes before.
    pub options: Options,
    /// When the calls are made; default 1970.
    pub now: Moment,
    /// Default none.
    pub watch: Option<Watch>,
}

impl Default for Session<'_> {
    fn default() -> Self {
        Self::new(&NoAssets)
    }
}

impl<'a> Session<'a> {
    /// With default options.
    #[must_use]
    pub fn new(assets: &'a dyn Assets) -> Self {
        Self { assets, options: Options::default(), now: Moment::default(), watch: None }
    }

    /// Renders a job.
    ///
    /// # Errors
    /// As [`Job::take`].
    pub fn take(&self, job: &Job) -> Result<Take, Error> {
        self.take_with(job, self.assets)
    }

    fn take_with(&self, job: &Job, assets: &dyn Assets) -> Result<Take, Error> {
        let watch = self.watch.clone();
        let mut watch = |render: &Render| match &watch {
            Some(watch) => watch(render),
            None => ControlFlow::Continue(()),
        };
        job.take(assets, self.now, &mut watch)
    }

    /// `renderPattern`.
    ///
    /// # Errors
    /// [`Error::NoPattern`], [`Error::TooLong`], [`Error::Render`], [`Error::Cancelled`].
    pub fn render_pattern(
        &self,
        song: &Song,
        pattern: &str,
        options: &RenderOptions,
    ) -> Result<Take, Error> {
        self.take(&Job::pattern(song, pattern, &options.over(&self.options))?)
    }

    /// `renderArrangement`: the sequence, as playback would have it. A length by the old rule is
    /// meant for patterns; here the music rings out.
    ///
    /// # Errors
    /// [`Error::EmptySequence`], and as [`Session::render_pattern`].
    pub fn render_arrangement(
        &self,
        song: &Song,
        sequence: &[Placed],
        options: &RenderOptions,
    ) -> Result<Take, Error> {
        let options = self.unbounded(options);
        self.take(&Job::sequence(song, sequence, &options.over(&self.options))?)
    }

    /// `renderTrackToAudio`: the clips of a row from `start` to `end`, exactly so long.
    ///
    /// # Errors
    /// [`Error::NoClips`], and as [`Session::render_pattern`].
    pub fn render_track(
        &self,
        song: &Song,
        clips: &[Clip],
        options: &RenderOptions,
    ) -> Result<Take, Error> {
        let options = self.unbounded(options);
        let part = (options.start_time, options.end_time);
        self.take(&Job::track(song, clips, part, &options.over(&self.options))?)
    }

    /// `renderSampleWithEffects`.
    ///
    /// # Errors
    /// [`Error::Render`], [`Error::Cancelled`].
    pub fn render_sample(
        &self,
        recording: &Recording,
        options: &SampleOptions,
    ) -> Result<Audio, Error> {
        let (job, only) = sample(recording, options, &self.options)?;
        Ok(self.take_with(&job, &only)?.audio)
    }

    /// `exportPattern`, by kind also `exportPatternChannels`, `exportPatternStems`, `freezePattern`
    /// and `quickMixdown`: the files of one pattern, from one pass.
    ///
    /// # Errors
    /// As [`Session::render_pattern`]; [`Error::Codec`].
    pub fn export_pattern(
        &self,
        song: &Song,
        pattern: &str,
        export: &Export,
    ) -> Result<Vec<File>, Error> {
        let mut options = export.options.clone();
        if let What::Selection { from, to } = export.what {
            (options.start_time, options.end_time) = (from, Some(to));
        }
        let job = Job::pattern(song, pattern, &options.over(&self.options))?;
        export.files(self, job)
    }

    /// `exportArrangement`: the files of the whole timeline, or of a selection of it.
    ///
    /// # Errors
    /// [`Error::NoClips`], and as [`Session::export_pattern`].
    pub fn export_arrangement(&self, song: &Song, export: &Export) -> Result<Vec<File>, Error> {
        let mut options = export.options.clone();
        if let What::Selection { from, to } = export.what {
            (options.start_time, options.end_time) = (from, Some(to));
        }
        let options = self.unbounded(&options);
        let job = Job::arrangement(song, &options.over(&self.options))?;
        export.files(self, job)
    }

    /// `exportChannels`: instruments of a pattern that are heard through the mixer tracks of these
    /// ids, a file a track, `master` meaning all of them; what went wrong stands in a track's
    /// place. All come from one pass.
    ///
    /// # Errors
    /// [`Error::NoChannels`], and as [`Session::export_pattern`].
    pub fn export_channels(
        &self,
        song: &Song,
        pattern: &str,
        tracks: &[String],
        export: &Export,
    ) -> Result<Vec<File>, Error> {
        if tracks.is_empty() {
            return Err(Error::NoChannels);
        }
        let job = Job::pattern(song, pattern, &export.options.over(&self.options))?;
        export.tracks(self, job, tracks)
    }

    /// `batchExportPatterns`, `batchFreezePatterns`: one export of each; one that fails stops no
    /// other.
    pub fn batch(
        &self,
        song: &Song,
        patterns: &[String],
        export: &Export,
    ) -> Vec<(String, Result<Vec<File>, Error>)> {
        let one = |id: &String| (id.clone(), self.export_pattern(song, id, export));
        patterns.iter().map(one).collect()
    }

    /// Arrangements ring out, and had no limit on their length.
    fn unbounded(&self, options: &RenderOptions) -> RenderOptions {
        let mut options = options.clone();
        options.natural |= options.end_time.is_none();
        options.max_seconds = options.max_seconds.max(self.options.limits.seconds);
        options
    }
}

impl RenderOptions {
    /// From here to there.
    #[must_use]
    pub fn part(self, from: Beats, to: Beats) -> Self {
        Self { start_time: from, end_time: Some(to), ..self }
    }
}
