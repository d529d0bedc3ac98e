//! What must be known of a source's voices before the first of them sounds: how many there are,
//! when they end, how many sound at once, how loud they get together, how often equal ones come.
//! Voices are looked through once and not kept.

use crate::batches::Lanes;
use crate::error::Error;
use crate::notes::{Notes, Score};
use crate::prepare::Prepared;
use crate::voices::voices;
use rebounce_dsp::batch::{Patch, Uses};
use rebounce_dsp::voice::Voice;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
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
    /// The loudest moment: the root of the sum of the squares of the peaks that sound, where a
    /// voice in its release counts half; linear.
    pub overlap: f32,
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
        overlap: 0.0,
        uses: Uses::new(usize::try_from(notes).unwrap_or(usize::MAX)),
    };
    let Some(patch) = &prepared.sources[source].patch else { return survey };
    let mut lanes = Lanes::default();
    let mut overlap = Overlap::default();
    for voice in voices(prepared, score, source) {
        let length = patch.length(&voice);
        survey.voices += 1;
        survey.notes_end = survey.notes_end.max(voice.start + voice.gate);
        survey.voices_end = survey.voices_end.max(voice.start + length);
        survey.panned |= voice.pan != 0.0;
        survey.voice_frames += length;
        lanes.seat(voice.start, length);
        overlap.add(patch, &voice, length);
        survey.uses.count(&patch.print(&voice).0);
    }
    [survey.at_once, survey.long_at_once] = lanes.most();
    survey.overlap = overlap.loudest.sqrt() as f32;
    survey
}

/// The sum of the squares of the peaks that sound, followed through time.
#[derive(Debug, Default)]
struct Overlap {
    /// Frame, and what is taken off there, as bits of an f64 that is not negative.
    changes: BinaryHeap<Reverse<(u64, u64)>>,
    now: f64,
    loudest: f64,
}

impl Overlap {
    fn add(&mut self, patch: &Patch, voice: &Voice, length: u64) {
        while let Some(&Reverse((at, change))) = self.changes.peek()
            && at <= voice.start
        {
            self.changes.pop();
            self.now -= f64::from_bits(change);
        }
        let peak = f64::from(patch.peak(voice));
        let power = peak * peak;
        let held = voice.gate.min(voice.cut).min(length);
        self.now += power;
        self.changes.push(Reverse((voice.start + held, (power * 0.75).to_bits())));
        self.changes.push(Reverse((voice.start + length, (power * 0.25).to_bits())));
        self.loudest = self.loudest.max(self.now);
    }
}
