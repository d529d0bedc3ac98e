//! An export: files of a job. Mix, channels and stems come from one pass, have one length, one
//! beginning, and one gain, so that the levels between them are kept.

use crate::audio::Audio;
use crate::calls::Session;
use crate::error::Error;
use crate::groups;
use crate::job::Job;
use crate::level::{Level, Levels, Meter, gain_to};
use crate::names::{Names, file_name};
use crate::options::RenderOptions;
use crate::process::{Chain, Process};
use crate::quality::{FileKind, Quality};
use rebounce::{Gain, Group};
use rebounce_codec::{Format, encode};
use rebounce_song::Beats;

/// What is exported: the old export types.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum What {
    /// The mix.
    #[default]
    Mix,
    /// A file an instrument.
    Channels,
    /// A file for each of the five stems that has an instrument: see [`crate::STEMS`].
    Stems,
    /// The mix of a part.
    Selection {
        /// Where it begins.
        from: Beats,
        /// Where it ends.
        to: Beats,
    },
    /// The mix as it takes a pattern's place: with effects, without a fade. (A song in which the
    /// pattern is replaced comes from [`crate::freeze()`].)
    Freeze,
}

/// How files are made. The default is the old manager's `defaultSettings`.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// What.
    pub what: What,
    /// And the mix beside channels or stems; default false.
    pub with_mix: bool,
    /// How it is rendered.
    pub options: RenderOptions,
    /// What is done to the sound afterwards. Levels in `normalize` are those of the loudest of the
    /// call's files; all get the same gain. Default: 0 dBFS.
    pub process: Process,
    /// Default WAV.
    pub kind: FileKind,
    /// Dither at 16 and 24 bits; default true.
    pub dither: bool,
    /// A file name's template ([`crate::fill`]); default by `what`.
    pub template: Option<String>,
}

impl Default for Export {
    fn default() -> Self {
        Self {
            what: What::Mix,
            with_mix: false,
            options: RenderOptions::default(),
            process: Process { normalize: vec![Level::Peak(0.0)], ..Process::default() },
            kind: FileKind::Wav,
            dither: true,
            template: None,
        }
    }
}

/// A file in memory: the old `FileInfo`.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Safe on every system (`filename`).
    pub name: String,
    /// Id of its channel or stem; of a mix that of the pattern.
    pub id: String,
    /// Media type (`type`).
    pub mime: &'static str,
    /// Its bytes (`size` is their number).
    pub bytes: Vec<u8>,
    /// Its sound ahead of rounding and dither (`buffer`, `duration`, `sampleRate`).
    pub audio: Audio,
}

impl Export {
    /// `exportPatternChannels`.
    #[must_use]
    pub fn channels() -> Self {
        Self { what: What::Channels, ..Self::default() }
    }

    /// `exportStems`: the preset STEMS_EXPORT.
    #[must_use]
    pub fn stems() -> Self {
        Self { what: What::Stems, options: RenderOptions::high(), ..Self::default() }
    }

    /// `quickMixdown`: the preset MIXDOWN.
    #[must_use]
    pub fn mixdown() -> Self {
        Self { options: RenderOptions::high(), ..Self::default() }
    }

    /// `freezePattern`: the preset FREEZE. It is not normalised: it takes the pattern's place.
    #[must_use]
    pub fn freeze() -> Self {
        let options = RenderOptions { fade_out: false, ..RenderOptions::default() };
        Self { what: What::Freeze, options, process: Process::default(), ..Self::default() }
    }

    /// The template that holds.
    fn template(&self) -> &str {
        self.template.as_deref().unwrap_or(match self.what {
            What::Mix | What::Selection { .. } => "{patternName}_{msEpoch}",
            What::Channels => "{patternName}_{instrumentName}_{msEpoch}",
            What::Stems => "{patternName}_{stemName}_{msEpoch}",
            What::Freeze => "{patternName}_frozen",
        })
    }

    /// Renders a job once and makes its files, mix first.
    ///
    /// # Errors
    /// As [`Session::export_pattern`].
    pub fn files(&self, session: &Session<'_>, mut job: Job) -> Result<Vec<File>, Error> {
        let mix = match self.what {
            What::Channels => {
                job.options.groups = groups::channels(&job.song);
                self.with_mix
            }
            What::Stems => {
                job.options.groups = groups::stems(&job.song);
                self.with_mix
            }
            What::Freeze => {
                (job.options.effects, job.options.fade) = (true, false);
                job.options.gain = Gain::Off;
                true
            }
            What::Mix | What::Selection { .. } => true,
        };
        self.render(session, &job, mix)
    }

    /// A file for each of these mixer tracks: what its instruments sound like in the mix.
    pub(crate) fn tracks(
        &self,
        session: &Session<'_>,
        mut job: Job,
        tracks: &[String],
    ) -> Result<Vec<File>, Error> {
        let of = |id: &String| {
            let instruments = job.song.instruments.iter().filter(|it| it.output == *id);
            let track = job.song.mixer.tracks.iter().find(|it| it.id == *id);
            let name = track.map(|track| &track.name).filter(|name| !name.is_empty());
            Group {
                id: id.clone(),
                name: name.unwrap_or(id).clone(),
                instruments: instruments.map(|it| it.id.clone()).collect(),
                ..Group::default()
            }
        };
        let mix = tracks.iter().any(|id| id == "master");
        job.options.groups = tracks.iter().filter(|id| *id != "master").map(of).collect();
        let named = Self {
            template: Some(self.template.clone().unwrap_or_else(|| "{channelName}".to_owned())),
            ..self.clone()
        };
        named.render(session, &job, mix)
    }

    fn render(&self, session: &Session<'_>, job: &Job, mix: bool) -> Result<Vec<File>, Error> {
        let take = session.take(job)?;
        let rate = take.audio.sample_rate;
        let quality =
            Quality { sample_rate: rate, bit_depth: self.options.rate_and_depth().bit_depth };
        let whole = mix.then(|| (job.id.clone(), String::new(), take.audio));
        let stems = take.stems.into_iter().map(|it| (it.info.id, it.info.name, it.audio));
        let sounds: Vec<_> = whole.into_iter().chain(stems).collect();
        let gain = self.gain(sounds.iter().map(|(_, _, audio)| audio), rate);
        let mut files: Vec<File> = Vec::new();
        for (number, (id, part, audio)) in (1..).zip(sounds) {
            let audio = Chain::run(&self.process, gain, &audio);
            let names = Names {
                name: job.name.clone(),
                part,
                id: id.clone(),
                number,
                moment: session.now,
                extension: self.kind.extension(),
                quality: Some(quality),
            };
            let name = apart(file_name(self.template(), &names), &files);
            let format = Format {
                kind: self.kind.kind(),
                bit_depth: quality.bit_depth,
                sample_rate: rate,
                channels: 2,
                dither: self.dither,
                // Each file has a dither of its own.
                seed: number as u64 - 1,
                ..Format::default()
            };
            let bytes = encode(&format, &audio.channels[0], &audio.channels[1])?;
            files.push(File { name, id, mime: self.kind.mime(), bytes, audio });
        }
        Ok(files)
    }

    /// One gain for all: what brings the loudest to its level.
    fn gain<'a>(&self, sounds: impl Iterator<Item = &'a Audio>, rate: u32) -> f32 {
        let wanted = &self.process.normalize;
        let scaled = |levels: Levels| {
            let gain = f64::from(self.process.gain.abs());
            let lufs = levels.lufs + 20.0 * libm::log10(gain);
            Levels { peak: levels.peak * gain, true_peak: levels.true_peak * gain, lufs }
        };
        let gains = sounds.filter_map(|audio| {
            let mut meter = Meter::new(rate, wanted);
            meter.add(&audio.channels[0], &audio.channels[1]);
            let levels = scaled(meter.levels());
            (levels.peak > 0.0).then(|| gain_to(wanted, &levels))
        });
        gains.reduce(f32::min).unwrap_or(1.0)
    }
}

/// A name that no file has yet, where upper and lower case are one.
fn apart(name: String, files: &[File]) -> String {
    let taken = |name: &str| files.iter().any(|file| file.name.eq_ignore_ascii_case(name));
    if !taken(&name) {
        return name;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let mut numbered = (2..).map(|number| format!("{stem}-{number}.{extension}"));
    numbered.find(|name| !taken(name)).expect("there are more numbers than files")
}
