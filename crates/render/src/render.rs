//! The story: check, prepare, notes, survey, gain, plan; then window after window; then the report.

use crate::api_length::api_length;
use crate::assets::Assets;
use crate::error::Error;
use crate::gain::{Staged, gain};
use crate::notes::notes;
use crate::options::{Length, Options, Tap};
use crate::output::Trim;
use crate::plan::{NodeKind, Plan, plan};
use crate::prepare::{Prepared, prepare};
use crate::report::{AudioReport, Report, decibels};
use crate::schedule::Schedule;
use crate::sound::Sound;
use crate::stems::{self, Beside};
use crate::survey::{Music, Survey, survey};
use crate::told::{self, NodeTold};
use crate::window::State;
use crate::{effects, levels, mixer, report, schedule};
use rebounce_song::automation::Target;
use rebounce_song::mixer::Track;
use rebounce_song::{Diagnostic, Severity, Song, check};
use std::ops::Range;
use std::sync::Arc;
use std::task::Poll;

/// A render at work. It is pulled: nothing happens between calls, and dropping it ends it.
pub struct Render {
    prepared: Prepared,
    plan: Plan,
    pub(crate) schedule: Schedule,
    staged: Staged,
    tracks: Vec<Counted>,
    /// What nodes of other shares have told.
    told: Vec<NodeTold>,
    diagnostics: Vec<Diagnostic>,
    stems: Vec<Sound>,
    infos: Vec<StemInfo>,
    /// Windows made.
    window: u64,
    /// Frames of the last that have not been handed out.
    left: Range<usize>,
    /// Frames handed out at once, at most.
    at_once: usize,
    position: u64,
    /// Whether that was the last.
    ended: bool,
    clock: crate::Clock,
    prepare_seconds: f64,
    render_seconds: f64,
}

/// Notes and voices of a mixer track.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    notes: u64,
    voices: u64,
}

/// Frames of the output, handed out in order.
#[derive(Debug)]
pub struct Window<'a> {
    /// The output's frame at which it begins.
    pub start: u64,
    /// The mix's left channel.
    pub left: &'a [f32],
    /// The mix's right channel, equally long.
    pub right: &'a [f32],
    /// The stems in the order of [`Render::stems`]; empty unless they were asked for.
    pub stems: Vec<StemWindow<'a>>,
}

/// A stem's frames of a window, in time with the mix.
#[derive(Clone, Copy, Debug)]
pub struct StemWindow<'a> {
    /// As long as the mix's.
    pub left: &'a [f32],
    /// As long as the mix's.
    pub right: &'a [f32],
}

impl<'a> StemWindow<'a> {
    fn of(stem: &'a Sound, frames: &Range<usize>) -> Self {
        Self { left: &stem.left[frames.clone()], right: &stem.right()[frames.clone()] }
    }
}

/// A stem that is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StemInfo {
    /// Its track's, bus's or group's id; `master` for what sounds past all tracks.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether its left can differ from its right.
    pub stereo: bool,
}

impl Render {
    /// Checks and prepares everything. After this nothing can fail.
    ///
    /// # Errors
    /// All of [`Error`].
    pub fn new(song: &Song, assets: &dyn Assets, options: &Options) -> Result<Self, Error> {
        Self::in_shares(song, assets, options, 1)
    }

    /// As [`Render::new`], of which this computes one share of `count` and brings the others
    /// together: each a [`crate::Share`] somewhere else, whose windows are handed in. On one thread.
    /// How many there are changes no sample.
    ///
    /// # Errors
    /// All of [`Error`].
    pub fn in_shares(
        song: &Song,
        assets: &dyn Assets,
        options: &Options,
        count: usize,
    ) -> Result<Self, Error> {
        let began = options.clock.seconds();
        let Begun { mut prepared, music, staged, plan, pool, mut diagnostics } =
            Begun::new(song, assets, options, count)?;
        let mixed = options.groups.iter().any(|group| group.tap == Tap::Mix);
        let differ = (options.stems || mixed) && !mixer::master_is_linear(&prepared);
        let schedule = Schedule::new(&plan, &prepared, &music, options, (pool, 0));
        diagnostics.append(&mut prepared.diagnostics);
        if differ {
            diagnostics.push(stems_differ());
        }
        let infos = plan.stems.iter();
        let infos = infos.map(|it| StemInfo {
            id: it.id.clone(),
            name: it.name.clone(),
            stereo: it.stereo,
        });
        let infos: Vec<StemInfo> = infos.collect();
        Ok(Self {
            stems: infos.iter().map(|_| Sound::new(0)).collect(),
            infos,
            tracks: counted(&prepared, &music.surveys),
            told: Vec::new(),
            prepared,
            plan,
            schedule,
            staged,
            diagnostics,
            window: 0,
            left: 0..0,
            at_once: options.window,
            position: 0,
            ended: false,
            prepare_seconds: options.clock.seconds() - began,
            render_seconds: 0.0,
            clock: options.clock.clone(),
        })
    }

    /// The next frames; `None` behind the last. Never fails; whatever it takes, the work of one
    /// window lies between two calls.
    ///
    /// # Panics
    /// If a window of another share is missing: see [`Render::poll_window`].
    pub fn next_window(&mut self) -> Option<Window<'_>> {
        match self.poll_window() {
            Poll::Ready(window) => window,
            Poll::Pending => panic!("a share has not handed in its window"),
        }
    }

    /// As [`Render::next_window`]; pending while windows of other shares are missing.
    pub fn poll_window(&mut self) -> Poll<Option<Window<'_>>> {
        let began = self.clock.seconds();
        let start = self.position;
        let frames = self.advance();
        self.render_seconds += self.clock.seconds() - began;
        frames.map(|frames| {
            let frames = frames?;
            let mix = &self.schedule.handed(self.plan.output, self.window - 1).post;
            Some(Window {
                start,
                left: &mix.left[frames.clone()],
                right: &mix.right()[frames.clone()],
                stems: self.stems.iter().map(|stem| StemWindow::of(stem, &frames)).collect(),
            })
        })
    }

    /// The next frames to hand out of the window made last; makes windows until there are some.
    fn advance(&mut self) -> Poll<Option<Range<usize>>> {
        while self.left.is_empty() {
            if self.ended {
                return Poll::Ready(None);
            }
            let Some(span) = self.schedule.span(self.window) else {
                self.ended = true;
                continue;
            };
            let output = self.plan.output;
            let Some(made) = self.schedule.until(&self.plan, output, self.window) else {
                return Poll::Pending;
            };
            self.left = 0..made.post.left.len();
            let number = self.window;
            self.window += 1;
            // The output may be some windows ahead.
            if let State::Output(output) = self.schedule.state(output) {
                self.ended =
                    output.ended && self.position + self.left.len() as u64 == output.frames;
            }
            if self.left.is_empty() {
                continue;
            }
            let trim = Trim::new(&self.plan);
            for (stem, plan) in self.stems.iter_mut().zip(&self.plan.stems) {
                let raw = &self.schedule.handed(plan.node, number).post;
                let (range, at) = trim.part(span.from, raw.left.len());
                trim.take(raw, range, at, stem);
            }
        }
        let end = self.left.end.min(self.left.start + self.at_once);
        let frames = self.left.start..end;
        self.left.start = end;
        self.position += frames.len() as u64;
        Poll::Ready(Some(frames))
    }

    /// Takes the next window of share `number`; each share's come in their order.
    ///
    /// # Errors
    /// [`Error::Option`]: it is no window of that share.
    pub fn hand_in(&mut self, number: usize, window: &[f32]) -> Result<(), Error> {
        self.schedule.take(number, window).then_some(()).ok_or_else(|| Error::Option {
            option: "window",
            found: format!("{} numbers of share {number}", window.len()),
            wanted: "what the next_window of that share gave".to_owned(),
        })
    }

    /// Shares that hand in windows: those that have something to do.
    #[must_use]
    pub fn shares(&self) -> Vec<usize> {
        let last = self.plan.nodes.iter().map(|node| node.share).max().unwrap_or(0);
        (1..=last).filter(|&share| !self.plan.handed_over(share).is_empty()).collect()
    }

    /// How many windows of share `number` have been taken and are not needed yet: who hands them in
    /// need not go further ahead than some.
    #[must_use]
    pub fn waiting(&self, number: usize) -> usize {
        self.schedule.waiting(number)
    }

    /// Takes what a share told at its end, for the report.
    pub fn hear(&mut self, told: Vec<NodeTold>) {
        let nodes = self.plan.nodes.len();
        self.told.extend(told.into_iter().filter(|it| it.node < nodes));
    }

    /// Frames handed out so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Frames the output will have at most; a natural tail may end sooner.
    #[must_use]
    pub fn length(&self) -> u64 {
        if self.ended { self.position + self.left.len() as u64 } else { self.plan.length }
    }

    /// Frames from the song's beginning to the output's.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.prepared.from
    }

    /// Frames per second.
    #[must_use]
    pub fn sample_rate(&self) -> u32 {
        self.prepared.sample_rate
    }

    /// Peak of the mix that predictive gain goes by, linear; 0 where none was asked for.
    #[must_use]
    pub fn predicted_peak(&self) -> f32 {
        self.staged.predicted_peak
    }

    /// What no sample of the mix exceeds without predictive gain, linear; `None` where none was
    /// asked for, or something that is heard has no bound.
    #[must_use]
    pub fn peak_bound(&self) -> Option<f32> {
        self.staged.bound
    }

    /// The stems that windows carry.
    #[must_use]
    pub fn stems(&self) -> &[StemInfo] {
        &self.infos
    }

    /// The tracks and buses that sound, in the song's order, with their levels so far; they may be
    /// some windows ahead of [`Self::position`].
    #[must_use]
    pub fn tracks(&self) -> Vec<levels::TrackLevel<'_>> {
        levels::levels(&self.plan, &self.prepared, &self.schedule)
    }

    /// What will be computed.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What every task has taken so far, if [`Options::costs`] asked for it.
    #[must_use]
    pub fn costs(&self) -> crate::Costs {
        self.schedule.costs()
    }

    /// What was not as wanted, known before the first window.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Ends the render and tells about it: about all that was computed, which is all of it when the
    /// last window has been handed out, and may be some windows more than that before.
    #[must_use]
    pub fn finish(mut self) -> Report {
        let State::Output(output) = self.schedule.state(self.plan.output) else {
            return Report::default();
        };
        let levels = output.levels();
        let (hash, frames) = (output.hash(), output.frames);
        let rate = self.prepared.sample_rate;
        let mut told = std::mem::take(&mut self.told);
        told.extend(self.schedule.parts().map(told::told));
        let mut tracks = self.track_reports();
        let failed =
            told::tracks(&self.plan, &self.prepared, &told, self.schedule.peaks(), &mut tracks);
        self.diagnostics.extend(failed);
        let resources = self.resources();
        let (limited_frames, most_reduction_db) = self.limited();
        let mix = self.plan.ahead_of_ceiling();
        let peak = self.schedule.peaks().find(|(node, _)| *node == mix).map_or(0.0, |it| it.1);
        let report = Report {
            engine: format!("rebounce {}", env!("CARGO_PKG_VERSION")),
            audio: AudioReport {
                hash,
                frames,
                sample_rate: rate,
                channels: 2,
                seconds: frames as f64 / f64::from(rate),
            },
            levels: report::LevelsReport {
                peak_dbfs: decibels(f64::from(levels.peak)),
                true_peak_dbtp: decibels(levels.true_peak),
                lufs: levels.lufs.is_finite().then_some(levels.lufs),
            },
            gain: report::GainReport {
                gain_db: decibels(f64::from(self.staged.gain)).unwrap_or_default(),
                predicted_peak_dbfs: decibels(f64::from(self.staged.predicted_peak)),
                peak_bound_dbfs: self.staged.bound.and_then(|it| decibels(f64::from(it))),
                unlimited_peak_dbfs: decibels(f64::from(peak / self.staged.gain)),
                limited_frames,
                limited_share: (limited_frames as f64 / frames.max(1) as f64).min(1.0),
                most_reduction_db,
            },
            timing: report::TimingReport {
                prepare_seconds: self.prepare_seconds,
                render_seconds: self.render_seconds,
                threads: self.schedule.threads(),
                ..report::TimingReport::default()
            },
            resources,
            prints: told::prints(&told),
            tracks,
            diagnostics: std::mem::take(&mut self.diagnostics),
            ..Report::default()
        };
        self.schedule.leave_effects(&self.plan, &self.prepared);
        report
    }

    /// What was found made, and what had to be made.
    fn resources(&self) -> report::ResourcesReport {
        let (hits, misses, bytes) = self.prepared.resources;
        let strips = self.plan.nodes.iter().filter(|node| node.share == 0);
        let inserts = strips.flat_map(|node| node.kind.inserts());
        let effects = inserts.filter(|insert| effects::is_kept(&insert.what)).count() as u64;
        let made = self.prepared.spare.made().min(effects);
        report::ResourcesReport { hits: hits + effects - made, misses: misses + made, bytes }
    }

    /// What is known of the tracks beforehand.
    fn track_reports(&self) -> Vec<report::TrackReport> {
        let tracks = self.prepared.mixer.tracks.iter().zip(&self.tracks);
        let report = |(track, counted): (&Track, &Counted)| report::TrackReport {
            id: track.id.clone(),
            name: track.name.clone(),
            notes: counted.notes,
            voices: counted.voices,
            status: if track.muted { "muted" } else { "silent" }.to_owned(),
            ..report::TrackReport::default()
        };
        tracks.map(report).collect()
    }

    /// Frames the final limiter acted in, and its largest reduction in dB.
    fn limited(&self) -> (u64, f64) {
        let NodeKind::Output(input) = &self.plan.nodes[self.plan.output].kind else {
            return (0, 0.0);
        };
        match self.schedule.state(input.node) {
            State::Channel(channel) => channel.limited(),
            _ => (0, 0.0),
        }
    }
}

/// A render that has been prepared and planned.
pub(crate) struct Begun {
    pub(crate) prepared: Prepared,
    pub(crate) music: Music,
    pub(crate) staged: Staged,
    pub(crate) plan: Plan,
    pub(crate) pool: Option<Arc<schedule::Pool>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Begun {
    /// # Errors
    /// All of [`Error`].
    pub(crate) fn new(
        song: &Song,
        assets: &dyn Assets,
        options: &Options,
        shares: usize,
    ) -> Result<Self, Error> {
        options.check()?;
        let (song, diagnostics) = legal(song, options)?;
        stems::check(&song, &options.groups)?;
        let pool = schedule::pool(options, shares)?;
        let mut prepared = prepare(&song, assets, options, pool.as_deref())?;
        let score = notes(&song, &prepared.tempo, options.to);
        let music = survey(&prepared, score, options.limits.notes)?;
        let surveys = &music.surveys;
        if options.length == Length::Api {
            let plan = plan(&prepared, surveys, 1.0, &Beside::default(), 1, 1);
            let latency = plan.skip - prepared.from;
            prepared.api_length = api_length(&song, &prepared, latency);
        }
        let voices = surveys.iter().map(|survey| survey.at_once + survey.long_at_once).sum();
        if voices > options.limits.voices {
            return Err(Error::TooManyVoices { voices, limit: options.limits.voices });
        }
        let staged = gain(&prepared, &music, options.gain, pool.as_ref());
        let threads = schedule::planned(options, shares);
        let plan = plan(&prepared, surveys, staged.gain, &Beside::of(options), shares, threads);
        let seconds = plan.length as f64 / f64::from(options.sample_rate);
        if seconds > options.limits.seconds {
            return Err(Error::TooLong { seconds, limit: options.limits.seconds });
        }
        Ok(Self { prepared, music, staged, plan, pool, diagnostics })
    }
}

/// The song with the options' tempo, made legal.
pub(crate) fn legal(song: &Song, options: &Options) -> Result<(Song, Vec<Diagnostic>), Error> {
    let mut song = song.clone();
    let diagnostics = check::check(&mut song, &options.limits.song)?;
    if let Some(tempo) = options.tempo {
        let factor = tempo.0 / song.tempo.0;
        song.tempo = tempo;
        for change in &mut song.tempo_changes {
            change.tempo.0 = (change.tempo.0 * factor).clamp(1.0, 999.0);
        }
        for lane in song.automation.iter_mut().filter(|lane| lane.target == Target::Tempo) {
            for point in &mut lane.points {
                point.value = (point.value * factor).clamp(1.0, 999.0);
            }
        }
    }
    Ok((song, diagnostics))
}

fn counted(prepared: &Prepared, surveys: &[Survey]) -> Vec<Counted> {
    let index = crate::routing::index(&prepared.mixer);
    let mut tracks = vec![Counted::default(); prepared.mixer.tracks.len()];
    for (source, survey) in prepared.sources.iter().zip(surveys) {
        let Some(&track) = index.get(source.output.as_str()) else { continue };
        tracks[track].notes += survey.notes;
        tracks[track].voices += survey.voices;
    }
    tracks
}

fn stems_differ() -> Diagnostic {
    Diagnostic::new(
        Severity::Info,
        "stems-before-master",
        "mixer.master.inserts",
        "effects that are not linear",
        "a linear master, so that the stems add up to the mix",
        "the stems go through the master's linear parts only",
    )
}
