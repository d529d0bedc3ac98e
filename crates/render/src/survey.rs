//! What must be known of a source's voices before the first of them sounds: how many there are,
//! when they end, how many sound at once, how often equal ones come.
//! Voices are looked through once and not kept.

use crate::batches::Lanes;
use crate::error::Error;
use crate::notes::{Notes, Score};
use crate::prepare::Prepared;
use crate::voices::voices;
use rebounce_dsp::batch::Uses;
use std::sync::Arc;

/// What is played, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Music {
    pub score: Arc<Score>,
    /// Of each source.
    pub surveys: Vec<Survey>,
}

/// What is known of a source's voices.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    /// Notes played.
    pub notes: u64,
    /// Voices they take.
    pub voices: u64,
    /// Frame at which the last key is let go, or the last one-shot is over.
    pub notes_end: u64,
    /// Frame at which the last voice is silent.
    pub voices_end: u64,
    /// Whether one is panned.
    pub panned: bool,
    /// Frames of all voices.
    pub voice_frames: u64,
    /// Voices at once, at most: of those that may be rendered ahead of their time, and of the
    /// long ones that may not.
    pub at_once: usize,
    pub long_at_once: usize,
    /// How often equal voices come.
    pub uses: Uses,
}

/// Looks through the voices of all sources.
///
/// # Errors
/// [`Error::TooManyNotes`].
pub(crate) fn survey(prepared: &Prepared, score: Score, limit: usize) -> Result<Music, Error> {
    let score = Arc::new(score);
    let mut left = limit;
    let mut surveys = Vec::with_capacity(prepared.sources.len());
    for source in 0..prepared.sources.len() {
        let notes = count(&score, source, left);
        left = left.checked_sub(notes).ok_or(Error::TooManyNotes { limit })?;
        if prepared.sources[source].chop.is_some() {
            let slices = voices(prepared, &score, source).take(left.saturating_add(1)).count();
            left = left.checked_sub(slices).ok_or(Error::TooManyNotes { limit })?;
        }
        surveys.push(look(prepared, &score, source, notes as u64));
    }
    Ok(Music { score, surveys })
}

/// How many notes of its own a source has; more than `most` are not counted.
fn count(score: &Arc<Score>, source: usize, most: usize) -> usize {
    if source >= score.instruments() {
        return 0;
    }
    let bound = score.bound(source);
    if bound == 0 {
        return 0;
    }
    let mut notes = Notes::new(score, source);
    let mut count = 0;
    while count <= most && notes.next().is_some() {
        count += 1;
    }
    count
}

fn look(prepared: &Prepared, score: &Arc<Score>, source: usize, notes: u64) -> Survey {
    let mut survey = Survey {
        notes,
        voices: 0,
        notes_end: 0,
        voices_end: 0,
        panned: false,
        voice_frames: 0,
        at_once: 0,
        long_at_once: 0,
        uses: Uses::new(usize::try_from(notes).unwrap_or(usize::MAX)),
    };
    let Some(patch) = &prepared.sources[source].patch else { return survey };
    let mut lanes = Lanes::default();
    for voice in voices(prepared, score, source) {
        let length = patch.length(&voice);
        survey.voices += 1;
        survey.notes_end = survey.notes_end.max(voice.start + voice.gate);
        survey.voices_end = survey.voices_end.max(voice.start + length);
        survey.panned |= voice.pan != 0.0;
        survey.voice_frames += length;
        lanes.seat(voice.start, length);
        survey.uses.count(&patch.print(&voice).0);
    }
    [survey.at_once, survey.long_at_once] = lanes.most();
    survey
}
