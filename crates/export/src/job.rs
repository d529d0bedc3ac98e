//! A job: what of a song is heard, and how.

use crate::audio::{Audio, Stem, Take};
use crate::error::Error;
use crate::moment::Moment;
use rebounce::{Assets, Options, Render, Tail};
use rebounce_song::arrangement::{Arrangement, Clip, ClipContent, PatternClip};
use rebounce_song::automation::Target;
use rebounce_song::{Beats, Id, Song};
use std::ops::ControlFlow;

/// What of a song is heard, and how. It can be rendered many times.
#[derive(Clone, Debug)]
pub struct Job {
    /// Just what is heard.
    pub song: Song,
    /// Of the pattern or track; empty for an arrangement.
    pub id: Id,
    /// What a person calls it.
    pub name: String,
    /// How.
    pub options: Options,
}

/// A pattern placed in time: an entry of the old `sequence`.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Its id.
    pub pattern: Id,
    /// Where it begins.
    pub start: Beats,
    /// How long it plays, repeated until that is full, as in playback; none: once.
    pub length: Option<Beats>,
}

impl Job {
    /// One pattern, once, from beat 0, at the song's first tempo. What moves along the arrangement
    /// is no part of it; the pattern's own lanes are.
    ///
    /// # Errors
    /// [`Error::NoPattern`].
    pub fn pattern(song: &Song, id: &str, options: &Options) -> Result<Self, Error> {
        let found = song.patterns.iter().find(|pattern| pattern.id == id);
        let pattern = found.ok_or_else(|| Error::NoPattern(id.to_owned()))?.clone();
        let name = if pattern.name.is_empty() { &pattern.id } else { &pattern.name }.clone();
        let song = Song {
            patterns: vec![pattern],
            arrangement: Arrangement::default(),
            automation: Vec::new(),
            tempo_changes: Vec::new(),
            ..song.clone()
        };
        Ok(Self { song, id: id.to_owned(), name, options: options.clone() })
    }

    /// The song's arrangement, as playback would have it.
    ///
    /// # Errors
    /// [`Error::NoClips`].
    pub fn arrangement(song: &Song, options: &Options) -> Result<Self, Error> {
        if song.arrangement.clips.is_empty() {
            return Err(Error::NoClips);
        }
        let (song, name) = (song.clone(), song.name.clone());
        Ok(Self { song, id: Id::new(), name, options: options.clone() })
    }

    /// Patterns placed in time instead of the song's own clips.
    ///
    /// # Errors
    /// [`Error::EmptySequence`], [`Error::NoPattern`].
    pub fn sequence(song: &Song, sequence: &[Placed], options: &Options) -> Result<Self, Error> {
        if sequence.is_empty() {
            return Err(Error::EmptySequence);
        }
        let clip = |placed: &Placed| {
            let found = song.patterns.iter().find(|pattern| pattern.id == placed.pattern);
            let pattern = found.ok_or_else(|| Error::NoPattern(placed.pattern.clone()))?;
            Ok(Clip {
                track: None,
                start: placed.start,
                length: placed.length.unwrap_or_else(|| song.pattern_length(pattern)),
                muted: false,
                content: ClipContent::Pattern(PatternClip {
                    pattern: pattern.id.clone(),
                    ..PatternClip::default()
                }),
            })
        };
        let clips = sequence.iter().map(clip).collect::<Result<_, Error>>()?;
        let arrangement = Arrangement { clips, ..Arrangement::default() };
        let song = Song { arrangement, ..song.clone() };
        let name = song.name.clone();
        Ok(Self { song, id: Id::new(), name, options: options.clone() })
    }

    /// The clips of one row of the timeline, whatever is muted or soloed around it, from `start` to
    /// `end`, which by default is the end of the last clip.
    ///
    /// # Errors
    /// [`Error::NoClips`] if there are none.
    pub fn track(
        song: &Song,
        clips: &[Clip],
        (start, end): (Beats, Option<Beats>),
        options: &Options,
    ) -> Result<Self, Error> {
        let last = clips.iter().map(|clip| clip.start.0 + clip.length.0).fold(0.0, f64::max);
        if clips.is_empty() && end.is_none() {
            return Err(Error::NoClips);
        }
        let clips: Vec<Clip> =
            clips.iter().map(|clip| Clip { track: None, ..clip.clone() }).collect();
        let mut song = Song { arrangement: Arrangement::default(), ..song.clone() };
        if clips.is_empty() {
            // Without clips the first pattern would be played.
            song.patterns.clear();
        }
        song.arrangement.clips = clips;
        song.automation.retain(|lane| lane.target == Target::Tempo);
        let mut options = options.clone();
        (options.from, options.to) = (start, Some(end.unwrap_or(Beats(last))));
        options.tail = Tail::Cut;
        let name = song.name.clone();
        Ok(Self { song, id: Id::new(), name, options })
    }

    /// Prepares a render of it, to be pulled window by window.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::Render`].
    pub fn begin(&self, assets: &dyn Assets) -> Result<Render, Error> {
        Ok(Render::new(&self.song, assets, &self.options)?)
    }

    /// Renders all of it into memory. `watch` is asked after each window, and ends it by
    /// [`ControlFlow::Break`].
    ///
    /// # Errors
    /// As [`Job::begin`]; [`Error::Cancelled`].
    pub fn take(
        &self,
        assets: &dyn Assets,
        now: Moment,
        watch: &mut dyn FnMut(&Render) -> ControlFlow<()>,
    ) -> Result<Take, Error> {
        let mut render = self.begin(assets)?;
        let rate = render.sample_rate();
        let mut audio = Audio::new(rate);
        let stem = |info: &rebounce::StemInfo| Stem { info: info.clone(), audio: Audio::new(rate) };
        let mut stems: Vec<Stem> = render.stems().iter().map(stem).collect();
        while let Some(window) = render.next_window() {
            audio.push(window.left, window.right);
            for (stem, window) in stems.iter_mut().zip(&window.stems) {
                stem.audio.push(window.left, window.right);
            }
            if watch(&render).is_break() {
                return Err(Error::Cancelled);
            }
        }
        let report = render.finish();
        Ok(Take {
            audio,
            stems,
            id: self.id.clone(),
            name: self.name.clone(),
            render_seconds: report.timing.prepare_seconds + report.timing.render_seconds,
            rendered_at: now,
            report,
        })
    }
}
